use std::collections::BTreeMap;

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use taicho_model::{RowFault, Words};
use taicho_ops::{Meanwhile, OpsError};
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
    /// What is wrong with which field of what was entered.
    faults: Vec<FieldFault>,
    /// What stands of a record that somebody corrected meanwhile.
    meanwhile: Option<Box<MeanwhileWire>>,
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
        Self {
            status,
            code,
            words: Words::new(vi, en),
            retry_after: None,
            faults: Vec::new(),
            meanwhile: None,
        }
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
                | StoreError::Referred { .. }
                | StoreError::ReferredGone { .. }
                | StoreError::RecordedBefore { .. }
                | StoreError::AlreadyUndone(_)
                | StoreError::Taken(_)
                | StoreError::Held { .. },
            )
            | OpsError::AlreadyDecided { .. }
            | OpsError::KnownKey { .. }
            | OpsError::Meanwhile(_)
            | OpsError::DemoUnderWay => StatusCode::CONFLICT,
            OpsError::Store(StoreError::OutOfScope) => return Self::not_found(),
            OpsError::Store(StoreError::NoSuchChange(_))
            | OpsError::UnknownArea(_)
            | OpsError::AreaNotOnDay { .. }
            | OpsError::UnknownOrder(_)
            | OpsError::UnknownPlan(_)
            | OpsError::UnknownSubject
            | OpsError::UnknownRecord
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
            OpsError::FileTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            // Neither done nor not done: the sender has to ask again under the same id.
            OpsError::Store(StoreError::OutcomeUnknown) => StatusCode::GATEWAY_TIMEOUT,
            OpsError::Store(StoreError::RequestReused(_))
            | OpsError::FileEmpty
            | OpsError::FileType(_)
            | OpsError::UnknownFamily(_)
            | OpsError::UnknownFormat
            | OpsError::ReasonNeeded
            | OpsError::NothingToDecide
            | OpsError::Faults(_)
            | OpsError::LocalContent(_)
            | OpsError::UnknownDisease(_)
            | OpsError::NotByHand(_)
            | OpsError::BadCount(_)
            | OpsError::UnknownField { .. }
            | OpsError::BadValue { .. }
            | OpsError::Typed(_)
            | OpsError::ImpossibleDates
            | OpsError::FutureMoment
            | OpsError::DayAhead(_)
            | OpsError::UnknownZone(_)
            | OpsError::UnknownValue { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            // Which record it is stands in the words: trying again does not help.
            OpsError::Unreadable { .. } => {
                tracing::error!(%error, "a record cannot be read");
                StatusCode::INTERNAL_SERVER_ERROR
            }
            _ => return Self::internal(&error.to_string()),
        };
        let mut problem = Self::new(status, error.code(), "", "");
        problem.words = error.words();
        match error {
            OpsError::Faults(faults) => {
                problem.faults = faults.into_iter().map(FieldFault::from).collect();
            }
            OpsError::Meanwhile(meanwhile) => {
                problem.meanwhile = Some(Box::new((*meanwhile).into()))
            }
            _ => {}
        }
        problem
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
    /// What is wrong with which field of what was entered; empty for any other failure.
    faults: Vec<FieldFault>,
    /// What stands of a record that somebody corrected meanwhile; none for any other failure.
    meanwhile: Option<MeanwhileWire>,
}

/// A field of what was entered that cannot be kept.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FieldFault {
    /// The field.
    field: &'static str,
    /// The stable code of the reason.
    code: &'static str,
    /// The reason.
    reason: Words,
}

impl From<RowFault> for FieldFault {
    fn from(fault: RowFault) -> Self {
        Self { field: fault.field, code: fault.code, reason: fault.words }
    }
}

/// A record that somebody corrected after it was opened.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Meanwhile)]
pub(crate) struct MeanwhileWire {
    /// The record.
    id: String,
    /// The version that stands now, on which a correction builds.
    version: i64,
    /// The fields that both wrote.
    fields: BTreeMap<&'static str, BothValues>,
}

/// The two values of a field.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BothValues {
    /// What stands now.
    current: serde_json::Value,
    /// What was entered.
    entered: Option<String>,
}

impl From<Meanwhile> for MeanwhileWire {
    fn from(meanwhile: Meanwhile) -> Self {
        let both = |(field, (current, entered))| (field, BothValues { current, entered });
        Self {
            id: meanwhile.id,
            version: meanwhile.version,
            fields: meanwhile.fields.into_iter().map(both).collect(),
        }
    }
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
            faults: self.faults.clone(),
            meanwhile: self.meanwhile.as_deref().cloned(),
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
