use serde_json::{Value, json};
use taicho_model::{FieldSpec, FieldType, KINDS, KindSpec, Reading};

use super::attach_file::takes_files;
use super::filter::is_searched;
use super::named::named_by;

/// Every kind with its fields, for programs and pages: what the declarations say, and nothing besides.
pub fn described_kinds() -> Value {
    KINDS.iter().map(|kind| described(kind)).collect()
}

fn described(kind: &KindSpec) -> Value {
    let fields = kind.shown_fields();
    json!({
        "name": kind.name,
        "title": words(kind.title),
        "importable": kind.is_importable(),
        "decided": kind.is_decided,
        "listed": !kind.is_internal,
        "named_by": named_by(kind),
        "takes_files": takes_files(kind),
        "key": kind.key,
        "in_area": kind.is_scoped,
        "searched": is_searched(kind),
        "span": kind.span.map(|span| json!({ "first": span.first, "last": span.last })),
        "fields": fields.map(|field| described_field(kind, field)).collect::<Vec<_>>(),
    })
}

fn described_field(kind: &KindSpec, field: &FieldSpec) -> Value {
    let (name, of) = match field.field_type {
        FieldType::Text => ("text", None),
        FieldType::Number => ("number", None),
        FieldType::Year => ("year", None),
        FieldType::Flag => ("flag", None),
        FieldType::Day => ("day", None),
        FieldType::Instant => ("instant", None),
        FieldType::Word(_) => ("word", None),
        FieldType::Reference(kind) => ("reference", Some(kind)),
        FieldType::Disease => ("disease", None),
        FieldType::Fact => ("fact", None),
    };
    let mut described = json!({
        "name": field.name,
        "column": field.column,
        "title": words(field.title),
        "type": name,
        "required": field.is_required && !field.has_default,
        "needed_in_tables": field.is_needed(kind),
        "personal": field.is_personal,
        "past": field.is_past,
        "indexed": field.is_indexed,
        "searched": field.is_searched,
        "within": field.is_within,
    });
    if let Some(reading) = read_as(field.reading) {
        described["read_as"] = json!(reading);
    }
    if let Some(default) = field.default {
        described["default"] = json!(default);
    }
    if let Some(holds) = field.holds {
        described["holds"] = words(holds);
    }
    if let FieldType::Word(list) = field.field_type {
        let list = list.iter().map(|it| json!({ "word": it.word, "title": words(it.title) }));
        described["words"] = list.collect();
    }
    if let Some(of) = of {
        described["of"] = json!(of);
    }
    described
}

/// How a text is read, where the type does not say it.
fn read_as(reading: Reading) -> Option<&'static str> {
    Some(match reading {
        Reading::Plain => return None,
        Reading::Key => "key",
        Reading::Title => "title",
        Reading::Name(_) => "name",
        Reading::Phone => "phone",
        Reading::PersonalId => "personal_id",
        Reading::Id => "id",
        Reading::Sex => "sex",
        Reading::Birth(_) => "birth",
    })
}

fn words((vi, en): (&str, &str)) -> Value {
    json!({ "vi": vi, "en": en })
}
