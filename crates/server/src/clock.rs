use jiff::Timestamp;
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
        latest.map_or(now, |latest| now.max(latest))
    }
}
