//! Files that import each other in a circle: whoever reads one has to read them all.

use std::collections::{BTreeMap, BTreeSet};

use crate::tree::{check, files, folders};

/// Edges that close a circle, of a crate from a module to another; each with what would undo it.
const KNOWN: &[(&str, &str, &str, &str)] = &[
    ("model", "record", "area", "the checks of each kind stand with the kind"),
    ("model", "record", "fact", "the field type of a fact's value stands with facts"),
    ("model", "record", "value", "row and value stand below the description of kinds"),
    ("model", "record", "words", "words of two languages and closed lists are two files"),
    ("ops", "error", "records", "what is refused of an entry is a word of the model"),
    ("ops", "import/recognise", "import/scan", "the fault of a sheet stands with the cells"),
    ("ops", "records/reading", "records/diseases", "how a cell is refused stands by itself"),
    ("ops", "records/reading", "records/export", "the columns of a table stand by themselves"),
    ("server", "api/records/lists", "api/records/list", "the bounds of a page stand with lists"),
    ("store", "audit", "answer", "an audit collects the checks of its parts from above"),
    ("store", "error", "address", "the faults of an encrypted connection are errors"),
    ("store", "job", "store", "what a job does stands apart from its rows"),
    ("store", "read", "store", "the list of open changes is read where rows are read"),
    ("store", "write", "store", "the parts of a long change stand with the write"),
];

/// A module by the names from the root of its crate.
type Name = Vec<String>;

/// What a module says of others: what it takes in under which name, and every path from `crate` or `super`.
#[derive(Default)]
struct Module {
    uses: Vec<(Name, String)>,
    paths: Vec<Name>,
}

type Modules = BTreeMap<Name, Module>;

#[test]
fn no_files_import_each_other_in_a_circle() {
    let mut sources: Vec<(String, String)> =
        folders("crates").into_iter().map(|name| (format!("crates/{name}/src"), name)).collect();
    sources.push(("xtask/src".to_owned(), "xtask".to_owned()));
    let mut faults = Vec::new();
    let mut needless: BTreeSet<_> = KNOWN.iter().map(|known| (known.0, known.1, known.2)).collect();
    for (folder, name) in &sources {
        let modules = modules_of(folder);
        let mut edges = edges_of(&modules);
        for (of_crate, from, to, _) in KNOWN.iter().filter(|known| known.0 == name) {
            let before = edges.len();
            edges.retain(|(one, other)| !(is_within(one, from) && is_within(other, to)));
            if edges.len() < before {
                needless.remove(&(*of_crate, *from, *to));
            }
        }
        faults.extend(circles(&modules, &edges).map(|circle| format!("{name}: {circle}")));
    }
    check("files that import each other in a circle", faults);
    let needless = needless.into_iter().map(|(name, from, to)| format!("{name}: {from} → {to}"));
    check("circles that are listed and are no more", needless);
}

#[test]
fn a_circle_is_seen_through_what_a_module_passes_on() {
    let root = "mod a;\nmod b;\npub use b::{Deep, other as Renamed};";
    let b = "mod c;\npub use c::Deep;\nuse super::a::{self, x};\n#[cfg(test)]\nmod tests { use crate::z; }";
    let texts = [("", root), ("a", "use crate::Deep;"), ("b", b), ("b/c", "pub struct Deep;")];
    let modules: Modules = texts.iter().map(|(name, text)| (name_of(name), read(text))).collect();
    let edges = edges_of(&modules);
    assert!(edges.contains(&(name_of("a"), name_of("b/c"))), "{edges:?}");
    assert_eq!(circles(&modules, &edges).collect::<Vec<_>>(), ["a → b/c, b → a"]);
}

fn name_of(path: &str) -> Name {
    path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn is_within(module: &Name, path: &str) -> bool {
    module.starts_with(&name_of(path))
}

/// The modules of a crate, those of tests aside.
fn modules_of(folder: &str) -> Modules {
    let mut texts = BTreeMap::new();
    let mut of_tests = BTreeSet::new();
    for path in files(folder, "rs") {
        let within = path[folder.len() + 1..].trim_end_matches(".rs");
        let name = name_of(if matches!(within, "lib" | "main") { "" } else { within });
        let text = crate::tree::read(&path);
        for after in text.split("#[cfg(test)]").skip(1) {
            let item = after.trim_start().trim_start_matches("pub(crate) ");
            let module = item.strip_prefix("mod ").and_then(|rest| rest.split_once([';', ' ']));
            of_tests.extend(module.map(|(module, _)| child(&name, module)));
        }
        texts.insert(name, text);
    }
    texts.retain(|name, _| !of_tests.iter().any(|test| name.starts_with(test)));
    texts.into_iter().map(|(name, text)| (name, read(&text))).collect()
}

fn child(parent: &Name, name: &str) -> Name {
    let mut child = parent.clone();
    child.push(name.to_owned());
    child
}

/// Reads a file: its imports, and the paths in its code, comments and tests aside.
fn read(text: &str) -> Module {
    let lines = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    let text = lines.collect::<Vec<_>>().join("\n");
    let mut module = Module::default();
    let mut rest = text.as_str();
    while let Some(at) = rest.find(['u', 'c', 's', '#']) {
        let here = &rest[at..];
        let inside =
            rest[..at].ends_with(|it: char| it.is_alphanumeric() || matches!(it, '_' | ':'));
        rest = &here[1..];
        if let Some(after) = here.strip_prefix("#[cfg(test)]") {
            let item = after.trim_start();
            if item.starts_with("mod ") && item.find('{') < item.find(';') {
                break;
            }
            let skipped = item.starts_with("use ") || item.starts_with("mod ");
            rest = if skipped { &item[item.find(';').unwrap_or(0)..] } else { item };
        } else if !inside && let Some(tree) = here.strip_prefix("use ") {
            let (tree, after) = tree.split_once(';').unwrap_or((tree, ""));
            expand(tree, &Vec::new(), &mut module.uses);
            rest = after;
        } else if !inside && (here.starts_with("crate::") || here.starts_with("super::")) {
            let is_name = |it: char| it.is_alphanumeric() || matches!(it, '_' | ':');
            let (path, after) = here.split_at(here.find(|it| !is_name(it)).unwrap_or(here.len()));
            let parts = path.split("::").filter(|part| !part.is_empty());
            module.paths.push(parts.map(str::to_owned).collect());
            rest = after;
        }
    }
    module
}

/// Every path of a tree of imports, with the name that it gets.
fn expand(tree: &str, before: &Name, found: &mut Vec<(Name, String)>) {
    let mut depth = 0;
    let commas = |it: char| {
        depth += i32::from(it == '{') - i32::from(it == '}');
        it == ',' && depth == 0
    };
    for part in tree.split(commas).map(str::trim).filter(|part| !part.is_empty()) {
        let (path, inner) = part.split_once('{').map_or((part, None), |(path, inner)| {
            (path, inner.rsplit_once('}').map(|(inner, _)| inner))
        });
        let (path, renamed) = path.split_once(" as ").unwrap_or((path, ""));
        let mut name = before.clone();
        name.extend(path.split("::").map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()));
        match inner {
            Some(inner) => expand(inner, &name, found),
            None => {
                name.truncate(name.len() - usize::from(name.last().is_some_and(|it| it == "self")));
                let renamed = if renamed.is_empty() { name.last().cloned() } else { None };
                let known_as =
                    renamed.unwrap_or_else(|| part.rsplit(' ').next().unwrap().to_owned());
                found.push((name, known_as));
            }
        }
    }
}

/// The module in which a path ends, through what modules pass on.
fn resolve(modules: &Modules, from: &Name, path: &[String], depth: u8) -> Option<Name> {
    let supers = path.iter().take_while(|part| *part == "super").count();
    let (mut at, mut rest) = match path.first()?.as_str() {
        "crate" => (Vec::new(), &path[1..]),
        "self" => (from.clone(), &path[1..]),
        "super" => (from[..from.len().checked_sub(supers)?].to_vec(), &path[supers..]),
        first if modules.contains_key(&child(from, first)) => (from.clone(), path),
        _ => return None,
    };
    while let Some((next, after)) = rest.split_first() {
        let below = child(&at, next);
        if !modules.contains_key(&below) {
            let passed_on =
                modules.get(&at)?.uses.iter().filter(|(_, name)| name == next && depth < 8);
            let mut ends = passed_on.filter_map(|(path, _)| resolve(modules, &at, path, depth + 1));
            return Some(ends.next().unwrap_or(at));
        }
        (at, rest) = (below, after);
    }
    Some(at)
}

/// Which module uses which; what a module says of those in its own folder is no import.
fn edges_of(modules: &Modules) -> BTreeSet<(Name, Name)> {
    let all = modules.iter().flat_map(|(from, module)| {
        let paths = module.uses.iter().map(|(path, _)| path).chain(&module.paths);
        paths.filter_map(|path| Some((from.clone(), resolve(modules, from, path, 0)?)))
    });
    all.filter(|(from, to)| !to.starts_with(from)).collect()
}

/// The circles among the modules of one folder, each with all below it.
fn circles(modules: &Modules, edges: &BTreeSet<(Name, Name)>) -> impl Iterator<Item = String> {
    let parents: BTreeSet<&[String]> =
        modules.keys().filter_map(|name| Some(name.split_last()?.1)).collect();
    parents.into_iter().filter_map(|parent| {
        let at = parent.len();
        let beside = edges.iter().filter(|(from, to)| {
            from.starts_with(parent) && to.starts_with(parent) && from.len() > at && to.len() > at
        });
        let beside: Vec<_> = beside.filter(|(from, to)| from[at] != to[at]).collect();
        let leads_back = |from: &Name, to: &Name| {
            let mut seen = BTreeSet::from([&to[at]]);
            loop {
                let next = beside.iter().filter(|(one, _)| seen.contains(&one[at]));
                let next: Vec<_> = next.map(|(_, other)| &other[at]).collect();
                let before = seen.len();
                seen.extend(next);
                if seen.len() == before {
                    return seen.contains(&from[at]);
                }
            }
        };
        let closing = beside.iter().filter(|(from, to)| leads_back(from, to));
        let shown: Vec<String> =
            closing.map(|(from, to)| format!("{} → {}", from.join("/"), to.join("/"))).collect();
        (!shown.is_empty()).then(|| shown.join(", "))
    })
}
