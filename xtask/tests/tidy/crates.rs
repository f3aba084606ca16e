//! Who may depend on whom, and what each crate brings along.

use std::collections::{BTreeMap, BTreeSet};

use crate::tree::{check, exists, folders, read};

/// Each crate with those of ours that it may use; another edge needs a line here, and a reason in the review.
const MAY_USE: &[(&str, &[&str])] = &[
    ("record-derive", &[]),
    ("model", &["record-derive"]),
    ("rules", &["model"]),
    ("contacts", &["model"]),
    ("forecast", &["model"]),
    ("normalise", &["model"]),
    ("linkage", &["model", "normalise"]),
    ("sheets", &["model"]),
    ("documents", &["model"]),
    ("store", &["model"]),
    (
        "ops",
        &[
            "model",
            "rules",
            "contacts",
            "forecast",
            "normalise",
            "linkage",
            "sheets",
            "documents",
            "store",
        ],
    ),
    ("server", &["model", "rules", "store", "ops"]),
    (
        "taicho",
        &[
            "model",
            "rules",
            "contacts",
            "forecast",
            "linkage",
            "sheets",
            "documents",
            "store",
            "ops",
            "server",
        ],
    ),
    ("testkit", &["model", "store"]),
];

/// What none but these may depend on.
const KEPT_APART: &[(&str, &[&str])] = &[
    ("rusqlite", &["store", "testkit"]),
    ("postgres", &["store", "testkit"]),
    ("rustls", &["store"]),
    ("axum", &["server"]),
    ("tokio", &["server", "taicho"]),
    ("clap", &["taicho"]),
    ("typst", &["documents"]),
];

fn manifest(name: &str) -> toml::Table {
    read(&format!("crates/{name}/Cargo.toml")).parse().expect("a manifest is TOML")
}

fn dependencies(manifest: &toml::Table, section: &str) -> BTreeSet<String> {
    let table = manifest.get(section).and_then(toml::Value::as_table);
    table.into_iter().flat_map(toml::Table::keys).cloned().collect()
}

fn ours(names: &BTreeSet<String>) -> impl Iterator<Item = &str> {
    names.iter().filter_map(|name| name.strip_prefix("taicho-"))
}

#[test]
fn crates_use_only_what_they_may() {
    let table: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    let there_are: Vec<String> = folders("crates");
    let listed: Vec<&str> = table.keys().copied().collect();
    assert_eq!(there_are, listed, "the crates in the table and in crates/");
    let mut faults = Vec::new();
    for (name, may_use) in table {
        let manifest = manifest(name);
        let used = dependencies(&manifest, "dependencies");
        for other in ours(&used).filter(|other| !may_use.contains(other)) {
            faults.push(format!("{name} → {other}"));
        }
        // Tests may prepare a store besides.
        let in_tests = dependencies(&manifest, "dev-dependencies");
        let allowed = |other: &&str| !may_use.contains(other) && *other != "testkit";
        for other in ours(&in_tests).filter(allowed) {
            faults.push(format!("{name} → {other}, in its tests"));
        }
    }
    check("edges that are not in the table", faults);
}

#[test]
fn what_is_kept_apart_stays_there() {
    let faults = KEPT_APART.iter().flat_map(|(dependency, homes)| {
        let others = folders("crates").into_iter().filter(|name| !homes.contains(&name.as_str()));
        others.filter_map(move |name| {
            let uses = dependencies(&manifest(&name), "dependencies").contains(*dependency);
            uses.then(|| format!("{name} → {dependency}"))
        })
    });
    check("dependencies outside the crates that hide them", faults.collect::<Vec<_>>());
}

#[test]
fn engines_are_synchronous() {
    // Only HTTP is asynchronous: the server, and the program that starts it. The testkit is no part of it.
    let names = MAY_USE.iter().map(|(name, _)| *name);
    let faults = names
        .filter(|name| !["server", "taicho", "testkit"].contains(name))
        .filter(|name| {
            let used = dependencies(&manifest(name), "dependencies");
            ["tokio", "futures", "async-trait"].iter().any(|runtime| used.contains(*runtime))
        })
        .map(str::to_owned);
    check("crates that bring an async runtime", faults);
}

#[test]
fn each_crate_begins_with_its_readme() {
    let faults = folders("crates").into_iter().filter_map(|name| {
        let readme = format!("crates/{name}/README.md");
        let lib = format!("crates/{name}/src/lib.rs");
        if !exists(&readme) {
            return Some(format!("{readme} is missing"));
        }
        // The binary has no lib.rs: its README stands for itself.
        let included =
            !exists(&lib) || read(&lib).starts_with("#![doc = include_str!(\"../README.md\")]");
        let says_something = read(&readme).lines().count() > 3;
        (!included || !says_something)
            .then(|| format!("{readme} is empty, or not the head of {lib}"))
    });
    check("crates without their README", faults);
}

#[test]
fn dependencies_are_declared_once() {
    let faults = folders("crates").into_iter().flat_map(|name| {
        let manifest = manifest(&name);
        let mut found = Vec::new();
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let table = manifest.get(section).and_then(toml::Value::as_table);
            for (dependency, wanted) in table.into_iter().flatten() {
                if wanted.get("workspace").and_then(toml::Value::as_bool) != Some(true) {
                    found.push(format!("{name} → {dependency}"));
                }
            }
        }
        found
    });
    check("versions outside the workspace's list", faults);
}
