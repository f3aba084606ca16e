mod methods;
mod written;

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use taicho_forecast::detect::{Calendar, Deviation, Finding, merged};
use taicho_forecast::{Counts, Step};
use taicho_ops::epidemic_lines;
use taicho_ops::lists::{Remark, read_merges};

use super::Office;
use super::files::table_at;
use super::foresight::{CountsTable, write_out};
use super::linkage::Language;
use super::tracing::{print_remarks, remarks};
use crate::table::Table;

#[derive(Debug, Args)]
pub(crate) struct Detect {
    #[command(flatten)]
    table: CountsTable,
    /// How unusual is told.
    #[arg(long, value_enum, default_value_t = Method::Scan)]
    method: Method,
    /// Write one row for each step that was judged.
    #[arg(long, value_name = "ALARMS.csv")]
    out: Option<PathBuf>,
    /// Years back: 4 for farrington, 7 at most for scan, by the rule set for law.
    #[arg(long)]
    years: Option<usize>,
    /// The chance that a usual step alarms; each method has its own.
    #[arg(long)]
    alpha: Option<f64>,
    /// Judge the last so many steps alone.
    #[arg(long, value_name = "STEPS")]
    last: Option<usize>,
    /// farrington: steps to either side of the same step of a past year.
    #[arg(long)]
    half_window: Option<usize>,
    /// farrington: levels of a year.
    #[arg(long)]
    levels: Option<usize>,
    /// farrington, scan: steps before the judged one that are left out.
    #[arg(long)]
    left_out: Option<usize>,
    /// ears: the line.
    #[arg(long, value_enum, default_value_t = EarsLine::C1)]
    ears: EarsLine,
    /// ears: steps of the baseline.
    #[arg(long, default_value_t = 7)]
    baseline: usize,
    /// ears: the deviation is at least this.
    #[arg(long, default_value_t = 0.0)]
    least_sd: f64,
    /// law: one reading of the standard deviation; both if it is left out, and where they disagree the line advises.
    #[arg(long, value_enum)]
    sd: Option<Sd>,
    /// law: years that had an epidemic and are left out, as 2019,2022.
    #[arg(long, value_delimiter = ',')]
    epidemic_years: Vec<i16>,
    /// law: the counts are linked cases of a disease that is not endemic.
    #[arg(long)]
    linked: bool,
    /// Units that were merged, a table with columns from and to; a unit sums its predecessors before it has counts.
    #[arg(long, value_name = "FILE")]
    units: Option<PathBuf>,
    /// Draw the counts with line and alarms.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// The series to be drawn; the one with the most alarms if it is left out.
    #[arg(long, requires = "svg")]
    draw: Option<String>,
    /// The language of the picture.
    #[arg(long, value_enum, default_value_t = Language::Vi)]
    lang: Language,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Method {
    /// Farrington flexible, a regression over past years.
    Farrington,
    /// EARS: the steps just before.
    Ears,
    /// The alert and epidemic lines of the law in force.
    Law,
    /// Ours: up to three steps together against a robust baseline.
    Scan,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum EarsLine {
    C1,
    C2,
    C3,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Sd {
    Sample,
    Population,
}

/// What was found in one series by one line.
struct Judged {
    counts: Counts,
    line: &'static str,
    findings: Vec<Finding>,
}

impl Detect {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let (mut all, mut notes) = self.table.read()?;
        // A table without dates holds weeks, 52 a year, unless it is said otherwise.
        let is_dated = !notes.iter().any(|note| note.code == "counts.no_dates");
        if !is_dated && !self.table.has_step() {
            for counts in &mut all {
                counts.step = Step::Week;
            }
            say_undated(&mut notes);
        }
        if let Some(path) = &self.units {
            let mut remarks = remarks();
            let merges = read_merges(&mut table_at(path)?, &mut remarks)?;
            notes.extend(remarks.into_list());
            all = with_merged(all, &merges)?;
        }
        let law = epidemic_lines(office.library()?)
            .context("không có bộ quy tắc nào vạch ngưỡng · no rule set draws the lines")?;
        let law_text = law.1.document.cited_as.clone();
        let mut law = law.0;
        law.years = self.years.unwrap_or(law.years);
        if let Some(sd) = self.sd {
            law.readings = vec![match sd {
                Sd::Sample => Deviation::Sample,
                Sd::Population => Deviation::Population,
            }];
        }
        let mut judged = Vec::new();
        for counts in all {
            let calendar = match (is_dated, counts.step) {
                (false, Step::Week) => Calendar::Cycle(52),
                (false, Step::Month) => Calendar::Cycle(12),
                _ => Calendar::of(&counts),
            };
            for (line, mut findings) in self.judge(&counts, calendar, &law)? {
                let first = self.last.map_or(0, |last| counts.values.len().saturating_sub(last));
                findings.retain(|finding| finding.at >= first);
                judged.push(Judged { counts: counts.clone(), line, findings });
            }
        }
        if let Some(path) = &self.out {
            write_out(path, |out| written::rows(out, &judged, is_dated))?;
        }
        if let Some(path) = &self.svg {
            let in_vietnamese = self.lang == Language::Vi;
            let drawn = written::picture(&judged, self.draw.as_deref(), is_dated, in_vietnamese)
                .context("không có chuỗi ấy để vẽ · there is no such series to draw")?;
            write_out(path, |out| out.write_all(drawn.as_bytes()))?;
        }
        if self.out.as_deref() != Some(std::path::Path::new("-")) {
            self.print(&judged, &law_text);
            print_remarks(&notes);
        }
        Ok(())
    }

    fn print(&self, judged: &[Judged], law: &str) {
        let mut shown = Table::new(&["chuỗi", "ngưỡng", "đã xét", "báo động", "tham khảo"]);
        let mut unjudged = 0;
        for series in judged {
            let of = |is: &dyn Fn(&Finding) -> bool| {
                series.findings.iter().filter(|finding| is(finding)).count()
            };
            let verdicts = of(&|finding| finding.reason.is_verdict());
            unjudged += usize::from(verdicts == 0);
            shown.row(vec![
                series.counts.name.clone(),
                series.line.to_owned(),
                verdicts.to_string(),
                of(&|finding| finding.alarm).to_string(),
                of(&|finding| finding.reason.advises_alarm()).to_string(),
            ]);
        }
        println!("{shown}");
        if unjudged > 0 {
            println!(
                "{unjudged} chuỗi không xét được kỳ nào; lý do ở cột reason. \
                 {unjudged} series could not be judged at all; the column reason says why."
            );
        }
        if self.method == Method::Law {
            println!("Căn cứ: {law}. By: {law}.");
        }
    }
}

fn say_undated(notes: &mut [Remark]) {
    for note in notes.iter_mut().filter(|note| note.code == "counts.no_dates") {
        note.what = taicho_model::Words::new(
            "bảng không có ngày tháng: coi mỗi dòng là một tuần, một năm 52 tuần; cột date là số thứ tự",
            "the table has no dates: each row is taken for a week, a year for 52; the column date holds numbers",
        );
    }
}

/// Puts merged units in the place of their predecessors.
fn with_merged(
    all: Vec<Counts>,
    merges: &BTreeMap<String, Vec<String>>,
) -> anyhow::Result<Vec<Counts>> {
    let all = aligned(all)?;
    let Some(first) = all.first() else { return Ok(all) };
    let (first_on, step) = (first.first_on, first.step);
    let values = |name: &String| {
        all.iter().find(|counts| counts.name == *name).map(|counts| counts.values.as_slice())
    };
    let mut kept: Vec<Counts> = Vec::new();
    for (to, from) in merges {
        let predecessors: Vec<&[Option<i64>]> = from.iter().filter_map(values).collect();
        if predecessors.len() < from.len() {
            let missing: Vec<&str> =
                from.iter().filter(|name| values(name).is_none()).map(String::as_str).collect();
            let missing = missing.join(", ");
            bail!("{to}: không có số liệu của {missing} · there are no counts of {missing}");
        }
        let values = merged(values(to).unwrap_or_default(), &predecessors);
        kept.push(Counts { name: to.clone(), first_on, step, values });
    }
    let is_taken = |name: &String| {
        merges.contains_key(name) || merges.values().any(|from| from.contains(name))
    };
    let rest = all.iter().filter(|counts| !is_taken(&counts.name)).cloned();
    Ok(rest.collect::<Vec<_>>().into_iter().chain(kept).collect())
}

/// Lets all series begin with the first of them.
fn aligned(mut all: Vec<Counts>) -> anyhow::Result<Vec<Counts>> {
    let Some(first_on) = all.iter().map(|counts| counts.first_on).min() else { return Ok(all) };
    let step = all[0].step;
    for counts in &mut all {
        let days = (counts.first_on - first_on).get_days();
        let months = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month());
        let late = match counts.step {
            Step::Day => days,
            Step::Week if days % 7 == 0 => days / 7,
            Step::Week => -1,
            Step::Month => months(counts.first_on) - months(first_on),
        };
        let late = usize::try_from(late).ok().filter(|_| counts.step == step).context(
            "các chuỗi không cùng loại kỳ nên không cộng được · the series have other steps and cannot be added up",
        )?;
        counts.values.splice(0..0, std::iter::repeat_n(None, late));
        counts.first_on = first_on;
    }
    Ok(all)
}
