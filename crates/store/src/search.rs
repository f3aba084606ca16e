//! Words, numbers and keys are found without their marks, each as the beginning of a word: in a full-text table on the
//! embedded database, kept by triggers, in an index of words on the shared one. Both hold what is current; a past moment
//! is looked through row by row.

use taicho_model::vietnamese::bare;
use taicho_model::{FieldSpec, KindSpec, Reading};

/// Letters with marks, and below each the letter that stands for it.
const MARKED: &str = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ";
const BARE: &str = "aaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyydaaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyyd";

/// What ends a word, which the shared database would otherwise read as signs, paths and addresses.
const BETWEEN: &str = "-/.,;:_@+()#\"&|!*<>%=?[]{}~^`\\–—«»";

/// Marks that stand apart from their letters, and are left out.
const COMBINING: &str = "\u{300}\u{301}\u{303}\u{309}\u{323}\u{302}\u{306}\u{31b}";

/// Whether there is anything in a query to look for.
pub fn has_words(query: &str) -> bool {
    Words::of(query).is_some()
}

/// What a query asks for; each word must begin one of a row's.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Words(Vec<Vec<String>>);

impl Words {
    /// The words of a query; none where there is nothing in it to look for.
    pub(crate) fn of(query: &str) -> Option<Self> {
        let is_number =
            query.chars().all(|letter| letter.is_ascii_digit() || " +-.()".contains(letter));
        let digits: String = query.chars().filter(char::is_ascii_digit).collect();
        // A telephone number may be written in groups.
        let words = match is_number && digits.len() >= 9 {
            true => vec![digits],
            false => words(query),
        };
        let words: Vec<Vec<String>> = words.into_iter().map(spellings).collect();
        (!words.is_empty()).then_some(Self(words))
    }

    fn joined(&self, each: impl Fn(&str) -> String, or: &str, and: &str) -> String {
        let words = self.0.iter().map(|spellings| {
            let spellings: Vec<String> = spellings.iter().map(|word| each(word)).collect();
            format!("({})", spellings.join(or))
        });
        words.collect::<Vec<_>>().join(and)
    }

    pub(crate) fn for_sqlite(&self) -> String {
        self.joined(|word| format!("\"{word}\"*"), " OR ", " AND ")
    }

    pub(crate) fn for_postgres(&self) -> String {
        self.joined(|word| format!("{word}:*"), " | ", " & ")
    }

    pub(crate) fn plain(&self) -> String {
        self.joined(str::to_owned, "|", " ")
    }
}

/// A telephone number is kept with the code of the country and written without.
fn spellings(word: String) -> Vec<String> {
    match word.strip_prefix('0') {
        Some(rest) if rest.len() >= 3 && rest.bytes().all(|byte| byte.is_ascii_digit()) => {
            let abroad = format!("84{rest}");
            vec![word, abroad]
        }
        _ => vec![word],
    }
}

fn words(text: &str) -> Vec<String> {
    let bare = bare(text);
    bare.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether a text has all words of a query, as [`Words::plain`] writes it.
pub(crate) fn holds(text: &str, query: &str) -> bool {
    let words = words(text);
    query.split(' ').all(|asked| {
        let mut spellings = asked.trim_matches(['(', ')']).split('|');
        spellings.any(|spelling| words.iter().any(|word| word.starts_with(spelling)))
    })
}

/// What is searched of a row, as one text; none where nothing is.
pub(crate) fn text_of(kind: &KindSpec, row: &str) -> Option<String> {
    let fields = kind.fields.iter().filter(|field| field.is_searched);
    let text = |field: &FieldSpec| {
        let name = field.name;
        match field.reading {
            // A key that was made of other fields says nothing that anybody looks for.
            Reading::Key if field.has_default => {
                format!(
                    "case when {row}{name} like 'natural:%' then '' else coalesce({row}{name}, '') end"
                )
            }
            _ => format!("coalesce({row}{name}, '')"),
        }
    };
    let fields: Vec<String> = fields.map(text).collect();
    (!fields.is_empty()).then(|| fields.join(" || ' ' || "))
}

/// A column in small letters without marks.
pub(crate) fn without_marks(column: &str, is_postgres: bool) -> String {
    match is_postgres {
        true => format!("translate(lower({column}), '{MARKED}{COMBINING}', '{BARE}')"),
        false => format!("without_marks({column})"),
    }
}

/// The words of a row on the shared database: no function of its own, so that a dump of it comes back anywhere.
pub(crate) fn lexemes(kind: &KindSpec) -> Option<String> {
    let text = text_of(kind, "")?;
    let from = format!("{MARKED}{BETWEEN}''{COMBINING}");
    let to = format!("{BARE}{}", " ".repeat(BETWEEN.chars().count() + 1));
    Some(format!("to_tsvector('simple', translate(lower({text}), '{from}', '{to}'))"))
}

/// A text as the full-text index takes it: the one letter whose mark is no mark to the tokenizer is written without it.
fn told_to_fts5(text: &str) -> String {
    format!("replace(replace({text}, 'đ', 'd'), 'Đ', 'd')")
}

const FTS5: &str = "fts5(words, content='', contentless_delete=1, \
                 detail=none, tokenize=\"unicode61 remove_diacritics 2\")";

/// Statements that make the full-text index of a kind anew beside the one that there is, those that list every word of
/// each with its row, and those that take the new one away; none where nothing is searched.
pub(crate) fn sqlite_words(kind: &KindSpec) -> Option<([String; 4], [String; 2], String)> {
    let name = kind.name;
    let all = told_to_fts5(&text_of(kind, "")?);
    let anew = format!("{name}_anew");
    let listed = |table: &str| format!("select term, doc from temp.{table}");
    Some((
        [
            format!("create virtual table temp.{anew} using {FTS5}"),
            format!(
                "insert into temp.{anew} (rowid, words) select rowid, {all} from {name} where superseded_at is null"
            ),
            format!(
                "create virtual table temp.{name}_there using fts5vocab('main', '{name}_search', 'instance')"
            ),
            format!(
                "create virtual table temp.{name}_wanted using fts5vocab('temp', '{anew}', 'instance')"
            ),
        ],
        [listed(&format!("{name}_there")), listed(&format!("{name}_wanted"))],
        format!(
            "drop table temp.{name}_there; drop table temp.{name}_wanted; drop table temp.{anew}"
        ),
    ))
}

/// What makes the rows of a kind searchable on the embedded database: name and statement.
pub(crate) fn sqlite_ddl(kind: &KindSpec) -> Vec<(String, String)> {
    let name = kind.name;
    let (Some(new), Some(all)) = (text_of(kind, "new."), text_of(kind, "")) else {
        return Vec::new();
    };
    let (new, all) = (told_to_fts5(&new), told_to_fts5(&all));
    let fields: Vec<&str> =
        kind.fields.iter().filter(|field| field.is_searched).map(|field| field.name).collect();
    let fields = fields.join(", ");
    let put = format!("insert into {name}_search (rowid, words) values (new.rowid, {new});");
    let take = format!("delete from {name}_search where rowid = old.rowid;");
    let trigger = |what: &str, when: &str, only: &str, does: &str| {
        let trigger = format!("{name}_search_{what}");
        let create =
            format!("create trigger {trigger} {when} on {name} when {only} begin {does} end");
        (trigger, create)
    };
    vec![
        (format!("{name}_search"), format!("create virtual table {name}_search using {FTS5}")),
        (
            String::new(),
            format!(
                "insert into {name}_search (rowid, words) select rowid, {all} from {name} where superseded_at is null"
            ),
        ),
        trigger("added", "after insert", "new.superseded_at is null", &put),
        trigger(
            "ended",
            "after update of superseded_at",
            "old.superseded_at is null and new.superseded_at is not null",
            &take,
        ),
        trigger(
            "again",
            "after update of superseded_at",
            "old.superseded_at is not null and new.superseded_at is null",
            &put,
        ),
        trigger(
            "altered",
            &format!("after update of {fields}"),
            "old.superseded_at is null and new.superseded_at is null",
            &format!("{take} {put}"),
        ),
        trigger("removed", "after delete", "old.superseded_at is null", &take),
    ]
}

/// The index of words on the shared database.
pub(crate) fn postgres_ddl(kind: &KindSpec) -> Option<(String, String)> {
    let (name, lexemes) = (kind.name, lexemes(kind)?);
    let index = format!("{name}_search");
    let create =
        format!("create index {index} on {name} using gin ({lexemes}) where superseded_at is null");
    Some((index, create))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_of_a_query_begins_a_word_of_the_row() {
        let found = |text: &str, query: &str| holds(text, &Words::of(query).unwrap().plain());
        for (text, query, is_found) in [
            ("Đỗ Thị Hằng", "hang do", true),
            ("Đỗ Thị Hằng", "ĐỖ TH", true),
            ("Đỗ Thị Hằng", "ang", false),
            ("Đỗ Thị Hằng", "do thi lan", false),
            ("NK-00ab +84912345678", "0912345678", true),
            ("NK-00ab +84912345678", "0912 345 678", true),
            ("NK-00ab +84912345678", "+84 912 345 678", true),
            ("NK-00ab +84912345678", "nk-00", true),
            ("027185001234", "027185", true),
        ] {
            assert_eq!(found(text, query), is_found, "{query} in {text}");
        }
        assert_eq!(Words::of(" –«» "), None);
    }

    #[test]
    fn every_letter_with_marks_has_one_without() {
        assert_eq!(MARKED.chars().count(), BARE.chars().count());
        for (marked, plain) in MARKED.chars().zip(BARE.chars()) {
            assert_eq!(bare(&marked.to_string()), plain.to_string());
        }
    }
}
