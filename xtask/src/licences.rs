//! The licences of everything inside the program, as `taicho licences` prints them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::packages::{Package, packages};
use crate::{needs, root, web};

const FILE: &str = "crates/taicho/licences.txt";

/// Standard texts of licences, for crates that name one and ship no text; the earlier asks less of whoever uses it.
const STANDARD: [(&str, &str); 3] = [
    ("Apache-2.0", "LICENSE"),
    ("0BSD", "xtask/licences/0BSD.txt"),
    ("MIT", "xtask/licences/MIT.txt"),
];

/// What is in the program and comes neither as a crate nor as a package of the web app.
const BESIDE: [(&str, &str, &str); 8] = [
    ("data", "content/areas", "content/areas/NOTICE"),
    ("data", "content/contact-matrices", "content/contact-matrices/NOTICE"),
    ("data", "content/courses", "content/courses/NOTICE"),
    ("data", "content/names", "content/names/NOTICE"),
    ("font", "Be Vietnam Pro", "web/public/licences/be-vietnam-pro.txt"),
    ("font", "Liberation Serif", "crates/typeset/fonts/OFL.txt"),
    ("library", "SQLite", "xtask/licences/SQLite.txt"),
    ("library", "Svelte", "web/public/licences/svelte.txt"),
];

const HEAD: &str = "\
Taicho is licensed under the Apache License 2.0. What others made and what is in the program stands below: first each
package with its licence and the numbers of its texts, then each text once. `cargo xtask licences` writes this file.
";

/// Texts, each once, with those who use it.
#[derive(Default)]
struct Texts {
    /// By the words of the text, blanks aside.
    numbers: BTreeMap<String, usize>,
    kept: Vec<(String, Vec<String>)>,
}

impl Texts {
    /// The number of a text, from 1.
    fn add(&mut self, text: &str, user: &str) -> usize {
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let number = *self.numbers.entry(words).or_insert_with(|| {
            self.kept.push((tidy(text), Vec::new()));
            self.kept.len()
        });
        let users = &mut self.kept[number - 1].1;
        if users.last().is_none_or(|last| last != user) {
            users.push(user.to_owned());
        }
        number
    }
}

pub(crate) fn run() -> Result<()> {
    needs::node()?;
    web::install()?;
    web::build()?;
    let mut texts = Texts::default();
    let mut page = String::from(HEAD);
    page.push_str("\n=== Packages\n\n");
    for package in packages(root())?.into_iter().filter(|package| package.shipped) {
        let found = of_crate(&package)?;
        add(
            &mut page,
            &mut texts,
            "crate",
            &package.name,
            &package.version,
            &package.licence,
            &found,
        )?;
    }
    for (name, version) in web::bundled()? {
        let folder = web::folder().join("node_modules").join(&name);
        let manifest: Value = serde_json::from_slice(&fs::read(folder.join("package.json"))?)?;
        let licence = manifest["license"].as_str().unwrap_or_default();
        add(&mut page, &mut texts, "npm", &name, &version, licence, &in_folder(&folder)?)?;
    }
    for (sort, name, path) in BESIDE {
        let text = fs::read_to_string(root().join(path)).with_context(|| path.to_owned())?;
        add(&mut page, &mut texts, sort, name, "", "", &[text])?;
    }
    for (number, (text, users)) in (1..).zip(&texts.kept) {
        write!(page, "\n=== Text {number}: {}\n\n{text}", users.join(", "))?;
    }
    let path = root().join(FILE);
    fs::write(&path, page)?;
    println!("{}: {} texts", path.display(), texts.kept.len());
    Ok(())
}

/// Adds the line of a package, and its texts.
fn add(
    page: &mut String,
    texts: &mut Texts,
    sort: &str,
    name: &str,
    version: &str,
    licence: &str,
    found: &[String],
) -> Result<()> {
    if found.is_empty() {
        bail!("{name} {version} ({licence}) ships no licence and {STANDARD:?} has none for it");
    }
    let user = [name, version].join(" ").trim().to_owned();
    let mut numbers: Vec<usize> = found.iter().map(|text| texts.add(text, &user)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
    let licence = if licence.is_empty() { String::new() } else { format!(" ({licence})") };
    writeln!(page, "{sort} {user}{licence}: {}", numbers.join(", "))?;
    Ok(())
}

/// The texts that a crate ships, or the standard text of a licence that it names.
fn of_crate(package: &Package) -> Result<Vec<String>> {
    let found = in_folder(&package.folder)?;
    let named = || package.licence.split(|letter: char| !is_of_id(letter));
    let standard = STANDARD.iter().find(|(id, _)| named().any(|word| word == *id));
    match standard {
        Some((id, path)) if found.is_empty() => {
            let text = fs::read_to_string(root().join(path))?;
            let authors = package.authors.join(", ");
            // The text of the Apache licence names nobody.
            let head = if *id == "Apache-2.0" {
                String::new()
            } else {
                format!("Copyright {authors}\n\n")
            };
            Ok(vec![format!("{head}{text}")])
        }
        _ => Ok(found),
    }
}

fn is_of_id(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "-.".contains(letter)
}

/// The licences and notices in a folder and below, what serves only tests aside.
fn in_folder(folder: &Path) -> Result<Vec<String>> {
    let mut paths = Vec::new();
    collect(folder, &mut paths)?;
    paths.sort();
    let read = |path: &PathBuf| fs::read(path).with_context(|| path.display().to_string());
    paths.iter().map(|path| Ok(String::from_utf8_lossy(&read(path)?).into_owned())).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<()> {
    const NAMES: [&str; 7] =
        ["license", "licence", "copying", "copyright", "notice", "unlicense", "ofl"];
    const NOT_IN: [&str; 6] = ["tests", "scripts", "examples", "benches", "fuzz", "node_modules"];
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        if path.is_dir() {
            if !NOT_IN.contains(&name.as_str()) {
                collect(&path, paths)?;
            }
            continue;
        }
        let source = [".rs", ".js", ".ts", ".html", ".py"].iter().any(|it| name.ends_with(it));
        if !source && NAMES.iter().any(|word| name.starts_with(word)) {
            paths.push(path);
        }
    }
    Ok(())
}

/// A text without blanks at the ends of its lines or around it.
fn tidy(text: &str) -> String {
    let text = text.trim_start_matches('\u{feff}');
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let text = lines.join("\n");
    format!("{}\n", text.trim_matches('\n'))
}
