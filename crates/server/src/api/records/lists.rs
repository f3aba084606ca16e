//! The lists of the API as OpenAPI describes them: all from the declarations of the kinds.

use serde_json::Value;
use taicho_model::{FieldSpec, FieldType, KINDS, KindSpec, kind};
use taicho_ops::{OPEN_ON, SEARCH, SORT};
use utoipa::openapi::path::{
    Operation, OperationBuilder, Parameter, ParameterBuilder, ParameterIn,
};
use utoipa::openapi::schema::{
    ArrayBuilder, KnownFormat, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type,
};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Required, ResponseBuilder, Responses};

/// The kinds that may be listed.
pub(crate) fn listed() -> impl Iterator<Item = &'static KindSpec> {
    KINDS.iter().copied().filter(|kind| !kind.is_internal)
}

/// The path of a kind's list, which is its name with hyphens.
pub(crate) fn path_of(kind: &KindSpec) -> String {
    kind.name.replace('_', "-")
}

/// The kind whose list has that path.
pub(crate) fn kind_at(path: &str) -> Option<&'static KindSpec> {
    listed().find(|kind| path_of(kind) == path)
}

/// The operation of a list, as the table of rights and the description call it.
pub(crate) fn operation_of(kind: &KindSpec) -> String {
    format!("list_{}", kind.name)
}

/// The fields that may leave, in the order of their declaration.
pub(crate) fn shown(kind: &'static KindSpec, with_persons: bool) -> Vec<&'static str> {
    let fields = kind.fields.iter().filter(|field| is_shown(field));
    fields.filter(|field| with_persons || !field.is_personal).map(|field| field.name).collect()
}

/// The area stands in each row by its code and name.
fn is_shown(field: &FieldSpec) -> bool {
    !field.is_internal && field.name != "area_id"
}

/// The name of a kind's row in the description: `sampling_rounds` become `SamplingRoundsRow`.
fn row_name(kind: &KindSpec) -> String {
    let part = |part: &str| {
        let (first, rest) = part.split_at(1);
        first.to_uppercase() + rest
    };
    kind.name.split('_').map(part).collect::<String>() + "Row"
}

/// A kind's list in the description of the API.
pub(super) fn describe(kind: &'static KindSpec) -> Operation {
    let page = Ref::from_schema_name(format!("{}Page", row_name(kind)));
    let answer = ResponseBuilder::new()
        .description("A page of rows.")
        .content("application/json", ContentBuilder::new().schema(Some(page)).build())
        .build();
    let mut responses = Responses::new();
    responses.responses.insert("200".to_owned(), RefOr::T(answer));
    let mut parameters = vec![
        text(
            "area",
            "Only rows under the area of this code, as it was valid on the day looked at.",
        ),
        moment(
            "at",
            "The moment whose knowledge is wanted; now where none is named.",
            KnownFormat::DateTime,
        ),
        cursor(),
        limit(),
        count(),
    ];
    // What tells who a person is is asked for in a body: see `search_records`.
    for field in kind.fields.iter().filter(|field| is_shown(field) && !field.is_personal) {
        parameters.push(filter(kind, field));
    }
    let fields =
        kind.shown_fields().flat_map(|field| [field.name.to_owned(), format!("-{}", field.name)]);
    let order = "The field that the rows are sorted by, with a `-` the greatest first; what has no value comes last.";
    let schema = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(fields));
    parameters.push(parameter(SORT, order, schema));
    let mut searched = kind.fields.iter().filter(|field| field.is_searched).peekable();
    if searched.peek().is_some() && searched.all(|field| !field.is_personal) {
        parameters.push(text(
            SEARCH,
            "Words, numbers and keys without marks, each as the beginning of a word.",
        ));
    }
    if kind.span.is_some() {
        parameters.push(moment(OPEN_ON, "Only rows that hold on this day.", KnownFormat::Date));
    }
    OperationBuilder::new()
        .operation_id(Some(operation_of(kind)))
        .summary(Some(format!("{}, the newest first.", kind.title.1)))
        .parameters(Some(parameters))
        .responses(responses)
        .build()
}

/// The parameter that narrows a list by a field.
fn filter(kind: &KindSpec, field: &FieldSpec) -> Parameter {
    let mut schema = ObjectBuilder::new().schema_type(Type::String);
    if let Some(words) = words(kind, field) {
        schema = schema.enum_values(Some(words));
    }
    let name = field.name;
    let said = match field.field_type {
        _ if field.is_ordered() => {
            format!("Only rows whose {name} is this, or lies in this span: `from..to`.")
        }
        _ => format!("Only rows whose {name} is this."),
    };
    parameter(name, &said, schema)
}

/// The words of a field that holds nothing else.
fn words(kind: &KindSpec, field: &FieldSpec) -> Option<Vec<&'static str>> {
    match field.field_type {
        FieldType::Word(words) => Some(words.iter().map(|it| it.word).collect()),
        // What an order orders is a kind of proposal.
        _ if (kind.name, field.name) == ("orders", "kind") => Some(kind::ALL.to_vec()),
        _ => None,
    }
}

fn column(kind: &KindSpec, field: &FieldSpec) -> ObjectBuilder {
    match words(kind, field) {
        Some(words) => {
            let words = words.into_iter().map(Value::from).chain([Value::Null]);
            schema_of(FieldType::Text).enum_values(Some(words))
        }
        None => schema_of(field.field_type),
    }
}

/// The schemas of a kind's rows and of its page.
pub(super) fn schemas(kind: &'static KindSpec) -> Vec<(String, RefOr<Schema>)> {
    let name = row_name(kind);
    let mut row = ObjectBuilder::new()
        .property("id", ObjectBuilder::new().schema_type(Type::String))
        .required("id")
        .property("version", ObjectBuilder::new().schema_type(Type::Integer))
        .required("version");
    if kind.columns.contains(&"area_id") {
        for name in ["area_code", "area_name"] {
            row = row.property(name, schema_of(FieldType::Text)).required(name);
        }
    }
    for field in kind.fields.iter().filter(|field| is_shown(field)) {
        row = row.property(field.name, column(kind, field)).required(field.name);
    }
    let rows = ArrayBuilder::new().items(Ref::from_schema_name(name.clone()));
    let page = ObjectBuilder::new()
        .property("rows", rows)
        .required("rows")
        .property(
            "next_cursor",
            described(
                schema_of(FieldType::Text),
                "Where the next page begins; none after the last one.",
            ),
        )
        .required("next_cursor")
        .property(
            "total",
            described(
                schema_of(FieldType::Number),
                "How many rows there are in all, where `count` was asked for; else null.",
            ),
        )
        .required("total");
    vec![
        (name.clone(), RefOr::T(row.build().into())),
        (format!("{name}Page"), RefOr::T(page.build().into())),
    ]
}

/// A field's schema, as the store writes its type; every field of a row may be empty to whoever may not see it.
fn schema_of(field_type: FieldType) -> ObjectBuilder {
    let or_null =
        |of: Type| ObjectBuilder::new().schema_type(SchemaType::Array(vec![of, Type::Null]));
    let formatted = |format| or_null(Type::String).format(Some(SchemaFormat::KnownFormat(format)));
    match field_type {
        FieldType::Text
        | FieldType::Reference(_)
        | FieldType::Disease
        | FieldType::Word(_)
        | FieldType::Fact => or_null(Type::String),
        FieldType::Number | FieldType::Year => or_null(Type::Integer),
        FieldType::Flag => or_null(Type::Boolean),
        FieldType::Day => formatted(KnownFormat::Date),
        FieldType::Instant => formatted(KnownFormat::DateTime),
    }
}

fn described(schema: ObjectBuilder, words: &str) -> ObjectBuilder {
    schema.description(Some(words))
}

fn text(name: &str, words: &str) -> Parameter {
    parameter(name, words, ObjectBuilder::new().schema_type(Type::String))
}

fn moment(name: &str, words: &str, format: KnownFormat) -> Parameter {
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(format)))
        .pattern(Some(r"^(19|20|21)\d\d-"));
    parameter(name, words, schema)
}

fn cursor() -> Parameter {
    let schema = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^after:.+$"));
    parameter("cursor", "The `next_cursor` of the page before.", schema)
}

fn limit() -> Parameter {
    let schema = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(1))
        .maximum(Some(super::list::LIMIT_MAX));
    parameter("limit", "At most so many rows; 100 where none is named.", schema)
}

fn count() -> Parameter {
    let schema = ObjectBuilder::new().schema_type(Type::Boolean);
    let words = "Whether to count all rows besides: a page is there sooner than the number.";
    parameter("count", words, schema)
}

fn parameter(name: &str, words: &str, schema: ObjectBuilder) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(words))
        .schema(Some(schema))
        .build()
}
