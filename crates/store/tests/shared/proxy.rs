//! A way to the server that breaks at chosen moments.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// When the connection breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// While the work is being done.
    Work,
    /// Before the server hears of the commit.
    BeforeCommit,
    /// After the server has committed, before it can say so.
    AfterCommit,
}

#[derive(Default)]
struct State {
    armed: Mutex<Option<Moment>>,
    /// Whether the way is lost for good with the next break.
    for_good: AtomicBool,
    is_down: AtomicBool,
    open: Mutex<Vec<TcpStream>>,
}

pub(crate) struct Proxy {
    port: u16,
    state: Arc<State>,
}

impl Proxy {
    /// A way to a port on loopback.
    pub(crate) fn to(server: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State::default());
        let kept = state.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if kept.is_down.load(Ordering::SeqCst) {
                    continue;
                }
                let Ok(server) = TcpStream::connect(("127.0.0.1", server)) else { continue };
                let _ = client.set_nodelay(true);
                let _ = server.set_nodelay(true);
                let mut open = kept.open.lock().unwrap();
                open.extend([client.try_clone().unwrap(), server.try_clone().unwrap()]);
                drop(open);
                carry(client, server, kept.clone());
            }
        });
        Self { port, state }
    }

    /// The same address by this way.
    pub(crate) fn address(&self, direct: &str) -> String {
        let (before, after) = direct.rsplit_once(':').unwrap();
        let (_, database) = after.split_once('/').unwrap();
        format!("{before}:{}/{database}", self.port)
    }

    /// Breaks the next connection that comes to the moment.
    pub(crate) fn arm(&self, moment: Moment, for_good: bool) {
        self.state.for_good.store(for_good, Ordering::SeqCst);
        *self.state.armed.lock().unwrap() = Some(moment);
    }

    pub(crate) fn is_armed(&self) -> bool {
        self.state.armed.lock().unwrap().is_some()
    }

    /// Nobody comes through, and whoever had is cut off.
    pub(crate) fn down(&self) {
        self.state.is_down.store(true, Ordering::SeqCst);
        cut(&self.state);
    }

    pub(crate) fn up(&self) {
        self.state.is_down.store(false, Ordering::SeqCst);
    }
}

fn cut(state: &State) {
    for stream in state.open.lock().unwrap().drain(..) {
        let _ = stream.shutdown(Shutdown::Both);
    }
}

impl State {
    fn take(&self, moment: Moment) -> bool {
        let mut armed = self.armed.lock().unwrap();
        let is_now = *armed == Some(moment);
        if is_now {
            *armed = None;
            if self.for_good.load(Ordering::SeqCst) {
                self.is_down.store(true, Ordering::SeqCst);
            }
        }
        is_now
    }
}

fn carry(client: TcpStream, server: TcpStream, state: Arc<State>) {
    let ends = Arc::new([client.try_clone().unwrap(), server.try_clone().unwrap()]);
    let end = |ends: &[TcpStream; 2]| {
        for stream in ends {
            let _ = stream.shutdown(Shutdown::Both);
        }
    };
    let swallow = Arc::new(AtomicBool::new(false));
    let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    let (kept, theirs, swallows) = (state.clone(), ends.clone(), swallow.clone());
    std::thread::spawn(move || {
        let mut buffer = vec![0; 1 << 16];
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            let text = &buffer[..read];
            let has = |word: &[u8]| text.windows(word.len()).any(|window| window == word);
            let commits = has(b"commit\0");
            if has(b"insert into places") && kept.take(Moment::Work)
                || commits && kept.take(Moment::BeforeCommit)
            {
                break;
            }
            if commits && kept.take(Moment::AfterCommit) {
                swallows.store(true, Ordering::SeqCst);
            }
            if to.write_all(text).is_err() {
                break;
            }
        }
        // What the server still says is let through, unless it is to be lost.
        if !swallows.load(Ordering::SeqCst) {
            end(&theirs);
        }
    });
    let (mut from, mut to) = (server, client);
    std::thread::spawn(move || {
        let mut buffer = vec![0; 1 << 16];
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            if swallow.load(Ordering::SeqCst) {
                // The server has answered, so it has committed.
                if state.for_good.load(Ordering::SeqCst) {
                    cut(&state);
                }
                break;
            }
            if to.write_all(&buffer[..read]).is_err() {
                break;
            }
        }
        end(&ends);
    });
}
