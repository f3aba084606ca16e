use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{FieldType, FieldValue, Sink, Source};

/// Declares the typed ids, each with the kind whose rows it names: text, so that both databases and every wire format carry them alike.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $kind:literal)*) => {$(
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

        impl FieldValue for $name {
            const TYPE: FieldType = FieldType::Reference($kind);
            fn write(&self, sink: &mut impl Sink) {
                sink.text(&self.0);
            }
            fn read<S: Source>(row: &S, column: usize) -> Result<Option<Self>, S::Error> {
                Ok(row.text(column)?.map(Self))
            }
        }
    )*};
}

ids! {
    /// An administrative area during one period of validity: the official code, and `.2`, `.3` … where a code was used again.
    AreaId "areas"
    /// A person.
    PersonId "people"
    /// A place where people live, work or stay.
    PlaceId "places"
    /// A case of a disease.
    CaseId "cases"
    /// A containment zone.
    ZoneId "zones"
    /// A sampling round of a zone.
    RoundId "sampling_rounds"
    /// An asserted fact.
    FactId "facts"
    /// An order or its draft.
    OrderId "orders"
    /// What a person decided on a proposal.
    DecisionId "decisions"
    /// One write: who, when, from where, why.
    ChangeId "changes"
    /// An imported file.
    ImportId "imports"
    /// Figures frozen for a report.
    FreezeId "freezes"
    /// A file that belongs to a record.
    AttachmentId "attachments"
    /// A setting of the installation.
    SettingId "settings"
    /// What was done to a version after it was written.
    AmendmentId "amendments"
}
