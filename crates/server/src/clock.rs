use jiff::{Timestamp, ToSpan as _};
use taicho_ops::Scene;

/// What time it is: the machine's, or a scene's own time, which runs on from its start.
#[derive(Debug)]
pub(crate) struct Clock {
    started_at: Timestamp,
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "the one clock of the server")]
    pub(crate) fn start() -> Self {
        Self { started_at: Timestamp::now() }
    }

    /// Now, as the scene has it; `latest` is the latest time already recorded there, which time never goes behind.
    #[expect(clippy::disallowed_methods, reason = "the one clock of the server")]
    pub(crate) fn now(&self, scene: Option<&Scene>, latest: Option<Timestamp>) -> Timestamp {
        let machine = Timestamp::now();
        let Some(scene) = scene else { return machine };
        let elapsed = machine.duration_since(self.started_at);
        let now = scene.starts_at.saturating_add(elapsed).unwrap_or(scene.starts_at);
        // A program that runs for months does not run into the time of the next scene.
        let last = scene.ends_before.saturating_sub(1.second()).unwrap_or(scene.starts_at);
        let now = now.min(last);
        latest.map_or(now, |latest| now.max(latest))
    }
}
