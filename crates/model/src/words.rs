use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One text in the two languages of the program; Vietnamese is the official one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Vietnamese, with all marks.
    pub vi: String,
    /// English.
    pub en: String,
}

impl Words {
    /// Pairs a Vietnamese text with its English one.
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { vi: vi.into(), en: en.into() }
    }
}

/// Declares a closed list of words with the text that is stored and sent.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
            utoipa::ToSchema,
        )]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant),* }

        impl $name {
            /// Every word of the list.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The stable word, as stored and sent.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }

            /// Reads the stable word.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|item| item.as_str() == word)
            }
        }
    };
}
pub(crate) use words;

/// Something that a person should know about a value or a file, although it was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// A stable code, for programs.
    pub code: &'static str,
    /// The text for people.
    pub words: Words,
}

impl Note {
    /// A note with its code and its text in Vietnamese and English.
    pub fn new(code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, words: Words::new(vi, en) }
    }
}
