//! How a person asks for some of the records of a kind.

use jiff::Timestamp;
use jiff::civil::Date;
use taicho_model::{FieldSpec, FieldType, KindSpec, shown_safely, typed_day};
use taicho_store::{Filter, Sort, Value};

use super::diseases::Diseases;
use super::reading::fault;
use crate::OpsError;

/// The kind of that name; where there is none the error names those that there are.
pub fn kind_named(name: &str) -> Result<&'static KindSpec, OpsError> {
    KindSpec::named(name).ok_or_else(|| OpsError::UnknownKind(shown_safely(name)))
}

/// What narrows a kind whose rows hold for a time to those that hold on a day.
pub const OPEN_ON: &str = "open_on";

/// What narrows a kind to rows that have some words, numbers or keys.
pub const SEARCH: &str = "search";

/// What puts a list in the order of a field, with a `-` before its name the greatest first.
pub const SORT: &str = "sort";

/// Whether rows of a kind are found by words.
pub fn is_searched(kind: &KindSpec) -> bool {
    kind.fields.iter().any(|field| field.is_searched)
}

/// The fields that a filter's part under a name looks into.
pub fn looked_into<'a>(
    kind: &'static KindSpec,
    name: &'a str,
    wanted: &'a str,
) -> impl Iterator<Item = &'static FieldSpec> + use<'a> {
    let sorted = wanted.strip_prefix('-').unwrap_or(wanted);
    kind.shown_fields().filter(move |field| match name {
        SEARCH => field.is_searched,
        SORT => field.name == sorted,
        name => field.name == name,
    })
}

/// Narrows a filter to rows whose field has a value, or puts it into another order ([`SORT`], [`SEARCH`]); for days, moments and numbers a span may stand there, `FROM..TO`,
/// of which either end may be left open.
///
/// What the kind cannot answer is refused: a list that is not narrowed would mislead.
pub fn narrowed(
    filter: Filter,
    kind: &KindSpec,
    name: &str,
    wanted: &str,
) -> Result<Filter, OpsError> {
    if let (OPEN_ON, Some(span)) = (name, kind.span) {
        let day = wanted.parse::<Date>().ok().and_then(|day| typed_day(day).ok());
        let day = day.ok_or_else(|| OpsError::BadValue {
            name: OPEN_ON,
            value: shown_safely(wanted),
            accepted: "2026-11-30".to_owned(),
        })?;
        let begun = filter.none_or_at_most(span.first, day);
        return Ok(match span.is_inclusive {
            true => begun.none_or_at_least(span.last, day),
            false => begun.none_or_after(span.last, day),
        });
    }
    if name == SEARCH && is_searched(kind) {
        return match taicho_store::has_words(wanted) {
            true => Ok(filter.searched(wanted)),
            false => Err(OpsError::BadValue {
                name: SEARCH,
                value: shown_safely(wanted),
                accepted: "nguyen van, 0912345678, BN-01".to_owned(),
            }),
        };
    }
    if name == SORT {
        let (name, is_descending) =
            wanted.strip_prefix('-').map_or((wanted, false), |name| (name, true));
        let field = known_field(kind, name, &[])?.name;
        return Ok(Filter { sort: Some(Sort { field, is_descending }), ..filter });
    }
    let span = kind.span.map(|_| OPEN_ON);
    let search = is_searched(kind).then_some(SEARCH);
    let besides: Vec<&str> = span.into_iter().chain(search).chain([SORT]).collect();
    let field = known_field(kind, name, &besides)?;
    match wanted.split_once("..") {
        Some((from, to)) if field.is_ordered() => {
            let mut filter = filter;
            if !from.is_empty() {
                filter = filter.at_least(field.name, value(field, from)?);
            }
            if !to.is_empty() {
                filter = filter.at_most(field.name, value(field, to)?);
            }
            Ok(filter)
        }
        _ => Ok(filter.is(field.name, value(field, wanted)?)),
    }
}

/// The field of that name, or an error that names what may stand there: fields, and some names besides.
fn known_field(
    kind: &KindSpec,
    name: &str,
    besides: &[&'static str],
) -> Result<&'static FieldSpec, OpsError> {
    kind.field(name).filter(|field| !field.is_internal).ok_or_else(|| {
        let fields = kind.shown_fields().map(|field| field.name);
        let known: Vec<&str> = fields.chain(besides.iter().copied()).collect();
        OpsError::UnknownField {
            kind: kind.name,
            name: shown_safely(name),
            known: known.join(", "),
        }
    })
}

/// What a person typed for a field, as the field holds it.
fn value(field: &FieldSpec, text: &str) -> Result<Value, OpsError> {
    let refused = |accepted: &str| OpsError::BadValue {
        name: field.name,
        value: shown_safely(text),
        accepted: accepted.to_owned(),
    };
    Ok(match field.field_type {
        FieldType::Text | FieldType::Reference(_) | FieldType::Fact => Value::Text(text.to_owned()),
        FieldType::Disease => {
            let code = Diseases::shipped().code(text);
            let code = code.map_err(|why| OpsError::Faults(vec![fault(field.name, why)]))?;
            Value::Text(code.to_owned())
        }
        FieldType::Word(words) => match words.iter().any(|it| it.word == text) {
            true => Value::Text(text.to_owned()),
            false => {
                let words: Vec<&str> = words.iter().map(|it| it.word).collect();
                return Err(refused(&words.join(", ")));
            }
        },
        FieldType::Number | FieldType::Year => {
            Value::Int(text.parse().map_err(|_| refused("0, 1, 2 …"))?)
        }
        FieldType::Flag => match text {
            "true" => Value::Int(1),
            "false" => Value::Int(0),
            _ => return Err(refused("true, false")),
        },
        FieldType::Day => {
            let day = text.parse::<Date>().ok().and_then(|day| typed_day(day).ok());
            Value::Text(day.ok_or_else(|| refused("2026-11-30"))?.to_string())
        }
        FieldType::Instant => {
            let at: Timestamp = text.parse().map_err(|_| refused("2026-11-30T08:00+07:00"))?;
            Value::Int(at.as_microsecond())
        }
    })
}
