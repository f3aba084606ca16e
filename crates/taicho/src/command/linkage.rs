//! What the commands of record linkage share: reading lists of people and saying what was found.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use taicho_linkage::{Columns, Decisions, Field, Outcome, Plan, Records, Remark, oddities};
use taicho_model::{Note, Words};
use taicho_ops::lists::{PersonList, person_mapping, read_persons};
use taicho_sheets::{Fault, Row, SheetError};

use super::files::{table_at, text_at};
use super::tracing::safe_cell;
use super::{Office, now};

mod notices;
mod pair;

use notices::{notes, repeated_ids};
pub(super) use pair::side_by_side;

/// How the lists are to be read.
#[derive(Debug, Args)]
pub(super) struct Reading {
    /// The column that names the row, where it is not called id, rec_id or the like.
    #[arg(long, value_name = "HEADING")]
    id: Option<String>,
    /// What columns hold, where headings and content do not tell: a TOML file of "heading" = "field", "-" leaves one out.
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// What people decided about pairs, a table with columns left, right and decision: same or different.
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
    /// The language of explanations.
    #[arg(long, value_enum, default_value_t = Language::Vi)]
    pub(super) lang: Language,
    /// Print the summary as JSON.
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Language {
    /// Vietnamese.
    Vi,
    /// English.
    En,
}

impl Language {
    pub(super) fn of(self, words: Words) -> String {
        match self {
            Language::Vi => words.vi,
            Language::En => words.en,
        }
    }
}

/// The lists and what is known of them.
pub(super) struct Lists {
    pub(super) records: Records,
    pub(super) lists: Vec<ReadList>,
}

pub(super) struct ReadList {
    pub(super) path: PathBuf,
    pub(super) file: String,
    pub(super) read: PersonList,
    encoding: Option<String>,
    /// What is to be said of the list as a whole.
    notes: Vec<Note>,
}

impl Reading {
    /// Reads the lists into one pool of records.
    pub(super) fn read(&self, office: &Office, paths: &[&Path]) -> anyhow::Result<Lists> {
        let mut mapping = match &self.map {
            Some(path) => {
                let text = text_at(path)?;
                person_mapping(&text)?
            }
            None => BTreeMap::new(),
        };
        if let Some(id) = &self.id {
            mapping.insert(id.clone(), Some(Field::RecordId));
        }
        let today = now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let mut records = Records::new(today);
        let mut unmet: BTreeSet<String> = mapping.keys().cloned().collect();
        let mut lists = Vec::new();
        for path in paths {
            let mut table = match table_at(path) {
                Ok(table) => table,
                Err(error) if is_empty(&error) => {
                    lists.push(ReadList::empty(path, &mut records)?);
                    continue;
                }
                Err(error) => return Err(error),
            };
            // A mapping may speak of both lists; each takes what it has.
            let mine: BTreeMap<String, Option<Field>> = mapping
                .iter()
                .filter(|(heading, _)| table.header().contains(heading))
                .map(|(heading, field)| (heading.clone(), *field))
                .collect();
            unmet.retain(|heading| !mine.contains_key(heading));
            let read = read_persons(&mut table, &mut records, office.content()?, &mine, progress)?;
            lists.push(ReadList {
                path: path.to_path_buf(),
                file: table.file().to_owned(),
                encoding: table.encoding().map(|encoding| encoding.name().to_owned()),
                notes: notes(&table.notes(), &read),
                read,
            });
        }
        if let Some(heading) = unmet.first() {
            anyhow::bail!(
                "không danh sách nào có cột “{heading}” · no list has the column “{heading}”"
            );
        }
        Ok(Lists { records, lists })
    }

    /// What people decided about pairs of these lists.
    pub(super) fn decisions(&self, lists: &Lists) -> anyhow::Result<Decisions> {
        let mut decisions = Decisions::default();
        let Some(path) = &self.decisions else { return Ok(decisions) };
        let mut table = table_at(path)?;
        let column = |name: &str| {
            let at = table.header().iter().position(|heading| heading == name);
            at.with_context(|| {
                format!("{}: thiếu cột {name} · column {name} is missing", path.display())
            })
        };
        let (left, right, decision) = (column("left")?, column("right")?, column("decision")?);
        let find = |list: usize| {
            let rows = lists.records.list(list);
            let mut found: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
            rows.for_each(|row| found.entry(lists.records.label(row)).or_default().push(row));
            found
        };
        let (lefts, rights) = (find(0), find(lists.lists.len() - 1));
        let mut row = Row::new();
        while table.next_row(&mut row)? {
            let same = match row.cell(decision).text {
                "same" | "cùng một người" => true,
                "different" | "khác người" => false,
                other => anyhow::bail!(
                    "{}, dòng {}: “{other}”; ghi same hoặc different · write same or different",
                    path.display(),
                    row.number()
                ),
            };
            let known = |rows: &BTreeMap<&str, Vec<u32>>, column: usize| {
                let text = row.cell(column).text;
                let (vi, en) = match rows.get(text).map(Vec::as_slice) {
                    Some([only]) => return Ok(*only),
                    Some(_) => ("nhiều dòng cùng mã", "several rows have the id"),
                    None => ("không có mã", "no such id"),
                };
                let (path, number) = (path.display(), row.number());
                Err(anyhow::anyhow!("{path}, dòng {number}: {vi} “{text}” · {en}"))
            };
            decisions.decide(known(&lefts, left)?, known(&rights, right)?, same);
        }
        Ok(decisions)
    }
}

impl ReadList {
    /// A list of nobody: a file without anything in it stops no comparison.
    fn empty(path: &Path, records: &mut Records) -> anyhow::Result<Self> {
        let columns = Columns::recognise(&[], &[], &BTreeMap::new())?;
        let read = PersonList { list: records.begin(&[]), columns, rows: 0 };
        let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let notes = notes(&[], &read);
        Ok(Self { path: path.to_path_buf(), file, read, encoding: None, notes })
    }
}

fn is_empty(error: &anyhow::Error) -> bool {
    error.downcast_ref::<SheetError>().is_some_and(|error| matches!(error.fault, Fault::Empty))
}

fn progress(file: &str, rows: u32) {
    if std::io::stderr().is_terminal() {
        eprintln!("{file}: {rows} dòng · rows");
    }
}

/// Tells a person at a terminal how far the comparison is.
pub(super) fn watch(done: usize, all: usize) {
    if std::io::stderr().is_terminal() {
        eprintln!("so sánh · comparing: {}%", 100 * done / all.max(1));
    }
}

impl Lists {
    /// The row of a list that has this id.
    pub(super) fn row(&self, list: usize, label: &str) -> anyhow::Result<u32> {
        let mut rows = self.records.list(list);
        let file = &self.lists[list].file;
        rows.find(|row| self.records.label(*row) == label)
            .with_context(|| format!("{file}: không có mã “{label}” · no such id"))
    }

    /// Prints what the lists are and what was noticed in them.
    pub(super) fn print(&self) {
        for (at, list) in self.lists.iter().enumerate() {
            let encoding =
                list.encoding.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
            println!("{}{encoding}: {} dòng · rows", list.file, list.read.rows);
            let taken = list.read.columns.all().iter().filter_map(|column| {
                let (field, how) = column.held?;
                let (field, how) = (field.words(), how.words());
                Some(format!(
                    "  {} → {} · {} ({} · {})",
                    column.heading, field.vi, field.en, how.vi, how.en
                ))
            });
            taken.for_each(|line| println!("{line}"));
            let unused: Vec<&str> = list.read.columns.unused().collect();
            if !unused.is_empty() {
                println!("  không dùng · not used: {}", unused.join(", "));
            }
            for note in &list.notes {
                println!("  {} · {}", note.words.vi, note.words.en);
            }
            for (_, remark) in self.remarks(at) {
                let rows: Vec<String> = remark.rows.iter().map(u32::to_string).collect();
                let more = if remark.count > remark.rows.len() as u32 { ", …" } else { "" };
                println!(
                    "  {} · {} ({} dòng · rows: {}{more})",
                    remark.words.vi,
                    remark.words.en,
                    remark.count,
                    rows.join(", ")
                );
            }
        }
    }

    /// What was noticed in the rows of a list, by stable code.
    fn remarks(&self, list: usize) -> impl Iterator<Item = (&'static str, Remark)> {
        let cells = self.records.remarks(list).map(|(code, remark)| (code, remark.clone()));
        cells.chain(oddities(&self.records, list)).chain(repeated_ids(&self.records, list))
    }

    /// The same for programs.
    pub(super) fn to_json(&self) -> Value {
        let lists = self.lists.iter().enumerate().map(|(at, list)| {
            let columns: BTreeMap<&str, Option<&str>> = list
                .read
                .columns
                .all()
                .iter()
                .map(|column| (&*column.heading, column.held.map(|(field, _)| field.code())))
                .collect();
            let remarks: BTreeMap<&str, Value> = self
                .remarks(at)
                .map(|(code, remark)| {
                    (
                        code,
                        json!({"count": remark.count, "rows": remark.rows, "words": remark.words}),
                    )
                })
                .collect();
            json!({
                "file": list.file,
                "encoding": list.encoding,
                "rows": list.read.rows,
                "columns": columns,
                "notes": list.notes,
                "remarks": remarks,
            })
        });
        lists.collect()
    }
}

/// Prints how the comparison went.
pub(super) fn print_outcome(plan: &Plan, outcome: &Outcome) {
    let keys: Vec<Words> = plan.keys().collect();
    if keys.is_empty() {
        println!("so mọi cặp · every pair compared");
    } else {
        println!("khóa chọn từ dữ liệu · keys chosen from the data:");
        keys.iter().for_each(|key| println!("  {} · {}", key.vi, key.en));
    }
    println!("cặp đã so · pairs compared: {}", outcome.candidates);
    if outcome.repeats > 0 {
        println!("dòng lặp y hệt dòng trước · rows equal to an earlier one: {}", outcome.repeats);
    }
    if outcome.crowds > 0 {
        println!(
            "giá trị quá phổ biến, không dùng để tìm cặp · values too frequent to look up pairs by: {}",
            outcome.crowds
        );
    }
    println!("ngưỡng xác suất · threshold: {:.3}", outcome.threshold);
    println!(
        "dự kiến đúng · expected precision: {:.2}% · dự kiến đủ · expected recall: {:.2}%",
        100.0 * outcome.expected_precision,
        100.0 * outcome.expected_recall
    );
}

pub(super) fn outcome_json(plan: &Plan, outcome: &Outcome) -> Value {
    let keys: Vec<String> = plan.keys().map(|key| key.en).collect();
    json!({
        "keys": keys,
        "candidates": outcome.candidates,
        "repeats": outcome.repeats,
        "crowds": outcome.crowds,
        "threshold": outcome.threshold,
        "expected_precision": outcome.expected_precision,
        "expected_recall": outcome.expected_recall,
    })
}

/// The most memory that the program had so far.
pub(super) fn peak_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches("kB").trim().parse::<f64>().ok()? / 1024.0)
}

/// Says where one person has two numbers of identity, which somebody must look at.
pub(super) fn print_two_ids(many: usize) {
    if many > 0 {
        println!("một người có hai số định danh · one person with two ids: {many}");
    }
}

/// Prints time and memory.
pub(super) fn print_costs(read_s: f64, compare_s: f64) {
    let memory = peak_mib().map(|mib| format!(" · {mib:.0} MiB")).unwrap_or_default();
    println!("đọc · read: {read_s:.2} s · so · compare: {compare_s:.2} s{memory}");
}

/// Writes a cell and a comma; most are plain and need no copy.
pub(super) fn put_cell(out: &mut impl Write, text: &str) -> std::io::Result<()> {
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        out.write_all(text.as_bytes())?;
    } else {
        out.write_all(safe_cell(text).as_bytes())?;
    }
    out.write_all(b",")
}

/// Writes a probability with five decimals.
pub(super) fn put_probability(out: &mut impl Write, probability: f32) -> std::io::Result<()> {
    let rounded = (f64::from(probability) * 1e5).round() as u32;
    write!(out, "{}.{:05}", rounded / 100_000, rounded % 100_000)
}
