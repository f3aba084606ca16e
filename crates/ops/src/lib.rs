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
mod local;
mod plans;
mod records;
mod report;
mod situation;
mod tracing;
mod upkeep;

pub use areas::{Surroundings, area_with_code, outlines, surroundings, units};
pub use asked::Asked;
pub use changes::{redate_change, undo_change};
pub use clocks::{CLOCKS_SHOWN, ClockRow, Clocks, ClocksOf, clocks};
pub use content::Content;
pub use decide::{
    Agreement, Board, ChangedProposal, Draft, EndedPlan, MoreProposals, Nearly, PlanDecision,
    PlanRow, Preview, Proposals, Proposed, Recorded, RowsLink, Standing, Unanswered, Verdict,
    board, decide, decide_on_proposal, local_plans, papers_in_force, plan_comparison,
    preview_content,
};
pub use demo::{Scene, ScenePlan};
pub use error::OpsError;
pub use home::{Home, Signs, Unit, find_units, home, load_units, replayed_on, set_up, signs};
pub use kept::Unreadable;
pub use local::{
    ContentFault, ContentFile, ContentState, ContentText, ContentVersion, FolderFiles, InForce,
    KeptContent, NewContent, Sort, Taken, Template, check_folder, check_local, content_file,
    content_files, in_force, keep_content, read_folder, take_in, template, templates,
};
pub use plans::{
    Carrier, Comparing, Counts, Holding, Measured, PlanParagraph, PlanSection, PlanSummary,
    PlanText, State, TargetRow, TargetStatus, plan, plans,
};
pub use records::{
    Attached, CHOSEN_AT_MOST, Chosen, Correction, Entered, Kept, LARGEST_FILE, Many, Meanwhile,
    NAMED_AT_MOST, Named, NewAttachment, NewCase, OPEN_ON, Referrers, SEARCH, SORT, admit_case,
    attach_file, correct_record, correct_records, create_record, described_kinds, empty_workbook,
    export_records, find_records, is_searched, kind_named, looked_into, name_records, named_by,
    narrowed, other_cells, referrers, withdraw_records,
};
pub use report::{
    Format, daily_report, export_order, export_report, freeze, freeze_of, order_document,
};
pub use situation::{Situation, epidemic_lines, freeze_at, within_area};
pub use taicho_documents::Typesetter;
pub use taicho_documents::table::TableFormat;
pub use tracing::{ContactRules, Tags, TracedChains, contact_rules, trace_chains};
pub use upkeep::{
    BackupPlan, BackupState, JOB_KINDS, JobKind, LastBackup, SealFiles, Upkeep, back_up,
    backup_state, job_title, jobs_left, plan_jobs, run_one_job,
};
