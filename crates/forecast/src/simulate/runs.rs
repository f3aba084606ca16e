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
        mut progress: impl FnMut(u64) -> ControlFlow<()>,
    ) -> Vec<Run> {
        let (next, stop) = (AtomicU64::new(0), AtomicBool::new(false));
        let mut done = BTreeMap::new();
        std::thread::scope(|scope| {
            let (send, receive) = mpsc::channel();
            for _ in 0..threads.get().min(usize::try_from(runs).unwrap_or(usize::MAX)) {
                let (send, next, stop) = (send.clone(), &next, &stop);
                scope.spawn(move || {
                    let mut work = Workspace::default();
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= runs || stop.load(Ordering::Relaxed) {
                            return;
                        }
                        let run = self.run(seed, number, &mut work, |_, _| {
                            if stop.load(Ordering::Relaxed) {
                                ControlFlow::Break(())
                            } else {
                                ControlFlow::Continue(())
                            }
                        });
                        let is_whole = run.days.len() == usize::from(self.days) + 1;
                        if is_whole && send.send((number, run)).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(send);
            for (number, run) in receive {
                done.insert(number, run);
                if progress(done.len() as u64).is_break() {
                    stop.store(true, Ordering::Relaxed);
                    break;
                }
            }
        });
        let from_first =
            done.into_iter().enumerate().take_while(|(at, (number, _))| *at as u64 == *number);
        from_first.map(|(_, (_, run))| run).collect()
    }
}
