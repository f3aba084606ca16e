//! One program run as one step: said before, timed after.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::root;

/// A command that runs in the workspace.
pub(crate) fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// The same cargo that runs this program.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    command(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()), arguments)
}

/// Runs a command to its end; what it prints goes where ours goes.
pub(crate) fn run(title: &str, command: &mut Command) -> Result<()> {
    let begun = begin(title);
    let status = command.status().with_context(|| format!("{title}: cannot be started"))?;
    ensure!(status.success(), "{title}: {status}");
    end(title, begun.elapsed());
    Ok(())
}

/// What the test programs of one command counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Counted {
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Runs a command whose output says how many tests passed, passes that output on and counts along.
pub(crate) fn run_tests(title: &str, command: &mut Command, total: &mut Counted) -> Result<()> {
    let begun = begin(title);
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("{title}: cannot be started"))?;
    let output = child.stdout.take().context("standard output was piped")?;
    for line in BufReader::new(output).lines() {
        let line = line?;
        println!("{line}");
        total.add(count(&line));
    }
    let status = child.wait()?;
    ensure!(status.success(), "{title}: {status}");
    end(title, begun.elapsed());
    Ok(())
}

fn begin(title: &str) -> Instant {
    println!("\n==> {title}");
    Instant::now()
}

fn end(title: &str, took: Duration) {
    println!("<== {title}: {}", spoken(took));
}

/// A duration as people say it.
pub(crate) fn spoken(took: Duration) -> String {
    match took.as_secs() {
        seconds @ 0..60 => format!("{seconds}.{} s", took.subsec_millis() / 100),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

/// The counts in a closing line of cargo (`test result: ok. 3 passed; 0 failed; …`), of Vitest (`Tests  2 failed | 3
/// passed (5)`) or of the rule examples (`3 ví dụ đúng. 3 examples hold.`).
fn count(line: &str) -> Counted {
    let plain = without_colours(line);
    let words: Vec<&str> = plain.split_whitespace().collect();
    let counts = match words.as_slice() {
        ["test", "result:", ..] | ["Tests", ..] => true,
        [number, .., "examples", "hold."] => {
            return Counted { passed: number.parse().unwrap_or_default(), failed: 0 };
        }
        _ => false,
    };
    let mut counted = Counted::default();
    for pair in words.windows(2).filter(|_| counts) {
        let number: u64 = pair[0].parse().unwrap_or_default();
        match pair[1].trim_end_matches(';') {
            "passed" => counted.passed += number,
            "failed" => counted.failed += number,
            _ => {}
        }
    }
    counted
}

fn without_colours(line: &str) -> String {
    let mut plain = String::new();
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        if letter == '\u{1b}' {
            letters.by_ref().find(|letter| letter.is_ascii_alphabetic());
        } else {
            plain.push(letter);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, passed: u64, failed: u64) {
        assert_eq!(count(line), Counted { passed, failed }, "{line}");
    }

    #[test]
    fn closing_lines_are_counted() {
        check("test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out", 12, 0);
        check("test result: FAILED. 3 passed; 2 failed; 0 ignored", 3, 2);
        check("      Tests  1 failed | 4 passed (5)", 4, 1);
        check(
            "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m13 passed\u{1b}[39m\u{1b}[22m (13)",
            13,
            0,
        );
        check("86 ví dụ đúng. 86 examples hold.", 86, 0);
        check(" Test Files  2 passed (2)", 0, 0);
        check("we 3 passed by", 0, 0);
    }
}
