use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::header::CONTENT_TYPE;
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
    /// The name of the file; a form names each of its files itself.
    #[param(pattern = r"^[^\x00-\x1f/]{1,200}$")]
    name: Option<String>,
    /// What its rows are, where neither its name nor its headings tell.
    kind: Option<String>,
    /// Whether only to look for faults and to write nothing.
    #[serde(default)]
    dry_run: bool,
}

/// Imports tables that an office sent: all of them or, where a cell is bad, nothing.
///
/// The body is one file as it is, or a form with several files, each in a field whose name is its kind, or `file`.
/// A report with faults means that nothing was written.
#[utoipa::path(
    post,
    path = "/imports",
    params(Sent),
    request_body(content((Vec<u8> = "application/octet-stream"), (Object = "multipart/form-data"))),
    responses((status = 200, body = ImportReport))
)]
async fn create_import(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(sent): Query<Sent>,
    request: Request,
) -> Result<Json<ImportReport>, Problem> {
    caller.role.require("create_import")?;
    let sources = in_time(ARRIVAL_TIME, arriving(&sent, request)).await??;
    let options = Options { dry_run: sent.dry_run, ..Options::new(caller.now) };
    let report = blocking(move || Ok(import(&app.store, &caller.actor, sources, options)?)).await?;
    Ok(Json(report))
}

async fn arriving(sent: &Sent, request: Request) -> Result<Vec<Source>, Problem> {
    let content_type = request.headers().get(CONTENT_TYPE).map(|value| value.as_bytes());
    if !content_type.is_some_and(|value| value.starts_with(b"multipart/form-data")) {
        let name = sent.name.as_deref().unwrap_or_default();
        let source = |bytes: Bytes| source(name, sent.kind.as_deref(), bytes);
        // What is wrong with the name is said before the file is waited for.
        source(Bytes::new())?;
        let bytes = Bytes::from_request(request, &()).await;
        let refused = |rejection: BytesRejection| {
            Problem::bad_body(rejection.status(), &rejection.body_text())
        };
        return Ok(vec![source(bytes.map_err(refused)?)?]);
    }
    let refused = |error: MultipartError| Problem::bad_body(error.status(), &error.body_text());
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|rejection| Problem::bad_body(rejection.status(), &rejection.body_text()))?;
    let mut sources = Vec::new();
    while let Some(field) = form.next_field().await.map_err(refused)? {
        let name = field.file_name().unwrap_or_default().to_owned();
        let kind = field.name().filter(|kind| *kind != "file").map(str::to_owned);
        let bytes = field.bytes().await.map_err(refused)?;
        sources.push(source(&name, kind.as_deref(), bytes)?);
    }
    if sources.is_empty() { Err(Problem::bad_query("the form has no file")) } else { Ok(sources) }
}

fn source(name: &str, kind: Option<&str>, bytes: Bytes) -> Result<Source, Problem> {
    let fits = name.chars().count() <= 200 && taicho_model::check_file_name(name).is_ok();
    if !fits {
        return Err(Problem::bad_query("name is no name of a file"));
    }
    let source = Source::bytes(name, bytes.to_vec());
    match kind {
        None => Ok(source),
        Some(kind) if SPECS.iter().any(|spec| spec.kind == kind) => Ok(source.of_kind(kind)),
        Some(_) => Err(Problem::unprocessable(
            "unknown_kind",
            "Không có loại bảng này.",
            "There is no such kind of table.",
        )),
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
        assert_eq!(dry.body["files"][0]["rows_added"], 1);
        assert_eq!(places().await, before);
        let done = import(&demo, "name=places.csv&kind=places", &good).await;
        assert!(done.body["change_id"].is_string(), "{done:?}");
        assert_eq!(places().await, before + 1);
        let other = good.replace("mới", "cũ") + "new-3,lodging,Dãy trọ ba,09187\n";
        let dry = import(&demo, "name=places.csv&kind=places&dry_run=true", &other).await;
        let file = &dry.body["files"][0];
        assert_eq!(
            (file["rows_added"].as_i64(), file["rows_corrected"].as_i64()),
            (Some(1), Some(1))
        );
        assert_eq!(places().await, before + 1);
        let again = import(&demo, "name=places.csv&kind=places", &good).await;
        assert!(again.body["change_id"].is_null(), "{again:?}");
    }

    #[tokio::test]
    async fn files_of_a_form_are_one_import() {
        let demo = demo();
        let form = |files: &[(&str, &str, &str)]| {
            let part = |(kind, name, table): &(&str, &str, &str)| {
                format!(
                    "--cut\r\ncontent-disposition: form-data; name=\"{kind}\"; filename=\"{name}\"\r\n\r\n{table}\r\n"
                )
            };
            files.iter().map(part).collect::<String>() + "--cut--\r\n"
        };
        let sent = async |query: &str, body: String| {
            let request = request("POST", &format!("/api/v1/imports{query}"))
                .header("content-type", "multipart/form-data; boundary=cut");
            send(demo.app(), request.body(Body::from(body)).unwrap()).await
        };
        let zones =
            "code,name,area_code,disease,opened_on\nmoi-1,Ngõ 1,09187,covid-19,2021-06-16\n";
        let rounds = "zone_code,taken_on,listed,sampled\nmoi-1,2021-06-17,40,40\n";
        let files = [("file", "lay mau.csv", rounds), ("zones", "bảng 1.csv", zones)];
        let dry = sent("?dry_run=true", form(&files)).await;
        assert_eq!(dry.body["faults_in_all"], 0, "{dry:?}");
        let done = sent("", form(&files)).await;
        assert_eq!(done.body["files"].as_array().unwrap().len(), 2, "{done:?}");
        let change = done.body["change_id"].as_str().unwrap().to_owned();
        let undo = request("POST", &format!("/api/v1/changes/{change}/undo"))
            .header("content-type", "application/json")
            .body(Body::from(r#"{"reason":"kiểm thử"}"#));
        assert_eq!(send(demo.app(), undo.unwrap()).await.body["versions"].as_i64(), Some(4));
        assert!(sent("", form(&[])).await.is_problem(400, "bad_query"));
        let unknown = form(&[("none", "a.csv", "a\n")]);
        assert!(sent("", unknown).await.is_problem(422, "unknown_kind"));
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
