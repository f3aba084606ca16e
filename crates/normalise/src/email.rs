use taicho_model::Note;

use crate::reason::{Normal, Reason, shown};

/// An e-mail address in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    /// The whole address.
    pub text: String,
    /// Where its @ stands.
    at: usize,
}

impl Email {
    /// What stands before the @, which is the person's.
    pub fn local(&self) -> &str {
        &self.text[..self.at]
    }

    /// What stands after the @, which many persons share.
    pub fn domain(&self) -> &str {
        &self.text[self.at + 1..]
    }
}

/// The domains of most private addresses in Vietnam.
const COMMON: &[&str] = &[
    "gmail.com",
    "yahoo.com",
    "yahoo.com.vn",
    "ymail.com",
    "hotmail.com",
    "outlook.com",
    "icloud.com",
    "live.com",
    "protonmail.com",
];

/// The e-mail address in lower case.
///
/// | written | read | why |
/// | --- | --- | --- |
/// | `Lan.Nguyen@Gmail.com`, ` lan.nguyen @ gmail.com`, `mailto:lan.nguyen@gmail.com`, `<lan.nguyen@gmail.com>` | `lan.nguyen@gmail.com` | capitals and blanks mean nothing |
/// | `lan.nguyen@gmail,com`, `lan.nguyen@gmail..com`, `lan.nguyen@gmail.com.` | `lan.nguyen@gmail.com`, noted | slips that no address can have |
/// | `lan@gmail.con`, `lan@gmial.com` | as written, noted | perhaps `gmail.com`; proposed, never changed |
/// | `lan@gmail` | as written, noted | no ending after the @ |
/// | `lan@gmail.com; lan@vnpt.vn` | `lan@gmail.com`, noted | two in one cell: the first |
/// | `lan.nguyen`, `không có`, `@gmail.com` | refused | no e-mail address |
///
/// ```
/// use taicho_normalise::email;
/// let read = |text| email(text).map(|read| (read.value.text, read.notes.iter().map(|note| note.code).collect::<Vec<_>>()));
/// for text in ["Lan.Nguyen@Gmail.com", " lan.nguyen @ gmail.com", "mailto:lan.nguyen@gmail.com", "<lan.nguyen@gmail.com>"] {
///     assert_eq!(read(text), Ok(("lan.nguyen@gmail.com".into(), vec![])), "{text}");
/// }
/// for text in ["lan.nguyen@gmail,com", "lan.nguyen@gmail..com", "lan.nguyen@gmail.com."] {
///     assert_eq!(read(text), Ok(("lan.nguyen@gmail.com".into(), vec!["email.slip"])), "{text}");
/// }
/// for text in ["lan@gmail.con", "lan@gmial.com"] {
///     assert_eq!(read(text), Ok((text.into(), vec!["email.domain"])), "{text}");
/// }
/// assert_eq!(email("lan@gmail.con").unwrap().notes[0].words.vi, "có thể là “lan@gmail.com”");
/// assert_eq!(read("lan@gmail"), Ok(("lan@gmail".into(), vec!["email.domain"])));
/// assert_eq!(read("lan@syt.bacninh.gov.vn"), Ok(("lan@syt.bacninh.gov.vn".into(), vec![])));
/// assert_eq!(read("lan@gmail.com; lan@vnpt.vn"), Ok(("lan@gmail.com".into(), vec!["email.several"])));
/// let lan = email("Lan@vnpt.vn").unwrap().value;
/// assert_eq!((lan.local(), lan.domain()), ("lan", "vnpt.vn"));
/// for text in ["lan.nguyen", "không có", "@gmail.com", "lan@", "a@b@c"] {
///     assert_eq!(email(text).unwrap_err().code, "email.unreadable", "{text}");
/// }
/// assert_eq!(email("").unwrap_err().code, "email.empty");
/// ```
pub fn email(text: &str) -> Result<Normal<Email>, Reason> {
    let whole = text.trim();
    if whole.is_empty() {
        return Err(Reason::empty("email.empty", "địa chỉ thư điện tử", "the e-mail address"));
    }
    let mut notes = Vec::new();
    let mut text = first_of(whole);
    if text.len() < whole.len() && whole[text.len()..].contains('@') {
        notes.push(Note::new(
            "email.several",
            "ô có nhiều địa chỉ thư điện tử; đã lấy địa chỉ đầu tiên",
            "the cell holds several e-mail addresses; the first was taken",
        ));
    } else {
        text = whole;
    }
    let Some(email) = plain(text) else {
        return Err(Reason::new(
            "email.unreadable",
            format!("“{}” không phải địa chỉ thư điện tử", shown(whole)),
            format!("“{}” is no e-mail address", shown(whole)),
        ));
    };
    let (email, slip) = email;
    if slip {
        notes.push(Note::new(
            "email.slip",
            format!("địa chỉ thư điện tử gõ nhầm dấu; đã đọc là “{}”", email.text),
            format!("marks of the e-mail address were mistyped; it was read as “{}”", email.text),
        ));
    }
    notes.extend(odd_domain(&email));
    Ok(Normal { value: email, notes })
}

/// The text up to a mark that parts addresses, where an @ stands before it.
fn first_of(text: &str) -> &str {
    let at = text.find('@').unwrap_or(text.len());
    let end = text[at..].find([';', '/', '\n', '|']).map_or(text.len(), |end| at + end);
    &text[..end]
}

/// The address, and whether marks in it were mistyped.
fn plain(text: &str) -> Option<(Email, bool)> {
    let body = match text.get(..7) {
        Some(head) if head.eq_ignore_ascii_case("mailto:") => &text[7..],
        _ => text,
    };
    let body = body.trim_matches(|letter: char| letter.is_whitespace() || "<>'\"".contains(letter));
    let mut email = Email { text: String::with_capacity(body.len()), at: 0 };
    let mut slip = false;
    for letter in body.chars() {
        match letter {
            '@' if email.text.is_empty() || email.text.contains('@') => return None,
            '@' => {
                email.at = email.text.len();
                email.text.push('@');
            }
            '.' | ',' if email.text.ends_with(['.', '@']) => slip = true,
            ',' => {
                slip = true;
                email.text.push('.');
            }
            _ if letter.is_whitespace() || letter == '\u{200B}' => {}
            _ if letter.is_control() || "()<>[]:;\"\\/".contains(letter) => return None,
            _ => email.text.extend(letter.to_lowercase()),
        }
    }
    if email.text.ends_with('.') {
        slip = true;
        email.text.pop();
    }
    (email.at > 0 && email.at + 1 < email.text.len()).then_some((email, slip))
}

/// A domain that is no domain, or one letter away from a common one.
fn odd_domain(email: &Email) -> Option<Note> {
    let domain = email.domain();
    if COMMON.contains(&domain) {
        return None;
    }
    if let Some(meant) = COMMON.iter().find(|common| is_one_slip(domain, common)) {
        let meant = format!("{}@{meant}", email.local());
        return Some(Note::new(
            "email.domain",
            format!("có thể là “{meant}”"),
            format!("perhaps “{meant}”"),
        ));
    }
    (!domain.contains('.')).then(|| {
        Note::new(
            "email.domain",
            format!("“{domain}” chưa có phần đuôi như .com hoặc .vn"),
            format!("“{domain}” has no ending such as .com or .vn"),
        )
    })
}

/// Whether one letter was added, lost, changed, or two neighbours were swapped; two words that differ by nothing are not.
fn is_one_slip(written: &str, meant: &str) -> bool {
    let (written, meant) = (written.as_bytes(), meant.as_bytes());
    let same = |(one, other): &(&u8, &u8)| one == other;
    let start = written.iter().zip(meant).take_while(same).count();
    let (written, meant) = (&written[start..], &meant[start..]);
    let end = written.iter().rev().zip(meant.iter().rev()).take_while(same).count();
    match (&written[..written.len() - end], &meant[..meant.len() - end]) {
        ([], []) => false,
        ([_], [] | [_]) | ([], [_]) => true,
        ([one, two], [three, four]) => one == four && two == three,
        _ => false,
    }
}
