#![doc = include_str!("../README.md")]

mod admit_case;
mod approve;
mod board;
mod contact_rules;
mod content;
mod decide;
pub mod demo;
mod error;
mod export;
mod facts;
mod freeze;
pub mod import;
mod indicators;
pub mod lists;
mod order_document;
mod outlines;
mod plan_comparison;
mod report;
mod situation;
mod undo;

pub use admit_case::{NewCase, admit_case};
pub use approve::{Recorded, Verdict, decide_on_proposal};
pub use board::{Board, Proposed, board};
pub use contact_rules::{ContactRules, Tags, contact_rules};
pub use content::Content;
pub use decide::{Proposals, Unanswered, decide};
pub use demo::Scene;
pub use error::OpsError;
pub use export::{Format, export_order, export_report};
pub use freeze::{freeze, freeze_of};
pub use order_document::order_document;
pub use outlines::outlines;
pub use plan_comparison::{Agreement, PlanDecision, PlanRow, plan_comparison};
pub use report::daily_report;
pub use situation::{Situation, area_with_code, freeze_at};
pub use undo::undo_change;
