use jiff::civil::Date;
use serde::Deserialize;
use taicho_documents::form::{Issuer, Recipient, Signer};
use taicho_model::Words;

/// Who issues a document, who receives it and who signs, as a file of `content/reports/` says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Head {
    pub(crate) from: Option<toml::value::Datetime>,
    pub(crate) until: Option<toml::value::Datetime>,
    pub(crate) title: Words,
    /// The title of an office that works on one disease; `{disease}` is its name.
    pub(crate) title_of_disease: Option<Words>,
    /// The code of the area whose file it is; none of a file for many.
    #[serde(skip)]
    pub(crate) of_code: Option<String>,
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
    /// The first and the last day on which it holds.
    pub(crate) fn days(&self) -> (Option<Date>, Option<Date>) {
        let date = |text: &toml::value::Datetime| text.to_string().parse::<Date>().ok();
        (self.from.as_ref().and_then(date), self.until.as_ref().and_then(date))
    }
}
