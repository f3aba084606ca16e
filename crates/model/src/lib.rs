#![doc = include_str!("../README.md")]

mod area;
mod attachment;
mod case;
mod fact;
mod id;
pub mod markup;
mod office;
mod order;
mod person;
mod proposal;
mod time;
mod typed;
pub mod vietnamese;
mod words;
mod zone;

pub use area::{Area, AreaLevel, AreaLink, AreaLinkKind, AreaRef};
pub use attachment::Attachment;
pub use case::{Case, CaseOrigin, CaseSetting, CaseStatus, PeriodCount, PeriodKind};
pub use fact::{AssertedFact, Confidence, Fact, FactValue, Facts, Origin};
pub use id::{
    AmendmentId, AreaId, AttachmentId, CaseId, ChangeId, DecisionId, FactId, FreezeId, ImportId,
    OrderId, PersonId, PlaceId, RoundId, SettingId, ZoneId,
};
pub use office::{Amendment, AmendmentKind, Freeze, Import, Setting};
pub use order::{Decision, DecisionOutcome, Order, OrderStatus};
pub use person::{Person, Place, PlaceKind, ResidenceKind, Sex};
pub use proposal::{Proposal, RuleFamily, UsedFact, ZoneRef, kind};
pub use time::{VIETNAM_OFFSET, vietnam_date, vietnam_midnight};
pub use typed::{
    Field, Refusal, TextLimits, TypedFault, YEARS, check_file_name, shown_safely, typed_day,
    typed_text,
};
pub use words::{Note, Words};
pub use zone::{SamplingRound, Zone};
