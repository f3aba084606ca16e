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
    OpenApiRouter::new().routes(routes!(create_import)).layer(DefaultBodyLimit::max(LARGEST_FILE))
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
    let bytes = in_time(ARRIVAL_TIME, Bytes::from_request(request, &()))
        .await?
        .map_err(|rejection| Problem::bad_body(rejection.status(), &rejection.body_text()))?;
    let sources = vec![source(bytes)];
    let options = Options { dry_run: sent.dry_run, backdate: false, now: caller.now };
    let report = blocking(move || Ok(import(&app.store, &caller.actor, sources, options)?)).await?;
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
        Some(kind) if !SPECS.iter().any(|spec| spec.kind == kind) => Err(Problem::unprocessable(
            "unknown_kind",
            "Không có loại bảng này.",
            "There is no such kind of table.",
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use crate::testing::{Answer, Demo, demo, get, request, send};

    async fn import(demo: &Demo, query: &str, table: &str) -> Answer {
        let request = request("POST", &format!("/api/v1/imports?{query}"));
        send(demo.app(), request.body(Body::from(table.to_owned())).unwrap()).await
    }

    #[tokio::test]
    async fn a_table_is_imported_whole_or_not_at_all() {
        let demo = demo();
        let places =
            async || get(demo.app(), "/places?limit=1").await.body["total"].as_i64().unwrap();
        let before = places().await;
        let heading = "key,kind,name,area_code\n";
        let good = format!("{heading}new-1,lodging,Dãy trọ mới,09187\n");
        let bad = format!("{good}new-2,lodging,Dãy trọ lạ,99999\n");
        let answer = import(&demo, "name=places.csv&kind=places", &bad).await;
        assert_eq!(
            (answer.status.as_u16(), answer.body["faults_in_all"].as_i64()),
            (200, Some(1)),
            "{answer:?}"
        );
        let fault = &answer.body["faults"][0];
        assert_eq!((fault["file"].as_str(), fault["row"].as_i64()), (Some("places.csv"), Some(3)));
        assert!(!fault["reason"]["vi"].as_str().unwrap().is_empty());
        assert!(!fault["reason"]["en"].as_str().unwrap().is_empty());
        assert_eq!(places().await, before);
        let dry = import(&demo, "name=places.csv&kind=places&dry_run=true", &good).await;
        assert_eq!(
            (&dry.body["dry_run"], &dry.body["change_id"]),
            (&true.into(), &serde_json::Value::Null)
        );
        assert_eq!(places().await, before);
        let done = import(&demo, "name=places.csv&kind=places", &good).await;
        assert!(done.body["change_id"].is_string(), "{done:?}");
        assert_eq!(places().await, before + 1);
        let again = import(&demo, "name=places.csv&kind=places", &good).await;
        assert!(again.body["change_id"].is_null(), "{again:?}");
    }

    #[tokio::test]
    async fn a_file_needs_a_name_and_a_kind_that_is_known() {
        let demo = demo();
        assert!(import(&demo, "", "a,b\n").await.is_problem(400, "bad_query"));
        assert!(import(&demo, "name=", "a,b\n").await.is_problem(400, "bad_query"));
        let answer = import(&demo, "name=x.csv&kind=none", "a,b\n").await;
        assert!(answer.is_problem(422, "unknown_kind"));
    }

    #[tokio::test]
    async fn a_file_over_the_limit_is_refused_and_leaves_no_trace() {
        let demo = demo();
        let count = async || get(demo.app(), "/changes?limit=1").await.body["total"].clone();
        let before = count().await;
        let mut table = "key,kind,name,area_code\n".to_owned();
        while table.len() <= super::LARGEST_FILE {
            table.push_str("new-1,lodging,Dãy trọ mới,09187\n");
        }
        let answer = import(&demo, "name=places.csv&kind=places", &table).await;
        assert!(answer.is_problem(413, "body_too_large"), "{:?}", answer.status);
        assert_eq!(count().await, before);
    }
}
