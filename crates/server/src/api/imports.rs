use std::future::poll_fn;
use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody as _};
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use serde::Deserialize;
use taicho_ops::OpsError;
use taicho_ops::import::{ImportReport, Options, Source, import, kinds};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::{App, Caller};
use crate::extract::{Json, Query, in_time, request_id};
use crate::problem::Problem;
use crate::uploads::{Arrived, Arriving, LARGEST, SILENCE, too_large};

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(create_import)).layer(DefaultBodyLimit::max(LARGEST_FORM))
}

/// A form has boundaries and names beside its files.
const LARGEST_FORM: usize = LARGEST + (1 << 20);

/// One form brings at most so many files.
const FILES_MAX: usize = 100;

/// Everything must have arrived within this time.
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
    /// The moment by which what the tables tell was known, for lists that are filled in later, from 1900 to 2199; now
    /// where none is named.
    #[param(value_type = Option<Timestamp>, pattern = r"^(19|20|21)\d\d-")]
    known_at: Option<String>,
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
    let request_id = request_id(request.headers())?;
    let known_at = super::instant(sent.known_at.as_deref())?;
    if known_at.is_some_and(|known_at| known_at > caller.now) {
        return Err(OpsError::LearnedLater.into());
    }
    let declared = request.body().size_hint().exact();
    let refused = match app.uploads.place() {
        Ok(_) if declared.is_some_and(|length| length > LARGEST_FORM as u64) => too_large(),
        Ok(place) => {
            let arriving = arriving(&app, &sent, request);
            let tables = in_time(ARRIVAL_TIME, arriving).await??;
            let working = app.clone();
            let work = move || {
                let _place = place;
                // What was long under way is learned when it is here.
                let now = working.now(caller.scene.as_ref())?;
                let options = Options {
                    dry_run: sent.dry_run,
                    request_id,
                    is_dated: known_at.is_some(),
                    ..Options::new(known_at.unwrap_or(now))
                };
                Ok(import(&working.store, &caller.actor, tables.sources()?, options)?)
            };
            return Ok(Json(app.lanes.imports.run(work).await?));
        }
        Err(problem) => problem,
    };
    hear_out(request.into_body()).await;
    Err(refused)
}

/// Tables that have arrived.
struct Tables {
    arrived: Arrived,
    tables: Vec<Table>,
}

struct Table {
    name: String,
    kind: Option<String>,
    place: Range<usize>,
}

impl Tables {
    fn sources(mut self) -> Result<Vec<Source>, Problem> {
        let source = |table: Table| {
            let source = Source::bytes(&table.name, self.arrived.read(table.place)?);
            Ok(match table.kind {
                Some(kind) => source.of_kind(&kind),
                None => source,
            })
        };
        self.tables.into_iter().map(source).collect()
    }
}

async fn arriving(app: &App, sent: &Sent, request: Request) -> Result<Tables, Problem> {
    let content_type = request.headers().get(CONTENT_TYPE).map(|value| value.as_bytes());
    if content_type.is_some_and(|value| value.starts_with(b"multipart/form-data")) {
        return arriving_form(app, request).await;
    }
    // What is wrong with the name is said before the file is waited for.
    let mut table = table(sent.name.as_deref().unwrap_or_default(), sent.kind.as_deref(), 0)?;
    let (mut arriving, mut body) = (app.uploads.begin()?, request.into_body());
    while let Some(piece) = in_time(SILENCE, next(&mut body)).await? {
        let piece = piece.map_err(|error| {
            Problem::bad_body(StatusCode::BAD_REQUEST, &format!("it broke off: {error}"))
        })?;
        arriving = arriving.take(piece).await?;
    }
    table.place.end = arriving.length();
    Ok(Tables { arrived: arriving.arrived().await?, tables: vec![table] })
}

async fn arriving_form(app: &App, request: Request) -> Result<Tables, Problem> {
    let refused = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        status => Problem::bad_body(status, &error.body_text()),
    };
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|rejection| Problem::bad_body(rejection.status(), &rejection.body_text()))?;
    let mut arriving: Arriving = app.uploads.begin()?;
    let mut tables = Vec::new();
    while let Some(mut field) = in_time(SILENCE, form.next_field()).await?.map_err(refused)? {
        if tables.len() == FILES_MAX {
            return Err(Problem::unprocessable(
                "too_many_files",
                &format!("Một lần gửi có tối đa {FILES_MAX} tệp."),
                &format!("At most {FILES_MAX} files are sent at once."),
            ));
        }
        let kind = field.name().filter(|kind| *kind != "file");
        let mut table = table(field.file_name().unwrap_or_default(), kind, arriving.length())?;
        while let Some(piece) = in_time(SILENCE, field.chunk()).await?.map_err(refused)? {
            arriving = arriving.take(piece).await?;
        }
        table.place.end = arriving.length();
        tables.push(table);
    }
    if tables.is_empty() {
        return Err(Problem::bad_query("the form has no file"));
    }
    Ok(Tables { arrived: arriving.arrived().await?, tables })
}

fn table(name: &str, kind: Option<&str>, begin: usize) -> Result<Table, Problem> {
    let fits =
        (1..=200).contains(&name.chars().count()) && taicho_model::check_file_name(name).is_ok();
    if !fits {
        return Err(Problem::bad_request(
            "bad_file_name",
            "Tên tệp phải có từ 1 đến 200 ký tự, không có dấu / và ký tự điều khiển.",
            "The name of a file has 1 to 200 characters, and neither a slash nor a control character.",
        ));
    }
    match kind {
        Some(kind) if !kinds().any(|known| known.name == kind) => Err(Problem::unprocessable(
            "unknown_kind",
            "Không có loại bảng này.",
            "There is no such kind of table.",
        )),
        kind => {
            Ok(Table { name: name.to_owned(), kind: kind.map(str::to_owned), place: begin..begin })
        }
    }
}

/// The next piece of a body, as it comes from the connection.
pub(super) async fn next(body: &mut Body) -> Option<Result<axum::body::Bytes, axum::Error>> {
    loop {
        match poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await? {
            Ok(frame) => match frame.into_data() {
                Ok(data) => return Some(Ok(data)),
                Err(_) => continue,
            },
            Err(error) => return Some(Err(error)),
        }
    }
}

/// Lets a refused sender come to an end, and keeps nothing of it: an answer to an unread body would be lost with the
/// connection.
pub(super) async fn hear_out(mut body: Body) {
    let all = async {
        let mut heard = 0;
        while let Some(Ok(piece)) = next(&mut body).await {
            heard += piece.len();
            if heard > LARGEST_FORM {
                return;
            }
        }
    };
    let _ = in_time(SILENCE, all).await;
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
        let places = async || {
            get(demo.app(), "/places?limit=1&count=true").await.body["total"].as_i64().unwrap()
        };
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
        for name in
            ["", "name=", "name=a%0Ab.csv", "name=a%7F.csv", "name=a%C2%85.csv", "name=a/b.csv"]
        {
            let answer = import(&demo, name, "a,b\n").await;
            assert!(answer.is_problem(400, "bad_file_name"), "{name}: {answer:?}");
        }
        let answer = import(&demo, "name=x.csv&kind=none", "a,b\n").await;
        assert!(answer.is_problem(422, "unknown_kind"));
    }

    #[tokio::test]
    async fn a_file_that_finds_no_place_is_to_come_again() {
        let demo = demo();
        let app = std::sync::Arc::new(demo.app());
        let held: Vec<_> = std::iter::from_fn(|| app.uploads.place().ok()).collect();
        assert!((1..=16).contains(&held.len()), "{}", held.len());
        let routes = crate::router(app.clone());
        let sent = async || {
            let request = request("POST", "/api/v1/imports?name=places.csv&dry_run=true");
            let table = "key,kind,name,area_code\nnew-1,lodging,Dãy trọ mới,09187\n";
            crate::testing::ask(&routes, request.body(Body::from(table)).unwrap()).await
        };
        let answer = sent().await;
        assert!(answer.is_problem(503, "busy"), "{answer:?}");
        assert_eq!(answer.retry_after.as_deref(), Some("20"));
        drop(held);
        assert_eq!(sent().await.body["faults_in_all"], 0);
    }

    /// A body of which a beginning comes and then nothing.
    struct Silent(Option<&'static [u8]>);

    impl axum::body::HttpBody for Silent {
        type Data = axum::body::Bytes;
        type Error = std::convert::Infallible;

        fn poll_frame(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<hyper::body::Frame<Self::Data>, Self::Error>>> {
            match self.0.take() {
                Some(begin) => {
                    std::task::Poll::Ready(Some(Ok(hyper::body::Frame::data(begin.into()))))
                }
                None => std::task::Poll::Pending,
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_sender_who_falls_silent_gives_the_place_up() {
        let demo = demo();
        let app = std::sync::Arc::new(demo.app());
        let routes = crate::router(app.clone());
        let form = b"--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\na,b";
        for (kind, begin) in
            [("text/csv", b"key,kind" as &[u8]), ("multipart/form-data; boundary=cut", form)]
        {
            let request = request("POST", "/api/v1/imports?name=places.csv")
                .header("content-type", kind)
                .body(Body::new(Silent(Some(begin))));
            let begun = tokio::time::Instant::now();
            let answer = crate::testing::ask(&routes, request.unwrap()).await;
            assert!(answer.is_problem(408, "too_slow"), "{answer:?}");
            assert!(begun.elapsed() < crate::uploads::SILENCE * 2);
            let places: Vec<_> = std::iter::from_fn(|| app.uploads.place().ok()).collect();
            assert_eq!(places.len(), crate::handles::handles().uploads);
        }
    }

    #[tokio::test]
    async fn a_file_over_the_limit_is_refused_and_leaves_no_trace() {
        let demo = demo();
        let latest = async || get(demo.app(), "/changes").await.body["rows"][0]["id"].clone();
        let before = latest().await;
        assert!(before.is_string());
        let mut table = "key,kind,name,area_code\n".to_owned();
        while table.len() <= crate::uploads::LARGEST {
            table.push_str("new-1,lodging,Dãy trọ mới,09187\n");
        }
        let answer = import(&demo, "name=places.csv&kind=places", &table).await;
        assert!(answer.is_problem(413, "body_too_large"), "{:?}", answer.status);
        assert!(answer.body["detail"].as_str().unwrap().contains("64 MiB"), "{answer:?}");
        assert_eq!(latest().await, before);
    }
}
