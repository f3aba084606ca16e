use std::io::{BufWriter, Write as _};
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use serde_json::json;
use taicho_contacts::{Copresence as Met, KnownBy, Person, Visits};
use taicho_ops::lists::{People, VisitList, read_visits};

use super::files::{table_at, unwritten};
use super::tracing::{Watch, print_remarks, read_ids, remarks, safe_cell};

#[derive(Debug, Args)]
pub(crate) struct Copresence {
    /// Check-ins, a table with columns person, place and the times of coming and going; - reads a pipe.
    checkins: PathBuf,
    /// Minutes from which being at one place together counts.
    #[arg(long, default_value_t = 15)]
    minutes: u32,
    /// Only contacts of these persons, a table with a column person.
    #[arg(long, value_name = "FILE")]
    cases: Option<PathBuf>,
    /// What the places are, where no column kind says it.
    #[arg(long, value_name = "KIND", default_value = "check_in",
        value_parser = ["check_in", "shift", "class", "vehicle", "room"])]
    kind: String,
    /// Write one proposed contact for each time two persons met: a, b, place, from, until, minutes, why and how sure.
    #[arg(long, value_name = "PAIRS")]
    out: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Copresence {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let (mut people, mut places) = (People::default(), People::default());
        let mut remarks = remarks();
        let mut watch = Watch::start();
        let mut table = table_at(&self.checkins)?;
        let kind = KnownBy::ALL.iter().find(|(word, _)| *word == self.kind);
        let kind = kind.map_or(KnownBy::CheckIn, |(_, known_by)| *known_by);
        let list = read_visits(&mut table, &mut people, &mut places, kind, &mut remarks)?;
        let cases = match &self.cases {
            Some(path) => Some(read_ids(path, &people, &mut remarks)?),
            None => None,
        };
        let read_s = watch.lap();
        let least_s =
            self.minutes.checked_mul(60).context("--minutes quá lớn · --minutes is too many")?;
        let visits = Visits::of(&list.visits, least_s)?;
        let build_s = watch.lap();
        let found = match &cases {
            Some(cases) => of_cases(&visits, cases, people.len()),
            None => Found { people: None, totals: visits.total() },
        };
        let query_s = watch.lap();
        if let Some(path) = &self.out {
            self.write(
                &visits,
                cases.as_deref(),
                &Names { people: &people, places: &places, list: &list },
            )
            .with_context(|| unwritten(path))?;
        }
        let notes = remarks.into_list();
        let (met, seconds) = found.totals;
        if self.json {
            let rounded = |seconds: f64| (seconds * 1e4).round() / 1e4;
            let printed = json!({
                "met": met,
                "seconds": seconds,
                "persons": found.people,
                "read_s": rounded(read_s),
                "build_s": rounded(build_s),
                "query_s": rounded(query_s),
                "rows": list.rows,
                "notes": notes,
            });
            println!("{printed}");
            return Ok(());
        }
        println!(
            "{met} lần gặp nhau, tổng cộng {seconds} giây. They met {met} times, {seconds} seconds in all."
        );
        if let Some(people) = found.people {
            println!("{people} người đã gặp ca bệnh. {people} persons met a case.");
        }
        print_remarks(&notes);
        Ok(())
    }

    fn write(
        &self,
        visits: &Visits,
        cases: Option<&[Person]>,
        names: &Names<'_>,
    ) -> std::io::Result<()> {
        let Some(path) = &self.out else { return Ok(()) };
        let mut out = BufWriter::new(std::fs::File::create(path)?);
        writeln!(out, "a,b,place,from,until,minutes,known_by,sureness")?;
        let mut outcome = Ok(());
        let mut write = |met: Met| {
            if outcome.is_ok() {
                outcome = names.write(&mut out, met);
            }
        };
        match cases {
            Some(cases) => {
                let is_case = marked(cases, names.people.len());
                visits.each_of(cases, |met| {
                    if !is_case[met.b as usize] {
                        write(met);
                    }
                });
            }
            None => visits.each(&mut write),
        }
        outcome?;
        out.flush()
    }
}

struct Names<'a> {
    people: &'a People,
    places: &'a People,
    list: &'a VisitList,
}

impl Names<'_> {
    fn write(&self, out: &mut impl std::io::Write, met: Met) -> std::io::Result<()> {
        let (a, b) = (self.people.id_of(met.a), self.people.id_of(met.b));
        let place = self.places.id_of(met.place);
        let (from, until) = (self.list.time(met.from_s), self.list.time(met.until_s));
        let [a, b, place] = [a, b, place].map(|cell| safe_cell(&cell));
        let kind = self.list.kinds.get(met.place as usize).copied().unwrap_or(KnownBy::CheckIn);
        let (why, sure) = (kind.as_str(), kind.sureness().as_str());
        let minutes = (met.until_s - met.from_s) / 60;
        writeln!(out, "{a},{b},{place},{from},{until},{minutes},{why},{sure}")
    }
}

struct Found {
    /// Those who met a case and are none, where cases were named.
    people: Option<usize>,
    totals: (u64, u64),
}

fn of_cases(visits: &Visits, cases: &[Person], persons: usize) -> Found {
    let is_case = marked(cases, persons);
    let mut reached = vec![false; persons];
    let (mut met, mut seconds) = (0, 0);
    visits.each_of(cases, |found| {
        if !is_case[found.b as usize] {
            met += 1;
            seconds += (found.until_s - found.from_s) as u64;
            reached[found.b as usize] = true;
        }
    });
    let people = reached.into_iter().filter(|reached| *reached).count();
    Found { people: Some(people), totals: (met, seconds) }
}

fn marked(cases: &[Person], persons: usize) -> Vec<bool> {
    let mut marked = vec![false; persons];
    cases.iter().for_each(|case| marked[*case as usize] = true);
    marked
}
