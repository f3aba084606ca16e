//! The pages that the program writes about itself; tests hold them to what stands in `docs/`.

use std::fmt::Write as _;

use clap::{Args, CommandFactory as _, Subcommand};
use taicho_ops::import::{SPECS, Spec};

use super::Arguments;

#[derive(Debug, Args)]
pub(crate) struct Docs {
    #[command(subcommand)]
    page: Page,
}

#[derive(Clone, Copy, Debug, Subcommand)]
enum Page {
    /// The commands.
    Cli,
    /// What can be imported.
    ImportFormat,
}

impl Docs {
    pub(crate) fn run(self) {
        print!("{}", page(self.page));
    }
}

fn page(page: Page) -> String {
    match page {
        Page::Cli => cli(),
        Page::ImportFormat => import_format(),
    }
}

fn cli() -> String {
    let mut page = String::from(include_str!("docs/cli.md"));
    let mut command = Arguments::command();
    command.build();
    add_command(&mut page, &command, "taicho");
    page
}

fn add_command(page: &mut String, command: &clap::Command, name: &str) {
    let help = command.clone().term_width(100).render_long_help().to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    write!(page, "\n## `{name}`\n\n```text\n{}\n```\n", lines.join("\n")).expect("a text grows");
    for inner in command.get_subcommands() {
        if !inner.is_hide_set() && inner.get_name() != "help" {
            add_command(page, inner, &format!("{name} {}", inner.get_name()));
        }
    }
}

fn import_format() -> String {
    let mut page = String::from(include_str!("docs/import-format.md"));
    for spec in SPECS {
        add_kind(&mut page, spec);
    }
    page
}

fn add_kind(page: &mut String, spec: &Spec) {
    let Spec { kind, title, key, .. } = spec;
    let words: Vec<String> = std::iter::once(kind.replace('_', " "))
        .chain(spec.file_words.iter().map(|word| (*word).to_owned()))
        .map(|word| format!("`{word}`"))
        .collect();
    let words = words.join(", ");
    write!(
        page,
        "\n## {} · {}: `{kind}`\n\n\
         Tên tệp bắt đầu bằng · The file's name begins with: {words}.\n\n\
         Khóa · Key: {} · {}.\n\n\
         | cột · column | tiêu đề khác · other headings | bắt buộc · required | chứa gì | what it holds |\n\
         | --- | --- | --- | --- | --- |\n",
        title.0, title.1, key.0, key.1
    )
    .expect("a text grows");
    for column in spec.columns {
        let headings = column.headings.join(", ");
        let required = if column.required { "có · yes" } else { "" };
        let (vi, en) = column.holds;
        writeln!(page, "| `{}` | {headings} | {required} | {vi} | {en} |", column.name)
            .expect("a text grows");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(made: Page, name: &str) {
        let path = format!("{}/../../docs/{name}.md", env!("CARGO_MANIFEST_DIR"));
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            page(made) == kept,
            "docs/{name}.md is not what the program writes: run `cargo xtask docs`"
        );
    }

    #[test]
    fn the_page_of_commands_is_current() {
        check(Page::Cli, "cli");
    }

    #[test]
    fn the_page_of_imports_is_current() {
        check(Page::ImportFormat, "import-format");
    }

    #[test]
    fn every_command_is_on_its_page() {
        let page = cli();
        for name in ["serve", "demo", "import", "decide", "rules test", "audit"] {
            assert!(page.contains(&format!("## `taicho {name}`")), "{name}");
        }
    }
}
