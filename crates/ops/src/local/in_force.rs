use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;
use taicho_model::LocalContent;
use taicho_rules::Library;
use taicho_store::{Filter, Read};

use super::with_local;
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
    let (library, local) = with_local(library, files);
    let content = content.with_local(local);
    Ok(InForce { content: Cow::Owned(content), library: Cow::Owned(library) })
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
