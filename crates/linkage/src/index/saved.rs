use std::io::{Read, Write};

use hashbrown::HashSet;
use serde::{Deserialize, Serialize};

use super::Index;
use crate::decisions::Decisions;
use crate::plan::Plan;
use crate::records::Records;

/// Why an index cannot be saved or read.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The file cannot be read or written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// It is no index, or one of another version of the program.
    #[error("tệp không phải chỉ mục của phiên bản này · the file is no index of this version")]
    Foreign,
    /// Bytes are missing or were changed.
    #[error("tệp chỉ mục bị hỏng · the index file is damaged")]
    Damaged,
}

const MARK: &[u8; 16] = b"taicho index 1\n\0";

#[derive(Serialize)]
struct Saving<'a> {
    records: &'a Records,
    plan: &'a Plan,
    decisions: &'a Decisions,
    removed: Vec<u32>,
}

#[derive(Deserialize)]
struct Saved {
    records: Records,
    plan: Plan,
    decisions: Decisions,
    removed: Vec<u32>,
}

impl Index {
    /// Writes the index: a mark, the length and the check sum of what follows, and that.
    pub fn save(&self, mut out: impl Write) -> Result<(), IndexError> {
        let mut removed: Vec<u32> = self.removed.iter().copied().collect();
        removed.sort_unstable();
        let saving = Saving {
            records: &self.records,
            plan: &self.plan,
            decisions: &self.decisions,
            removed,
        };
        let bytes = postcard::to_stdvec(&saving).map_err(std::io::Error::other)?;
        out.write_all(MARK)?;
        out.write_all(&(bytes.len() as u64).to_le_bytes())?;
        out.write_all(&crc32fast::hash(&bytes).to_le_bytes())?;
        out.write_all(&bytes)?;
        out.flush()?;
        Ok(())
    }

    /// Reads an index; a file that is damaged is refused and never half read.
    pub fn load(mut input: impl Read) -> Result<Self, IndexError> {
        let mut head = [0; 28];
        input.read_exact(&mut head).map_err(|_| IndexError::Foreign)?;
        let (mark, rest) = head.split_at(16);
        if mark != MARK {
            return Err(IndexError::Foreign);
        }
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes)?;
        let length = rest.first_chunk().copied().map(u64::from_le_bytes);
        let sum = rest.last_chunk().copied().map(u32::from_le_bytes);
        if length != Some(bytes.len() as u64) || sum != Some(crc32fast::hash(&bytes)) {
            return Err(IndexError::Damaged);
        }
        let mut saved: Saved = postcard::from_bytes(&bytes).map_err(|_| IndexError::Damaged)?;
        if !saved.records.recall() {
            return Err(IndexError::Damaged);
        }
        let removed: HashSet<u32> = saved.removed.into_iter().collect();
        Ok(Self::with(saved.records, saved.plan, saved.decisions, removed))
    }
}
