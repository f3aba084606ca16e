//! Files that arrive lie in files without a name, which are gone with the process that holds them, until they are
//! imported; so memory does not grow with their number, and nothing of theirs is left behind.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::handles::handles;
use crate::problem::Problem;

/// A larger file is imported from the command line, which reads it from disk piece by piece.
pub(crate) const LARGEST: usize = 64 << 20;

/// What has arrived goes to the disk when there is so much of it.
const PIECE: usize = 256 << 10;

/// When to send a file again for which there was no room, in seconds.
const RETRY_AFTER: u32 = 20;

/// A sender of whom nothing comes for so long is given up, so that nobody else waits for the place.
pub(crate) const SILENCE: Duration = Duration::from_secs(20);

/// Room for requests that bring files.
pub(crate) struct Uploads {
    room: Arc<Semaphore>,
    folder: PathBuf,
}

impl Default for Uploads {
    fn default() -> Self {
        Self::in_folder(std::env::temp_dir())
    }
}

impl Uploads {
    pub(crate) fn in_folder(folder: PathBuf) -> Self {
        Self { room: Arc::new(Semaphore::new(handles().uploads)), folder }
    }

    /// A place for one request, until it is dropped; it is not waited for, since the sender has the file.
    pub(crate) fn place(&self) -> Result<OwnedSemaphorePermit, Problem> {
        self.room.clone().try_acquire_owned().map_err(|_| Problem::busy(RETRY_AFTER))
    }

    /// A file without a name, for what is made before it is sent.
    pub(crate) fn scratch(&self) -> Result<File, Problem> {
        tempfile::tempfile_in(&self.folder).map_err(|error| of_disk(&error))
    }

    /// Takes in what a request brings.
    pub(crate) fn begin(&self) -> Result<Arriving, Problem> {
        let file = self.scratch()?;
        Ok(Arriving { file, length: 0, piece: Vec::new() })
    }
}

/// What has arrived so far of all files of a request, one after the other.
pub(crate) struct Arriving {
    file: File,
    length: usize,
    piece: Vec<u8>,
}

impl Arriving {
    /// How much has arrived: where the next file begins.
    pub(crate) fn length(&self) -> usize {
        self.length
    }

    /// Takes what came next.
    pub(crate) async fn take(mut self, bytes: Bytes) -> Result<Self, Problem> {
        self.length += bytes.len();
        if self.length > LARGEST {
            return Err(too_large());
        }
        self.piece.extend_from_slice(&bytes);
        if self.piece.len() < PIECE { Ok(self) } else { self.written_out().await }
    }

    /// Everything has arrived.
    pub(crate) async fn arrived(self) -> Result<Arrived, Problem> {
        Ok(Arrived { file: self.written_out().await?.file })
    }

    async fn written_out(mut self) -> Result<Self, Problem> {
        let write = move || {
            self.file.write_all(&self.piece).map_err(|error| of_disk(&error))?;
            self.piece.clear();
            Ok(self)
        };
        tokio::task::spawn_blocking(write).await?
    }
}

/// Files that have arrived.
pub(crate) struct Arrived {
    file: File,
}

impl Arrived {
    /// The file in which they lie, where there is one of them.
    pub(crate) fn into_file(self) -> File {
        self.file
    }

    /// One of them, in memory once; only what is being imported is read, and that is bounded by its lane.
    pub(crate) fn read(&mut self, place: Range<usize>) -> Result<Arc<[u8]>, Problem> {
        let mut content: Arc<[u8]> = std::iter::repeat_n(0, place.len()).collect();
        let bytes = Arc::get_mut(&mut content).expect("nobody else has it yet");
        let begin = SeekFrom::Start(place.start as u64);
        self.file.seek(begin).map_err(|error| of_disk(&error))?;
        self.file.read_exact(bytes).map_err(|error| of_disk(&error))?;
        Ok(content)
    }
}

/// What is said of a request that brings too much.
pub(crate) fn too_large() -> Problem {
    let most = LARGEST >> 20;
    Problem::too_large(
        &format!(
            "Tệp gửi lên lớn hơn {most} MiB; tệp lớn hơn hãy nhập bằng lệnh `taicho import` trên máy chủ."
        ),
        &format!(
            "What was sent is over {most} MiB: import a larger file with `taicho import` on the server."
        ),
    )
}

pub(crate) fn of_disk(error: &std::io::Error) -> Problem {
    tracing::error!(%error, "a file that arrived was not kept");
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
            Problem::unavailable(
                "disk_full",
                "Máy chủ hết chỗ trên đĩa; chưa ghi gì.",
                "The server's disk is full; nothing was written.",
                RETRY_AFTER,
            )
        }
        _ => Problem::busy(RETRY_AFTER),
    }
}
