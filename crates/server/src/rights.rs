use taicho_model::{KINDS, KindSpec};

use crate::problem::Problem;

/// What a role may do; areas narrow it further in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Right {
    /// See the board, lists and reports.
    See,
    /// Enter what happened: cases, samples.
    Record,
    /// See who people are, and how to reach them.
    SeePersons,
    /// Decide on proposals and undo changes.
    Decide,
    /// See who changed what.
    Audit,
    /// Bring in what offices send.
    Import,
    /// Write the rules, indicators and heads of papers of the place's own.
    WriteContent,
}

/// The roles that there are; sign-in gives people theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The operator of a local installation.
    Operator,
    /// Somebody who may look and not decide.
    Observer,
    /// Somebody who may do nothing: with them a test tries that each operation asks.
    #[cfg(test)]
    Stranger,
}

/// Each operation of the API with the right that it needs; a test walks the routes and misses none.
pub(crate) const OPERATIONS: &[(&str, Right)] = &[
    ("read_session", Right::See),
    ("list_units", Right::See),
    ("read_surroundings", Right::See),
    ("set_home", Right::Import),
    ("list_content", Right::See),
    ("read_content", Right::See),
    ("read_content_template", Right::See),
    ("preview_content", Right::WriteContent),
    ("keep_content", Right::WriteContent),
    ("read_openapi", Right::See),
    ("read_board", Right::See),
    ("read_outlines", Right::See),
    ("read_clocks", Right::See),
    ("list_diseases", Right::See),
    ("create_decision", Right::Decide),
    ("undo_change", Right::Decide),
    ("read_attachment", Right::See),
    ("create_attachment", Right::Record),
    ("create_case", Right::Record),
    ("list_kinds", Right::See),
    ("read_record", Right::See),
    ("search_records", Right::See),
    ("read_referrers", Right::See),
    ("name_records", Right::See),
    ("find_records", Right::See),
    ("read_table", Right::See),
    ("search_table", Right::See),
    ("read_workbook", Right::See),
    ("create_record", Right::Record),
    ("correct_record", Right::Record),
    ("correct_records", Right::Record),
    ("withdraw_records", Right::Record),
    ("read_history", Right::See),
    ("list_changes", Right::Audit),
    ("read_change", Right::Audit),
    ("read_plan_comparison", Right::See),
    ("read_plans", Right::See),
    ("read_plan", Right::See),
    ("read_daily_report", Right::See),
    ("read_order_document", Right::See),
    ("create_freeze", Right::Decide),
    ("create_import", Right::Import),
    ("list_jobs", Right::Audit),
];

impl Role {
    fn rights(self) -> &'static [Right] {
        match self {
            Self::Operator => &[
                Right::See,
                Right::SeePersons,
                Right::Record,
                Right::Decide,
                Right::Audit,
                Right::Import,
                Right::WriteContent,
            ],
            Self::Observer => &[Right::See],
            #[cfg(test)]
            Self::Stranger => &[],
        }
    }

    /// Fails unless the role may do the operation.
    pub(crate) fn require(self, operation: &str) -> Result<(), Problem> {
        match right_of(operation) {
            Some(right) => self.require_right(right),
            None => Err(Problem::forbidden()),
        }
    }

    /// Fails unless the role may write rows of the kind, besides what the operation needs.
    pub(crate) fn require_to_write(self, kind: &KindSpec) -> Result<(), Problem> {
        self.require_right(if kind.is_decided { Right::Decide } else { Right::Record })
    }

    /// Whether the role may see who people are.
    pub(crate) fn sees_persons(self) -> bool {
        self.rights().contains(&Right::SeePersons)
    }

    /// The fields of one opened record that the role may see; in a list the area stands by its code and name, here by its
    /// id.
    pub(crate) fn fields_seen(self, kind: &KindSpec) -> Vec<&'static str> {
        let fields = kind.shown_fields().filter(|field| self.sees_persons() || !field.is_personal);
        fields.map(|field| field.name).collect()
    }

    fn require_right(self, right: Right) -> Result<(), Problem> {
        if self.rights().contains(&right) { Ok(()) } else { Err(Problem::forbidden()) }
    }
}

/// The right that an operation needs; each kind's list is one.
pub(crate) fn right_of(operation: &str) -> Option<Right> {
    let named = OPERATIONS.iter().find(|(name, _)| *name == operation).map(|(_, right)| *right);
    named.or_else(|| {
        let kind = operation.strip_prefix("list_")?;
        KINDS.iter().any(|it| it.name == kind && !it.is_internal).then_some(Right::See)
    })
}
