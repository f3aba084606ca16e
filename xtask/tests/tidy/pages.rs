//! Pages and notices in step with the tree.

use std::collections::BTreeSet;

use crate::tree::{check, exists, files, folders, read};

/// What stands between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The section of a page under a heading.
fn section<'a>(page: &'a str, heading: &str) -> &'a str {
    let (_, after) = page.split_once(heading).unwrap_or_else(|| panic!("no section {heading}"));
    after.split("\n## ").next().unwrap_or_default()
}

#[test]
fn the_code_map_names_the_crates_there_are() {
    let page = read("docs/architecture.md");
    let named: BTreeSet<String> = quoted(section(&page, "## Code map"))
        .filter_map(|word| word.strip_prefix("crates/"))
        .filter(|name| !name.contains('/'))
        .map(str::to_owned)
        .collect();
    let there_are: BTreeSet<String> = folders("crates").into_iter().collect();
    assert_eq!(named, there_are);
}

#[test]
fn where_do_i_add_names_places_that_exist() {
    let page = read("CONTRIBUTING.md");
    let table = section(&page, "## Where do I add …?");
    let paths: Vec<&str> =
        quoted(table).filter(|word| word.contains('/') && !word.contains(' ')).collect();
    assert!(paths.len() > 10, "the table was not found");
    let faults = paths.into_iter().filter_map(|path| {
        // `<name>` stands for what is new, so the folder before it must exist.
        let known = path.split('<').next().unwrap_or_default();
        let known = known.rsplit_once('/').map_or(known, |(folder, _)| folder);
        let wanted = if path.contains('<') { known } else { path };
        (!exists(wanted)).then(|| format!("{path}: there is no {wanted}"))
    });
    check("CONTRIBUTING.md names what is not there", faults);
}

#[test]
fn links_between_pages_lead_somewhere() {
    let mut pages = files("docs", "md");
    pages.extend(
        ["README.md", "README.vi.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"]
            .map(str::to_owned),
    );
    let faults = pages.into_iter().flat_map(|page| {
        let text = read(&page);
        let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let links: Vec<String> = text
            .split("](")
            .skip(1)
            .filter_map(|after| after.split([')', '#']).next())
            .filter(|target| !target.is_empty() && !target.contains("://"))
            // The picture is taken from a program that serves; it is not made here.
            .filter(|target| !target.starts_with("docs/images/"))
            .map(|target| format!("{folder}/{target}").trim_start_matches('/').to_owned())
            .collect();
        links
            .into_iter()
            .filter(|target| !exists(target))
            .map(move |target| format!("{page}: {target}"))
    });
    check("links to nowhere", faults.collect::<Vec<_>>());
}

#[test]
fn what_others_made_has_its_notice() {
    // Folders of `content/` with files that come from outside, as data sources are named in their READMEs.
    let from_outside = ["content/areas", "content/names"];
    let notice = read("NOTICE");
    let mut faults: Vec<String> = Vec::new();
    for folder in from_outside {
        if !exists(&format!("{folder}/NOTICE")) {
            faults.push(format!("{folder}/NOTICE is missing"));
        }
        if !notice.contains(folder) {
            faults.push(format!("NOTICE does not name {folder}"));
        }
    }
    // Anything else that is not written by hand, that is, not text of ours in TOML or Markdown, needs a README at least.
    for ending in ["csv", "geojson", "gz", "txt"] {
        for file in files("content", ending) {
            let mut folder = file.as_str();
            let mut explained = false;
            while let Some((above, _)) = folder.rsplit_once('/') {
                folder = above;
                explained |=
                    exists(&format!("{folder}/README.md")) || exists(&format!("{folder}/NOTICE"));
            }
            if !explained {
                faults.push(format!("{file}: no README or NOTICE says where it comes from"));
            }
        }
    }
    check("notices", faults);
}

#[test]
fn both_readmes_tell_the_same_commands() {
    let commands = |page: &str| -> Vec<String> {
        let text = read(page);
        let blocks = text.split("```sh\n").skip(1).filter_map(|block| block.split("```").next());
        blocks
            .flat_map(str::lines)
            .map(|line| line.split('#').next().unwrap_or_default().trim().to_owned())
            .collect()
    };
    assert_eq!(commands("README.md"), commands("README.vi.md"));
}
