//! The long forms of the suites that make the store's disk fail; `docs/reliability.md` keeps what they showed.

use anyhow::{Result, ensure};

use crate::step::{Counted, cargo, run_tests};

/// The suites that have a long form: the package and the test.
const SUITES: [(&str, &str); 3] =
    [("taicho-store", "faults"), ("taicho-store", "beside"), ("taicho", "beside")];

pub(crate) fn run() -> Result<()> {
    let mut counted = Counted::default();
    for (package, suite) in SUITES {
        let arguments =
            ["test", "-p", package, "--test", suite, "--", "--nocapture", "--test-threads=1"];
        let title = format!("{package}: {suite}, the long form");
        run_tests(&title, cargo(&arguments).env("TAICHO_SOAK", "1"), &mut counted)?;
    }
    ensure!(counted.failed == 0, "{} tests failed", counted.failed);
    println!("\n{} passed", counted.passed);
    Ok(())
}
