//! `taicho link` and `taicho dedupe` as an office runs them: files in, files and a summary out.

mod bad_input;
mod deduping;
mod linking;
mod people;

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// A folder in which the program runs.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn put(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut program = Command::new(env!("CARGO_BIN_EXE_taicho"));
        program.current_dir(self.0.path()).args(arguments).output().unwrap()
    }

    /// What the program says when all goes well.
    fn said(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.said(&[arguments, &["--json"]].concat())).unwrap()
    }

    /// What the program says when it refuses.
    fn refusal(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {errors}");
        assert!(!errors.contains("panicked"), "{errors}");
        errors
    }

    /// The first two cells of each row of a written file, without its heading.
    fn pairs(&self, name: &str) -> Vec<(String, String)> {
        let text = self.text(name);
        let cells = |line: &str| {
            let mut cells = line.split(',').map(str::to_owned);
            (cells.next().unwrap(), cells.next().unwrap())
        };
        text.lines().skip(1).map(cells).collect()
    }
}
