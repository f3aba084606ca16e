use std::fmt::Write as _;

use taicho_forecast::Counts;
use taicho_forecast::outlook::{Accuracy, Needed, Outlook, Rival};

use super::Found;
use crate::table::Table;

/// Series that are printed one by one.
const PRINTED: usize = 20;

pub(super) fn print_forecasts(found: &Found<'_, Outlook>) {
    for (counts, outlook) in found.iter().take(PRINTED) {
        println!("{} · số liệu đến · known to {}", counts.name, outlook.known_to);
        let mut shown = Table::new(&["ngày", "trung vị", "50%", "90%", "95%"]);
        for step in &outlook.ahead {
            let between = |from: usize| {
                format!("{:.0}–{:.0}", step.quantiles[from], step.quantiles[22 - from])
            };
            let median = format!("{:.0}", step.quantiles[11]);
            shown.row(vec![step.on.to_string(), median, between(6), between(2), between(1)]);
        }
        println!("{shown}");
        for note in &outlook.notes {
            println!("{} · {}", note.words.vi, note.words.en);
        }
    }
    if found.len() > PRINTED {
        let more = found.len() - PRINTED;
        println!("… và {more} chuỗi khác, xem tệp kết quả · and {more} other series, see the file");
    }
}

/// How good such forecasts were on past days.
pub(super) fn print_accuracy(what: &str, all: &Accuracy) {
    println!("Độ chính xác của dự báo trong quá khứ · Accuracy of past forecasts: {what}");
    let mut shown = Table::new(&[
        "ngày tới",
        "số dự báo",
        "WIS",
        "so với số ngày cuối",
        "so với TB tuần",
        "so với xu hướng",
        "trong 50%",
        "trong 90%",
        "trong 95%",
    ]);
    let horizon = all.horizon();
    let ahead = [1, 3, 7, 14, 21, 28].into_iter().filter(|ahead| *ahead < horizon).chain([horizon]);
    for ahead in ahead {
        let Some(covered) = all.coverage(ahead, Rival::Forecast) else { continue };
        let times = |rival| match all.relative_wis(ahead, rival) {
            Some(100.0..) => ">100".to_owned(),
            Some(times) => format!("{times:.2}"),
            None => "–".to_owned(),
        };
        let mut row = vec![
            all.days(ahead).to_string(),
            all.forecasts(ahead).to_string(),
            format!("{:.2}", all.wis(ahead, Rival::Forecast).unwrap_or_default()),
        ];
        row.extend([Rival::LastCount, Rival::LastWeek, Rival::Trend].map(times));
        row.extend(covered.map(|covered| format!("{:.0}%", covered * 100.0)));
        shown.row(row);
    }
    println!("{shown}");
    for note in all.notes() {
        println!("{} · {}", note.words.vi, note.words.en);
    }
}

/// The day on which each capacity is more likely exceeded than not, and how probable that is within the forecast.
pub(super) fn tell_shortages(
    told: &mut String,
    counts: &Counts,
    needed: &[Needed],
    capacities: &[(String, f64)],
) -> anyhow::Result<()> {
    for (what, number) in capacities {
        let Some(need) = needed.iter().find(|need| need.what == *what) else {
            let known: Vec<&str> = needed.iter().map(|need| need.what.as_str()).collect();
            anyhow::bail!("“{what}”: không có nhu cầu này · no such need: {}", known.join(", "));
        };
        let by_day = need.exceeds(*number);
        let in_all = by_day.last().copied().unwrap_or_default() * 100.0;
        let likely = by_day.iter().position(|probability| *probability >= 0.5);
        let (vi, en) = match likely {
            Some(day) => {
                let (on, percent) = (need.ahead[day].on, by_day[day] * 100.0);
                (
                    format!("vượt {number} từ ngày {on} (xác suất đến ngày đó {percent:.0}%)"),
                    format!("above {number} from {on} on (probability by that day {percent:.0}%)"),
                )
            }
            None => (
                format!("ít khả năng vượt {number} trong kỳ dự báo"),
                format!("not likely above {number} within the forecast"),
            ),
        };
        writeln!(
            told,
            "{}, {}: {vi}, cả kỳ {in_all:.0}% · {}: {en}, {in_all:.0}% in all",
            counts.name, need.name.vi, need.name.en
        )?;
    }
    Ok(())
}
