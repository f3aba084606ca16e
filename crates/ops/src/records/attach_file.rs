use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use taicho_model::{Attachment, AttachmentId, Field, Origin, Refusal, check_file_name};
use taicho_store::{Actor, Content, KindSpec, Request, Store, StoreError};
use utoipa::ToSchema;

use crate::OpsError;
use crate::asked::{Asked, once};

/// No attached file is longer: the scan of a signed order has a few megabytes.
pub const LARGEST_FILE: u64 = 20 * 1024 * 1024;

/// Bytes at the beginning and at the end of a file that tell what it is.
const LOOKED_AT: u64 = 64 * 1024;

/// The kinds of record that files may be attached to.
const SUBJECTS: &[&str] =
    &["cases", "zones", "people", "places", "facts", "orders", "decisions", "freezes"];

/// Whether files are attached to records of a kind.
pub(super) fn takes_files(kind: &KindSpec) -> bool {
    SUBJECTS.contains(&kind.name)
}

/// What may be attached: endings of names, and what the bytes then must be. Neither pages nor programs are among it.
const TYPES: &[(&[&str], &str)] = &[
    (&["pdf"], "application/pdf"),
    (&["png"], "image/png"),
    (&["jpg", "jpeg"], "image/jpeg"),
    (&["heic", "heif"], "image/heif"),
    (&["docx"], DOCX),
    (&["xlsx"], XLSX),
    (&["odt"], "application/vnd.oasis.opendocument.text"),
    (&["ods"], "application/vnd.oasis.opendocument.spreadsheet"),
    (&["txt"], "text/plain"),
    (&["csv"], "text/csv"),
];

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A file that is to be attached.
#[derive(Clone, Debug)]
pub struct NewAttachment {
    /// The kind of the record that it belongs to.
    pub subject_kind: String,
    /// The id of that record.
    pub subject_id: String,
    /// The name of the file.
    pub file_name: String,
}

/// A file that was attached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Attached {
    /// The id.
    pub id: String,
    /// The change that holds it.
    pub change_id: String,
    /// The name of the file.
    pub file_name: String,
    /// What it is, as its bytes say.
    pub media_type: String,
    /// How long it is.
    #[schema(minimum = 1)]
    pub size_bytes: i64,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub content_digest: String,
}

/// Attaches a file to a record that the actor may see; it is seen by whoever sees that record's area.
pub fn attach_file(
    store: &Store,
    actor: &Actor,
    new: NewAttachment,
    mut bytes: File,
    request_id: Option<String>,
    now: Timestamp,
) -> Result<Attached, OpsError> {
    check_file_name(&new.file_name)
        .map_err(|fault| Refusal { field: Field::new("name", "Tên tệp"), fault })?;
    let kind =
        SUBJECTS.contains(&new.subject_kind.as_str()).then(|| KindSpec::named(&new.subject_kind));
    let kind = kind.flatten().ok_or(OpsError::UnknownSubject)?;
    let media_type = media_type(&new.file_name, &mut bytes)?;
    let request = match request_id {
        None => None,
        Some(id) => {
            let NewAttachment { subject_kind, subject_id, file_name } = &new;
            let digest = Content::of(&mut bytes)?.digest;
            let asks = format!("attach\n{subject_kind}\n{subject_id}\n{file_name}\n{digest}");
            Some(Request::new(id, asks.as_bytes()))
        }
    };
    let asked = Asked { at: now, request };
    once(store, actor, asked.intent("attach_file"), move |write| {
        let subject = write.subject(kind, &new.subject_id)?.ok_or(OpsError::UnknownSubject)?;
        let content = write.keep_content(&mut bytes)?;
        let attachment = Attachment {
            id: AttachmentId(write.new_id()),
            subject_kind: kind.name.to_owned(),
            subject_id: new.subject_id.clone(),
            area_id: subject.area_id,
            area_path: subject.area_path,
            file_name: new.file_name.trim().to_owned(),
            media_type: media_type.to_owned(),
            size_bytes: content.size,
            content_digest: content.digest,
            record_origin: Origin::Record,
        };
        write.put(&attachment)?;
        Ok(Attached {
            id: attachment.id.0,
            change_id: write.change_id().to_owned(),
            file_name: attachment.file_name,
            media_type: attachment.media_type,
            size_bytes: attachment.size_bytes,
            content_digest: attachment.content_digest,
        })
    })
}

/// What a file is; refused where its name and its bytes say different things, or it is nothing that is taken.
fn media_type(name: &str, file: &mut File) -> Result<&'static str, OpsError> {
    let size = file.seek(SeekFrom::End(0)).map_err(StoreError::from)?;
    if size > LARGEST_FILE {
        return Err(OpsError::FileTooLarge { bytes: size, most: LARGEST_FILE });
    }
    if size == 0 {
        return Err(OpsError::FileEmpty);
    }
    let mut part = |from: u64| -> Result<Vec<u8>, StoreError> {
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(from))?;
        file.by_ref().take(LOOKED_AT).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let (first, last) = (part(0)?, part(size.saturating_sub(LOOKED_AT))?);
    let ending = name.trim().rsplit_once('.').map_or(String::new(), |(_, end)| end.to_lowercase());
    let wanted = TYPES.iter().find(|(endings, _)| endings.contains(&ending.as_str()));
    let Some((_, wanted)) = wanted else { return Err(OpsError::FileType(ending)) };
    let found = infer::get(&first).map(|kind| kind.mime_type());
    let fits = match (*wanted, found) {
        ("text/plain" | "text/csv", found) => found.is_none() && is_text(&first),
        // Offices write the parts of a workbook in any order; its directory stands at the end.
        (DOCX, _) => is_office(&first, &last, b"word/document.xml"),
        (XLSX, _) => is_office(&first, &last, b"xl/workbook.xml"),
        (wanted, found) => found == Some(wanted),
    };
    if fits { Ok(wanted) } else { Err(OpsError::FileType(ending)) }
}

/// Whether bytes are a text and no page: neither control characters nor markup at its beginning.
fn is_text(first: &[u8]) -> bool {
    let is_wide = first.starts_with(&[0xff, 0xfe]) || first.starts_with(&[0xfe, 0xff]);
    let is_control =
        |byte: &u8| *byte < b' ' && !b"\t\r\n".contains(byte) && !(is_wide && *byte == 0);
    let begins =
        first.iter().find(|byte| !byte.is_ascii_whitespace() && **byte > b' ' && **byte < 0x7f);
    !first.iter().any(is_control) && begins != Some(&b'<')
}

/// Whether bytes are a document of Office with that part, and without macros.
fn is_office(first: &[u8], last: &[u8], part: &[u8]) -> bool {
    let holds = |wanted: &[u8]| last.windows(wanted.len()).any(|found| found == wanted);
    first.starts_with(b"PK\x03\x04") && holds(part) && !holds(b"vbaProject.bin")
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn told(name: &str, bytes: &[u8]) -> Result<&'static str, OpsError> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        media_type(name, &mut file)
    }

    #[test]
    fn a_file_is_what_its_bytes_say() {
        let png = b"\x89PNG\r\n\x1a\n0000000000000000";
        assert_eq!(told("a.pdf", b"%PDF-1.7\n").unwrap(), "application/pdf");
        assert_eq!(told("A.PNG", png).unwrap(), "image/png");
        assert_eq!(told("a.csv", "mã,tên\n1,Suối Hoa\n".as_bytes()).unwrap(), "text/csv");
        assert_eq!(told("a.txt", &[0xff, 0xfe, b'a', 0]).unwrap(), "text/plain");
        let docx = b"PK\x03\x04 [Content_Types].xml word/document.xml";
        assert_eq!(told("a.docx", docx).unwrap(), DOCX);
        for (name, bytes) in [
            ("a.pdf", png.as_slice()),
            ("a.png", b"%PDF-1.7\n"),
            ("a.html", b"<html></html>"),
            ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            ("a.txt", b" \n<script>alert(1)</script>"),
            ("a.csv", b"\x7fELF\x02\x01\x01"),
            ("a.txt", b"#!/bin/sh\necho"),
            ("a.txt", b"a\x00b"),
            ("a.docx", b"PK\x03\x04 word/document.xml word/vbaProject.bin"),
            ("a.docx", b"PK\x03\x04 nothing of it"),
            ("a.exe", b"MZ\x90\x00"),
            ("pdf", b"%PDF-1.7\n"),
        ] {
            assert!(matches!(told(name, bytes), Err(OpsError::FileType(_))), "{name}");
        }
        assert!(matches!(told("a.pdf", b""), Err(OpsError::FileEmpty)));
        let long = vec![b'%'; LARGEST_FILE as usize + 1];
        assert!(matches!(told("a.pdf", &long), Err(OpsError::FileTooLarge { .. })));
    }
}
