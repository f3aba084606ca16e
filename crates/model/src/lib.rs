#![doc = include_str!("../README.md")]

// The derive speaks of this crate by its name, here as elsewhere.
extern crate self as taicho_model;

mod area;
mod attachment;
mod case;
mod clock;
mod fact;
mod id;
mod isolation;
mod local_content;
pub mod markup;
mod office;
mod order;
mod other_cells;
mod outbreak;
mod person;
mod proposal;
mod proposal_kind;
mod record;
mod saved_view;
mod stay;
mod subject;
mod time;
mod typed;
mod value;
pub mod vietnamese;
mod words;
mod zone;

pub use area::{Area, AreaLevel, AreaLink, AreaLinkKind, AreaRef};
pub use attachment::Attachment;
pub use case::{Case, CaseOrigin, CaseSetting, CaseStatus, PeriodCount, PeriodKind};
pub use clock::ClockState;
pub use fact::{AssertedFact, Confidence, Fact, FactValue, Facts, Origin};
pub use id::{
    AmendmentId, AreaId, AttachmentId, CaseId, ChangeId, DecisionId, FactId, FreezeId, Id,
    ImportId, OrderId, PersonId, PlaceId, RoundId, SettingId, ZoneId,
};
pub use isolation::{Isolation, IsolationReason, IsolationSetting};
pub use local_content::LocalContent;
pub use office::{Amendment, AmendmentKind, Freeze, Import, Setting};
pub use order::{Decision, DecisionOutcome, Order, OrderStatus};
pub use other_cells::OtherCells;
pub use outbreak::Outbreak;
pub use person::{Person, Place, PlaceKind, ResidenceKind, Sex};
pub use proposal::{DecidedProposal, Proposal, RuleFamily, UsedFact, WouldChange, kind};
pub use proposal_kind::{ProposalKind, ProposalKinds, ProposalOrder, ProposalValue, Treated};
pub use record::{
    Checked, FieldSpec, FieldType, FieldValue, KindSpec, OneCurrent, Reading, Record, RowFault,
    SaysChecked, Sink, Source, Span, WordSpec,
};
pub use saved_view::SavedView;
pub use stay::{Stay, StayReason};
pub use subject::{DiseaseRef, Subject};
pub use taicho_record_derive::Record;
pub use time::{VIETNAM_OFFSET, vietnam_date, vietnam_midnight};
pub use typed::{
    Field, Refusal, TextLimits, TypedFault, YEARS, check_file_name, shown_safely, typed_day,
    typed_text,
};
pub use value::{Row, Value};
pub use words::{Note, Words};
pub use zone::{SamplingRound, Zone, ZoneRef};

/// Every kind, in the order in which rows refer to one another.
pub const KINDS: &[&KindSpec] = &[
    Area::SPEC,
    AreaLink::SPEC,
    Place::SPEC,
    Person::SPEC,
    Zone::SPEC,
    Case::SPEC,
    Stay::SPEC,
    Isolation::SPEC,
    Outbreak::SPEC,
    SamplingRound::SPEC,
    AssertedFact::SPEC,
    PeriodCount::SPEC,
    Order::SPEC,
    Decision::SPEC,
    Freeze::SPEC,
    Attachment::SPEC,
    Import::SPEC,
    Setting::SPEC,
    Amendment::SPEC,
    OtherCells::SPEC,
    SavedView::SPEC,
    LocalContent::SPEC,
];

impl KindSpec {
    /// The kind of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        KINDS.iter().copied().find(|kind| kind.name == name)
    }

    /// The field that says where a row lies which names no area of its own: the first that needs a row of a kind that is
    /// seen by area.
    pub fn home(&self) -> Option<&'static FieldSpec> {
        self.fields.iter().find(|field| match field.field_type {
            FieldType::Reference(kind) => {
                field.is_required && Self::named(kind).is_some_and(|kind| kind.is_scoped)
            }
            _ => false,
        })
    }

    /// The fields that people see, in the order of their declaration.
    pub fn shown_fields(&self) -> impl Iterator<Item = &'static FieldSpec> + use<> {
        self.fields.iter().filter(|field| !field.is_internal)
    }

    /// The field that tells where in the tree of areas a row stands.
    pub fn path_field(&self) -> Option<&'static str> {
        self.columns.iter().copied().find(|column| ["area_path", "path"].contains(column))
    }

    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&'static FieldSpec> {
        self.fields.iter().find(|field| field.name == name)
    }
}
