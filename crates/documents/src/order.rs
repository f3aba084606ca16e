//! What the draft of an order is made from.

mod compose;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use taicho_model::{AreaRef, ProposalKinds, Words, ZoneRef};

use crate::form::{Issuer, Recipient, Signer};

/// The draft of an order on distancing or on closed zones; it has no number until it is signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderDraft {
    /// Who issues it.
    pub issuer: Issuer,
    /// A decision or a notice.
    pub form: OrderForm,
    /// The day on which it was drafted; the day of signing stays open.
    pub drafted_on: Date,
    /// What the order is about, after the word QUYẾT ĐỊNH or THÔNG BÁO.
    pub title: Words,
    /// Who decides, in capitals as it stands above the legal basis; empty leaves it out.
    pub authority: String,
    /// Said in a box on page 1 where the figures are made up or an exercise.
    pub demo_notice: Option<Words>,
    /// The legal basis, one text each, without the word *Căn cứ*.
    pub bases: Vec<String>,
    /// Who asked for it, for instance *Phòng Y tế thành phố*.
    pub proposed_by: Option<String>,
    /// The kinds of proposals, with their words.
    pub kinds: ProposalKinds,
    /// What is ordered.
    pub changes: Vec<OrderedChange>,
    /// Who carries it out, as named in the last article.
    pub executors: String,
    /// Who receives it.
    pub recipients: Vec<Recipient>,
    /// Who signs.
    pub signer: Signer,
}

/// The type of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderForm {
    /// *Quyết định*
    Decision,
    /// *Thông báo*
    Notice,
}

/// One thing that is ordered, in the vocabulary of proposals.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderedChange {
    /// The area.
    pub area: AreaRef,
    /// The zone, where it is about a zone.
    pub zone: Option<ZoneRef>,
    /// The kind, as of a proposal.
    pub kind: String,
    /// The name of the disease, where it is about one.
    #[serde(default)]
    pub disease_name: Option<Words>,
    /// The value, in the vocabulary of the kind.
    pub value: String,
    /// First day of effect.
    pub from: Date,
    /// Last day of effect.
    pub until: Option<Date>,
}
