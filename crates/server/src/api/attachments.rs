use std::fs::File;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::body::{Frame, SizeHint};
use serde::Deserialize;
use taicho_model::Attachment;
use taicho_ops::{Attached, LARGEST_FILE, NewAttachment, OpsError, attach_file};
use taicho_store::{Actor, Content, Store, StoreError};
use tokio::task::JoinHandle;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::imports::{hear_out, next};
use crate::app::{App, Caller, reading, writing};
use crate::extract::{Json, Path, Query, in_time, request_id};
use crate::problem::Problem;
use crate::uploads::SILENCE;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(create_attachment)).routes(routes!(read_attachment))
}

/// A file must have arrived within this time.
const ARRIVAL_TIME: Duration = Duration::from_secs(300);

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Sent {
    /// The kind of the record that it belongs to: `cases`, `orders` …
    subject_kind: String,
    /// The id of that record.
    #[param(max_length = 200)]
    subject_id: String,
    /// The name of the file.
    #[param(pattern = r"^[^\x00-\x1f/]{1,200}$")]
    name: String,
}

/// Attaches a file to a record; the body is the file as it is.
///
/// A file is taken where its bytes are what its name says: pdf, docx, xlsx, odt, ods, png, jpg, heic, txt or csv.
#[utoipa::path(
    post,
    path = "/attachments",
    params(Sent),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = Attached))
)]
async fn create_attachment(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(sent): Query<Sent>,
    request: Request,
) -> Result<(StatusCode, Json<Attached>), Problem> {
    caller.role.require("create_attachment")?;
    let request_id = request_id(request.headers())?;
    let mut body = request.into_body();
    let declared = body.size_hint().exact().unwrap_or_default();
    let refused = match app.uploads.place() {
        Ok(_) if declared > LARGEST_FILE => {
            OpsError::FileTooLarge { bytes: declared, most: LARGEST_FILE }.into()
        }
        Ok(place) => match in_time(ARRIVAL_TIME, arrived(&app, &mut body)).await? {
            Ok(file) => {
                let new = NewAttachment {
                    subject_kind: sent.subject_kind,
                    subject_id: sent.subject_id,
                    file_name: sent.name,
                };
                let attached = writing(&app, move |app| {
                    let _place = place;
                    // What was long under way is learned when it is here.
                    let now = app.now(caller.scene.as_ref())?;
                    Ok(attach_file(&app.store, &caller.actor, new, file, request_id, now)?)
                });
                return Ok((StatusCode::CREATED, Json(attached.await?)));
            }
            Err(problem) => problem,
        },
        Err(problem) => problem,
    };
    hear_out(body).await;
    Err(refused)
}

/// What is sent goes into a file without a name, so that a slow sender holds no memory.
async fn arrived(app: &App, body: &mut Body) -> Result<File, Problem> {
    let mut arriving = app.uploads.begin()?;
    while let Some(piece) = in_time(SILENCE, next(body)).await? {
        let piece = piece.map_err(|error| {
            Problem::bad_body(StatusCode::BAD_REQUEST, &format!("it broke off: {error}"))
        })?;
        arriving = arriving.take(piece).await?;
        let length = arriving.length() as u64;
        if length > LARGEST_FILE {
            return Err(OpsError::FileTooLarge { bytes: length, most: LARGEST_FILE }.into());
        }
    }
    Ok(arriving.arrived().await?.into_file())
}

/// The bytes of an attached file.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
struct AttachedBytes(
    #[expect(dead_code, reason = "it stands for an answer in the description")] Vec<u8>,
);

/// An attached file, to be saved and never shown in the page.
#[utoipa::path(
    get,
    path = "/attachments/{id}",
    params(("id" = String, Path, description = "The id of the attachment.")),
    responses((
        status = 200,
        description = "The file.",
        content((AttachedBytes = "application/octet-stream"))
    ))
)]
async fn read_attachment(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    caller.role.require("read_attachment")?;
    let (store, actor) = (app.store.clone(), caller.actor.clone());
    let attachment = reading(&app, move |app| {
        app.store.read(&caller.actor, |read| {
            let found = read.fetch::<Attachment>(&id)?.ok_or_else(Problem::not_found)?.record;
            let (digest, size) = (found.content_digest.clone(), found.size_bytes);
            // A file that is not what was attached is not handed out for it.
            match read.is_whole(&Content { digest, size })? {
                true => Ok(found),
                false => Err(StoreError::Damaged(format!("the file {}", found.id)).into()),
            }
        })
    })
    .await?;
    let disposition = disposition(&attachment.file_name);
    let parts = Parts {
        store,
        actor,
        id: attachment.id.0,
        next: 1,
        left: attachment.size_bytes as u64,
        reading: None,
    };
    let headers = [
        // Whatever it is, a browser saves it: shown from this address it would act for whoever is signed in.
        (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (header::CONTENT_DISPOSITION, disposition),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, Body::new(parts)).into_response())
}

/// The name under which it is saved, in the form of RFC 6266 that holds every letter.
fn disposition(name: &str) -> HeaderValue {
    let mut text = String::from("attachment; filename*=UTF-8''");
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                text.push(char::from(byte));
            }
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    HeaderValue::from_str(&text).expect("letters and digits make a header")
}

/// A file on its way out, part by part: no connection to the database waits for a slow reader.
struct Parts {
    store: Arc<Store>,
    actor: Actor,
    id: String,
    next: i64,
    left: u64,
    reading: Option<JoinHandle<Result<Option<Vec<u8>>, StoreError>>>,
}

impl HttpBody for Parts {
    type Data = Bytes;
    type Error = StoreError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StoreError>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        if self.reading.is_none() {
            let (store, actor) = (self.store.clone(), self.actor.clone());
            let (id, number) = (self.id.clone(), self.next);
            let read = move || store.read(&actor, |read| read.attachment_part(&id, number));
            self.reading = Some(tokio::task::spawn_blocking(read));
        }
        let reading = self.reading.as_mut().expect("it was just begun");
        let read = ready!(Pin::new(reading).poll(context));
        self.reading = None;
        self.next += 1;
        Poll::Ready(Some(match read {
            Ok(Ok(Some(bytes))) => {
                self.left = self.left.saturating_sub(bytes.len() as u64);
                Ok(Frame::data(bytes.into()))
            }
            Ok(Ok(None)) => Err(StoreError::Rejected("the file was withdrawn meanwhile".into())),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(StoreError::WriterStopped),
        }))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use tower::ServiceExt as _;

    use crate::testing::{Answer, Demo, demo, get, of_one_ward, request, send};
    use crate::{App, router};

    async fn attach(app: App, kind: &str, id: &str, name: &str, bytes: Vec<u8>) -> Answer {
        let path = format!("/api/v1/attachments?subject_kind={kind}&subject_id={id}&name={name}");
        send(app, request("POST", &path).body(Body::from(bytes)).unwrap()).await
    }

    fn pdf(length: usize) -> Vec<u8> {
        let mut bytes = b"%PDF-1.7\n".to_vec();
        bytes.extend((0..length).map(|at| (at * 31 % 251) as u8));
        bytes
    }

    /// A case of the ward and one of another.
    async fn cases(demo: &Demo) -> (String, String) {
        let all = get(demo.app(), "/cases?limit=500").await;
        let of = |inside: bool| {
            let mut rows = all.body["rows"].as_array().unwrap().iter();
            let row = rows.find(|row| (row["area_code"] == "09187") == inside).unwrap();
            row["id"].as_str().unwrap().to_owned()
        };
        (of(true), of(false))
    }

    #[tokio::test]
    async fn a_file_comes_back_as_it_was_attached_and_is_saved_not_shown() {
        let demo = demo();
        let (case, _) = cases(&demo).await;
        // Of three parts, the last of them short.
        let bytes = pdf(600_000);
        let answer = attach(demo.app(), "cases", &case, "phi%E1%BA%BFu.pdf", bytes.clone()).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        let id = answer.body["id"].as_str().unwrap().to_owned();
        assert_eq!(answer.body["size_bytes"], bytes.len());
        assert_eq!(answer.body["media_type"], "application/pdf");
        let read = request("GET", &format!("/api/v1/attachments/{id}")).body(Body::empty());
        let response =
            router(std::sync::Arc::new(demo.app())).oneshot(read.unwrap()).await.unwrap();
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "application/octet-stream");
        assert_eq!(header("x-content-type-options"), "nosniff");
        let disposition = header("content-disposition");
        assert_eq!(disposition, "attachment; filename*=UTF-8''phi%E1%BA%BFu.pdf");
        assert_eq!(to_bytes(response.into_body(), usize::MAX).await.unwrap(), bytes);
        let list =
            get(demo.app(), &format!("/attachments?subject_kind=cases&subject_id={case}")).await;
        assert_eq!(list.body["rows"][0]["file_name"], "phiếu.pdf");
        assert_eq!(
            get(demo.app(), "/attachments?subject_id=none&count=true").await.body["total"],
            0
        );
        // The same bytes once more take no more room, and an undo takes the row back.
        let again = attach(demo.app(), "cases", &case, "b.pdf", bytes).await;
        assert_eq!(again.body["content_digest"], answer.body["content_digest"]);
        let change = again.body["change_id"].as_str().unwrap();
        let undo = request("POST", &format!("/api/v1/changes/{change}/undo"))
            .header("content-type", "application/json")
            .body(Body::from(r#"{"reason":"nhầm tệp"}"#));
        assert_eq!(send(demo.app(), undo.unwrap()).await.status, 200);
        let gone = format!("/attachments/{}", again.body["id"].as_str().unwrap());
        assert!(get(demo.app(), &gone).await.is_problem(404, "not_found"));
        let audit = demo.store.audit().unwrap();
        assert!(audit.is_clean() && audit.contents == 1, "{audit:?}");
    }

    #[tokio::test]
    async fn rights_go_by_area_and_role() {
        let demo = demo();
        let (own, foreign) = cases(&demo).await;
        let officer = || demo.app().for_actor(of_one_ward());
        let made = attach(demo.app(), "cases", &foreign, "a.pdf", pdf(10)).await;
        let made = made.body["id"].as_str().unwrap().to_owned();
        let path = format!("/attachments/{made}");
        assert!(get(officer(), &path).await.is_problem(404, "not_found"));
        let list = format!("/attachments?subject_id={foreign}&count=true");
        assert_eq!(get(officer(), &list).await.body["total"], 0);
        let refused = attach(officer(), "cases", &foreign, "a.pdf", pdf(10)).await;
        assert!(refused.is_problem(404, "unknown_subject"), "{refused:?}");
        assert_eq!(attach(officer(), "cases", &own, "a.pdf", pdf(10)).await.status, 201);
        // Who may look may read and not attach.
        let observer = || demo.app().for_observer();
        assert_eq!(get(observer(), &path).await.status, 200);
        let refused = attach(observer(), "cases", &own, "a.pdf", pdf(10)).await;
        assert!(refused.is_problem(403, "forbidden"), "{refused:?}");
    }

    #[tokio::test]
    async fn what_is_no_file_of_an_office_is_refused() {
        let demo = demo();
        let (case, _) = cases(&demo).await;
        let long = pdf(taicho_ops::LARGEST_FILE as usize);
        for (kind, id, name, bytes, status, code) in [
            ("cases", case.as_str(), "a.html", b"<html>".to_vec(), 422, "file_type"),
            ("cases", &case, "a.pdf", b"MZ\x90\x00".to_vec(), 422, "file_type"),
            ("cases", &case, "a.pdf", Vec::new(), 422, "file_empty"),
            ("cases", &case, "a.pdf", long, 413, "file_too_large"),
            ("cases", &case, "a%2Fb.pdf", pdf(1), 422, "text_control"),
            ("cases", "none", "a.pdf", pdf(1), 404, "unknown_subject"),
            ("settings", "demo", "a.pdf", pdf(1), 404, "unknown_subject"),
            ("imports", &case, "a.pdf", pdf(1), 404, "unknown_subject"),
        ] {
            let answer = attach(demo.app(), kind, id, name, bytes).await;
            assert!(answer.is_problem(status, code), "{name}: {answer:?}");
        }
        assert_eq!(get(demo.app(), "/attachments?count=true").await.body["total"], 0);
    }
}
