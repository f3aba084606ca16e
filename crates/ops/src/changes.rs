//! What is done to a change as a whole, after it was written.

use jiff::Timestamp;
use taicho_model::Field;
use taicho_store::{Actor, Store};

use crate::OpsError;
use crate::asked::{Asked, once_long};

/// Takes a change back, an import as a whole among them; gives the new change and how many versions it withdrew.
pub fn undo_change(
    store: &Store,
    actor: &Actor,
    change_id: String,
    reason: String,
    asked: impl Into<Asked>,
) -> Result<(String, u64), OpsError> {
    let reason = Field::new("reason", "Lý do").remark(Some(reason))?;
    let reason = reason.ok_or(OpsError::ReasonNeeded)?;
    let intent = asked.into().intent("undo_change").because(reason);
    once_long(store, actor, intent, move |write| {
        let versions = write.undo(&change_id)?;
        Ok((write.change_id().to_owned(), versions))
    })
}

/// Corrects when a change was learned, as when a clock ran ahead: its versions are moved to `to`, and none before the
/// one that it replaced. Gives the new change and how many versions were moved; the log keeps the times before.
pub fn redate_change(
    store: &Store,
    actor: &Actor,
    change_id: String,
    to: Timestamp,
    reason: String,
    asked: impl Into<Asked>,
) -> Result<(String, u64), OpsError> {
    let asked = asked.into();
    let reason = Field::new("reason", "Lý do").remark(Some(reason))?;
    let reason = reason.ok_or(OpsError::ReasonNeeded)?;
    if to > asked.at {
        return Err(OpsError::LearnedLater);
    }
    let intent = asked.intent("redate_change").because(reason);
    once_long(store, actor, intent, move |write| {
        let versions = write.redate(&change_id, to)?;
        Ok((write.change_id().to_owned(), versions))
    })
}
