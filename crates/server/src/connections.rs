use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;

/// The head of a request must be there within this time, or the connection is closed; so is one that idles.
const HEAD_TIME: Duration = Duration::from_secs(30);

/// The requests that are being answered when the program is asked to stop have this long.
const LEAVE_TIME: Duration = Duration::from_secs(10);

/// After a failed accept, most often for want of file handles, the next waits this long.
const PAUSE: Duration = Duration::from_millis(100);

/// Answers each connection on a task of its own until `stop` is done; a client that goes away ends its task alone.
pub(crate) async fn answer(listener: TcpListener, routes: Router, stop: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let stream = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            },
        };
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(routes.clone());
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIME)
            .serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(LEAVE_TIME, graceful.shutdown()).await;
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};

    use super::{HEAD_TIME, answer};
    use crate::router;
    use crate::testing::shared;

    const VANISHING: usize = 200;

    async fn ask(address: std::net::SocketAddr, path: &str) -> TcpStream {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let head = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        stream
    }

    /// The clock of this test jumps ahead whenever nothing else is left to do.
    #[tokio::test(start_paused = true)]
    async fn a_head_that_never_ends_is_not_waited_for() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let routes = router(Arc::new(shared().app()));
        tokio::spawn(answer(listener, routes, std::future::pending()));
        let begun = tokio::time::Instant::now();
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET /api/v1/session HTTP/1.1\r\nHost: 127.0").await.unwrap();
        let mut answered = Vec::new();
        let closing = tokio::time::timeout(HEAD_TIME * 2, stream.read_to_end(&mut answered));
        closing.await.expect("the server closes the connection").unwrap();
        assert!(begun.elapsed() >= HEAD_TIME, "after {:?}", begun.elapsed());
        assert!(!answered.starts_with(b"HTTP/1.1 200"));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn clients_that_vanish_leave_nothing_behind() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let routes = router(Arc::new(shared().app()));
        let server = tokio::spawn(answer(listener, routes, async {
            let _ = stopped.await;
        }));
        let mut vanishing = Vec::new();
        for number in 0..VANISHING {
            vanishing.push(tokio::spawn(async move {
                if number % 4 == 0 {
                    // Half a request, with a body that never comes.
                    let mut stream = TcpStream::connect(address).await.unwrap();
                    let head = format!("POST /api/v1/decisions HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{{");
                    let part = if number % 8 == 0 { head.len() } else { 40 };
                    stream.write_all(&head.as_bytes()[..part]).await.unwrap();
                } else {
                    let mut stream = ask(address, "/api/v1/people?limit=500").await;
                    if number % 4 == 1 {
                        let mut some = [0; 1_000];
                        stream.read_exact(&mut some).await.unwrap();
                    }
                }
            }));
        }
        for client in vanishing {
            client.await.unwrap();
        }
        for _ in 0..5 {
            let begun = Instant::now();
            let mut stream = ask(address, "/api/v1/zones?limit=1").await;
            let mut text = String::new();
            let read =
                tokio::time::timeout(Duration::from_secs(5), stream.read_to_string(&mut text));
            read.await.expect("the server answers").unwrap();
            assert!(text.starts_with("HTTP/1.1 200"), "{text}");
            let taken = begun.elapsed();
            assert!(taken < Duration::from_secs(1), "a request took {taken:?}");
        }
        stop.send(()).unwrap();
        server.await.unwrap();
        let begun = Instant::now();
        while shared().store.readers_at_work() > 0 {
            assert!(begun.elapsed() < Duration::from_secs(5), "a reader was lost");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}
