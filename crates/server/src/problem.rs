use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use taicho_model::Words;
use taicho_ops::OpsError;
use taicho_store::StoreError;

/// A failure as the outside sees it: a problem document with a stable code and words in both languages.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    code: &'static str,
    words: Words,
}

impl Problem {
    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "Không tìm thấy.", "There is nothing there.")
    }

    pub(crate) fn forbidden() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "forbidden",
            "Bạn không có quyền thực hiện việc này.",
            "You may not do this.",
        )
    }

    pub(crate) fn foreign_origin() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "foreign_origin",
            "Yêu cầu đến từ một trang khác nên không được nhận.",
            "The request comes from another site and is not taken.",
        )
    }

    pub(crate) fn bad_request(code: &'static str, vi: &str, en: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, vi, en)
    }

    fn new(status: StatusCode, code: &'static str, vi: &str, en: &str) -> Self {
        Self { status, code, words: Words::new(vi, en) }
    }

    fn internal(reason: &str) -> Self {
        tracing::error!(reason, "a request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Máy chủ gặp lỗi; chưa ghi gì. Hãy thử lại.",
            "The server failed; nothing was written. Try again.",
        )
    }
}

impl From<OpsError> for Problem {
    fn from(error: OpsError) -> Self {
        let status = match &error {
            OpsError::Store(StoreError::Conflict { .. } | StoreError::RecordedBefore { .. })
            | OpsError::AlreadyDecided
            | OpsError::KnownKey(_) => StatusCode::CONFLICT,
            OpsError::Store(StoreError::OutOfScope) => return Self::not_found(),
            OpsError::Store(StoreError::NoSuchChange(_))
            | OpsError::UnknownArea(_)
            | OpsError::AreaNotOnDay { .. }
            | OpsError::UnknownProposal => StatusCode::NOT_FOUND,
            OpsError::UnknownFamily(_)
            | OpsError::ReasonNeeded
            | OpsError::ImpossibleDates
            | OpsError::UnknownZone(_)
            | OpsError::UnknownValue { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            _ => return Self::internal(&error.to_string()),
        };
        Self { status, code: error.code(), words: error.words() }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        OpsError::Store(error).into()
    }
}

impl From<tokio::task::JoinError> for Problem {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::internal(&error.to_string())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = json!({
            "type": format!("urn:taicho:problem:{}", self.code),
            "title": self.words.en,
            "status": self.status.as_u16(),
            "code": self.code,
            "detail": self.words.en,
            "detail_vi": self.words.vi,
        });
        let kind = [(header::CONTENT_TYPE, "application/problem+json")];
        (self.status, kind, Json(body).into_response().into_body()).into_response()
    }
}
