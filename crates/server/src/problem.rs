use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use taicho_model::Words;
use taicho_ops::OpsError;
use taicho_store::StoreError;
use utoipa::ToSchema;

/// A failure as the outside sees it: a problem document with a stable code and words in both languages.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    code: &'static str,
    words: Words,
    /// After how many seconds the same request may well be answered.
    retry_after: Option<u32>,
}

impl Problem {
    /// More is asked than can be answered now; the same request will do in some seconds.
    pub(crate) fn busy(after_seconds: u32) -> Self {
        let vi = format!(
            "Máy chủ đang bận; yêu cầu này chưa được thực hiện. Hãy thử lại sau {after_seconds} giây."
        );
        let en =
            format!("The server is busy; nothing was done. Try again in {after_seconds} seconds.");
        Self::unavailable("busy", &vi, &en, after_seconds)
    }

    /// The program was asked to stop and takes nothing new.
    pub(crate) fn stopping() -> Self {
        Self::unavailable(
            "stopping",
            "Máy chủ đang dừng; yêu cầu này chưa được thực hiện.",
            "The server is stopping; nothing was done.",
            RESTART_SECONDS,
        )
    }

    /// Something is wanting for now; `after_seconds` is when to ask again.
    pub(crate) fn unavailable(code: &'static str, vi: &str, en: &str, after_seconds: u32) -> Self {
        let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, code, vi, en);
        Self { retry_after: Some(after_seconds), ..problem }
    }

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

    pub(crate) fn unprocessable(code: &'static str, vi: &str, en: &str) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, vi, en)
    }

    /// A query that cannot be read; `reason` names the parameter.
    pub(crate) fn bad_query(reason: &str) -> Self {
        let en = format!("The query cannot be read: {reason}.");
        Self::bad_request("bad_query", "Tham số trong đường dẫn không đúng.", &en)
    }

    /// A body that is too large, of another type, no JSON, or JSON of another shape.
    pub(crate) fn bad_body(status: StatusCode, reason: &str) -> Self {
        let (code, vi) = match status {
            StatusCode::PAYLOAD_TOO_LARGE => ("body_too_large", "Nội dung gửi lên quá lớn."),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                ("unsupported_media_type", "Loại nội dung gửi lên không được nhận.")
            }
            StatusCode::UNPROCESSABLE_ENTITY => {
                ("bad_body", "Nội dung gửi lên thiếu hoặc sai trường dữ liệu.")
            }
            _ => ("bad_json", "Nội dung gửi lên không đọc được."),
        };
        let status = if code == "bad_json" { StatusCode::BAD_REQUEST } else { status };
        Self::new(status, code, vi, &format!("The body is not taken: {reason}."))
    }

    /// A file that is larger than the interface takes.
    pub(crate) fn too_large(vi: &str, en: &str) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", vi, en)
    }

    pub(crate) fn too_slow() -> Self {
        Self::new(
            StatusCode::REQUEST_TIMEOUT,
            "too_slow",
            "Nội dung gửi lên không đến kịp.",
            "The body did not arrive in time.",
        )
    }

    pub(crate) fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "Địa chỉ này không nhận phương thức đó.",
            "This address does not take that method.",
        )
    }

    fn new(status: StatusCode, code: &'static str, vi: &str, en: &str) -> Self {
        Self { status, code, words: Words::new(vi, en), retry_after: None }
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
            OpsError::Store(
                StoreError::Conflict { .. }
                | StoreError::RecordedBefore { .. }
                | StoreError::AlreadyUndone(_)
                | StoreError::Taken(_)
                | StoreError::Held { .. },
            )
            | OpsError::AlreadyDecided { .. }
            | OpsError::KnownKey { .. }
            | OpsError::DemoUnderWay => StatusCode::CONFLICT,
            OpsError::Store(StoreError::OutOfScope) => return Self::not_found(),
            OpsError::Store(StoreError::NoSuchChange(_))
            | OpsError::UnknownArea(_)
            | OpsError::AreaNotOnDay { .. }
            | OpsError::UnknownOrder(_)
            | OpsError::UnknownSubject
            | OpsError::UnknownProposal => StatusCode::NOT_FOUND,
            OpsError::Store(
                StoreError::Busy
                | StoreError::LostRace
                | StoreError::Unreachable(_)
                | StoreError::TooManyConnections
                | StoreError::ReadOnly
                | StoreError::DiskFull
                | StoreError::FolderGone(_),
            ) => StatusCode::SERVICE_UNAVAILABLE,
            OpsError::FileTooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            // Neither done nor not done: the sender has to ask again under the same id.
            OpsError::Store(StoreError::OutcomeUnknown) => StatusCode::GATEWAY_TIMEOUT,
            OpsError::Store(StoreError::RequestReused(_))
            | OpsError::FileEmpty
            | OpsError::FileType(_)
            | OpsError::UnknownFamily(_)
            | OpsError::UnknownFormat
            | OpsError::ReasonNeeded
            | OpsError::Typed(_)
            | OpsError::ImpossibleDates
            | OpsError::FutureMoment
            | OpsError::UnknownZone(_)
            | OpsError::UnknownValue { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            // Which record it is stands in the words: trying again does not help.
            OpsError::Unreadable { .. } => {
                tracing::error!(%error, "a record cannot be read");
                StatusCode::INTERNAL_SERVER_ERROR
            }
            _ => return Self::internal(&error.to_string()),
        };
        Self { status, code: error.code(), words: error.words(), retry_after: None }
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

/// A problem document (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemWire {
    /// The kind of problem, as a URN that ends in the code.
    r#type: String,
    /// What went wrong, in English.
    title: String,
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// The stable code, for programs.
    code: String,
    /// What went wrong, in English.
    detail: String,
    /// What went wrong, in Vietnamese.
    detail_vi: String,
}

impl Problem {
    fn wire(&self) -> ProblemWire {
        ProblemWire {
            r#type: format!("urn:taicho:problem:{}", self.code),
            title: self.words.en.clone(),
            status: self.status.as_u16(),
            code: self.code.to_owned(),
            detail: self.words.en.clone(),
            detail_vi: self.words.vi.clone(),
        }
    }

    /// The whole answer as it goes over a connection that is closed after it.
    pub(crate) fn last_words(&self) -> String {
        let body = serde_json::to_string(&self.wire()).expect("a problem has a text");
        let retry =
            self.retry_after.map_or(String::new(), |after| format!("retry-after: {after}\r\n"));
        format!(
            "HTTP/1.1 {}\r\ncontent-type: {PROBLEM_TYPE}\r\ncontent-length: {}\r\n{retry}connection: close\r\n\r\n{body}",
            self.status,
            body.len()
        )
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let kind = [(header::CONTENT_TYPE, PROBLEM_TYPE)];
        let body = Json(self.wire()).into_response().into_body();
        let mut response = (self.status, kind, body).into_response();
        if let Some(after) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, after.into());
        }
        response
    }
}

/// A program that was stopped for an update is there again after so long.
const RESTART_SECONDS: u32 = 10;

/// The media type of every failure.
pub(crate) const PROBLEM_TYPE: &str = "application/problem+json";
