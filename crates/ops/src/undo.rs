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
