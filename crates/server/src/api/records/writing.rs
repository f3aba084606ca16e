use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::Value;
use taicho_model::KindSpec;
use taicho_ops::{
    Correction, Entered, Kept, Many, correct_record, correct_records, create_record,
    withdraw_records,
};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::list::seen_kind;
use crate::app::{App, Caller, writing};
use crate::extract::{Command, Json, Path};
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(create_record_of_kind))
        .routes(routes!(correct_record_of_kind))
        .merge(of_many())
}

/// Ten thousand ids with their versions are longer than any other body.
fn of_many() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(correct_records_of_kind))
        .routes(routes!(withdraw_records_of_kind))
        .layer(DefaultBodyLimit::max(LARGEST_CHOICE))
}

/// Bytes of the longest choice of records.
const LARGEST_CHOICE: usize = 2 << 20;

/// What a person wrote, field by field: a text as a table would have it, a number, or yes or no; null clears.
type Values = BTreeMap<String, Value>;

/// A record to enter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRecord {
    /// The fields by their names, or by the headings of their columns in tables.
    #[schema(value_type = BTreeMap<String, Value>)]
    values: Values,
}

/// A record to correct.
#[derive(Deserialize, ToSchema)]
#[schema(as = Correction)]
#[serde(deny_unknown_fields)]
struct CorrectionWire {
    /// The version that was seen; where a newer one stands, both values are answered and nothing is written.
    version: i64,
    /// The fields that change; what is not named stays.
    #[schema(value_type = BTreeMap<String, Value>)]
    values: Values,
    /// Why.
    #[schema(max_length = 2000)]
    reason: Option<String>,
}

/// Records to correct alike.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Corrections {
    /// The records by id, each with the version that was seen; 10,000 at most.
    rows: BTreeMap<String, i64>,
    /// The fields that change in all of them.
    #[schema(value_type = BTreeMap<String, Value>)]
    values: Values,
    /// Why.
    #[schema(max_length = 2000)]
    reason: Option<String>,
}

/// Records to withdraw.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Withdrawals {
    /// The records by id, each with the version that was seen; 10,000 at most.
    rows: BTreeMap<String, i64>,
    /// Why, in the officer's words.
    #[schema(max_length = 2000, pattern = r"\S")]
    reason: String,
}

/// The kind at a path, where the caller may write its rows.
fn written_kind(
    path: &str,
    operation: &str,
    caller: &Caller,
) -> Result<&'static KindSpec, Problem> {
    caller.role.require(operation)?;
    let kind = seen_kind(path, caller)?;
    caller.role.require_to_write(kind)?;
    Ok(kind)
}

/// The texts of what was sent; who may not see a field may not write it either.
fn entered(kind: &KindSpec, values: Values, caller: &Caller) -> Result<Entered, Problem> {
    let is_personal = |name: &String| {
        let mut fields = kind.fields.iter();
        fields.any(|it| (it.name == *name || it.column == *name) && it.is_personal)
    };
    if !caller.role.sees_persons() && values.keys().any(is_personal) {
        return Err(Problem::forbidden());
    }
    let text = |(name, value): (String, Value)| {
        let text = match value {
            Value::Null => None,
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(yes) => Some(yes.to_string()),
            Value::Array(_) | Value::Object(_) => {
                return Err(Problem::unprocessable(
                    "bad_value",
                    "Giá trị phải là chữ, số, có hoặc không.",
                    "A value is a text, a number, true or false.",
                ));
            }
        };
        Ok((name, text))
    };
    values.into_iter().map(text).collect()
}

/// Enters a record of any kind that people write.
#[utoipa::path(
    post,
    path = "/records/{kind}",
    operation_id = "create_record",
    params(("kind" = String, Path, description = "The kind: the path of its list.")),
    request_body = NewRecord,
    responses((status = 201, body = Kept))
)]
async fn create_record_of_kind(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(path): Path<String>,
    Command { body, request }: Command<NewRecord>,
) -> Result<(StatusCode, Json<Kept>), Problem> {
    let kind = written_kind(&path, "create_record", &caller)?;
    let entered = entered(kind, body.values, &caller)?;
    let kept = writing(&app, move |app| {
        Ok(create_record(&app.store, &caller.actor, kind, entered, caller.asks(request))?)
    });
    Ok((StatusCode::CREATED, Json(kept.await?)))
}

/// Corrects a record on the version that was seen.
#[utoipa::path(
    patch,
    path = "/records/{kind}/{id}",
    operation_id = "correct_record",
    params(
        ("kind" = String, Path, description = "The kind: the path of its list."),
        ("id" = String, Path, description = "The id of the record."),
    ),
    request_body = CorrectionWire,
    responses((status = 200, body = Kept))
)]
async fn correct_record_of_kind(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((path, id)): Path<(String, String)>,
    Command { body, request }: Command<CorrectionWire>,
) -> Result<Json<Kept>, Problem> {
    let kind = written_kind(&path, "correct_record", &caller)?;
    let CorrectionWire { version, values, reason } = body;
    let entered = entered(kind, values, &caller)?;
    let correction = Correction { id, base_version: version, entered, reason };
    let kept = writing(&app, move |app| {
        Ok(correct_record(&app.store, &caller.actor, kind, correction, caller.asks(request))?)
    });
    Ok(Json(kept.await?))
}

/// Corrects the same fields of many records, as one change.
#[utoipa::path(
    post,
    path = "/corrections/{kind}",
    operation_id = "correct_records",
    params(("kind" = String, Path, description = "The kind: the path of its list.")),
    request_body = Corrections,
    responses((status = 200, body = Many))
)]
async fn correct_records_of_kind(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(path): Path<String>,
    Command { body, request }: Command<Corrections>,
) -> Result<Json<Many>, Problem> {
    let kind = written_kind(&path, "correct_records", &caller)?;
    let entered = entered(kind, body.values, &caller)?;
    let many = writing(&app, move |app| {
        let (store, asked) = (&app.store, caller.asks(request));
        Ok(correct_records(store, &caller.actor, kind, body.rows, entered, body.reason, asked)?)
    });
    Ok(Json(many.await?))
}

/// Withdraws records that should not be there, as one change; their history stays.
#[utoipa::path(
    post,
    path = "/withdrawals/{kind}",
    operation_id = "withdraw_records",
    params(("kind" = String, Path, description = "The kind: the path of its list.")),
    request_body = Withdrawals,
    responses((status = 200, body = Many))
)]
async fn withdraw_records_of_kind(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(path): Path<String>,
    Command { body, request }: Command<Withdrawals>,
) -> Result<Json<Many>, Problem> {
    let kind = written_kind(&path, "withdraw_records", &caller)?;
    let many = writing(&app, move |app| {
        let (store, asked) = (&app.store, caller.asks(request));
        Ok(withdraw_records(store, &caller.actor, kind, body.rows, body.reason, asked)?)
    });
    Ok(Json(many.await?))
}
