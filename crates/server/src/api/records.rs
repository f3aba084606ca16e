//! Records of every kind: lists, one record, what is written, and tables of them.

mod history;
mod list;
mod lists;
mod names;
mod one;
mod tables;
mod writing;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .merge(list::routes())
        .merge(one::routes())
        .merge(names::routes())
        .merge(history::routes())
        .merge(writing::routes())
        .merge(tables::routes())
}
