//! House rules that a reader of the source can check.

use crate::tree::{check, files, read};

const LONGEST: usize = 800;

/// Rust that we ship or run, tests aside.
fn rust() -> Vec<String> {
    let mut found = files("crates", "rs");
    found.extend(files("xtask/src", "rs"));
    found.extend(files("bench", "rs"));
    assert!(found.len() > 100, "the source was not found");
    found
}

fn is_test(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("/tests.rs")
}

/// The part of a file that is not its tests.
fn shipped(path: &str) -> String {
    if is_test(path) {
        return String::new();
    }
    let text = read(path);
    text.split("#[cfg(test)]").next().unwrap_or_default().to_owned()
}

/// Every line that holds one of the words, comments aside.
fn lines_with(path: &str, text: &str, words: &[&str]) -> Vec<String> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .filter_map(|(at, line)| {
            let word = words.iter().find(|word| line.contains(**word))?;
            Some(format!("{path}:{}: {word}", at + 1))
        })
        .collect()
}

#[test]
fn no_file_is_too_long() {
    let mut paths = rust();
    for (folder, ending) in
        [("web/src", "ts"), ("web/src", "svelte"), ("web/src", "css"), ("docs", "md")]
    {
        paths.extend(files(folder, ending));
    }
    // What a program writes is as long as what it lists.
    let generated = ["docs/cli.md", "docs/import-format.md", "web/src/api/schema.ts"];
    let long =
        paths.into_iter().filter(|path| !is_test(path) && !generated.contains(&path.as_str()));
    let faults = long.filter_map(|path| {
        let lines = read(&path).lines().count();
        (lines > LONGEST).then(|| format!("{path}: {lines} lines"))
    });
    check("files over 800 lines", faults);
}

#[test]
fn nothing_is_left_for_later() {
    // Written in two parts, so that this file does not hold what it looks for.
    let words = [
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
        concat!("dbg", "!("),
        concat!("#[", "ignore"),
    ];
    let faults = rust().into_iter().flat_map(|path| lines_with(&path, &read(&path), &words));
    check("stubs and tests that never run", faults);
}

#[test]
fn exceptions_to_lints_give_their_reason() {
    let faults = rust().into_iter().flat_map(|path| {
        let text = read(&path);
        let mut found = lines_with(&path, &text, &["#[allow(", "#![allow("]);
        for (at, after) in text.match_indices("#[expect(") {
            let end = text[at..].find(")]").map_or(text.len(), |end| at + end);
            if !text[at..end].contains("reason = ") {
                found.push(format!("{path}: {after} without a reason"));
            }
        }
        found
    });
    check("exceptions to lints", faults);
}

#[test]
fn only_the_store_knows_sql() {
    let words = ["select ", "insert into ", "update ", "delete from ", "create table "];
    // What the store is measured against is written without it.
    let baseline = "bench/src/bin/import_store/plain.rs";
    let outside = rust().into_iter().filter(|path| {
        !path.starts_with("crates/store/")
            && !path.starts_with("crates/testkit/")
            && path != baseline
    });
    let faults = outside.flat_map(|path| {
        // A statement stands at the beginning of a text; prose may hold the same words.
        let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}")).collect();
        let quoted: Vec<&str> = quoted.iter().map(String::as_str).collect();
        lines_with(&path, &shipped(&path), &quoted)
    });
    check("SQL outside crates/store", faults);
}

#[test]
fn engines_do_not_read_the_clock() {
    let words = ["Timestamp::now", "Zoned::now", "SystemTime::now", "Instant::now"];
    let engines = ["model", "rules", "contacts", "normalise", "linkage", "sheets", "documents"];
    let faults = rust()
        .into_iter()
        .filter(|path| {
            engines.iter().any(|engine| path.starts_with(&format!("crates/{engine}/src/")))
        })
        .flat_map(|path| lines_with(&path, &shipped(&path), &words));
    check("engines that read the clock", faults);
}

#[test]
fn modules_are_files_beside_their_folders() {
    let names = ["mod.rs", "utils.rs", "helpers.rs", "manager.rs", "service.rs", "common.rs"];
    let faults = rust()
        .into_iter()
        .filter(|path| names.iter().any(|name| path.rsplit('/').next() == Some(name)));
    check("names that say nothing", faults);
}
