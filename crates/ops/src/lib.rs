#![doc = include_str!("../README.md")]

mod areas;
mod asked;
mod changes;
mod clocks;
mod content;
mod decide;
pub mod demo;
mod error;
mod home;
pub mod import;
mod kept;
pub mod lists;
mod records;
mod report;
mod situation;
mod tracing;
mod upkeep;

pub use areas::{area_with_code, outlines, units};
pub use asked::Asked;
pub use changes::{redate_change, undo_change};
pub use clocks::{CLOCKS_SHOWN, ClockRow, Clocks, ClocksOf, clocks};
pub use content::Content;
pub use decide::{
    Agreement, Board, EndedPlan, PlanDecision, PlanRow, Proposals, Proposed, Recorded, Standing,
    Unanswered, Verdict, board, decide, decide_on_proposal, plan_comparison,
};
pub use demo::Scene;
pub use error::OpsError;
pub use home::{Home, Unit, find_units, home, load_units, set_up};
pub use kept::Unreadable;
pub use records::{
    Attached, CHOSEN_AT_MOST, Chosen, Correction, Entered, Kept, LARGEST_FILE, Many, Meanwhile,
    NewAttachment, NewCase, OPEN_ON, Referrers, SEARCH, SORT, admit_case, attach_file,
    correct_record, correct_records, create_record, described_kinds, empty_workbook,
    export_records, is_searched, kind_named, looked_into, narrowed, other_cells, referrers,
    withdraw_records,
};
pub use report::{
    Format, daily_report, export_order, export_report, freeze, freeze_of, order_document,
};
pub use situation::{PastPeriod, Situation, epidemic_lines, freeze_at};
pub use taicho_documents::Typesetter;
pub use taicho_documents::table::TableFormat;
pub use tracing::{ContactRules, Tags, TracedChains, contact_rules, trace_chains};
pub use upkeep::{
    BackupPlan, BackupState, JOB_KINDS, JobKind, LastBackup, SealFiles, Upkeep, back_up,
    backup_state, job_title, jobs_left, plan_jobs, run_one_job,
};
