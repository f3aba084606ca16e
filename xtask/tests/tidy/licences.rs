//! What others made: that we may use it, where it comes from, and that its licence is printed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::packages::{Package, packages};
use crate::tree::{check, exists, read, root};

const STALE: &str =
    "crates/taicho/licences.txt is not of today: `cargo xtask licences` writes it anew";

fn of_others() -> Vec<Package> {
    packages(root()).unwrap()
}

/// The strings of a list in `deny.toml`.
fn denied(table: &str, name: &str) -> BTreeSet<String> {
    let rules: toml::Table = read("deny.toml").parse().expect("deny.toml is TOML");
    let list = rules[table][name].as_array().unwrap_or_else(|| panic!("{table}.{name} is a list"));
    list.iter().map(|item| item.as_str().unwrap().to_owned()).collect()
}

/// Whether what is allowed satisfies a licence expression; an old manifest writes a slash for OR.
fn satisfied(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    let fits = either(&mut rest, allowed);
    fits && rest.is_empty()
}

fn either(rest: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    let mut fits = both(rest, allowed);
    while let [word, after @ ..] = *rest
        && *word == "OR"
    {
        *rest = after;
        fits |= both(rest, allowed);
    }
    fits
}

fn both(rest: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    let mut fits = one(rest, allowed);
    while let [word, after @ ..] = *rest
        && *word == "AND"
    {
        *rest = after;
        fits &= one(rest, allowed);
    }
    fits
}

fn one(rest: &mut &[&str], allowed: &BTreeSet<String>) -> bool {
    match *rest {
        ["(", after @ ..] => {
            *rest = after;
            let fits = either(rest, allowed);
            let closed = rest.first() == Some(&")");
            *rest = rest.get(1..).unwrap_or_default();
            fits && closed
        }
        [id, "WITH", exception, after @ ..] => {
            *rest = after;
            allowed.contains(&format!("{id} WITH {exception}"))
        }
        [id, after @ ..] => {
            *rest = after;
            allowed.contains(*id)
        }
        [] => false,
    }
}

#[test]
fn expressions_are_read_as_they_are_meant() {
    let allowed: BTreeSet<String> =
        ["MIT", "Zlib", "Apache-2.0 WITH LLVM-exception"].into_iter().map(str::to_owned).collect();
    for (expression, wanted) in [
        ("MIT", true),
        ("GPL-3.0-only", false),
        ("GPL-3.0-only OR MIT", true),
        ("GPL-3.0-only/MIT", true),
        ("MIT AND GPL-3.0-only", false),
        ("(GPL-3.0-only OR MIT) AND Zlib", true),
        ("GPL-3.0-only OR MIT AND Zlib", true),
        ("Apache-2.0", false),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("MIT GPL-3.0-only", false),
        ("(MIT", false),
        ("", false),
    ] {
        assert_eq!(satisfied(expression, &allowed), wanted, "{expression}");
    }
}

#[test]
fn every_crate_may_be_used_and_comes_from_where_it_may() {
    let licences = denied("licenses", "allow");
    let sources: Vec<String> = denied("sources", "allow-registry")
        .into_iter()
        .map(|registry| format!("registry+{registry}"))
        .collect();
    let packages = of_others();
    assert!(packages.len() > 300, "{} crates were found", packages.len());
    let faults = packages.iter().flat_map(|package| {
        let Package { name, version, licence, source, .. } = package;
        let mut found = Vec::new();
        if !satisfied(licence, &licences) {
            found.push(format!("{name} {version}: licence “{licence}”"));
        }
        if !sources.contains(source) {
            found.push(format!("{name} {version}: from {source}"));
        }
        found
    });
    check("crates that deny.toml does not allow", faults.collect::<Vec<_>>());
    let used = |allowed: &&String| packages.iter().any(|it| it.licence.contains(allowed.as_str()));
    let unused = licences.iter().filter(|allowed| !used(allowed)).cloned();
    check("licences that deny.toml allows and no crate has", unused.collect::<Vec<_>>());
}

/// The packages of a sort that the printed list names, as `name version`.
fn printed(sort: &str) -> BTreeSet<String> {
    let page = read("crates/taicho/licences.txt");
    let list = page.split("\n=== ").find(|part| part.starts_with("Packages")).unwrap_or_default();
    let lines = list.lines().filter_map(|line| line.strip_prefix(sort)?.strip_prefix(' '));
    lines.map(|line| line.split(" (").next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn the_licence_of_every_crate_in_the_program_is_printed() {
    let wanted: BTreeSet<String> = of_others()
        .into_iter()
        .filter(|package| package.shipped)
        .map(|package| format!("{} {}", package.name, package.version))
        .collect();
    let printed = printed("crate");
    let faults = wanted.symmetric_difference(&printed).cloned();
    check(STALE, faults.collect::<Vec<_>>());
}

#[test]
fn the_licence_of_every_package_in_the_web_app_is_printed() {
    let lock: Value = serde_json::from_str(&read("web/package-lock.json")).unwrap();
    let printed = printed("npm");
    assert!(printed.len() > 1, "{printed:?}");
    let faults = printed.iter().filter(|package| {
        let (name, version) = package.split_once(' ').unwrap();
        lock["packages"][format!("node_modules/{name}")]["version"] != version
    });
    check(STALE, faults.cloned().collect::<Vec<_>>());
    // Where the app has been built, the build itself says what it holds.
    let built = "web/node_modules/.bundled.json";
    if exists(built) {
        let bundled: BTreeMap<String, String> = serde_json::from_str(&read(built)).unwrap();
        let bundled = bundled.into_iter().map(|(name, version)| format!("{name} {version}"));
        assert_eq!(bundled.collect::<BTreeSet<_>>(), printed, "{STALE}");
    }
}

#[test]
fn every_text_is_there_and_is_used() {
    let page = read("crates/taicho/licences.txt");
    let (list, texts) = page.split_once("\n=== Text 1: ").unwrap();
    let count = texts.matches("\n=== Text ").count() + 1;
    let listed = list.lines().filter_map(|line| line.rsplit_once(": "));
    let numbers: BTreeSet<usize> = listed
        .flat_map(|(_, numbers)| numbers.split(", ").filter_map(|number| number.parse().ok()))
        .collect();
    assert_eq!(numbers, (1..=count).collect::<BTreeSet<_>>());
    for shipped in ["SQLite", "Liberation Serif", "Be Vietnam Pro", "Svelte", "content/areas"] {
        assert!(list.contains(shipped), "{shipped}");
    }
}
