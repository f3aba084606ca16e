use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use serde::Deserialize;
use taicho_ops::import::{ImportReport, Options, SPECS, Source, import};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::{App, Caller, blocking};
use crate::extract::{Json, Query, in_time};
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(create_import))
        .layer(DefaultBodyLimit::max(LARGEST_FILE))
}

/// A larger file is imported from the command line, which reads it from disk piece by piece.
const LARGEST_FILE: usize = 64 * 1024 * 1024;

/// A file must have arrived within this time.
const ARRIVAL_TIME: Duration = Duration::from_secs(300);

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Sent {
    /// The name of the file; its ending says how it is read: csv, tsv, txt, xlsx.
    #[param(pattern = r"^[^\x00-\x1f/]{1,200}$")]
    name: String,
    /// What its rows are, where neither its name nor its headings tell.
    kind: Option<String>,
    /// Whether only to look for faults and to write nothing.
    #[serde(default)]
    dry_run: bool,
}

/// Imports a table that an office sent: all of it or, where a cell is bad, nothing.
///
/// The body is the file as it is. A report with faults means that nothing was written.
#[utoipa::path(
    post,
    path = "/imports",
    params(Sent),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = ImportReport))
)]
async fn create_import(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(sent): Query<Sent>,
    request: Request,
) -> Result<Json<ImportReport>, Problem> {
    caller.role.require("create_import")?;
    let source = |bytes: Bytes| {
        let source = Source::bytes(&sent.name, bytes.to_vec());
        match &sent.kind {
            Some(kind) => source.of_kind(kind),
            None => source,
        }
    };
    check(&sent)?;
    let bytes = in_time(ARRIVAL_TIME, Bytes::from_request(request, &())).await?.map_err(
        |rejection| Problem::bad_body(rejection.status(), &rejection.body_text()),
    )?;
    let sources = vec![source(bytes)];
    let options = Options { dry_run: sent.dry_run, backdate: false, now: caller.now };
    let report =
        blocking(move || Ok(import(&app.store, &caller.actor, sources, options)?)).await?;
    Ok(Json(report))
}

fn check(sent: &Sent) -> Result<(), Problem> {
    let fits = !sent.name.is_empty()
        && sent.name.chars().count() <= 200
        && !sent.name.contains(|letter: char| letter < ' ' || letter == '/');
    if !fits {
        return Err(Problem::bad_query("name is no name of a file"));
    }
    match &sent.kind {
        Some(kind) if !SPECS.iter().any(|spec| spec.kind == kind) => {
            Err(Problem::unprocessable("unknown_kind", "Không có loại bảng này.", "There is no such kind of table."))
        }
        _ => Ok(()),
    }
}
