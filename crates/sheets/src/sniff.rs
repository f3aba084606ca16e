//! What a file is, told from its first bytes and never from its name.

use taicho_model::Words;

use crate::error::Fault;

/// What the first bytes make of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sniffed {
    Zip,
    Text,
    Foreign(Foreign),
}

/// Kinds of files that come instead of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Foreign {
    OldOffice,
    Xlsb,
    Ods,
    Word,
    Zip,
    Pdf,
    Html,
    Rtf,
    Picture,
    Archive,
}

/// Bytes that [`sniff`] wants to see.
pub(crate) const HEAD: u64 = 1024;

pub(crate) fn sniff(head: &[u8]) -> Sniffed {
    let signatures: [(&[u8], Sniffed); 12] = [
        (b"PK\x03\x04", Sniffed::Zip),
        (b"PK\x05\x06", Sniffed::Zip),
        (b"\xD0\xCF\x11\xE0", Sniffed::Foreign(Foreign::OldOffice)),
        (b"%PDF", Sniffed::Foreign(Foreign::Pdf)),
        (b"{\\rtf", Sniffed::Foreign(Foreign::Rtf)),
        (b"\x89PNG", Sniffed::Foreign(Foreign::Picture)),
        (b"\xFF\xD8\xFF", Sniffed::Foreign(Foreign::Picture)),
        (b"GIF8", Sniffed::Foreign(Foreign::Picture)),
        (b"Rar!", Sniffed::Foreign(Foreign::Archive)),
        (b"7z\xBC\xAF", Sniffed::Foreign(Foreign::Archive)),
        (b"\x1F\x8B\x08", Sniffed::Foreign(Foreign::Archive)),
        (b"SQLite format 3\0", Sniffed::Foreign(Foreign::Archive)),
    ];
    if let Some((_, found)) = signatures.iter().find(|(signature, _)| head.starts_with(signature)) {
        return *found;
    }
    let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let start = start[..start.len().min(256)].to_ascii_lowercase();
    let markup = ["<html", "<!doctype", "<table", "<?xml", "<head", "<meta"];
    if markup.iter().any(|tag| start.starts_with(tag.as_bytes())) {
        return Sniffed::Foreign(Foreign::Html);
    }
    Sniffed::Text
}

impl Foreign {
    /// What to tell the person who sent it.
    pub(crate) fn fault(self) -> Fault {
        let (vi, en) = match self {
            Foreign::OldOffice => (
                "tệp Excel đời cũ (.xls) hoặc tệp có mật khẩu; hãy bỏ mật khẩu và lưu lại thành .xlsx",
                "an old Excel file (.xls) or one with a password; remove the password and save it as .xlsx",
            ),
            Foreign::Xlsb => (
                "tệp Excel nhị phân (.xlsb); hãy lưu lại thành .xlsx",
                "a binary Excel file (.xlsb); save it as .xlsx",
            ),
            Foreign::Ods => (
                "tệp OpenDocument (.ods, .odt); hãy lưu lại thành .xlsx hoặc .csv",
                "an OpenDocument file (.ods, .odt); save it as .xlsx or .csv",
            ),
            Foreign::Word => (
                "văn bản Word (.docx), không phải bảng tính; hãy chép bảng sang Excel",
                "a Word document (.docx), not a spreadsheet; copy the table into Excel",
            ),
            Foreign::Zip => (
                "tệp nén .zip không phải bảng tính; hãy giải nén rồi gửi từng tệp",
                "a .zip archive, not a workbook; unpack it and send the files",
            ),
            Foreign::Pdf => (
                "tệp PDF, không phải bảng tính; hãy xin tệp Excel gốc",
                "a PDF, not a spreadsheet; ask for the original Excel file",
            ),
            Foreign::Html => (
                "trang web (HTML hoặc XML) mang tên tệp Excel; hãy mở bằng Excel rồi lưu lại thành .xlsx",
                "a web page (HTML or XML) under an Excel name; open it in Excel and save it as .xlsx",
            ),
            Foreign::Rtf => {
                ("văn bản RTF, không phải bảng tính", "an RTF document, not a spreadsheet")
            }
            Foreign::Picture => (
                "ảnh chụp, không phải bảng tính; hãy gửi tệp Excel hoặc CSV",
                "a picture, not a spreadsheet; send the Excel or CSV file",
            ),
            Foreign::Archive => (
                "tệp nén hoặc cơ sở dữ liệu, không phải bảng tính; hãy gửi tệp Excel hoặc CSV",
                "an archive or a database, not a spreadsheet; send the Excel or CSV file",
            ),
        };
        Fault::OtherFormat { what: Words::new(vi, en) }
    }
}
