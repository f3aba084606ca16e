use std::io::ErrorKind;

use taicho_model::Words;

use super::Fault;

impl Fault {
    /// The stable code, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Fault::Io(_) => "sheet.io",
            Fault::FileName(_) => "file.name",
            Fault::NotAFile { .. } => "file.not_a_file",
            Fault::Empty => "sheet.empty",
            Fault::OtherFormat { .. } => "sheet.other_format",
            Fault::NotATable => "sheet.not_a_table",
            Fault::Truncated => "sheet.truncated",
            Fault::Damaged { .. } => "sheet.damaged",
            Fault::ZipBomb { .. } => "sheet.zip_bomb",
            Fault::RowTooLong { .. } => "sheet.row_too_long",
            Fault::TooManyColumns { .. } => "sheet.too_many_columns",
            Fault::DuplicateHeader { .. } => "sheet.duplicate_header",
            Fault::Unreadable => "sheet.unreadable",
            Fault::OpenQuote => "sheet.open_quote",
            Fault::NoSheet { .. } => "sheet.no_sheet",
        }
    }

    /// The reason in the two languages.
    pub fn words(&self) -> Words {
        match self {
            Fault::Io(error) if error.kind() == ErrorKind::NotFound => {
                Words::new("không có tệp này", "there is no such file")
            }
            Fault::Io(error) if error.kind() == ErrorKind::PermissionDenied => {
                Words::new("không có quyền đọc tệp này", "this file may not be read")
            }
            Fault::Io(error) => Words::new(
                format!("không mở hoặc không đọc được tệp ({error})"),
                format!("the file cannot be opened or read ({error})"),
            ),
            Fault::FileName(fault) => {
                let Words { vi, en } = fault.words();
                Words::new(
                    format!("tên tệp {vi}; hãy đổi tên tệp"),
                    format!("the name of the file {en}; rename the file"),
                )
            }
            Fault::NotAFile { what: Words { vi, en } } => Words::new(
                format!(
                    "đây là {vi}, không phải tệp; chỉ nhận tệp CSV, XLSX hoặc văn bản lưu trên đĩa"
                ),
                format!("this is {en} and no file; a CSV, XLSX or text file on disk is taken"),
            ),
            Fault::Empty => Words::new("tệp không có dữ liệu", "the file holds no data"),
            Fault::OtherFormat { what } => what.clone(),
            Fault::NotATable => Words::new(
                "không tìm thấy bảng nào: cần một dòng tiêu đề cột và các dòng dữ liệu bên dưới",
                "no table was found: a row of column headings with rows of data below is needed",
            ),
            Fault::Truncated => Words::new(
                "tệp bị cắt cụt (sao chép hoặc tải về chưa xong); hãy gửi lại tệp đầy đủ",
                "the file is cut short (a copy or download that did not finish); send the whole file again",
            ),
            Fault::Damaged { part } => Words::new(
                format!("tệp bị hỏng ở phần {part}; hãy mở bằng Excel rồi lưu lại"),
                format!("the file is damaged in {part}; open it in Excel and save it again"),
            ),
            Fault::ZipBomb { inflated, packed } => Words::new(
                format!(
                    "tệp bung ra lớn bất thường ({packed} byte nén thành hơn {inflated} byte), đã dừng đọc"
                ),
                format!(
                    "the file inflates beyond all proportion ({packed} bytes packed, over {inflated} unpacked); reading stopped"
                ),
            ),
            Fault::RowTooLong { limit } => Words::new(
                format!("một dòng dài quá {limit} byte"),
                format!("a row is longer than {limit} bytes"),
            ),
            Fault::TooManyColumns { limit } => Words::new(
                format!("bảng có quá {limit} cột"),
                format!("the table has more than {limit} columns"),
            ),
            Fault::DuplicateHeader { header, first, second } => Words::new(
                format!(
                    "tiêu đề “{header}” lặp lại ở cột {first} và cột {second}; hãy đổi tên một cột"
                ),
                format!(
                    "the heading “{header}” stands in columns {first} and {second}; rename one of them"
                ),
            ),
            Fault::Unreadable => Words::new(
                "có byte không phải là chữ trong bảng mã của tệp; chỉ nhận tệp CSV hoặc XLSX",
                "there are bytes that are no text in the encoding of the file; a CSV or XLSX file is taken",
            ),
            Fault::OpenQuote => Words::new(
                "dấu ngoặc kép mở ra mà không đóng lại",
                "a quotation mark opens and never closes",
            ),
            Fault::NoSheet { wanted, have } => {
                let have = have.join(", ");
                Words::new(
                    format!("không có trang tính “{wanted}”; trong tệp có: {have}"),
                    format!("there is no sheet “{wanted}”; the file has: {have}"),
                )
            }
        }
    }
}
