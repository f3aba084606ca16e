#![doc = include_str!("../README.md")]

mod admit_case;
mod approve;
mod asked;
mod attach_file;
mod backup;
mod board;
mod contact_rules;
mod content;
mod decide;
pub mod demo;
mod epidemic_lines;
mod error;
mod export;
mod facts;
mod freeze;
pub mod import;
mod indicators;
mod jobs;
mod kept;
pub mod lists;
mod order_document;
mod outlines;
mod plan_comparison;
mod records;
mod redate;
mod report;
mod seals;
mod situation;
mod trace_chains;
mod undo;
mod units;

pub use admit_case::{NewCase, admit_case};
pub use approve::{Recorded, Verdict, decide_on_proposal};
pub use asked::Asked;
pub use attach_file::{Attached, LARGEST_FILE, NewAttachment, attach_file};
pub use backup::{BackupPlan, BackupState, LastBackup, back_up, backup_state};
pub use board::{Board, Proposed, board};
pub use contact_rules::{ContactRules, Tags, contact_rules};
pub use content::Content;
pub use decide::{Proposals, Unanswered, decide};
pub use demo::Scene;
pub use epidemic_lines::epidemic_lines;
pub use error::OpsError;
pub use export::{Format, export_order, export_report};
pub use freeze::{freeze, freeze_of};
pub use jobs::{JOB_KINDS, JobKind, Upkeep, job_title, jobs_left, plan_jobs, run_one_job};
pub use kept::Unreadable;
pub use order_document::order_document;
pub use outlines::outlines;
pub use plan_comparison::{Agreement, PlanDecision, PlanRow, plan_comparison};
pub use records::{
    CHOSEN_AT_MOST, Chosen, Correction, Entered, Kept, Many, Meanwhile, OPEN_ON, Referrers,
    correct_record, correct_records, create_record, described_kinds, empty_workbook,
    export_records, kind_named, narrowed, referrers, withdraw_records,
};
pub use redate::redate_change;
pub use report::daily_report;
pub use seals::SealFiles;
pub use situation::{Situation, area_with_code, freeze_at};
pub use taicho_documents::table::TableFormat;
pub use trace_chains::{TracedChains, trace_chains};
pub use undo::undo_change;
pub use units::units;
