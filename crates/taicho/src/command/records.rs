//! The general verbs on records of every kind.

mod tables;
mod writing;

pub(crate) use tables::{Export, Workbook};
pub(crate) use writing::{Correct, Create, Undo, Withdraw};

use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};
use taicho_model::{KINDS, KindSpec, vietnam_date};
use taicho_ops::{
    OpsError, Referrers, SEARCH, SORT, described_kinds, kind_named, narrowed, other_cells,
    referrers, within_area,
};
use taicho_store::{Actor, Filter, Read, field_json};

use super::Office;
use crate::table::Table;

#[derive(Debug, Args)]
pub(crate) struct Kinds {
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Which rows of a kind.
#[derive(Debug, Args)]
struct Which {
    /// The kind: `taicho kinds` lists them.
    kind: String,
    /// Only rows whose field has this value; days, moments and numbers take a span too, `found_on=2026-11-01..2026-11-30`.
    /// May be given again: all must hold.
    #[arg(long, value_name = "NAME=VALUE")]
    filter: Vec<String>,
    /// Only rows that have these words, numbers or keys, with or without marks, each as the beginning of a word.
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
    /// In the order of this field, with a `-` before it the greatest first: `--sort=-found_on`. What has no value comes last.
    #[arg(long, value_name = "FIELD", allow_hyphen_values = true)]
    sort: Option<String>,
    /// Only rows under the area with this code.
    #[arg(long, value_name = "CODE")]
    area: Option<String>,
    /// What was known at this moment; what is known now if it is left out.
    #[arg(long, value_name = "INSTANT")]
    at: Option<Timestamp>,
}

impl Which {
    /// The kind, and the filter but for the area.
    fn kind_and_filter(&self) -> anyhow::Result<(&'static KindSpec, Filter)> {
        let kind = kind_named(&self.kind).map_err(super::in_both_languages)?;
        let mut filter = Filter { as_of: self.at, ..Filter::now() };
        let filters = self.filter.iter().map(|wanted| pair(wanted, "--filter"));
        let search = self.search.iter().map(|words| Ok((SEARCH, words.as_str())));
        let sort = self.sort.iter().map(|field| Ok((SORT, field.as_str())));
        for wanted in filters.chain(search).chain(sort) {
            let (name, value) = wanted?;
            filter = narrowed(filter, kind, name, value).map_err(super::in_both_languages)?;
        }
        Ok((kind, filter))
    }

    /// The filter with the area.
    fn under(&self, read: &mut Read<'_>, filter: Filter) -> Result<Filter, OpsError> {
        let day = vietnam_date(self.at.unwrap_or_else(super::now));
        let Some(code) = &self.area else { return Ok(filter) };
        within_area(read, filter, code, day)
    }
}

/// `NAME=VALUE`
fn pair<'a>(text: &'a str, option: &str) -> anyhow::Result<(&'a str, &'a str)> {
    text.split_once('=').ok_or_else(|| {
        anyhow::anyhow!("{option} cần dạng TÊN=GIÁ-TRỊ · {option} is like NAME=VALUE: {text}")
    })
}

#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    which: Which,
    /// At most so many rows, the newest first; all if it is left out.
    #[arg(long, value_name = "ROWS")]
    limit: Option<u32>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The kind: `taicho kinds` lists them.
    kind: String,
    /// The id of the record.
    id: String,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Kinds {
    pub(crate) fn run(self) {
        if self.json {
            println!("{:#}", described_kinds());
            return;
        }
        let mut table = Table::new(&["", "Tiếng Việt", "English"]);
        for kind in KINDS {
            table.row([kind.name, kind.title.0, kind.title.1].map(str::to_owned).into());
        }
        print!("{table}");
    }
}

/// Rows of one page: few enough to hold, many enough to be quick.
const PAGE: u32 = 500;

impl List {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let (kind, filter) = self.which.kind_and_filter()?;
        let store = office.existing_store()?;
        let columns = shown(kind);
        let mut table = Table::new(&[&["id"], &columns[..]].concat());
        let (mut left, mut begun) = (self.limit.unwrap_or(u32::MAX), false);
        let print = |text: &str| {
            if self.json {
                print!("{text}")
            }
        };
        store
            .read(&Actor::local_operator(), |read| {
                let filter = Filter { newest_first: true, ..self.which.under(read, filter)? };
                print("[");
                let mut after = None;
                while left > 0 {
                    let limit = left.min(PAGE);
                    let page = filter.clone().page(after.take(), limit);
                    let mut text = String::new();
                    let end = read.page(kind, &columns, &page, &mut text)?;
                    if self.json && end.rows > 0 {
                        print(if begun { ",\n" } else { "\n" });
                        print(&text[1..text.len() - 1]);
                        begun = true;
                    } else if !self.json {
                        let rows: Vec<Value> = serde_json::from_str(&text).unwrap_or_default();
                        rows.iter().for_each(|row| {
                            let names = ["id"].into_iter().chain(columns.iter().copied());
                            table.row(names.map(|name| plain(&row[name])).collect());
                        });
                    }
                    left -= end.rows;
                    if end.rows < limit {
                        break;
                    }
                    after = end.last_id;
                }
                Ok::<_, OpsError>(())
            })
            .map_err(super::in_both_languages)?;
        print("\n]\n");
        if !self.json {
            print!("{table}");
        }
        Ok(())
    }
}

impl Show {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let kind = kind_named(&self.kind).map_err(super::in_both_languages)?;
        let store = office.existing_store()?;
        let found = store.read(&Actor::local_operator(), |read| {
            let referring = referrers(read, kind, &self.id)?;
            let others = other_cells(read, kind, &self.id)?;
            Ok::<_, OpsError>((read.history(kind, &self.id)?, referring, others))
        });
        let (versions, referring, others) = found.map_err(super::in_both_languages)?;
        let Some(newest) = versions.first() else {
            anyhow::bail!("không có bản ghi {0} này · there is no such record: {0}", self.id);
        };
        let values = |version: &taicho_store::Version| -> serde_json::Map<String, Value> {
            let fields = kind.shown_fields();
            let value = |name: &str| version.values.get(name).cloned();
            fields
                .filter_map(|field| {
                    Some((field.name.to_owned(), field_json(field, &value(field.name)?)))
                })
                .collect()
        };
        if self.json {
            let history = versions.iter().map(|version| {
                json!({
                    "version": version.version,
                    "recorded_at": version.recorded_at.to_string(),
                    "superseded_at": version.superseded_at.map(|at| at.to_string()),
                    "change": version.change.id,
                    "operation": version.change.operation,
                    "actor": version.change.actor,
                    "reason": version.change.reason,
                    "values": values(version),
                })
            });
            let shown = json!({
                "kind": kind.name,
                "id": self.id,
                "version": newest.version,
                "is_withdrawn": newest.superseded_at.is_some(),
                "record": values(newest),
                "other_cells": others,
                "referrers": referring,
                "history": history.collect::<Vec<_>>(),
            });
            println!("{shown:#}");
            return Ok(());
        }
        let mut table = Table::new(&["Tiếng Việt", "English", ""]);
        let now = values(newest);
        for field in kind.shown_fields() {
            let (vi, en) = field.title;
            table.row(vec![vi.to_owned(), en.to_owned(), plain(&now[field.name])]);
        }
        for (heading, text) in &others {
            table.row(vec![heading.clone(), String::new(), taicho_model::shown_safely(text)]);
        }
        print!("{table}");
        for Referrers { kind, field, ids, has_more } in &referring {
            let more = if *has_more { "…" } else { "" };
            println!("← {kind}.{field}: {}{more}", ids.join(", "));
        }
        for version in &versions {
            let change = &version.change;
            let reason = change.reason.as_deref().unwrap_or_default();
            println!(
                "{}. {} {} {} {reason}",
                version.version, version.recorded_at, change.actor, change.operation
            );
        }
        if newest.superseded_at.is_some() {
            println!("Bản ghi đã được rút. The record was withdrawn.");
        }
        Ok(())
    }
}

fn shown(kind: &'static KindSpec) -> Vec<&'static str> {
    kind.shown_fields().map(|field| field.name).collect()
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => taicho_model::shown_safely(text),
        other => other.to_string(),
    }
}
