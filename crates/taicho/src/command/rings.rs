use std::collections::BTreeMap;
use std::io::{BufWriter, Write as _};
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use serde_json::json;
use taicho_contacts::{Day, Days, Meetings, Rings as Found, Spread};
use taicho_ops::lists::{ContactList, People, read_contacts, read_index};

use super::files::{table_at, unwritten};
use super::tracing::{Watch, print_remarks, remarks, safe_cell};
use crate::table::Table;

/// Days before onset from which a case can infect.
const BEFORE_DAYS: Day = 2;

#[derive(Debug, Args)]
pub(crate) struct Rings {
    /// Contacts, a table with columns a, b, day and minutes; - reads a pipe.
    contacts: PathBuf,
    /// Index cases, a table with columns person and day.
    #[arg(long, value_name = "INDEX")]
    index: PathBuf,
    /// How many days after the first somebody can infect.
    #[arg(long, default_value_t = 14)]
    days: Day,
    /// Minutes from which a contact counts; with --static 0 if it is left out.
    #[arg(long)]
    minutes: Option<f64>,
    /// The outermost ring: 2 ends with the F2.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=200))]
    depth: u8,
    /// Every contact joins two persons for ever, whatever its day.
    #[arg(long = "static")]
    untimed: bool,
    /// Write one row for each person in a ring: person, ring, day, via.
    #[arg(long, value_name = "ROWS")]
    out: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Rings {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let least_minutes = self.minutes.unwrap_or(if self.untimed { 0.0 } else { 15.0 });
        let (mut people, mut remarks) = (People::default(), remarks());
        let mut watch = Watch::start();
        let mut table = table_at(&self.contacts)?;
        let mut list = read_contacts(&mut table, &mut people, least_minutes, &mut remarks)?;
        let mut table = table_at(&self.index)?;
        let days = (BEFORE_DAYS, self.days);
        let cases = read_index(&mut table, &mut people, &mut list, days.0, days.1, &mut remarks)?;
        let cases: BTreeMap<u32, Days> = cases.into_iter().collect();
        let alike = people.alike();
        people.close();
        let read_s = watch.lap();
        let meetings = Meetings::of(people.len(), &std::mem::take(&mut list.contacts));
        let build_s = watch.lap();
        let spread = Spread {
            depth: self.depth,
            infects_from_days: 0,
            infects_to_days: self.days,
            timed: !self.untimed,
        };
        let rings = Found::around(&cases, &BTreeMap::new(), meetings, spread);
        let query_s = watch.lap();
        if let Some(path) = &self.out {
            write_rows(&rings, &people, &list, path).with_context(|| unwritten(path))?;
        }
        let notes = remarks.into_list();
        if self.json {
            let rounded = |seconds: f64| (seconds * 1e4).round() / 1e4;
            let printed = json!({
                "rings": rings.counts(),
                "read_s": rounded(read_s),
                "build_s": rounded(build_s),
                "query_s": rounded(query_s),
                "rows": list.rows,
                "persons": people.len(),
                "alike": alike,
                "notes": notes,
            });
            println!("{printed}");
            return Ok(());
        }
        let mut shown = Table::new(&["vòng", "số người"]);
        for (ring, count) in rings.counts().into_iter().enumerate() {
            shown.row(vec![format!("F{ring}"), count.to_string()]);
        }
        println!("{shown}");
        for [one, other] in alike {
            println!(
                "“{one}” và “{other}” có thể là một người. “{one}” and “{other}” may be one person."
            );
        }
        print_remarks(&notes);
        Ok(())
    }
}

fn write_rows(
    rings: &Found,
    people: &People,
    list: &ContactList,
    path: &std::path::Path,
) -> std::io::Result<()> {
    let mut out = BufWriter::new(std::fs::File::create(path)?);
    writeln!(out, "person,ring,day,via")?;
    for (person, standing) in rings.standings() {
        let via = standing.via.map(|via| safe_cell(&people.id_of(via))).unwrap_or_default();
        let id = safe_cell(&people.id_of(person));
        writeln!(out, "{id},{},{},{via}", standing.ring, list.day(standing.exposed_on))?;
    }
    out.flush()
}
