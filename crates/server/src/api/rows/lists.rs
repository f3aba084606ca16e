use serde_json::Value;
use taicho_model::{FieldType, kind};
use taicho_store::KindSpec;
use utoipa::openapi::path::{
    Operation, OperationBuilder, Parameter, ParameterBuilder, ParameterIn,
};
use utoipa::openapi::schema::{
    ArrayBuilder, KnownFormat, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type,
};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Required, ResponseBuilder, Responses};

/// A list of the API.
pub(crate) struct List {
    /// Its path under the API.
    pub(crate) path: &'static str,
    /// Its operation in the table of rights.
    pub(crate) operation: &'static str,
    row: &'static str,
    summary: &'static str,
    /// Its kind in the store.
    pub(crate) kind: &'static str,
    /// The columns that may leave.
    pub(crate) columns: &'static [&'static str],
}

/// What may be listed, column by column; a column that is not named here never leaves.
pub(crate) const LISTS: &[List] = &[
    List {
        path: "cases",
        operation: "list_cases",
        row: "CaseRow",
        summary: "Cases, the newest first.",
        kind: "cases",
        columns: &[
            "source_key",
            "disease",
            "status",
            "origin",
            "setting",
            "onset_on",
            "found_on",
            "detected_at",
            "reported_at",
            "source_known",
            "source_case_key",
            "cluster",
            "zone_id",
            "person_id",
            "record_origin",
        ],
    },
    List {
        path: "zones",
        operation: "list_zones",
        row: "ZoneRow",
        summary: "Containment zones, the newest first.",
        kind: "zones",
        columns: &[
            "code",
            "name",
            "disease",
            "opened_on",
            "lifted_on",
            "households",
            "residents",
            "record_origin",
        ],
    },
    List {
        path: "sampling-rounds",
        operation: "list_sampling_rounds",
        row: "SamplingRoundRow",
        summary: "Sampling rounds of zones, the newest first.",
        kind: "sampling_rounds",
        columns: &["zone_id", "taken_on", "listed", "sampled", "positive", "record_origin"],
    },
    List {
        path: "orders",
        operation: "list_orders",
        row: "OrderRow",
        summary: "Orders and drafts of orders, the newest first.",
        kind: "orders",
        columns: &[
            "number",
            "kind",
            "value",
            "zone_id",
            "effective_from",
            "effective_to",
            "status",
            "document",
            "record_origin",
        ],
    },
    List {
        path: "facts",
        operation: "list_facts",
        row: "FactRow",
        summary: "Facts that a plan or an officer states, the newest first.",
        kind: "facts",
        columns: &[
            "zone_id",
            "disease",
            "name",
            "value",
            "valid_from",
            "valid_to",
            "origin",
            "confidence",
            "source",
        ],
    },
    List {
        path: "people",
        operation: "list_people",
        row: "PersonRow",
        summary: "People, the newest first.",
        kind: "people",
        columns: &[
            "source_key",
            "full_name",
            "sex",
            "birth_year",
            "address",
            "residence",
            "household_id",
            "lodging_id",
            "workplace_id",
            "record_origin",
        ],
    },
    List {
        path: "places",
        operation: "list_places",
        row: "PlaceRow",
        summary: "Places, the newest first.",
        kind: "places",
        columns: &["source_key", "kind", "name", "record_origin"],
    },
    List {
        path: "decisions",
        operation: "list_decisions",
        row: "DecisionRow",
        summary: "Decisions on proposals, the newest first.",
        kind: "decisions",
        columns: &["proposal_key", "outcome", "value", "reason", "order_id"],
    },
    List {
        path: "imports",
        operation: "list_imports",
        row: "ImportRow",
        summary: "What was imported, the newest first.",
        kind: "imports",
        columns: &["file_name", "kind", "rows_read", "rows_added", "rows_corrected"],
    },
    List {
        path: "attachments",
        operation: "list_attachments",
        row: "AttachmentRow",
        summary: "Files that are attached to records, the newest first.",
        kind: "attachments",
        columns: &[
            "subject_kind",
            "subject_id",
            "file_name",
            "media_type",
            "size_bytes",
            "content_digest",
        ],
    },
];

/// The list at a path.
pub(crate) fn exposed(path: &str) -> Option<&'static List> {
    LISTS.iter().find(|list| list.path == path)
}

/// Conditions on equal columns, by parameter; each list takes those whose column it has.
pub(super) const EQUAL: &[(&str, &str)] = &[
    ("disease", "disease"),
    ("origin", "origin"),
    ("setting", "setting"),
    ("status", "status"),
    ("kind", "kind"),
    ("zone", "zone_id"),
    ("subject_kind", "subject_kind"),
    ("subject_id", "subject_id"),
    ("record_origin", "record_origin"),
];

/// Conditions on days, by parameter; each list takes those whose column it has.
pub(super) const DAYS: &[(&str, &str)] = &[
    ("found_from", "found_on"),
    ("found_to", "found_on"),
    ("taken_from", "taken_on"),
    ("taken_to", "taken_on"),
    ("opened_from", "opened_on"),
    ("opened_to", "opened_on"),
    ("open_on", "opened_on"),
];

impl List {
    /// Its kind in the store.
    pub(super) fn kind(&self) -> &'static KindSpec {
        KindSpec::named(self.kind).expect("a list shows a kind that is stored")
    }

    /// Its operation in the description of the API.
    pub(super) fn describe(&self) -> Operation {
        let page = Ref::from_schema_name(format!("{}Page", self.row));
        let answer = ResponseBuilder::new()
            .description("A page of rows.")
            .content("application/json", ContentBuilder::new().schema(Some(page)).build())
            .build();
        let mut responses = Responses::new();
        responses.responses.insert("200".to_owned(), RefOr::T(answer));
        let columns = self.kind().columns;
        let mut parameters = vec![
            text(
                "area",
                "Code of the area under which rows are wanted; the scene's own where none is named.",
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
        for (name, column) in EQUAL.iter().filter(|(_, column)| columns.contains(column)) {
            let mut schema = ObjectBuilder::new().schema_type(Type::String);
            if let Some(words) = self.words(column) {
                schema = schema.enum_values(Some(words.to_vec()));
            }
            let text = format!("Only rows whose {column} is this.");
            parameters.push(parameter(name, &text, schema));
        }
        for (name, column) in DAYS.iter().filter(|(_, column)| columns.contains(column)) {
            let side = match name.rsplit('_').next() {
                Some("from") => format!("Only rows whose {column} is this day or later."),
                Some("to") => format!("Only rows whose {column} is this day or earlier."),
                _ => "Only rows that are open on this day.".to_owned(),
            };
            parameters.push(moment(name, &side, KnownFormat::Date));
        }
        OperationBuilder::new()
            .operation_id(Some(self.operation))
            .summary(Some(self.summary))
            .parameters(Some(parameters))
            .responses(responses)
            .build()
    }

    /// The words of a field that holds nothing else.
    pub(super) fn words(&self, column: &str) -> Option<Vec<&'static str>> {
        match (self.kind, self.kind().field(column)?.field_type) {
            (_, FieldType::Word(words)) => Some(words.iter().map(|it| it.word).collect()),
            // What an order orders is a kind of proposal.
            ("orders", _) if column == "kind" => Some(kind::ALL.to_vec()),
            _ => None,
        }
    }

    fn column(&self, name: &str) -> ObjectBuilder {
        let field = self.kind().field(name).expect("a list shows fields of its kind");
        match self.words(name) {
            Some(words) => {
                let words = words.into_iter().map(Value::from).chain([Value::Null]);
                schema_of(FieldType::Text).enum_values(Some(words))
            }
            None => schema_of(field.field_type),
        }
    }

    /// The schemas of its rows and its page.
    pub(super) fn schemas(&self) -> Vec<(String, RefOr<Schema>)> {
        let mut row = ObjectBuilder::new()
            .property("id", ObjectBuilder::new().schema_type(Type::String))
            .required("id")
            .property("version", ObjectBuilder::new().schema_type(Type::Integer))
            .required("version");
        if self.kind().columns.contains(&"area_id") {
            for name in ["area_code", "area_name"] {
                row = row.property(name, schema_of(FieldType::Text)).required(name);
            }
        }
        for name in self.columns {
            row = row.property(*name, self.column(name)).required(*name);
        }
        let rows = ArrayBuilder::new().items(Ref::from_schema_name(self.row));
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
            (self.row.to_owned(), RefOr::T(row.build().into())),
            (format!("{}Page", self.row), RefOr::T(page.build().into())),
        ]
    }
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
        FieldType::Number => or_null(Type::Integer),
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
        .maximum(Some(super::LIMIT_MAX));
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
