//! The crates that others made, as `cargo metadata` lists them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// The machine that offices run the program on: the crates of other systems are not in it.
pub(crate) const TARGET: &str = "x86_64-unknown-linux-gnu";

/// A crate of somebody else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    /// Its licence expression, as its manifest has it.
    pub(crate) licence: String,
    /// Where it comes from.
    pub(crate) source: String,
    /// The folder of its source.
    pub(crate) folder: PathBuf,
    pub(crate) authors: Vec<String>,
    /// Whether it is in the program or helps to build it; the others serve tests and chores only.
    pub(crate) shipped: bool,
}

/// Every crate of others that the workspace at `root` builds, by name.
pub(crate) fn packages(root: &Path) -> Result<Vec<Package>> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--locked", "--filter-platform", TARGET])
        .current_dir(root)
        .output()
        .context("cargo metadata cannot be started")?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let shipped = shipped(&metadata).context("cargo metadata has no graph of the program")?;
    let mut found: Vec<Package> = list(&metadata["packages"])
        .filter(|package| !package["source"].is_null())
        .map(|package| read(package, &shipped))
        .collect();
    found.sort();
    Ok(found)
}

fn read(package: &Value, shipped: &BTreeSet<&str>) -> Package {
    let text = |name: &str| package[name].as_str().unwrap_or_default().to_owned();
    let manifest = PathBuf::from(text("manifest_path"));
    Package {
        name: text("name"),
        version: text("version"),
        licence: text("license"),
        source: text("source"),
        folder: manifest.parent().unwrap_or(&manifest).to_owned(),
        authors: list(&package["authors"]).filter_map(Value::as_str).map(str::to_owned).collect(),
        shipped: package["id"].as_str().is_some_and(|id| shipped.contains(id)),
    }
}

/// The ids of everything that the program needs to run or to be built, tests aside.
fn shipped(metadata: &Value) -> Option<BTreeSet<&str>> {
    let nodes: BTreeMap<&str, &Value> = list(&metadata["resolve"]["nodes"])
        .filter_map(|node| Some((node["id"].as_str()?, node)))
        .collect();
    let program = list(&metadata["packages"]).find(|package| package["name"] == "taicho")?;
    let mut found = BTreeSet::new();
    let mut ahead = vec![program["id"].as_str()?];
    while let Some(id) = ahead.pop() {
        if !found.insert(id) {
            continue;
        }
        for needed in list(&nodes.get(id)?["deps"]) {
            let of_tests_alone = |kind: &Value| kind["kind"] == "dev";
            if !list(&needed["dep_kinds"]).all(of_tests_alone) {
                ahead.extend(needed["pkg"].as_str());
            }
        }
    }
    Some(found)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
