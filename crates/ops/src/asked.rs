use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use taicho_store::{Actor, Intent, Request, Store, StoreError, Write};

use crate::OpsError;

/// When something is asked for, and what the sender calls the request.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The time that a clock showed.
    pub at: Timestamp,
    /// The request: however often it is sent, it takes effect once.
    pub request: Option<Request>,
}

impl From<Timestamp> for Asked {
    fn from(at: Timestamp) -> Self {
        Self { at, request: None }
    }
}

impl Asked {
    /// The intent of an operation that is asked for.
    pub(crate) fn intent(&self, operation: &'static str) -> Intent {
        Intent::new(operation, self.at).requested(self.request.clone())
    }
}

/// Writes one change, unless the same request wrote it before: then the same is answered, and nothing is written.
pub(crate) fn once<T: Serialize + DeserializeOwned + Send + 'static>(
    store: &Store,
    actor: &Actor,
    intent: Intent,
    mut work: impl FnMut(&mut Write<'_>) -> Result<T, OpsError> + Send + 'static,
) -> Result<T, OpsError> {
    store.write(actor, intent, move |write| once_in(write, &mut work))
}

/// The same for a change that may take long.
pub(crate) fn once_long<T: Serialize + DeserializeOwned + Send + 'static>(
    store: &Store,
    actor: &Actor,
    intent: Intent,
    mut work: impl FnMut(&mut Write<'_>) -> Result<T, OpsError> + Send + 'static,
) -> Result<T, OpsError> {
    store.write_long(actor, intent, move |write| once_in(write, &mut work))
}

fn once_in<T: Serialize + DeserializeOwned>(
    write: &mut Write<'_>,
    work: &mut impl FnMut(&mut Write<'_>) -> Result<T, OpsError>,
) -> Result<T, OpsError> {
    if let Some(answer) = write.answered()? {
        let unreadable = |_| StoreError::Unreadable { kind: "answers", column: "answer" };
        return Ok(serde_json::from_str(&answer).map_err(unreadable)?);
    }
    let value = work(write)?;
    if write.is_request() {
        write.keep_answer(serde_json::to_string(&value).expect("an answer has a text"));
    }
    Ok(value)
}
