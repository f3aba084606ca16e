use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::problem::Problem;

/// Takes only requests that name this machine, and of those with an origin only our own: being on loopback is no
/// protection against a page in the same browser, nor against a name that resolves to 127.0.0.1.
pub(crate) async fn own_host_only(request: Request, next: Next) -> Response {
    if !is_own(request.method(), request.headers()) {
        return Problem::foreign_origin().into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
        (
            "content-security-policy",
            "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
        ),
    ] {
        headers.insert(name, value.parse().expect("a header of ours is well formed"));
    }
    response
}

fn is_own(method: &Method, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(host) = text(header::HOST) else { return false };
    if !names_loopback(host) {
        return false;
    }
    match text(header::ORIGIN) {
        Some(origin) => origin.strip_prefix("http://") == Some(host),
        // A browser sends an origin with every write; a script of the operator's need not, unless a browser says so.
        None => {
            let from_elsewhere = text(header::HeaderName::from_static("sec-fetch-site"))
                .is_some_and(|site| site == "cross-site" || site == "same-site");
            !from_elsewhere
                || method == Method::GET
                    && text(header::ACCEPT).is_some_and(|a| a.contains("text/html"))
        }
    }
}

fn names_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => return rest.starts_with("::1]"),
        None => host.split(':').next().unwrap_or_default(),
    };
    name == "localhost" || name == "127.0.0.1"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_host_and_origin_are_taken() {
        let check = |method: Method, headers: &[(&str, &str)], expected: bool| {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.insert(header::HeaderName::try_from(*name).unwrap(), value.parse().unwrap());
            }
            assert_eq!(is_own(&method, &map), expected, "{headers:?}");
        };
        let get = || Method::GET;
        check(get(), &[("host", "127.0.0.1:7021")], true);
        check(get(), &[("host", "localhost:7021")], true);
        check(get(), &[("host", "[::1]:7021")], true);
        check(get(), &[], false);
        // A name of somebody else's that resolves to this machine.
        check(get(), &[("host", "rebound.example:7021")], false);
        check(get(), &[("host", "127.0.0.1.rebound.example")], false);
        check(get(), &[("host", "localhost.example")], false);
        let post = || Method::POST;
        let host = ("host", "127.0.0.1:7021");
        check(post(), &[host, ("origin", "http://127.0.0.1:7021")], true);
        check(post(), &[host, ("origin", "http://127.0.0.1:8000")], false);
        check(post(), &[host, ("origin", "https://127.0.0.1:7021")], false);
        check(post(), &[host, ("origin", "null")], false);
        check(post(), &[host, ("sec-fetch-site", "cross-site")], false);
        check(get(), &[host, ("sec-fetch-site", "cross-site")], false);
        // Following a link to the start page from elsewhere is fine.
        check(get(), &[host, ("sec-fetch-site", "cross-site"), ("accept", "text/html")], true);
    }
}
