//! The whole app in process, for the tests of the handlers.

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use serde_json::Value;
use taicho_ops::{Content, Scene};
use taicho_rules::Library;
use taicho_store::{Actor, Scope, Store};
use tower::ServiceExt as _;

use crate::{App, router};

static CONTENT: LazyLock<Content> = LazyLock::new(|| Content::built_in().unwrap());
static LIBRARY: LazyLock<Library> = LazyLock::new(|| CONTENT.library().unwrap());

/// A demo that tests may write to; it lives as long as the test.
pub(crate) struct Demo {
    pub(crate) store: Arc<Store>,
    scenes: Vec<Scene>,
    _folder: tempfile::TempDir,
}

/// The demo is loaded once and its file copied for each test that writes.
static LOADED: LazyLock<(tempfile::TempDir, Vec<Scene>)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_folder(folder.path()).unwrap();
    let scenes = taicho_ops::demo::prepare(&store, &CONTENT, |_| {}).unwrap();
    (folder, scenes)
});

/// A demo of the test's own.
pub(crate) fn demo() -> Demo {
    let (loaded, scenes) = &*LOADED;
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(loaded.path().join("taicho.db"), folder.path().join("taicho.db")).unwrap();
    let store = Arc::new(Store::open_folder(folder.path()).unwrap());
    Demo { store, scenes: scenes.clone(), _folder: folder }
}

/// The demo that is only read.
pub(crate) fn shared() -> &'static Demo {
    static SHARED: LazyLock<Demo> = LazyLock::new(demo);
    &SHARED
}

/// Somebody of one ward of the demo of 2021: Suối Hoa.
pub(crate) fn of_one_ward() -> Actor {
    let read = shared().store.read(&Actor::local_operator(), |read| {
        taicho_ops::area_with_code(read, "09187", "2021-06-17".parse().unwrap())
    });
    Actor { id: "ward-officer".into(), scope: Scope::Subtrees(vec![read.unwrap().path]) }
}

impl Demo {
    pub(crate) fn app(&self) -> App {
        App::new(self.store.clone(), &CONTENT, &LIBRARY, self.scenes.clone(), None)
    }

    /// The same as an office runs it that has not said yet which place it works for.
    pub(crate) fn empty_office(&self) -> App {
        App::new(self.store.clone(), &CONTENT, &LIBRARY, Vec::new(), None)
    }

    /// The same as an office runs it, on the area of that code.
    pub(crate) fn office(&self, area: &str) -> App {
        App::new(self.store.clone(), &CONTENT, &LIBRARY, Vec::new(), Some(area.to_owned()))
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) kind: String,
    pub(crate) retry_after: Option<String>,
    pub(crate) body: Value,
}

impl Answer {
    /// Whether it is a problem document that says what its status says.
    pub(crate) fn is_problem(&self, status: u16, code: &str) -> bool {
        self.status.as_u16() == status
            && self.kind == "application/problem+json"
            && self.body["status"] == status
            && self.body["code"] == code
            && self.body["type"] == format!("urn:taicho:problem:{code}")
            && ["title", "detail", "detail_vi"].iter().all(|name| self.body[name].is_string())
    }
}

pub(crate) fn request(method: &str, path: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(path).header(header::HOST, "127.0.0.1:7021")
}

pub(crate) async fn send(app: App, request: Request<Body>) -> Answer {
    ask(&router(Arc::new(app)), request).await
}

pub(crate) async fn ask(routes: &Router, request: Request<Body>) -> Answer {
    let response = routes.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    let text = |name| parts.headers.get(name).map(|text| text.to_str().unwrap().to_owned());
    Answer {
        status: parts.status,
        kind: text(header::CONTENT_TYPE).unwrap_or_default(),
        retry_after: text(header::RETRY_AFTER),
        body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
    }
}

pub(crate) async fn get(app: App, path: &str) -> Answer {
    let path = format!("/api/v1{path}");
    send(app, request("GET", &path).body(Body::empty()).unwrap()).await
}

pub(crate) async fn post(app: App, path: &str, body: Value) -> Answer {
    let path = format!("/api/v1{path}");
    let request = request("POST", &path).header(header::CONTENT_TYPE, "application/json");
    send(app, request.body(Body::from(body.to_string())).unwrap()).await
}
