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

    /// Why a file could not be read or written.
    pub fn of_io(error: &std::io::Error) -> Self {
        use std::io::ErrorKind;
        let (vi, en) = match error.kind() {
            ErrorKind::NotFound => ("không tìm thấy", "it is not there"),
            ErrorKind::PermissionDenied => ("không có quyền truy cập", "permission is denied"),
            ErrorKind::AlreadyExists => ("đã có sẵn", "it is there already"),
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                ("ổ đĩa đã đầy", "the disk is full")
            }
            ErrorKind::ReadOnlyFilesystem => ("ổ đĩa chỉ đọc được", "the disk can only be read"),
            ErrorKind::NotADirectory => ("không phải là thư mục", "it is no folder"),
            ErrorKind::IsADirectory => ("là một thư mục", "it is a folder"),
            ErrorKind::InvalidData => ("nội dung không phải là văn bản", "it holds no text"),
            _ => {
                // What nobody expected stands in the system's own words, without its number.
                let text = error.to_string();
                let text = text.split(" (os error").next().unwrap_or_default();
                return Self::new(text, text);
            }
        };
        Self::new(vi, en)
    }
}

/// Declares a closed list of words: for each the text that is stored and sent, what people call it in Vietnamese and
/// English, and what lists write for it besides, in small letters without marks.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident {
        $($(#[$vdoc:meta])* $variant:ident = $text:literal ($vi:literal, $en:literal) [$($spelling:literal),* $(,)?]),* $(,)?
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant),* }

        // The derive reads the attributes before this list's words stand in them.
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .enum_values(Some([$($text),*]))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}

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

        $crate::record::word_field! { $name: $(($text, $vi, $en, [$($spelling),*])),* }
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
