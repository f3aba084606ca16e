use crate::problem::Problem;

/// What a role may do; areas narrow it further in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Right {
    /// See the board, lists and reports.
    See,
    /// Enter what happened: cases, samples.
    Record,
    /// Decide on proposals and undo changes.
    Decide,
    /// See who changed what.
    Audit,
    /// Bring in what offices send.
    Import,
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
    ("read_openapi", Right::See),
    ("read_board", Right::See),
    ("read_outlines", Right::See),
    ("list_diseases", Right::See),
    ("create_decision", Right::Decide),
    ("undo_change", Right::Decide),
    ("list_cases", Right::See),
    ("list_zones", Right::See),
    ("list_sampling_rounds", Right::See),
    ("list_orders", Right::See),
    ("list_facts", Right::See),
    ("list_people", Right::See),
    ("list_places", Right::See),
    ("list_decisions", Right::See),
    ("list_imports", Right::See),
    ("list_attachments", Right::See),
    ("read_attachment", Right::See),
    ("create_attachment", Right::Record),
    ("create_case", Right::Record),
    ("read_history", Right::See),
    ("list_changes", Right::Audit),
    ("read_plan_comparison", Right::See),
    ("read_daily_report", Right::See),
    ("read_order_document", Right::See),
    ("create_freeze", Right::Decide),
    ("create_import", Right::Import),
    ("list_jobs", Right::Audit),
];

impl Role {
    fn rights(self) -> &'static [Right] {
        match self {
            Self::Operator => {
                &[Right::See, Right::Record, Right::Decide, Right::Audit, Right::Import]
            }
            Self::Observer => &[Right::See],
            #[cfg(test)]
            Self::Stranger => &[],
        }
    }

    /// Fails unless the role may do the operation.
    pub(crate) fn require(self, operation: &str) -> Result<(), Problem> {
        let needed = OPERATIONS.iter().find(|(name, _)| *name == operation).map(|(_, right)| right);
        match needed {
            Some(right) if self.rights().contains(right) => Ok(()),
            _ => Err(Problem::forbidden()),
        }
    }
}
