//! How serving ends: at the first signal in good order and within a bound, at the second at once.

use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// What is still under way after so long is cut off; the store keeps all of a change or nothing.
const BOUND: Duration = Duration::from_secs(10);

/// The signals that ask the program to stop.
pub(super) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// From now on the signals are heard, and no longer end the process by themselves.
    pub(super) fn listen() -> std::io::Result<Self> {
        let (terminate, interrupt) =
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        Ok(Self { terminate, interrupt })
    }

    /// Waits for the first signal. From then on a second one ends the process, and so does the end of the bound.
    pub(super) async fn first(mut self) {
        self.next().await;
        eprintln!(
            "Taicho đang dừng: các yêu cầu dở dang được làm nốt. Taicho is stopping: what is under way is finished."
        );
        // Beside the runtime, which may be waiting for the database when the bound is reached.
        std::thread::spawn(|| {
            std::thread::sleep(BOUND);
            eprintln!(
                "Hết thời gian chờ: việc còn dở bị ngắt và không ghi gì. Time is up: what was left is cut off, and nothing of it is written."
            );
            std::process::exit(0);
        });
        tokio::spawn(async move {
            let number = self.next().await;
            eprintln!(
                "Dừng ngay: việc còn dở không ghi gì. Stopped at once: nothing is written of what was left."
            );
            std::process::exit(128 + number);
        });
    }

    /// Waits for a signal and tells its number.
    async fn next(&mut self) -> i32 {
        tokio::select! {
            _ = self.terminate.recv() => SignalKind::terminate().as_raw_value(),
            _ = self.interrupt.recv() => SignalKind::interrupt().as_raw_value(),
        }
    }
}
