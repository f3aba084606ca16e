use jiff::civil::Date;
use taicho_model::{DecisionId, DecisionOutcome, Refusal, RowFault, Words};

use crate::records::Meanwhile;
use taicho_store::{StoreError, TlsFault};

use crate::kept::Unreadable;

/// What can go wrong in an operation; each has a stable code, and words for the person who asked.
#[derive(Debug, thiserror::Error)]
pub enum OpsError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No area ever had this code.
    #[error("no area has the code {0}")]
    UnknownArea(String),
    /// The code belongs to an area that does not exist on that day.
    #[error("the area {code} does not exist on {day}")]
    AreaNotOnDay {
        /// The code.
        code: String,
        /// The day.
        day: Date,
    },
    /// A place is chosen for a day that has come.
    #[error("{0} has not come")]
    DayAhead(Date),
    /// No rule family serves that day, or none has that name.
    #[error("no rule family {0}")]
    UnknownFamily(String),
    /// No plan has that id.
    #[error("there is no plan {0}")]
    UnknownPlan(String),
    /// There is no such proposal at that moment.
    #[error("there is no such proposal at that moment")]
    UnknownProposal,
    /// There is no such order, or the actor may not see it.
    #[error("there is no order {0}")]
    UnknownOrder(taicho_model::OrderId),
    /// It tells how far something is from a target, and nobody decides on that.
    #[error("a target that is not reached is not decided on: it is reached, or it is not")]
    NothingToDecide,
    /// The proposal was decided already; the decision that stands.
    #[error("the proposal was decided already: {} (decision {})", outcome_words(*.outcome).1, .decision)]
    AlreadyDecided {
        /// Its id.
        decision: DecisionId,
        /// What it says.
        outcome: DecisionOutcome,
    },
    /// Rejecting and overriding need a reason.
    #[error("a reason is needed")]
    ReasonNeeded,
    /// What was typed into a field cannot be taken.
    #[error(transparent)]
    Typed(#[from] Refusal),
    /// The value is not one of the kind's words.
    #[error("{value} is not a value of {kind}")]
    UnknownValue {
        /// The kind of the proposal.
        kind: String,
        /// The value given.
        value: String,
    },
    /// A day or an instant lies in the future, symptoms began after the case was found, or it was known a year before.
    #[error(
        "a day is in the future, the onset comes after the day found, or the case was known over a year before it was found"
    )]
    ImpossibleDates,
    /// A moment that has not come cannot be frozen.
    #[error("a moment that has not come cannot be frozen")]
    FutureMoment,
    /// No kind of record has that name.
    #[error("there is no kind of record {}; there are {}", .0, kinds())]
    UnknownKind(String),
    /// The kind has no field of that name.
    #[error("{kind} have no field {name}; they have {known}")]
    UnknownField {
        /// The kind.
        kind: &'static str,
        /// The name that was asked for.
        name: String,
        /// Those that there are.
        known: String,
    },
    /// There is no such record, or the actor may not see it.
    #[error("there is no such record")]
    UnknownRecord,
    /// What was entered cannot be kept, field by field.
    #[error("{}", crate::records::all_words(.0).en)]
    Faults(Vec<RowFault>),
    /// Somebody corrected the record after it was opened.
    #[error("somebody corrected the record after it was opened")]
    Meanwhile(Box<Meanwhile>),
    /// Records of the kind are made by the program, and by no hand.
    #[error("records of the kind {0} are made by the program, and by no hand")]
    NotByHand(&'static str),
    /// So many records cannot be changed at once.
    #[error("{0} records were chosen; 1 to {max} can be changed at once", max = crate::CHOSEN_AT_MOST)]
    BadCount(usize),
    /// The field never has that value.
    #[error("“{value}” is no {name}; write it like {accepted}")]
    BadValue {
        /// The field.
        name: &'static str,
        /// What was asked for.
        value: String,
        /// What it may be.
        accepted: String,
    },
    /// A time of learning cannot be set to one that has not come.
    #[error("nothing can have been learned at a time that has not come")]
    LearnedLater,
    /// There is a row with this key already.
    #[error("the key {key} is known already (record {id})")]
    KnownKey {
        /// The key.
        key: String,
        /// The id of the row.
        id: String,
    },
    /// No zone has this code.
    #[error("no zone has the code {0}")]
    UnknownZone(String),
    /// The document has no such format.
    #[error("the document has no such format")]
    UnknownFormat,
    /// There is no such record to attach a file to, or the actor may not see it.
    #[error("there is no such record to attach a file to")]
    UnknownSubject,
    /// A file is too long to be attached.
    #[error("the file has {bytes} bytes, and {most} at most are taken")]
    FileTooLarge {
        /// How many it has.
        bytes: u64,
        /// How many are taken.
        most: u64,
    },
    /// A file is empty.
    #[error("the file is empty")]
    FileEmpty,
    /// A file is of a type that is not taken, or its bytes are not what its name says.
    #[error(
        "a file “.{0}” with these bytes is not taken; pdf, docx, xlsx, odt, ods, png, jpg, heic, txt and csv are, where their bytes are what their names say"
    )]
    FileType(String),
    /// The data are not as they were written: how many faults, and the first.
    #[error("the data are not as they were written: {0} faults; the first: {text}", text = .1.en)]
    Altered(u64, taicho_model::Words),
    /// What a record keeps as a text cannot be read.
    #[error("the record {id} of {kind} cannot be read: {why}")]
    Unreadable {
        /// The kind of the record.
        kind: &'static str,
        /// Its id.
        id: String,
        /// Why.
        why: Unreadable,
    },
    /// A backup could not be made.
    #[error("the backup failed: {text}", text = .0.en)]
    Backup(taicho_model::Words),
    /// The log could not be sealed, or its seals not be read.
    #[error("the log cannot be sealed: {}", .0.en)]
    Seals(taicho_model::Words),
    /// A document could not be written.
    #[error("{0}")]
    Document(String),
    /// A content file cannot be used.
    #[error("{0}")]
    Content(String),
    /// No disease is called so.
    #[error("{}", .0.en)]
    UnknownDisease(Words),
    /// A file of the place's own cannot be used.
    #[error("{}", .0.en)]
    LocalContent(Words),
    /// The loading of the demo broke off; its folder can be thrown away.
    #[error("the loading of the demo broke off: delete the data folder and begin again")]
    HalfADemo,
    /// Another program has begun to load the demo.
    #[error("another program is loading the demo: wait until it is there")]
    DemoUnderWay,
    /// The data folder holds real data, and a demo must not touch it.
    #[error("the data folder is not a demo's")]
    NotADemo,
}

impl From<taicho_documents::DocumentError> for OpsError {
    fn from(error: taicho_documents::DocumentError) -> Self {
        Self::Document(error.to_string())
    }
}

impl OpsError {
    /// The stable code of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(StoreError::Conflict { .. }) => "conflict",
            Self::Store(StoreError::Referred { .. }) => "referred",
            Self::Store(StoreError::ReferredGone { .. }) => "referred_gone",
            Self::Store(StoreError::RecordedBefore { .. }) => "recorded_before",
            Self::Store(StoreError::OutOfScope) => "out_of_scope",
            Self::Store(StoreError::NoSuchChange(_)) => "unknown_change",
            Self::Store(StoreError::AlreadyUndone(_)) => "already_undone",
            Self::Store(StoreError::Taken(_)) => "taken",
            Self::Store(StoreError::Held { .. }) => "held",
            Self::Store(StoreError::Busy | StoreError::LostRace) => "busy",
            Self::Store(StoreError::Unreachable(_)) => "database_unreachable",
            Self::Store(StoreError::TooManyConnections) => "too_many_connections",
            Self::Store(StoreError::NotAdmitted) => "database_not_admitted",
            Self::Store(StoreError::NoSuchDatabase(_)) => "no_such_database",
            Self::Store(StoreError::ReadOnly) => "read_only_database",
            Self::Store(StoreError::Tls(_)) => "unsafe_connection",
            Self::Store(StoreError::BadAddress(_) | StoreError::UnknownAddress) => "bad_address",
            Self::Store(StoreError::NewerDatabase(_)) => "newer_database",
            Self::Store(StoreError::Doubles { .. }) => "doubles",
            Self::Store(StoreError::DiskFull) => "disk_full",
            Self::Store(StoreError::OutcomeUnknown) => "outcome_unknown",
            Self::Store(StoreError::RequestReused(_)) => "request_reused",
            Self::Store(StoreError::FolderGone(_)) => "folder_gone",
            Self::Store(StoreError::Damaged(_)) => "damaged",
            Self::Store(StoreError::CopyFirst(_)) => "copy_first",
            Self::Store(_) => "store_failed",
            Self::UnknownArea(_) => "unknown_area",
            Self::AreaNotOnDay { .. } => "area_not_on_day",
            Self::DayAhead(_) => "day_ahead",
            Self::UnknownFamily(_) => "unknown_family",
            Self::UnknownPlan(_) => "unknown_plan",
            Self::UnknownProposal => "unknown_proposal",
            Self::UnknownOrder(_) => "unknown_order",
            Self::AlreadyDecided { .. } => "already_decided",
            Self::NothingToDecide => "nothing_to_decide",
            Self::ReasonNeeded => "reason_needed",
            Self::Typed(refusal) => refusal.fault.code(),
            Self::UnknownValue { .. } => "unknown_value",
            Self::ImpossibleDates => "impossible_dates",
            Self::FutureMoment => "future_moment",
            Self::UnknownKind(_) => "unknown_kind",
            Self::UnknownField { .. } => "unknown_field",
            Self::UnknownRecord => "unknown_record",
            Self::Faults(_) => "faults",
            Self::Meanwhile(_) => "conflict",
            Self::NotByHand(_) => "not_by_hand",
            Self::BadCount(_) => "bad_count",
            Self::BadValue { .. } => "bad_value",
            Self::LearnedLater => "learned_later",
            Self::KnownKey { .. } => "known_key",
            Self::UnknownZone(_) => "unknown_zone",
            Self::UnknownFormat => "unknown_format",
            Self::UnknownSubject => "unknown_subject",
            Self::FileTooLarge { .. } => "file_too_large",
            Self::FileEmpty => "file_empty",
            Self::FileType(_) => "file_type",
            Self::Altered(..) => "altered",
            Self::Unreadable { .. } => "unreadable_record",
            Self::Backup(_) => "backup_failed",
            Self::Seals(_) => "seal_failed",
            Self::Document(_) => "document_failed",
            Self::Content(_) => "bad_content",
            Self::UnknownDisease(_) => "unknown_disease",
            Self::LocalContent(_) => "content_faults",
            Self::HalfADemo => "half_a_demo",
            Self::DemoUnderWay => "demo_under_way",
            Self::NotADemo => "not_a_demo",
        }
    }

    /// What to tell the person who asked.
    pub fn words(&self) -> Words {
        let vi = match self {
            Self::Store(StoreError::Conflict { .. }) => {
                "Dữ liệu đã được người khác sửa sau khi bạn mở; hãy tải lại.".to_owned()
            }
            Self::Store(StoreError::Referred { kind, by, .. }) => format!(
                "Chưa rút được: còn bản ghi loại “{}” gắn với bản ghi loại “{}” này; hãy sửa hoặc rút các bản ghi đó trước.",
                title(by), title(kind)
            ),
            Self::Store(StoreError::ReferredGone { kind, by, .. }) => format!(
                "Chưa hoàn tác được: bản ghi loại “{}” mà bản ghi loại “{}” gắn với đã bị rút; hãy khôi phục bản ghi đó trước.",
                title(kind), title(by)
            ),
            Self::Store(StoreError::RecordedBefore { .. }) => {
                "Không thể ghi nhận trước phiên bản hiện tại.".to_owned()
            }
            Self::Store(StoreError::OutOfScope) => {
                "Địa bàn này ngoài phạm vi được giao.".to_owned()
            }
            Self::Store(StoreError::NoSuchChange(_)) => "Không có thay đổi này.".to_owned(),
            Self::Store(StoreError::AlreadyUndone(by)) => {
                format!("Thay đổi này đã được hoàn tác bởi thay đổi {by}.")
            }
            Self::Store(StoreError::Taken(_)) => {
                "Đã có bản ghi khác mang mã này; chưa ghi gì.".to_owned()
            }
            Self::Store(StoreError::Held { .. }) => {
                "Bản ghi đang được một lượt nhập dữ liệu ghi; chưa ghi gì, hãy thử lại khi lượt nhập xong.".to_owned()
            }
            Self::Store(StoreError::Busy | StoreError::LostRace) => {
                "Cơ sở dữ liệu đang bận; chưa ghi gì, hãy thử lại.".to_owned()
            }
            Self::Store(StoreError::DiskFull) => {
                "Ổ đĩa chứa cơ sở dữ liệu đã đầy; chưa ghi gì. Hãy giải phóng dung lượng rồi thử lại.".to_owned()
            }
            Self::Store(StoreError::OutcomeUnknown) => {
                "Mất kết nối đúng lúc ghi nên chưa rõ đã ghi hay chưa: hãy gửi lại với cùng mã yêu cầu để biết.".to_owned()
            }
            Self::Store(StoreError::RequestReused(_)) => {
                "Mã yêu cầu này đã dùng cho một yêu cầu khác.".to_owned()
            }
            Self::Store(StoreError::FolderGone(folder)) => {
                format!("Thư mục dữ liệu {folder} đã bị chuyển hoặc xóa khi chương trình đang chạy: hãy đưa về chỗ cũ rồi khởi động lại.")
            }
            Self::Store(StoreError::Damaged(_)) => {
                "Cơ sở dữ liệu bị hỏng; hãy khôi phục bản sao lưu gần nhất.".to_owned()
            }
            Self::Store(StoreError::Unreachable(_)) => {
                "Không kết nối được tới cơ sở dữ liệu dùng chung; chưa ghi gì, hãy thử lại.".to_owned()
            }
            Self::Store(StoreError::TooManyConnections) => {
                "Cơ sở dữ liệu dùng chung đã hết kết nối; chưa ghi gì, hãy thử lại.".to_owned()
            }
            Self::Store(StoreError::NotAdmitted) => {
                "Cơ sở dữ liệu dùng chung không nhận người dùng này: sai tên hoặc sai mật khẩu.".to_owned()
            }
            Self::Store(StoreError::NoSuchDatabase(_)) => {
                "Máy chủ không có cơ sở dữ liệu mang tên này.".to_owned()
            }
            Self::Store(StoreError::ReadOnly) => {
                "Cơ sở dữ liệu dùng chung chỉ cho đọc (máy chủ dự phòng); chưa ghi gì.".to_owned()
            }
            Self::Store(StoreError::Tls(fault)) => {
                format!("Kết nối tới cơ sở dữ liệu dùng chung không an toàn: {}.", tls_words(fault))
            }
            Self::Store(StoreError::BadAddress(_) | StoreError::UnknownAddress) => {
                "Địa chỉ cơ sở dữ liệu không đúng: cần postgres://người_dùng@máy_chủ/tên?sslmode=verify-full.".to_owned()
            }
            Self::Store(StoreError::NewerDatabase(_)) => {
                "Cơ sở dữ liệu thuộc phiên bản chương trình mới hơn: hãy cập nhật chương trình này.".to_owned()
            }
            Self::Store(StoreError::Doubles { kind, ids }) => format!(
                "Bảng {kind} có bản ghi trùng mà chỉ được có một: {ids}. Hãy dùng chương trình cũ hoàn tác một thay đổi của mỗi cặp rồi khởi động lại."
            ),
            Self::Store(StoreError::CopyFirst(step)) => format!(
                "Cơ sở dữ liệu cần được nâng cấp ({step}): hãy chạy `taicho migrate` một lần, lệnh này sao lưu trước."
            ),
            Self::Store(StoreError::NoDatabase(folder)) => {
                format!("Không có cơ sở dữ liệu trong {folder}.")
            }
            Self::Store(_) => "Cơ sở dữ liệu gặp lỗi; chưa ghi gì.".to_owned(),
            Self::UnknownArea(code) => format!("Không có đơn vị hành chính mang mã {code}."),
            Self::AreaNotOnDay { code, day } => {
                format!(
                    "Đơn vị mang mã {code} không tồn tại vào ngày {}.",
                    day.strftime("%d/%m/%Y")
                )
            }
            Self::DayAhead(day) => {
                format!("Ngày {} chưa đến: hãy chọn hôm nay hoặc một ngày đã qua.", day.strftime("%d/%m/%Y"))
            }
            Self::UnknownFamily(name) => format!("Không có bộ quy tắc {name}."),
            Self::UnknownPlan(id) => format!("Không có kế hoạch {id}."),
            Self::UnknownProposal => "Đề xuất này không còn ở thời điểm đang xem.".to_owned(),
            Self::UnknownOrder(_) => "Không có quyết định hoặc dự thảo này.".to_owned(),
            Self::NothingToDecide => {
                "Chỉ tiêu chưa đạt không phải là nội dung để phê duyệt.".to_owned()
            }
            Self::AlreadyDecided { decision, outcome } => {
                let outcome = outcome_words(*outcome).0;
                format!("Đề xuất này đã được quyết định: {outcome} (quyết định {decision}).")
            }
            Self::ReasonNeeded => "Cần ghi lý do.".to_owned(),
            Self::UnknownRecord => "Không có bản ghi này.".to_owned(),
            Self::Faults(faults) => return crate::records::all_words(faults),
            Self::Meanwhile(_) => {
                "Bản ghi đã được người khác sửa sau khi bạn mở; hãy xem cả hai giá trị rồi lưu lại."
                    .to_owned()
            }
            Self::NotByHand(kind) => {
                format!("Bản ghi loại {kind} do chương trình lập, không nhập tay được.")
            }
            Self::BadCount(count) => format!(
                "Đã chọn {count} bản ghi; mỗi lần sửa hoặc rút được từ 1 đến {} bản ghi.",
                crate::CHOSEN_AT_MOST
            ),
            Self::Typed(refusal) => format!("{}.", refusal.words().vi),
            Self::UnknownValue { value, .. } => format!("Giá trị {value} không dùng được."),
            Self::ImpossibleDates => {
                "Ngày ở tương lai, ngày khởi phát sau ngày phát hiện, hoặc lúc biết tin sớm hơn ngày phát hiện trên một năm."
                    .to_owned()
            }
            Self::UnknownKind(name) => {
                format!("Không có loại bản ghi {name}; chỉ có: {}.", kinds())
            }
            Self::UnknownField { kind, name, known } => {
                format!("Loại bản ghi {kind} không có trường {name}; chỉ có: {known}.")
            }
            Self::BadValue { name, value, accepted } => {
                format!("“{value}” không phải là giá trị của {name}; hãy ghi như: {accepted}.")
            }
            Self::LearnedLater => {
                "Không thể ghi nhận điều gì vào thời điểm chưa đến.".to_owned()
            }
            Self::FutureMoment => "Không thể chốt số liệu của thời điểm chưa đến.".to_owned(),
            Self::KnownKey { key, id } => format!("Mã {key} đã có (bản ghi {id})."),
            Self::UnknownZone(code) => format!("Không có vùng cách ly y tế mang mã {code}."),
            Self::UnknownFormat => "Văn bản này không có ở định dạng đó.".to_owned(),
            Self::UnknownSubject => "Không có bản ghi này để đính kèm tệp.".to_owned(),
            Self::FileTooLarge { most, .. } => {
                format!("Tệp quá lớn; chỉ nhận tệp đến {} MB.", most / 1024 / 1024)
            }
            Self::FileEmpty => "Tệp trống.".to_owned(),
            Self::FileType(ending) => format!(
                "Không nhận tệp .{ending} có nội dung này; chỉ nhận pdf, docx, xlsx, odt, ods, png, jpg, heic, txt, csv mà nội dung đúng với đuôi tệp."
            ),
            Self::Altered(faults, first) => {
                format!("Dữ liệu không còn như khi được ghi: {faults} lỗi; lỗi đầu tiên: {}.", first.vi)
            }
            Self::Unreadable { kind, id, why } => {
                format!("Không đọc được bản ghi {id} trong {kind}: {}.", why.words().vi)
            }
            Self::Backup(why) => format!("Không sao lưu được: {}.", why.vi),
            Self::Seals(why) => format!("Không niêm phong được: {}.", why.vi),
            Self::Document(reason) => format!("Không lập được văn bản: {reason}"),
            Self::Content(reason) => format!("Tệp nội dung có lỗi: {reason}"),
            Self::UnknownDisease(words) | Self::LocalContent(words) => words.vi.clone(),
            Self::HalfADemo => {
                "Việc nạp bản trình diễn bị ngắt giữa chừng: hãy xóa thư mục dữ liệu rồi nạp lại."
                    .to_owned()
            }
            Self::DemoUnderWay => {
                "Một chương trình khác đang nạp bản trình diễn: hãy đợi nạp xong.".to_owned()
            }
            Self::NotADemo => "Thư mục dữ liệu này không phải của bản trình diễn.".to_owned(),
        };
        Words::new(vi, format!("{self}."))
    }
}

/// What a person calls a kind.
fn title(kind: &str) -> &'static str {
    taicho_model::KindSpec::named(kind).map_or("", |kind| kind.title.0)
}

fn kinds() -> String {
    taicho_model::KINDS.iter().map(|kind| kind.name).collect::<Vec<_>>().join(", ")
}

/// What was decided, in both languages.
fn outcome_words(outcome: DecisionOutcome) -> (&'static str, &'static str) {
    match outcome {
        DecisionOutcome::Approved => ("phê duyệt", "approved"),
        DecisionOutcome::Rejected => ("bác", "rejected"),
        DecisionOutcome::Overridden => ("quyết định khác", "overridden"),
    }
}

fn tls_words(fault: &TlsFault) -> String {
    match fault {
        TlsFault::NotOffered => "máy chủ không mã hóa".to_owned(),
        TlsFault::WrongName => "chứng thư của máy chủ mang tên khác".to_owned(),
        TlsFault::UnknownIssuer => "chứng thư của máy chủ không do nơi được tin cậy cấp".to_owned(),
        TlsFault::OutOfDate => "chứng thư của máy chủ không còn hoặc chưa có hiệu lực".to_owned(),
        TlsFault::NoRoots(place) => format!("không có chứng thư gốc trong {place}"),
        TlsFault::Other(reason) => reason.clone(),
    }
}
