//! The sets with their truth, linked by us and by the peers in turn.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use taicho_bench::children_cpu_s;

use super::median;
use super::truth::{Quality, of_clusters, of_links};

const RUNS: usize = 3;
/// A peer that works longer than this in a run is not run again.
const LONG_S: f64 = 10.0;

/// One run of one tool on one set.
struct Run {
    tool: String,
    quality: Quality,
    cpu_s: f64,
    mib: f64,
}

pub(crate) fn print(folder: &Path, named: &[&str], python: Option<&str>) {
    println!(
        "| set | tool | F1 | precision | recall | false pairs | of them by kind | CPU s | MiB | runs |"
    );
    println!("|---|---|--:|--:|--:|--:|---|--:|--:|--:|");
    let mut sets: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("a folder of sets")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.join("truth.csv").exists())
        .filter(|path| named.is_empty() || named.iter().any(|name| path.ends_with(name)))
        .collect();
    sets.sort();
    for set in sets {
        print_set(&set, python);
    }
}

fn print_set(set: &Path, python: Option<&str>) {
    let peers = if python.is_some() { &["splink", "recordlinkage"][..] } else { &[] };
    let mut runs: BTreeMap<usize, Vec<Run>> = BTreeMap::new();
    for _ in 0..RUNS {
        runs.entry(0).or_default().push(ours(set));
        for (at, peer) in (1..).zip(peers) {
            let before = runs.entry(at).or_default();
            if before.iter().all(|run| run.cpu_s <= LONG_S) {
                before.push(by_peer(python.expect("there are peers"), peer, set));
            }
        }
    }
    for runs in runs.into_values() {
        let of = |what: fn(&Run) -> f64| median(runs.iter().map(what).collect());
        let Run { tool, quality, .. } = &runs[0];
        let kinds = quality.kinds.as_ref().map_or("–".to_owned(), |kinds| {
            let joined = kinds.iter().filter(|(_, count)| **count > 0);
            let said: Vec<String> =
                joined.map(|(kind, count)| format!("{} {count}", kind.replace('_', " "))).collect();
            if said.is_empty() { "0".to_owned() } else { said.join(", ") }
        });
        println!(
            "| {} | {tool} | {:.5} | {:.5} | {:.5} | {} | {kinds} | {:.2} | {:.0} | {} |",
            set.file_name().unwrap_or_default().display(),
            quality.f1(),
            quality.precision,
            quality.recall,
            quality.false_pairs,
            of(|run| run.cpu_s),
            of(|run| run.mib),
            runs.len()
        );
    }
}

/// What `taicho` finds, at the threshold that it chose itself.
fn ours(set: &Path) -> Run {
    let answer = tempfile::NamedTempFile::new().expect("there is room for the answer");
    let file = set.join("file.csv");
    let lists = [["left.csv", "right.csv"], ["register.csv", "list.csv"]];
    let (cost, quality) = if file.exists() {
        (taicho("dedupe", &[file], answer.path()), of_clusters(answer.path(), set))
    } else {
        let lists = lists.map(|lists| lists.map(|list| set.join(list)));
        let lists = lists.iter().find(|lists| lists[0].exists()).expect("a set has its lists");
        (taicho("link", lists, answer.path()), of_links(answer.path(), set))
    };
    let version = Command::new(program()).arg("--version").output().expect("taicho runs");
    let tool = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    Run { tool, quality, cpu_s: cost.cpu_s, mib: cost.mib }
}

/// What a run of `taicho` took.
pub(crate) struct Cost {
    pub(crate) cpu_s: f64,
    pub(crate) mib: f64,
}

/// Runs a command of the `taicho` beside this program on some lists.
pub(crate) fn taicho(command: &str, lists: &[PathBuf], answer: &Path) -> Cost {
    let before_s = children_cpu_s();
    let done = Command::new(program())
        .arg(command)
        .args(lists)
        .arg("--json")
        .arg("--out")
        .arg(answer)
        .output()
        .expect("taicho runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let told: Value = serde_json::from_slice(&done.stdout).expect("taicho prints JSON");
    Cost { cpu_s: children_cpu_s() - before_s, mib: told["peak_mib"].as_f64().expect("a number") }
}

fn program() -> PathBuf {
    let own = std::env::current_exe().expect("this program is a file");
    own.with_file_name("taicho")
}

/// What a peer finds, at the threshold that the truth says is best for it.
fn by_peer(python: &str, peer: &str, set: &Path) -> Run {
    let mut command = Command::new(python);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/linkage.py");
    command.arg(script).arg("run").arg(peer).arg(set);
    // Of its two settings the better one for these sets.
    let is_febrl = set.file_name().is_some_and(|name| name.to_string_lossy().starts_with("febrl"));
    if peer == "recordlinkage" && is_febrl {
        command.arg("--unknown-differs");
    }
    let done = command.output().expect("Python runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let printed = String::from_utf8_lossy(&done.stdout);
    let told: Value = serde_json::from_str(printed.lines().last().unwrap_or_default())
        .expect("the peer's last line is JSON");
    let links = told.get("one_to_one_best").is_some();
    let best = &told[if links { "one_to_one_best" } else { "clustered_best" }];
    let count = |of: &str| best[of].as_u64().expect("a count");
    let right = count("true_pairs");
    let mut quality = Quality::of(right, right + count("false_pairs"), right + count("missed"));
    // Of one file the peer counts kinds among its pairs, before they are clusters.
    let kinds = told.get(if links { "traps_at_one_to_one_best" } else { "traps_at_best" });
    quality.kinds = kinds.and_then(Value::as_object).map(|kinds| {
        kinds.iter().map(|(kind, count)| (kind.clone(), count.as_u64().unwrap_or(0))).collect()
    });
    let tool = format!("{peer} {}", told["version"].as_str().unwrap_or_default());
    let number = |of: &str| told[of].as_f64().expect("a number");
    Run { tool, quality, cpu_s: number("cpu_total_s"), mib: number("peak_mib") }
}
