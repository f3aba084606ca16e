use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

/// The built web app; a build without it serves the API alone and says so.
#[derive(rust_embed::RustEmbed)]
#[folder = "../../web/dist/"]
#[allow_missing = true]
struct Files;

/// Whether the web app was built in.
pub(crate) fn is_built_in() -> bool {
    Files::get("index.html").is_some()
}

/// Serves a file of the web app, compressed as the build left it; any other path is the app's own page.
pub(crate) async fn file(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    let path = if path.is_empty() || Files::get(path).is_none() { "index.html" } else { path };
    if !is_built_in() {
        return (
            StatusCode::NOT_FOUND,
            "this build serves the API only: the web app was not built\n",
        )
            .into_response();
    }
    let accepts = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let packed = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(encoding, _)| accepts.contains(encoding))
        .find_map(|(encoding, ending)| Some((Files::get(&format!("{path}{ending}"))?, encoding)));
    // Hashed names never change their content; the page itself must be asked for again.
    let cache = if path.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let kind = [(header::CONTENT_TYPE, media_type(path)), (header::CACHE_CONTROL, cache)];
    match packed {
        Some((file, encoding)) => {
            let packing = [(header::CONTENT_ENCODING, encoding), (header::VARY, "accept-encoding")];
            (kind, packing, file.data).into_response()
        }
        None => match Files::get(path) {
            Some(file) => (kind, file.data).into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        },
    }
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" | "webmanifest" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
