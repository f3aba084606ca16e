//! The connections that there are: which of them is being answered, and which could make room for another.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

/// A connection that was answered may have to make room for another after so long; one that is used may not.
const IDLE: Duration = Duration::from_millis(200);

/// A connection on which nothing was asked yet may have to make room after so long.
const SILENT: Duration = Duration::from_millis(500);

/// All connections, and what they have in common.
#[derive(Default)]
pub(crate) struct Guests {
    all: Mutex<BTreeMap<u64, Arc<Guest>>>,
    next: AtomicUsize,
    answering: AtomicUsize,
    leaving: AtomicBool,
    changed: Notify,
}

/// One connection.
pub(crate) struct Guest {
    number: u64,
    /// Is told when it is to end, after the answer that is under way.
    pub(super) leave: Notify,
    asked_to_leave: AtomicBool,
    answering: AtomicBool,
    last: Mutex<Last>,
}

struct Last {
    at: Instant,
    has_asked: bool,
}

impl Guests {
    pub(super) fn welcome(&self) -> Arc<Guest> {
        let number = self.next.fetch_add(1, Ordering::AcqRel) as u64;
        let guest = Arc::new(Guest {
            number,
            leave: Notify::new(),
            asked_to_leave: AtomicBool::new(false),
            answering: AtomicBool::new(false),
            last: Mutex::new(Last { at: Instant::now(), has_asked: false }),
        });
        self.all.lock().expect("no one panics with the lock").insert(number, guest.clone());
        guest
    }

    pub(super) fn goodbye(&self, guest: &Guest) {
        self.all.lock().expect("no one panics with the lock").remove(&guest.number);
        self.changed.notify_waiters();
    }

    /// Asks the connection that has idled the longest to make room; false where none idles.
    pub(super) fn make_room(&self) -> bool {
        let all = self.all.lock().expect("no one panics with the lock");
        let idle = all.values().filter_map(|guest| Some((guest.idle_since()?, guest)));
        let Some((_, guest)) = idle.min_by_key(|(since, _)| *since) else { return false };
        guest.ask_to_leave();
        true
    }

    /// From now on nothing new is answered.
    pub(super) fn close(&self) {
        self.leaving.store(true, Ordering::Release);
    }

    pub(super) fn are_leaving(&self) -> bool {
        self.leaving.load(Ordering::Acquire)
    }

    /// Waits for what is being answered, then for every connection to end.
    pub(super) async fn gone(&self) {
        self.until(|| self.answering.load(Ordering::Acquire) == 0).await;
        for guest in self.all.lock().expect("no one panics with the lock").values() {
            guest.ask_to_leave();
        }
        self.until(|| self.all.lock().expect("no one panics with the lock").is_empty()).await;
    }

    async fn until(&self, done: impl Fn() -> bool) {
        loop {
            let mut changed = std::pin::pin!(self.changed.notified());
            changed.as_mut().enable();
            if done() {
                return;
            }
            changed.await;
        }
    }

    /// A request of the guest is being answered until this is dropped.
    pub(super) fn begin(self: &Arc<Self>, guest: &Arc<Guest>) -> Answering {
        self.answering.fetch_add(1, Ordering::AcqRel);
        guest.answering.store(true, Ordering::Release);
        Answering { guests: self.clone(), guest: guest.clone() }
    }
}

impl Guest {
    fn idle_since(&self) -> Option<Instant> {
        if self.answering.load(Ordering::Acquire) || self.asked_to_leave.load(Ordering::Acquire) {
            return None;
        }
        let last = self.last.lock().expect("no one panics with the lock");
        let patience = if last.has_asked { IDLE } else { SILENT };
        (last.at.elapsed() > patience).then_some(last.at)
    }

    fn ask_to_leave(&self) {
        self.asked_to_leave.store(true, Ordering::Release);
        self.leave.notify_one();
    }
}

/// A request that is being answered.
pub(super) struct Answering {
    guests: Arc<Guests>,
    guest: Arc<Guest>,
}

impl Drop for Answering {
    fn drop(&mut self) {
        *self.guest.last.lock().expect("no one panics with the lock") =
            Last { at: Instant::now(), has_asked: true };
        self.guest.answering.store(false, Ordering::Release);
        self.guests.answering.fetch_sub(1, Ordering::AcqRel);
        self.guests.changed.notify_waiters();
    }
}
