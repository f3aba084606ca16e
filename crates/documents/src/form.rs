//! The form of an official document under Decree 30/2020/NĐ-CP, annex I: fixed words, sizes, margins.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::block::{Letterhead, Signature};
use crate::vietnamese::{long_date, open_date};

/// Who issues a document, and where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issuer {
    /// The body above, for instance *UBND THÀNH PHỐ BẮC NINH*; empty leaves the line out.
    pub superior: String,
    /// The issuing body, for instance *BCĐ PC DỊCH COVID-19*.
    pub name: String,
    /// Type and issuer as they follow the number: `BC-BCĐ`.
    pub symbol: String,
    /// The place before the date, for instance *Thành phố Bắc Ninh*.
    pub place: String,
}

/// Who receives a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// The body or the people.
    pub name: String,
    /// What they are to do, as abbreviated: `b/c`, `t/h`.
    pub action: Option<String>,
}

impl Recipient {
    /// Names a recipient and the code of what it is to do; an empty code is none.
    pub fn new(name: impl Into<String>, action: &str) -> Self {
        let action = (!action.is_empty()).then(|| action.to_owned());
        Self { name: name.into(), action }
    }
}

/// Who signs a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signer {
    /// In whose name, for instance *TM. BAN CHỈ ĐẠO*.
    pub authority: String,
    /// The role in that body, for instance *TRƯỞNG BAN*.
    pub role: String,
    /// The office held besides, for instance *CHỦ TỊCH UBND THÀNH PHỐ*.
    pub office: Option<String>,
    /// The name; the place stays empty where none is given.
    pub name: Option<String>,
}

/// Measures that PDF and DOCX share; lengths in millimetres, sizes in points.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Form {
    pub(crate) margin_top: f64,
    pub(crate) margin_bottom: f64,
    pub(crate) margin_left: f64,
    pub(crate) margin_right: f64,
    /// Width of the issuer's half of the letterhead; the rest is the nation's.
    pub(crate) issuer_width: f64,
    /// Width of the recipients' half of the signature block.
    pub(crate) recipients_width: f64,
    pub(crate) indent: f64,
    pub(crate) body: f64,
    pub(crate) nation: f64,
    pub(crate) motto: f64,
    pub(crate) place: f64,
    pub(crate) table: f64,
    pub(crate) recipients: f64,
    pub(crate) recipients_head: f64,
}

/// A4 within the ranges of the decree.
pub(crate) const FORM: Form = Form {
    margin_top: 22.0,
    margin_bottom: 20.0,
    margin_left: 30.0,
    margin_right: 15.0,
    issuer_width: 67.0,
    recipients_width: 85.0,
    indent: 10.0,
    body: 14.0,
    nation: 13.0,
    motto: 14.0,
    place: 13.0,
    table: 11.0,
    recipients: 11.0,
    recipients_head: 12.0,
};

/// Width and height of A4.
pub(crate) const PAGE: (f64, f64) = (210.0, 297.0);

/// Width of the text between the margins.
pub(crate) const TEXT_WIDTH: f64 = PAGE.0 - FORM.margin_left - FORM.margin_right;

const NATION: &str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
const MOTTO: &str = "Độc lập - Tự do - Hạnh phúc";

/// Six spaces that no reader may fold: the number is written in by hand or by the registry.
const OPEN_NUMBER: &str = "\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}";

impl Issuer {
    /// The letterhead of a document of this day.
    pub(crate) fn letterhead(&self, date: Date) -> Letterhead {
        self.letterhead_with(format!("{}, {}", self.place, long_date(date)))
    }

    /// The letterhead of a draft: the day of signing stays open.
    pub(crate) fn draft_letterhead(&self, drafted_on: Date) -> Letterhead {
        let mut head = self.letterhead_with(format!("{}, {}", self.place, open_date(drafted_on)));
        head.mark = Some("DỰ THẢO".to_owned());
        head
    }

    fn letterhead_with(&self, place_date: String) -> Letterhead {
        Letterhead {
            superior: self.superior.clone(),
            issuer: self.name.clone(),
            number: format!("Số: {OPEN_NUMBER}/{}", self.symbol),
            nation: NATION.to_owned(),
            motto: MOTTO.to_owned(),
            place_date,
            mark: None,
        }
    }
}

/// Stands on every page of a demo, so that a loose page cannot be taken for a real one.
pub(crate) const DEMO_FOOTER: &str = "Dữ liệu trình diễn – không dùng để chỉ đạo, điều hành";

/// The two halves of the last block: recipients, and who signs.
pub(crate) fn signature(recipients: &[Recipient], signer: &Signer) -> Signature {
    let mut lines: Vec<String> = recipients
        .iter()
        .map(|recipient| match &recipient.action {
            Some(action) => format!("- {} ({action});", recipient.name),
            None => format!("- {};", recipient.name),
        })
        .collect();
    lines.push("- Lưu: VT.".to_owned());
    // A head of an office signs for it without a word in whose name.
    let above = [&signer.authority, &signer.role];
    let above = above.into_iter().filter(|line| !line.is_empty()).cloned().collect();
    let below = signer.office.iter().chain(&signer.name).cloned().collect();
    Signature { head: "Nơi nhận:".to_owned(), recipients: lines, above, below }
}
