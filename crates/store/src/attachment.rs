//! The bytes of attached files: once for each content, in parts, so that no file has to fit into memory.

use std::io::{Read as Input, Seek, SeekFrom};

use sha2::{Digest as _, Sha256};
use taicho_model::{AreaId, Attachment};

use crate::Value;
use crate::change::hex;
use crate::{Read, StoreError, Write};
use taicho_model::{KindSpec, Record as _};

/// Bytes of one part.
const PART: usize = 256 * 1024;

/// A content that is kept, and how its rows name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// SHA-256 of the bytes, in hexadecimal digits.
    pub digest: String,
    /// How many bytes there are.
    pub size: i64,
}

/// A record that files may be attached to, as far as rights go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Its area.
    pub area_id: AreaId,
    /// The path of that area.
    pub area_path: String,
}

impl Read<'_> {
    /// Where a current record stands; none where it stands in no area, is not there, or the actor may not see it.
    pub fn subject(&mut self, kind: &KindSpec, id: &str) -> Result<Option<Subject>, StoreError> {
        let stands = |column: &str| kind.columns.contains(&column);
        if !kind.is_scoped || !stands("area_id") || !stands("area_path") {
            return Ok(None);
        }
        let mut params = vec![Value::Text(id.to_owned())];
        let scope = self.actor.scope.predicate(&mut params);
        let sql = format!(
            "select area_id, area_path from {} where id = $1
             and superseded_at is null{scope}",
            self.table(kind)
        );
        self.one(&sql, &params, |row| {
            Ok(Subject {
                area_id: row.text(0)?.unwrap_or_default().into(),
                area_path: row.text(1)?.unwrap_or_default(),
            })
        })
    }

    /// One part of an attached file, from 1; none after the last, and none of a file that the actor may not see.
    pub fn attachment_part(
        &mut self,
        id: &str,
        number: i64,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let mut params =
            vec![Value::Text(self.top.to_owned()), Value::Text(id.to_owned()), Value::Int(number)];
        let scope = self.actor.scope.predicate(&mut params);
        let sql = format!(
            "select part.bytes from {} row join attachment_parts part on part.top = $1
             and part.content_digest = row.content_digest and part.number = $3
             where row.id = $2 and row.superseded_at is null{scope}",
            self.table(Attachment::SPEC)
        );
        Ok(self.one(&sql, &params, |row| row.bytes(0))?.flatten())
    }

    /// Whether the bytes of a content are there as they were kept.
    pub fn is_whole(&mut self, content: &Content) -> Result<bool, StoreError> {
        let (mut hasher, mut size) = (Sha256::new(), 0);
        self.conn.each(
            "select bytes from attachment_parts where top = $1 and content_digest = $2
             order by number",
            &[Value::Text(self.top.to_owned()), Value::Text(content.digest.clone())],
            |row| {
                let bytes = row.bytes(0)?.unwrap_or_default();
                size += bytes.len() as i64;
                hasher.update(&bytes);
                Ok(())
            },
        )?;
        Ok(size == content.size && hex(&hasher.finalize()) == content.digest)
    }
}

impl Write<'_> {
    /// Keeps the bytes of a file from its beginning, unless the same bytes are there already.
    pub fn keep_content(&mut self, bytes: &mut (impl Input + Seek)) -> Result<Content, StoreError> {
        let content = Content::of(bytes)?;
        let params = [Value::Text(self.top.to_owned()), Value::Text(content.digest.clone())];
        let known = "select count(*) from attachment_parts where top = $1 and content_digest = $2";
        if self.one(known, &params, |row| row.int(0))?.flatten() > Some(0) {
            // Bytes that are damaged are not taken for the same.
            return match self.is_whole(&content)? {
                true => Ok(content),
                false => Err(StoreError::Damaged(format!("the content {}", content.digest))),
            };
        }
        bytes.seek(SeekFrom::Start(0))?;
        let [top, digest] = params;
        let mut part = Vec::with_capacity(PART);
        for number in 1.. {
            part.clear();
            bytes.by_ref().take(PART as u64).read_to_end(&mut part)?;
            if part.is_empty() && number > 1 {
                break;
            }
            self.conn.execute(
                "insert into attachment_parts (top, content_digest, number, bytes)
                 values ($1, $2, $3, $4)",
                &[top.clone(), digest.clone(), Value::Int(number), Value::Bytes(part.clone())],
            )?;
        }
        Ok(content)
    }

    /// Takes the bytes of a content away once no row names it any more, as when all its rows were erased.
    pub fn drop_content(&mut self, digest: &str) -> Result<bool, StoreError> {
        let params = [Value::Text(self.top.to_owned()), Value::Text(digest.to_owned())];
        // Each half has an index.
        for half in ["superseded_at is null", "superseded_at is not null"] {
            let named =
                format!("select count(*) from attachments where content_digest = $1 and {half}");
            if self.one(&named, &params[1..], |row| row.int(0))?.flatten() > Some(0) {
                return Ok(false);
            }
        }
        let sql = "delete from attachment_parts where top = $1 and content_digest = $2";
        Ok(self.conn.execute(sql, &params)? > 0)
    }
}

impl Content {
    /// What the bytes of a file are kept under, from its beginning to its end.
    pub fn of(bytes: &mut (impl Input + Seek)) -> Result<Self, StoreError> {
        bytes.seek(SeekFrom::Start(0))?;
        let (mut hasher, mut size) = (Sha256::new(), 0);
        let mut buffer = vec![0; PART];
        loop {
            let read = bytes.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            size += read as i64;
            hasher.update(&buffer[..read]);
        }
        Ok(Self { digest: hex(&hasher.finalize()), size })
    }
}
