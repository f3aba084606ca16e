//! The pages that the program writes about itself; tests hold them to what stands in `docs/`.

use std::fmt::Write as _;

use clap::{Args, CommandFactory as _, Subcommand};
use taicho_model::{FieldSpec, FieldType, KindSpec, Reading};
use taicho_ops::import::kinds;

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
    for kind in kinds() {
        add_kind(&mut page, kind);
    }
    page
}

fn add_kind(page: &mut String, kind: &KindSpec) {
    let words: Vec<String> = std::iter::once(kind.name.replace('_', " "))
        .chain(kind.files.iter().map(|word| (*word).to_owned()))
        .map(|word| format!("`{word}`"))
        .collect();
    write!(
        page,
        "\n## {} · {}: `{}`\n\n\
         Tên tệp bắt đầu bằng · The file's name begins with: {}.\n\n\
         Khóa · Key: {}.\n\n\
         | cột · column | tiêu đề khác · other headings | bắt buộc · required | chứa gì | what it holds |\n\
         | --- | --- | --- | --- | --- |\n",
        kind.title.0,
        kind.title.1,
        kind.name,
        words.join(", "),
        key(kind)
    )
    .expect("a text grows");
    for field in kind.shown_fields() {
        let headings = [&[field.title.0], field.headings, &[field.title.1]].concat().join(", ");
        let required = if field.is_needed(kind) { "có · yes" } else { "" };
        let (vi, en) = holds(field);
        writeln!(page, "| `{}` | {headings} | {required} | {vi} | {en} |", field.column)
            .expect("a text grows");
        if field.field_type == FieldType::Fact {
            let words = "flag, number, text, date, instant";
            writeln!(page, "| `type` | loại giá trị | có · yes | {words} | {words} |")
                .expect("a text grows");
        }
    }
    let (vi, en) = ("mã của bản ghi trong hệ thống này", "the record's id in this installation");
    writeln!(page, "| `id` |  |  | {vi} | {en} |").expect("a text grows");
}

/// By what a row is found again.
fn key(kind: &KindSpec) -> String {
    let form = kind.id_form.unwrap_or_default();
    let made = form.split('{').filter_map(|part| part.split_once('}')).map(|(name, _)| name);
    let names: Vec<&str> = match kind.key {
        [] => made.collect(),
        key => key.to_vec(),
    };
    let columns = names.into_iter().filter_map(|name| kind.field(name));
    columns.map(|field| format!("`{}`", field.column)).collect::<Vec<_>>().join(", ")
}

/// What is written into a column.
fn holds(field: &FieldSpec) -> (String, String) {
    let plain = |vi: &str, en: &str| (vi.to_owned(), en.to_owned());
    match (field.holds, field.field_type) {
        (Some((vi, en)), _) => plain(vi, en),
        (None, FieldType::Word(words)) => {
            let told: Vec<String> =
                words.iter().map(|it| format!("{} (`{}`)", it.title.0, it.word)).collect();
            let en: Vec<String> =
                words.iter().map(|it| format!("{} (`{}`)", it.title.1, it.word)).collect();
            (told.join(", "), en.join(", "))
        }
        (None, FieldType::Number) => plain("số nguyên không âm", "a whole number"),
        (None, FieldType::Year) => plain("năm", "year"),
        (None, FieldType::Flag) => plain("có, không", "yes, no"),
        (None, FieldType::Day) => plain("ngày", "day"),
        (None, FieldType::Instant) => plain("ngày và giờ", "day and hour"),
        (None, FieldType::Fact) => plain("giá trị, theo loại giá trị", "value, of its type"),
        (None, _) if matches!(field.reading, Reading::Phone) => {
            plain("số điện thoại", "telephone number")
        }
        (None, _) => plain(field.title.0, field.title.1),
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
