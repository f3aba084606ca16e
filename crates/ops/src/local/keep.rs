use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use taicho_model::{Area, Field, LocalContent, Record as _, Words};
use taicho_rules::{Library, RuleError};
use taicho_store::{Actor, Filter, Put, Read, Store, StoreError};
use utoipa::ToSchema;

use super::in_force::recorded;
use super::reading::{jurisdiction, line_with, plain};
use super::{Sort, said, with_local};
use crate::OpsError;
use crate::asked::{Asked, once};

/// A file of the place's own as somebody wants it.
#[derive(Clone, Debug)]
pub struct NewContent {
    /// Where it stands below the content folder.
    pub path: String,
    /// What it is to say; none where it is to be withdrawn.
    pub text: Option<String>,
    /// The version that was seen; 0 for a new file.
    pub base_version: i64,
    /// Why.
    pub reason: String,
    /// The moment from which it is known, where a past one is replayed; now where none is named.
    pub known_at: Option<Timestamp>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct KeptContent {
    /// The version that stands now; 0 where it was withdrawn.
    #[schema(minimum = 0)]
    pub version: i64,
    /// The change that holds it; none where it said the same already.
    pub change_id: Option<String>,
}

/// Keeps, corrects or withdraws a file of the place's own, after the check: from then on it is asked.
pub fn keep_content(
    store: &Store,
    actor: &Actor,
    library: &'static Library,
    new: NewContent,
    asked: impl Into<Asked>,
) -> Result<KeptContent, OpsError> {
    let reason = Field::new("reason", "Lý do").remark(Some(new.reason.clone()))?;
    let asked = asked.into();
    let mut intent = asked.intent("keep_content").because(reason.ok_or(OpsError::ReasonNeeded)?);
    if let Some(known_at) = new.known_at {
        if known_at > asked.at {
            return Err(OpsError::LearnedLater);
        }
        intent.recorded_at = known_at;
        intent = intent.dated();
    }
    once(store, actor, intent, move |write| {
        Sort::wanted(&new.path).map_err(|fault| OpsError::LocalContent(said(&[fault])))?;
        let stands = write.fetch::<LocalContent>(&new.path)?.map_or(0, |current| current.version);
        if stands != new.base_version {
            let kind = LocalContent::KIND;
            return Err(StoreError::Conflict { kind, id: new.path.clone() }.into());
        }
        let mut files = recorded(write, None)?;
        // What another file was at fault with before is no reason to keep this one from being mended.
        let known = with_local(library, files.clone()).1.left_out;
        let text = new.text.as_deref().map(plain);
        match &text {
            Some(text) => drop(files.insert(new.path.clone(), text.clone())),
            None => drop(files.remove(&new.path)),
        }
        let (with, local) = with_local(library, files);
        let mut faults = local.left_out;
        faults.retain(|fault| fault.file == new.path || !known.contains(fault));
        if let Some(text) = &text {
            faults.extend(area_of(write, &with, &new.path, text)?.err());
        }
        if !faults.is_empty() {
            return Err(OpsError::LocalContent(said(&faults)));
        }
        let Some(text) = text else {
            write.withdraw::<LocalContent>(&new.path)?;
            return Ok(KeptContent { version: 0, change_id: Some(write.change_id().to_owned()) });
        };
        let row = LocalContent { id: new.path.clone().into(), file: new.path.clone(), body: text };
        let is_new = write.put(&row)? != Put::Unchanged;
        let version = write.fetch::<LocalContent>(&new.path)?.map_or(0, |it| it.version);
        Ok(KeptContent { version, change_id: is_new.then(|| write.change_id().to_owned()) })
    })
}

/// The place that a file is of; a fault where no area ever had its code.
pub(crate) fn area_of(
    read: &mut Read<'_>,
    library: &Library,
    path: &str,
    text: &str,
) -> Result<Result<Option<String>, RuleError>, OpsError> {
    let Some(jurisdiction) = jurisdiction(library, path, text) else { return Ok(Ok(None)) };
    let code = jurisdiction.rsplit('/').next().unwrap_or_default();
    let known = read.count::<Area>(&Filter::now().is("code", code))? > 0;
    Ok(if known {
        Ok(Some(jurisdiction))
    } else {
        Err(RuleError {
            file: path.to_owned(),
            line: line_with(text, "jurisdiction"),
            expected: Words::new("mã của một địa bàn có thật", "the code of an area that there is"),
            found: format!("\"{code}\""),
        })
    })
}
