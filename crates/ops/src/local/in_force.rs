use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use taicho_model::LocalContent;
use taicho_rules::Library;
use taicho_store::{Filter, Read};

use super::with_local;
use crate::content::LocalFiles;
use crate::{Content, OpsError};

/// What is asked at a moment: the content and rule sets of the program with those of the place.
#[derive(Debug)]
pub struct InForce<'a> {
    /// Measures, heads, plans.
    pub content: Cow<'a, Content>,
    /// Rule sets.
    pub library: Cow<'a, Library>,
}

/// The content of the program with that of the place as it was recorded by a moment, or as it is recorded now.
pub fn in_force<'a>(
    read: &mut Read<'_>,
    content: &'a Content,
    library: &'a Library,
    as_of: Option<Timestamp>,
) -> Result<InForce<'a>, OpsError> {
    let files = recorded(read, as_of)?;
    if files.is_empty() {
        return Ok(InForce { content: Cow::Borrowed(content), library: Cow::Borrowed(library) });
    }
    let (library, local) = read_once(library, files);
    let content = content.with_local(local);
    Ok(InForce { content: Cow::Owned(content), library: Cow::Owned(library) })
}

/// What files of a place gave beside the rule sets of a program.
struct ReadBefore {
    of: Library,
    files: BTreeMap<String, String>,
    library: Library,
    local: Arc<LocalFiles>,
}

/// So many are kept: those of now, and of the few moments that are looked at beside it.
const KEPT: usize = 4;

/// Reads the files of a place, unless the very same were read of late: they change seldom, and are wanted for each
/// board.
fn read_once(library: &Library, files: BTreeMap<String, String>) -> (Library, Arc<LocalFiles>) {
    static BEFORE: Mutex<VecDeque<ReadBefore>> = Mutex::new(VecDeque::new());
    // What a panic left behind was put there whole.
    let before = || BEFORE.lock().unwrap_or_else(PoisonError::into_inner);
    let is_same = |it: &ReadBefore| it.of.is_copy_of(library) && it.files == files;
    let mut kept = before();
    if let Some(place) = kept.iter().position(is_same)
        && let Some(read) = kept.remove(place)
    {
        let found = (read.library.clone(), read.local.clone());
        kept.push_front(read);
        return found;
    }
    drop(kept);
    let (with, local) = with_local(library, files.clone());
    let local = Arc::new(local);
    let read = ReadBefore { of: library.clone(), files, library: with, local };
    let found = (read.library.clone(), read.local.clone());
    let mut kept = before();
    kept.push_front(read);
    kept.truncate(KEPT);
    found
}

/// The texts of the place by path, as recorded by a moment, or as recorded now.
pub(crate) fn recorded(
    read: &mut Read<'_>,
    as_of: Option<Timestamp>,
) -> Result<BTreeMap<String, String>, OpsError> {
    let filter = as_of.map_or_else(Filter::now, Filter::as_of);
    let rows = read.list::<LocalContent>(&filter)?;
    Ok(rows.into_iter().map(|row| (row.file, row.body)).collect())
}
