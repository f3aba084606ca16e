//! Connections are accepted up to a bound that leaves the database its file handles; beyond it the one that idles the
//! longest makes room, and where none idles a client is told to come again.

use std::fs::File;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::handles::{Handles, handles};
use crate::problem::Problem;

mod guests;

use guests::{Guest, Guests};

/// The head of a request must be there within this time, or the connection is closed; so is one that idles.
const HEAD_TIME: Duration = Duration::from_secs(30);

/// A client that takes nothing of its answer for so long is given up.
const STALLED_MS: u32 = 30_000;

/// The requests that are being answered when the program is asked to stop have this long.
const LEAVE_TIME: Duration = Duration::from_secs(9);

/// After a failed accept that nothing could be done about, the next waits this long.
const PAUSE: Duration = Duration::from_millis(100);

/// A connection that was asked to make room has done so by then.
const ROOM_TIME: Duration = Duration::from_millis(200);

/// Whoever is told to come again has this long to say what was wanted, and as long to hear the answer.
const TURNED_AWAY_TIME: Duration = Duration::from_millis(250);

/// The same where there is one handle for all who wait.
const HURRIED_AWAY_TIME: Duration = Duration::from_millis(20);

/// So many connections may wait to be accepted.
const BACKLOG: u32 = 4_096;

/// When to come again, in seconds.
const RETRY_AFTER: u32 = 2;

/// Listens on an address.
pub(crate) fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv6() { TcpSocket::new_v6()? } else { TcpSocket::new_v4()? };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Answers each connection on a task of its own until `stop` is done; a client that goes away ends its task alone.
pub(crate) async fn answer(listener: TcpListener, routes: Router, stop: impl Future<Output = ()>) {
    answer_within(listener, routes, stop, handles()).await;
}

async fn answer_within(
    listener: TcpListener,
    routes: Router,
    stop: impl Future<Output = ()>,
    handles: Handles,
) {
    let mut door = Door {
        listener,
        routes,
        guests: Arc::default(),
        room: Arc::new(Semaphore::new(handles.connections)),
        aside: Arc::new(Semaphore::new(handles.turned_away)),
        spare: File::open("/dev/null").ok(),
    };
    let guests = door.guests.clone();
    tokio::select! {
        () = stop => {}
        () = door.keep() => {}
    }
    // First the mark, then the door: whoever was let in before it is told that the program is stopping.
    guests.close();
    drop(door);
    let _ = tokio::time::timeout(LEAVE_TIME, guests.gone()).await;
}

struct Door {
    listener: TcpListener,
    routes: Router,
    guests: Arc<Guests>,
    room: Arc<Semaphore>,
    /// Room for those who are told to come again.
    aside: Arc<Semaphore>,
    /// Closed to have one handle where all are taken, so that whoever waits is told, and not left waiting.
    spare: Option<File>,
}

impl Door {
    async fn keep(&mut self) {
        loop {
            match self.listener.accept().await {
                Ok((stream, _)) => self.let_in(stream).await,
                Err(error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    self.without_handles().await;
                }
            }
        }
    }

    async fn let_in(&self, stream: TcpStream) {
        let _ = stream.set_nodelay(true);
        let _ = rustix::net::sockopt::set_tcp_user_timeout(&stream, STALLED_MS);
        match self.place().await {
            Some(place) => {
                let guest = self.guests.welcome();
                tokio::spawn(attend(
                    stream,
                    self.routes.clone(),
                    self.guests.clone(),
                    guest,
                    place,
                ));
            }
            None => self.turn_away(stream).await,
        }
    }

    async fn place(&self) -> Option<OwnedSemaphorePermit> {
        if let Ok(place) = self.room.clone().try_acquire_owned() {
            return Some(place);
        }
        if !self.guests.make_room() {
            return None;
        }
        let place = tokio::time::timeout(ROOM_TIME, self.room.clone().acquire_owned()).await;
        place.ok().and_then(Result::ok)
    }

    /// Whoever finds no room to be told in either waits at the door for a moment.
    async fn turn_away(&self, stream: TcpStream) {
        let Ok(place) = self.aside.clone().acquire_owned().await else { return };
        tokio::spawn(async move {
            tell_to_come_again(stream, TURNED_AWAY_TIME).await;
            drop(place);
        });
    }

    async fn without_handles(&mut self) {
        let had_spare = self.spare.take().is_some();
        self.guests.make_room();
        let accepted = tokio::time::timeout(PAUSE, self.listener.accept()).await;
        if let Ok(Ok((stream, _))) = accepted {
            tell_to_come_again(stream, HURRIED_AWAY_TIME).await;
        } else if !had_spare {
            tokio::time::sleep(PAUSE).await;
        }
        self.spare = File::open("/dev/null").ok();
    }
}

/// Answers the requests of one connection.
async fn attend(
    stream: TcpStream,
    routes: Router,
    guests: Arc<Guests>,
    guest: Arc<Guest>,
    place: OwnedSemaphorePermit,
) {
    let answering = TowerToHyperService::new(routes);
    let service = service_fn(|request: hyper::Request<Incoming>| {
        let begun = guests.begin(&guest);
        let stopping = guests.are_leaving();
        let answer = (!stopping).then(|| answering.call(request));
        async move {
            let _begun = begun;
            let mut response = match answer {
                Some(answer) => answer.await?,
                None => Problem::stopping().into_response(),
            };
            if stopping {
                response
                    .headers_mut()
                    .insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, std::convert::Infallible>(response)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let ended = loop {
        tokio::select! {
            ended = connection.as_mut() => break ended,
            () = guest.leave.notified() => connection.as_mut().graceful_shutdown(),
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
    drop(place);
    guests.goodbye(&guest);
}

/// Hears a request out, for a connection that is closed on unread bytes is reset, and the answer with it.
async fn tell_to_come_again(mut stream: TcpStream, patience: Duration) {
    let (mut head, mut piece) = (Vec::new(), [0; 2_048]);
    let hearing = async {
        while !head.windows(4).any(|four| four == b"\r\n\r\n") && head.len() < 16 * 1_024 {
            match stream.read(&mut piece).await? {
                0 => break,
                read => head.extend_from_slice(&piece[..read]),
            }
        }
        Ok::<_, std::io::Error>(())
    };
    let _ = tokio::time::timeout(patience, hearing).await;
    let answering = async {
        stream.write_all(Problem::busy(RETRY_AFTER).last_words().as_bytes()).await?;
        stream.shutdown().await?;
        while stream.read(&mut piece).await? > 0 {}
        Ok::<_, std::io::Error>(())
    };
    let _ = tokio::time::timeout(patience, answering).await;
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};

    use super::{HEAD_TIME, answer, answer_within};
    use crate::handles::Handles;
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
                        // Where so many wait, some may be told to come again, which is shorter.
                        assert!(stream.read(&mut some).await.unwrap() > 0);
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

    /// A server with room for four.
    async fn narrow() -> (std::net::SocketAddr, tokio::sync::oneshot::Sender<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let routes = router(Arc::new(shared().app()));
        let handles = Handles { connections: 4, turned_away: 2, uploads: 1 };
        tokio::spawn(async move {
            let stop = async {
                let _ = stopped.await;
            };
            answer_within(listener, routes, stop, handles).await;
        });
        (address, stop)
    }

    async fn connect(address: std::net::SocketAddr, begin: &str) -> TcpStream {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(begin.as_bytes()).await.unwrap();
        stream
    }

    async fn rest_of(mut stream: TcpStream) -> String {
        let mut text = String::new();
        let read = tokio::time::timeout(Duration::from_secs(5), stream.read_to_string(&mut text));
        read.await.expect("the server ends").unwrap();
        text
    }

    const KEPT_ALIVE: &str = "GET /api/v1/zones?limit=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    const UNFINISHED: &str = "POST /api/v1/decisions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{";

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn who_idles_makes_room_for_who_asks() {
        let (address, _stop) = narrow().await;
        let mut idle = Vec::new();
        for _ in 0..4 {
            let mut stream = connect(address, KEPT_ALIVE).await;
            let mut begin = [0; 12];
            stream.read_exact(&mut begin).await.unwrap();
            assert_eq!(&begin, b"HTTP/1.1 200");
            idle.push(stream);
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
        for _ in 0..12 {
            let text = rest_of(ask(address, "/api/v1/zones?limit=1").await).await;
            assert!(text.starts_with("HTTP/1.1 200"), "{text}");
        }
        let first = idle.remove(0);
        assert!(!rest_of(first).await.contains("503"), "it ended after its answer");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn who_finds_no_room_is_told_to_come_again_and_the_door_stays_open() {
        let (address, _stop) = narrow().await;
        let mut at_work = Vec::new();
        for _ in 0..4 {
            at_work.push(connect(address, UNFINISHED).await);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        let asking = (0..40).map(|_| {
            tokio::spawn(async move { rest_of(ask(address, "/api/v1/session").await).await })
        });
        for text in asking.collect::<Vec<_>>() {
            let text = text.await.unwrap();
            assert!(text.starts_with("HTTP/1.1 503 "), "{text}");
            for part in ["retry-after: 2", "connection: close", "\"busy\"", "Máy chủ đang bận"]
            {
                assert!(text.contains(part), "{part}: {text}");
            }
        }
        let mut first = at_work.remove(0);
        first.write_all(b"}").await.unwrap();
        let mut begin = [0; 9];
        first.read_exact(&mut begin).await.unwrap();
        assert_eq!(&begin, b"HTTP/1.1 ");
        drop(first);
        let begun = Instant::now();
        while !rest_of(ask(address, "/api/v1/session").await).await.starts_with("HTTP/1.1 200") {
            assert!(begun.elapsed() < Duration::from_secs(5), "there is room now");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_is_under_way_ends_and_nothing_new_begins() {
        let (address, stop) = narrow().await;
        let mut at_work = connect(address, UNFINISHED).await;
        let (head, rest) = KEPT_ALIVE.split_at(20);
        let mut kept = connect(address, KEPT_ALIVE).await;
        let mut late = connect(address, head).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        stop.send(()).unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
        kept.write_all(KEPT_ALIVE.as_bytes()).await.unwrap();
        late.write_all(rest.as_bytes()).await.unwrap();
        for stream in [kept, late] {
            let text = rest_of(stream).await;
            let last = &text[text.find("HTTP/1.1 503").expect("a refusal")..];
            let lower = last.to_lowercase();
            assert!(lower.contains("connection: close") && lower.contains("stopping"), "{last}");
        }
        at_work.write_all(b"}").await.unwrap();
        let text = rest_of(at_work).await;
        assert!(text.starts_with("HTTP/1.1 422"), "{text}");
    }
}
