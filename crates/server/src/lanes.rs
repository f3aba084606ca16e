//! What reads or writes the database runs beside the threads that answer requests, in lanes: so much of each sort at
//! once, so many waiting, for so long; what is beyond is told to come again. A flood in one lane holds up no other.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::problem::Problem;

/// The lanes of an app. Together they read on no more connections than the store has, which are eight.
pub(crate) struct Lanes {
    /// Answers that cost next to nothing and that every page needs: what time it is, who works here.
    pub(crate) glances: Lane,
    /// Boards, lists, reports.
    pub(crate) reads: Lane,
    /// Changes: many wait for one sync of the disk together, so many may be under way.
    pub(crate) writes: Lane,
    /// Files, which take seconds and hold what they carry in memory.
    pub(crate) imports: Lane,
}

impl Default for Lanes {
    fn default() -> Self {
        Self {
            glances: Lane::new(2, 4_096, PATIENCE, 1),
            reads: Lane::new(4, 2_048, PATIENCE, 2),
            writes: Lane::new(64, 2_048, Duration::from_secs(10), 2),
            imports: Lane::new(2, 64, Duration::from_secs(60), 20),
        }
    }
}

/// A page that has waited for so long is better told to come again.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// One sort of work.
pub(crate) struct Lane {
    room: Arc<Semaphore>,
    waiting: AtomicUsize,
    queue: usize,
    patience: Duration,
    retry_after: u32,
}

impl Lane {
    fn new(at_once: usize, queue: usize, patience: Duration, retry_after: u32) -> Self {
        let room = Arc::new(Semaphore::new(at_once));
        Self { room, waiting: AtomicUsize::new(0), queue, patience, retry_after }
    }

    /// Runs the work once there is room; a caller that goes away while it waits leaves the queue.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let permit = self.enter().await?;
        // The room is taken for as long as the work takes, also where nobody waits for it any more.
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        })
        .await?
    }

    async fn enter(&self) -> Result<OwnedSemaphorePermit, Problem> {
        if let Ok(permit) = self.room.clone().try_acquire_owned() {
            return Ok(permit);
        }
        let busy = || Problem::busy(self.retry_after);
        let _place = QueuePlace::take(&self.waiting, self.queue).ok_or_else(busy)?;
        let permit = tokio::time::timeout(self.patience, self.room.clone().acquire_owned()).await;
        permit.ok().and_then(Result::ok).ok_or_else(busy)
    }
}

/// A place in a queue, which is free again when its holder goes.
struct QueuePlace<'l>(&'l AtomicUsize);

impl<'l> QueuePlace<'l> {
    fn take(waiting: &'l AtomicUsize, queue: usize) -> Option<Self> {
        if waiting.fetch_add(1, Ordering::AcqRel) < queue {
            return Some(Self(waiting));
        }
        waiting.fetch_sub(1, Ordering::AcqRel);
        None
    }
}

impl Drop for QueuePlace<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    /// A lane of one whose room is taken until the sender is dropped.
    async fn occupied(queue: usize, patience: Duration) -> (Arc<Lane>, mpsc::Sender<()>) {
        let lane = Arc::new(Lane::new(1, queue, patience, 7));
        let (sender, receiver) = mpsc::channel::<()>();
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let holding = lane.clone();
        tokio::spawn(async move {
            let work = move || {
                let _ = begun.send(());
                let _ = receiver.recv();
                Ok(())
            };
            holding.run(work).await
        });
        has_begun.await.unwrap();
        (lane, sender)
    }

    #[tokio::test]
    async fn what_finds_no_place_or_waits_too_long_is_told_to_come_again() {
        let (lane, held) = occupied(1, Duration::from_millis(300)).await;
        let waiting = {
            let lane = lane.clone();
            tokio::spawn(async move { lane.run(|| Ok(1)).await })
        };
        while lane.waiting.load(Ordering::Acquire) == 0 {
            tokio::task::yield_now().await;
        }
        let begun = std::time::Instant::now();
        let turned_away = lane.run(|| Ok(2)).await.unwrap_err().last_words();
        assert!(begun.elapsed() < Duration::from_millis(200), "{:?}", begun.elapsed());
        assert!(turned_away.starts_with("HTTP/1.1 503 "), "{turned_away}");
        assert!(turned_away.contains("retry-after: 7\r\n"), "{turned_away}");
        assert!(waiting.await.unwrap().is_err(), "it waited too long");
        drop(held);
        assert_eq!(lane.run(|| Ok(3)).await.unwrap(), 3);
    }

    #[tokio::test]
    async fn whoever_goes_away_leaves_the_queue() {
        let (lane, held) = occupied(1, Duration::from_secs(60)).await;
        for _ in 0..5 {
            let waiting = tokio::time::timeout(Duration::from_millis(5), lane.run(|| Ok(())));
            assert!(waiting.await.is_err(), "it found a place, and no room");
        }
        drop(held);
        assert!(lane.run(|| Ok(())).await.is_ok());
    }
}
