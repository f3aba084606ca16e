use std::io::Write;

use taicho_forecast::detect::{Calendar, Finding};
use taicho_forecast::picture::{EpidemicCurve, Threshold};
use taicho_model::Words;

use super::Judged;
use crate::command::tracing::safe_cell;

/// One row for each step: what was counted, what is usual, the line, and why.
pub(super) fn rows(out: &mut dyn Write, judged: &[Judged], is_dated: bool) -> std::io::Result<()> {
    writeln!(
        out,
        "series,date,observed,expected,bound,alarm,score,line,reason,reason_vi,reason_en"
    )?;
    for Judged { counts, line, findings } in judged {
        let calendar = Calendar::of(counts);
        let name = safe_cell(&counts.name);
        for finding in findings {
            let date = match calendar.day(finding.at).filter(|_| is_dated) {
                Some(day) => day.to_string(),
                None => (finding.at + 1).to_string(),
            };
            let number =
                |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
            let observed = finding.observed.map(|count| count.to_string()).unwrap_or_default();
            let words = finding.reason.words();
            writeln!(
                out,
                "{name},{date},{observed},{},{},{},{},{line},{},{},{}",
                number(finding.expected),
                number(finding.bound),
                u8::from(finding.alarm),
                number(finding.score()),
                finding.reason.code(),
                safe_cell(&words.vi),
                safe_cell(&words.en),
            )?;
        }
    }
    Ok(())
}

/// The curve of one series with its line and alarms.
pub(super) fn picture(
    judged: &[Judged],
    name: Option<&str>,
    is_dated: bool,
    in_vietnamese: bool,
) -> Option<String> {
    let alarms = |series: &&Judged| series.findings.iter().filter(|finding| finding.alarm).count();
    let chosen = match name {
        Some(name) => judged.iter().find(|series| series.counts.name == name)?,
        // The first among equals.
        None => judged.iter().rev().max_by_key(alarms)?,
    };
    let calendar = Calendar::of(&chosen.counts);
    let threshold = |finding: &Finding| {
        let (on, alarm_above) = (calendar.day(finding.at)?, finding.bound?);
        Some(Threshold { on, expected: finding.expected, alarm_above })
    };
    let of_step = |finding: &&Finding| {
        // A line that stands for the week or month to date is no line of this step.
        finding.observed == chosen.counts.values[finding.at]
    };
    // Of the steps that were asked for, and no others.
    let mut drawn = chosen.counts.clone();
    let first = chosen.findings.first().map_or(0, |finding| finding.at);
    if let Some(first_on) = calendar.day(first) {
        drawn.first_on = first_on;
        drawn.values.drain(..first);
    }
    let on = |is: fn(&Finding) -> bool| {
        let found = chosen.findings.iter().filter(move |finding| is(finding));
        found.filter_map(|finding| calendar.day(finding.at)).collect()
    };
    let curve = EpidemicCurve {
        thresholds: chosen.findings.iter().filter(of_step).filter_map(threshold).collect(),
        line: line_named(chosen.line),
        alarms: on(|finding| finding.alarm),
        advised: on(|finding| finding.reason.advises_alarm()),
        numbered_from: (!is_dated).then_some(first + 1),
        in_vietnamese,
        ..EpidemicCurve::of(drawn)
    };
    Some(curve.svg())
}

/// What the line of a method is called in a picture.
fn line_named(line: &str) -> Words {
    match line {
        "alert" => Words::new("ngưỡng cảnh báo", "alert line"),
        "epidemic" => Words::new("ngưỡng dịch", "epidemic line"),
        "scan" => Words::new("ngưỡng báo động", "alarm threshold"),
        "farrington" => Words::new("ngưỡng Farrington", "Farrington threshold"),
        ears => Words::new(format!("ngưỡng EARS {ears}"), format!("EARS {ears} threshold")),
    }
}
