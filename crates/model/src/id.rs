use std::fmt;

use serde::{Deserialize, Serialize};

/// Declares the typed ids: text, so that both databases and every wire format carry them alike.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    )*};
}

ids! {
    /// An administrative area during one period of validity: the official code, and `.2`, `.3` … where a code was used again.
    AreaId
    /// A person.
    PersonId
    /// A place where people live, work or stay.
    PlaceId
    /// A case of a disease.
    CaseId
    /// A containment zone.
    ZoneId
    /// A sampling round of a zone.
    RoundId
    /// An asserted fact.
    FactId
    /// An order or its draft.
    OrderId
    /// What a person decided on a proposal.
    DecisionId
    /// One write: who, when, from where, why.
    ChangeId
    /// An imported file.
    ImportId
    /// Figures frozen for a report.
    FreezeId
    /// A file that belongs to a record.
    AttachmentId
    /// A setting of the installation.
    SettingId
    /// What was done to a version after it was written.
    AmendmentId
}
