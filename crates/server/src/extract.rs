//! What handlers take a request apart with: axum's own extractors, whose refusals become problem documents.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// The query of a request.
pub(crate) struct Query<T>(pub(crate) T);

/// The variable parts of a path.
pub(crate) struct Path<T>(pub(crate) T);

/// A body of JSON, or an answer in it.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        if has_nul(&parts.uri) {
            return Err(Problem::bad_query("a NUL is no part of a text"));
        }
        match axum::extract::Query::try_from_uri(&parts.uri) {
            Ok(axum::extract::Query(query)) => Ok(Self(query)),
            Err(rejection) => Err(Problem::bad_query(&rejection.body_text())),
        }
    }
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        if has_nul(&parts.uri) {
            return Err(Problem::not_found());
        }
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(path)) => Ok(Self(path)),
            Err(_) => Err(Problem::not_found()),
        }
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let body = in_time(BODY_TIME, axum::Json::from_request(request, state)).await?;
        match body {
            Ok(axum::Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(Problem::bad_body(rejection.status(), &rejection.body_text())),
        }
    }
}

/// A write that is asked for: its body, and what the sender calls the request, so that it takes effect once.
pub(crate) struct Command<T> {
    pub(crate) body: T,
    pub(crate) request: Option<taicho_store::Request>,
}

/// The header under which a sender names a request: the same name and the same body ask for the same thing once.
pub(crate) const REQUEST_ID: &str = "idempotency-key";

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Command<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let id = request_id(request.headers())?;
        let mut asks = format!("{} {}\n", request.method(), request.uri()).into_bytes();
        let kind = request.headers().get(CONTENT_TYPE).cloned();
        let bytes = in_time(BODY_TIME, Bytes::from_request(request, state))
            .await?
            .map_err(|rejection| Problem::bad_body(rejection.status(), &rejection.body_text()))?;
        asks.extend_from_slice(&bytes);
        // The checks of a body of JSON are axum's own.
        let mut again = Request::new(axum::body::Body::from(bytes));
        again.headers_mut().extend(kind.map(|kind| (CONTENT_TYPE, kind)));
        let Json(body) = Json::<T>::from_request(again, state).await?;
        Ok(Self { body, request: id.map(|id| taicho_store::Request::new(id, &asks)) })
    }
}

/// What the sender calls the request; none where it gives it no name.
pub(crate) fn request_id(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let mut ids = headers.get_all(REQUEST_ID).into_iter();
    let Some(id) = ids.next() else { return Ok(None) };
    // Of two names it could not be known which one is meant.
    let id = id.to_str().ok().filter(|id| (8..=200).contains(&id.len()) && ids.next().is_none());
    id.map(|id| Some(id.to_owned())).ok_or_else(|| {
        Problem::bad_request(
            "bad_request_id",
            "Mã yêu cầu (Idempotency-Key) chỉ có một, từ 8 đến 200 ký tự ASCII.",
            "A request has one name (Idempotency-Key), of 8 to 200 ASCII letters.",
        )
    })
}

impl<T: serde::Serialize> axum::response::IntoResponse for Json<T> {
    fn into_response(self) -> axum::response::Response {
        axum::Json(self.0).into_response()
    }
}

/// A body of JSON must be there within this time.
const BODY_TIME: Duration = Duration::from_secs(20);

/// Gives up on a sender that does not come to an end.
pub(crate) async fn in_time<T>(
    limit: Duration,
    body: impl Future<Output = T>,
) -> Result<T, Problem> {
    tokio::time::timeout(limit, body).await.map_err(|_| Problem::too_slow())
}

/// PostgreSQL takes no NUL in a text, so no text that comes from outside may hold one.
fn has_nul(uri: &Uri) -> bool {
    uri.path().contains("%00") || uri.query().is_some_and(|query| query.contains("%00"))
}

#[cfg(test)]
mod tests;
