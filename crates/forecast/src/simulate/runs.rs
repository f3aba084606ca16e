//! Many runs of one scenario, by several threads.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc;

use super::model::Model;
use super::outcome::Run;
use super::run::Workspace;

impl Model {
    /// Runs 0 to `runs` − 1, in this order, whatever the number of threads.
    ///
    /// `progress` hears after every run how many are done, and may end it all; then the runs that were done by then
    /// are returned, up to the first that was not.
    pub fn runs(
        &self,
        runs: u64,
        seed: u64,
        threads: NonZeroUsize,
        progress: impl FnMut(u64) -> ControlFlow<()>,
    ) -> Vec<Run> {
        in_order(runs, threads, progress, |number, work, goes_on| {
            let run = self.run(seed, number, work, |_, _| goes_on());
            (run.days.len() == usize::from(self.days) + 1).then_some(run)
        })
    }
}

/// What `make` makes of 0 to `count` − 1, in this order, by several threads; up to the first that was not made.
///
/// `make` is given the number, the memory that serves one after another, and what says whether to go on.
pub(super) fn in_order<T: Send>(
    count: u64,
    threads: NonZeroUsize,
    mut progress: impl FnMut(u64) -> ControlFlow<()>,
    make: impl Fn(u64, &mut Workspace, &dyn Fn() -> ControlFlow<()>) -> Option<T> + Sync,
) -> Vec<T> {
    let (next, stop) = (AtomicU64::new(0), AtomicBool::new(false));
    let goes_on = || match stop.load(Ordering::Relaxed) {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    };
    let mut done = BTreeMap::new();
    std::thread::scope(|scope| {
        let (send, receive) = mpsc::channel();
        for _ in 0..threads.get().min(usize::try_from(count).unwrap_or(usize::MAX)) {
            let (send, next, goes_on, make) = (send.clone(), &next, &goes_on, &make);
            scope.spawn(move || {
                let mut work = Workspace::default();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count || goes_on().is_break() {
                        return;
                    }
                    let made = make(number, &mut work, goes_on);
                    if made.is_some_and(|made| send.send((number, made)).is_err()) {
                        return;
                    }
                }
            });
        }
        drop(send);
        for (number, made) in receive {
            done.insert(number, made);
            if progress(done.len() as u64).is_break() {
                stop.store(true, Ordering::Relaxed);
                break;
            }
        }
    });
    let from_first =
        done.into_iter().enumerate().take_while(|(at, (number, _))| *at as u64 == *number);
    from_first.map(|(_, (_, made))| made).collect()
}
