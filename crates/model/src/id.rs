use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Serialize};

use crate::{FieldType, FieldValue, Record, Sink, Source};

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

/// The id of a row of a kind, which its struct names: `Id<Stay>`.
#[derive(Serialize, Deserialize)]
#[serde(transparent, bound = "")]
pub struct Id<R>(pub String, #[serde(skip)] PhantomData<fn() -> R>);

impl<R> Id<R> {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<R> From<String> for Id<R> {
    fn from(text: String) -> Self {
        Self(text, PhantomData)
    }
}

impl<R> AsRef<str> for Id<R> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<R> Clone for Id<R> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}

impl<R> PartialEq for Id<R> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<R> Eq for Id<R> {}

impl<R> fmt::Debug for Id<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<R> fmt::Display for Id<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<R: Record> FieldValue for Id<R> {
    const TYPE: FieldType = FieldType::Reference(R::KIND);
    fn write(&self, sink: &mut impl Sink) {
        sink.text(&self.0);
    }
    fn read<S: Source>(row: &S, column: usize) -> Result<Option<Self>, S::Error> {
        Ok(row.text(column)?.map(Self::from))
    }
}
