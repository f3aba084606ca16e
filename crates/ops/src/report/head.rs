use jiff::civil::Date;
use serde::Deserialize;
use taicho_documents::form::{Issuer, Recipient, Signer};
use taicho_model::vietnamese::within_a_sentence;
use taicho_model::{Area, AreaLevel, Words};

use crate::{Content, OpsError};

/// Who issues a document, who receives it and who signs, as a file of `content/reports/` says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Head {
    from: Option<toml::value::Datetime>,
    until: Option<toml::value::Datetime>,
    pub(crate) title: Words,
    pub(crate) issuer: Issuer,
    pub(crate) signer: Signer,
    #[serde(rename = "recipient")]
    pub(crate) recipients: Vec<Recipient>,
    /// Who decides, above the legal basis of an order.
    #[serde(default)]
    pub(crate) authority: String,
    /// Who asks for an order.
    pub(crate) proposed_by: Option<String>,
    /// Who carries an order out.
    #[serde(default)]
    pub(crate) executors: String,
    /// The laws that every order of the office rests on.
    #[serde(default)]
    pub(crate) bases: Vec<String>,
}

impl Head {
    /// The head of a daily report: the area's own file, its level's, or the one for any area.
    pub(crate) fn of_report(content: &Content, area: &Area, day: Date) -> Result<Self, OpsError> {
        Self::find(content, "reports/daily", &[&area.code], area, day)
    }

    /// The head of an order: the body that decides for an area may be that of an area above it.
    pub(crate) fn of_order(content: &Content, area: &Area, day: Date) -> Result<Self, OpsError> {
        // A path is made of ids, which are codes with a mark where a code was used again.
        let mut codes: Vec<&str> = area.path.split('/').filter(|id| !id.is_empty()).collect();
        codes.reverse();
        let codes: Vec<&str> =
            codes.into_iter().map(|id| id.split('.').next().unwrap_or(id)).collect();
        Self::find(content, "reports/order", &codes, area, day)
    }

    fn find(
        content: &Content,
        folder: &str,
        codes: &[&str],
        area: &Area,
        day: Date,
    ) -> Result<Self, OpsError> {
        let level = (area.level == AreaLevel::Commune).then_some("commune");
        let known = Content::paths(&format!("{folder}/"));
        for name in codes.iter().copied().chain(level).chain(["default"]) {
            let path = format!("{folder}/{name}.toml");
            if !known.contains(&path) {
                continue;
            }
            let head: Self = toml::from_str(&content.text(&path)?)
                .map_err(|error| OpsError::Content(format!("{path}: {error}")))?;
            if head.holds_on(day) {
                return Ok(head.filled(area, day));
            }
        }
        Err(OpsError::Content(format!("{folder}/default.toml does not hold on {day}")))
    }

    fn holds_on(&self, day: Date) -> bool {
        let date = |text: &toml::value::Datetime| text.to_string().parse::<Date>().ok();
        self.from.as_ref().and_then(date).is_none_or(|from| from <= day)
            && self.until.as_ref().and_then(date).is_none_or(|until| day <= until)
    }

    fn filled(mut self, area: &Area, day: Date) -> Self {
        let full = area.full_name();
        let inside = within_a_sentence(&full);
        let date = format!("{:02}/{}/{}", day.day(), padded_month(day), day.year());
        let fill = |text: &mut String| {
            *text = text
                .replace("{area}", &inside)
                .replace("{Area}", &full)
                .replace("{AREA}", &full.to_uppercase())
                .replace("{name}", &area.name)
                .replace("{date}", &date);
        };
        let Issuer { superior, name, symbol, place } = &mut self.issuer;
        for text in [superior, name, symbol, place, &mut self.title.vi, &mut self.authority] {
            fill(text);
        }
        fill(&mut self.executors);
        self.title.en = self
            .title
            .en
            .replace("{area}", &full)
            .replace("{date}", &day.strftime("%-d %B %Y").to_string());
        self.proposed_by.iter_mut().for_each(fill);
        self.bases.iter_mut().for_each(fill);
        self.recipients.iter_mut().for_each(|recipient| fill(&mut recipient.name));
        self.signer.office.iter_mut().for_each(fill);
        fill(&mut self.signer.authority);
        self
    }
}

/// Official Vietnamese writes the months 1 and 2 with a zero and the others without.
fn padded_month(day: Date) -> String {
    if day.month() < 3 { format!("{:02}", day.month()) } else { day.month().to_string() }
}
