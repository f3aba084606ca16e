use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use hyper::body::Frame;
use serde::Deserialize;
use taicho_model::{KindSpec, vietnam_date};
use taicho_ops::{TableFormat, empty_workbook, export_records, within_area};
use taicho_store::Filter;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::list::{Search, Wanted as Conditions, seen_kind};
use crate::api::board::Moment;
use crate::app::{App, Caller, reading};
use crate::extract::{Json, Path, Query};
use crate::problem::Problem;
use crate::uploads::of_disk;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(read_table, search_table)).routes(routes!(read_workbook))
}

/// The bytes of a table.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "it stands in the description alone")]
struct TableBytes(Vec<u8>);

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// `csv` or `xlsx`; `xlsx` where none is named.
    #[param(pattern = "^(csv|xlsx)$")]
    format: Option<String>,
}

/// The records of a kind as a table that can be imported again, narrowed like its list.
#[utoipa::path(
    get,
    path = "/tables/{kind}",
    params(
        ("kind" = String, Path, description = "The kind: the path of its list."),
        Wanted
    ),
    responses((status = 200, content((TableBytes = "application/octet-stream"))))
)]
async fn read_table(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(path): Path<String>,
    Query(moment): Query<Moment>,
    Query(wanted): Query<Wanted>,
    Query(mut conditioned): Query<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    caller.role.require("read_table")?;
    let kind = seen_kind(&path, &caller)?;
    let format = format_named(wanted.format.as_deref())?;
    conditioned.remove("format");
    let conditions = Conditions::of_address(kind, conditioned)?;
    table(app, caller, kind, format, moment, conditions).await
}

/// The records of a kind that were found by words, or by what may not stand in an address, as a table.
#[utoipa::path(
    post,
    path = "/tables/{kind}",
    params(
        ("kind" = String, Path, description = "The kind: the path of its list."),
        Wanted
    ),
    request_body = Search,
    responses((status = 200, content((TableBytes = "application/octet-stream"))))
)]
async fn search_table(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(path): Path<String>,
    Query(wanted): Query<Wanted>,
    Json(asked): Json<Search>,
) -> Result<Response, Problem> {
    caller.role.require("search_table")?;
    let kind = seen_kind(&path, &caller)?;
    let format = format_named(wanted.format.as_deref())?;
    let moment = asked.moment();
    let conditions = asked.wanted(kind)?;
    table(app, caller, kind, format, moment, conditions).await
}

/// The format of a name, with the ending of its files.
fn format_named(name: Option<&str>) -> Result<(TableFormat, &'static str), Problem> {
    match name {
        None | Some("xlsx") => Ok((TableFormat::Xlsx, "xlsx")),
        Some("csv") => Ok((TableFormat::Csv, "csv")),
        Some(_) => Err(Problem::bad_request(
            "unknown_format",
            "Định dạng phải là csv hoặc xlsx.",
            "The format is csv or xlsx.",
        )),
    }
}

async fn table(
    app: Arc<App>,
    caller: Caller,
    kind: &'static KindSpec,
    (format, ending): (TableFormat, &'static str),
    moment: Moment,
    conditions: Conditions,
) -> Result<Response, Problem> {
    let as_of = moment.at_if_named()?;
    let filter = Filter { as_of, ..conditions.conditions(kind, caller.role)? };
    let code = moment.named_area(&app, &caller);
    let file = reading(&app, move |app| {
        let file = app.uploads.scratch()?;
        let written = file.try_clone().map_err(|error| of_disk(&error))?;
        app.store.read(&caller.actor, |read| {
            let day = vietnam_date(as_of.unwrap_or(caller.now));
            let filter = match code {
                Some(code) => within_area(read, filter, &code, day)?,
                None => filter,
            };
            let with_persons = caller.role.sees_persons();
            export_records(read, kind, &filter, format, written, with_persons, caller.now)?;
            Ok::<_, Problem>(())
        })?;
        Ok(file)
    });
    Ok(answer(file.await?, &format!("{}.{ending}", kind.name)))
}

/// The empty workbook of a kind, to be filled in and imported.
#[utoipa::path(
    get,
    path = "/workbooks/{kind}",
    params(("kind" = String, Path, description = "The kind: the path of its list.")),
    responses((status = 200, content((TableBytes = "application/octet-stream"))))
)]
async fn read_workbook(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(path): Path<String>,
) -> Result<Response, Problem> {
    caller.role.require("read_workbook")?;
    let kind = seen_kind(&path, &caller)?;
    let file = reading(&app, move |app| {
        let file = app.uploads.scratch()?;
        empty_workbook(kind, file.try_clone().map_err(|error| of_disk(&error))?)?;
        Ok(file)
    });
    Ok(answer(file.await?, &format!("{}.xlsx", kind.name)))
}

fn answer(file: File, name: &str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, Body::new(Pieces { file, is_begun: false })).into_response()
}

/// A file on disk, sent piece by piece.
struct Pieces {
    file: File,
    is_begun: bool,
}

/// Bytes of one piece.
const PIECE: usize = 64 << 10;

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        use std::io::{Seek as _, SeekFrom};
        if !self.is_begun {
            self.is_begun = true;
            if let Err(error) = self.file.seek(SeekFrom::Start(0)) {
                return Poll::Ready(Some(Err(error)));
            }
        }
        let mut piece = vec![0; PIECE];
        Poll::Ready(match self.file.read(&mut piece) {
            Ok(0) => None,
            Ok(length) => {
                piece.truncate(length);
                Some(Ok(Frame::data(piece.into())))
            }
            Err(error) => Some(Err(error)),
        })
    }
}
