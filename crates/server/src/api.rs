//! The API: one file per resource, each with its routes, wire types and handlers.

mod attachments;
mod board;
mod cases;
mod changes;
mod clocks;
mod content;
mod decisions;
mod diseases;
mod documents;
mod imports;
mod jobs;
mod openapi;
mod outlines;
mod places;
mod plan;
mod plans;
mod records;
mod session;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use jiff::Timestamp;
use jiff::civil::Date;
use taicho_model::vietnam_date;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::problem::Problem;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::from(described_routes())
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .fallback(|| async { Problem::not_found() })
        .method_not_allowed_fallback(|| async { Problem::method_not_allowed() })
}

/// No body is larger, files to import aside.
const LARGEST_BODY: usize = 256 * 1024;

fn described_routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .merge(session::routes())
        .merge(places::routes())
        .merge(content::routes())
        .merge(openapi::routes())
        .merge(board::routes())
        .merge(outlines::routes())
        .merge(cases::routes())
        .merge(clocks::routes())
        .merge(decisions::routes())
        .merge(changes::routes())
        .merge(diseases::routes())
        .merge(imports::routes())
        .merge(documents::routes())
        .merge(plan::routes())
        .merge(plans::routes())
        .merge(records::routes())
        .merge(attachments::routes())
        .merge(jobs::routes())
}

/// Reads an instant from a query, with a clear answer where it is none.
pub(crate) fn instant(text: Option<&str>) -> Result<Option<Timestamp>, Problem> {
    let Some(text) = text else { return Ok(None) };
    // A plus sign that was not encoded arrives as a space.
    let at: Timestamp = text.replace(' ', "+").parse().map_err(|_| bad_time())?;
    within_years(vietnam_date(at))?;
    Ok(Some(at))
}

/// Reads a day from a query, with a clear answer where it is none.
pub(crate) fn date(text: Option<&str>) -> Result<Option<Date>, Problem> {
    let Some(text) = text else { return Ok(None) };
    let day = text.parse().map_err(|_| bad_time())?;
    within_years(day)?;
    Ok(Some(day))
}

/// What every cursor begins with, so that any other text is told apart from one.
const CURSOR: &str = "after:";

/// The cursor of the page that follows a row.
pub(crate) fn cursor_after(id: &str) -> String {
    format!("{CURSOR}{id}")
}

/// Reads the id of the last row of the page before from a cursor.
pub(crate) fn cursor(text: Option<String>) -> Result<Option<String>, Problem> {
    let Some(text) = text else { return Ok(None) };
    let is_id =
        |id: &&str| (1..=200).contains(&id.chars().count()) && !id.chars().any(char::is_control);
    match text.strip_prefix(CURSOR).filter(is_id) {
        Some(id) => Ok(Some(id.to_owned())),
        None => Err(Problem::bad_request(
            "bad_cursor",
            "Con trỏ trang không đúng; hãy dùng next_cursor của trang trước.",
            "The cursor is not one of ours: use the next_cursor of the page before.",
        )),
    }
}

/// Day counts and time zones work around every day taken.
fn within_years(day: Date) -> Result<(), Problem> {
    if (1900..2200).contains(&day.year()) { Ok(()) } else { Err(bad_time()) }
}

fn bad_time() -> Problem {
    Problem::bad_request(
        "bad_time",
        "Thời điểm không đúng dạng 2021-06-17T16:00:00+07:00 hoặc ngày 2021-06-17, trong các năm 1900–2199.",
        "A moment is written 2021-06-17T16:00:00+07:00, a day 2021-06-17, in the years 1900 to 2199.",
    )
}
