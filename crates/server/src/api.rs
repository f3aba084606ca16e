//! The API: one file per resource, each with its routes, wire types and handlers.

mod board;
mod cases;
mod changes;
mod decisions;
mod history;
mod outlines;
mod rows;
mod session;

use std::sync::Arc;

use axum::Router;

use crate::app::App;
use crate::problem::Problem;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .merge(session::routes())
        .merge(board::routes())
        .merge(outlines::routes())
        .merge(cases::routes())
        .merge(decisions::routes())
        .merge(changes::routes())
        .merge(rows::routes())
        .merge(history::routes())
        .fallback(|| async { Problem::not_found() })
}

/// Reads an instant or a date from a query, with a clear answer where it is neither.
pub(crate) fn instant(text: Option<&str>) -> Result<Option<jiff::Timestamp>, Problem> {
    text.map(|text| text.parse().map_err(|_| bad("at"))).transpose()
}

pub(crate) fn date(text: Option<&str>) -> Result<Option<jiff::civil::Date>, Problem> {
    text.map(|text| text.parse().map_err(|_| bad("day"))).transpose()
}

fn bad(_what: &str) -> Problem {
    Problem::bad_request(
        "bad_time",
        "Thời điểm không đúng dạng 2021-06-17T16:00:00+07:00 hoặc ngày 2021-06-17.",
        "A moment is written 2021-06-17T16:00:00+07:00, a day 2021-06-17.",
    )
}
