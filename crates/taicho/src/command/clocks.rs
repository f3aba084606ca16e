use clap::Args;
use jiff::Timestamp;
use taicho_model::{ClockState, VIETNAM_OFFSET};
use taicho_ops::{ClockRow, Clocks as Answer, ClocksOf, OpsError, clocks};
use taicho_store::Actor;

use super::Office;
use crate::table::Table;

#[derive(Debug, Args)]
pub(crate) struct Clocks {
    /// The moment whose knowledge counts, for instance 2026-11-20T09:00+07:00.
    #[arg(long)]
    at: Timestamp,
    /// Code of the area, read at that date; the place of `taicho init`, or a demo's own area, if it is left out.
    #[arg(long)]
    area: Option<String>,
    /// Only clocks of this state: overdue, running, unknown, met_late, met_unknown, met, ceased.
    #[arg(long, value_parser = state)]
    state: Option<ClockState>,
    /// Rule family; the one in force on the date if it is left out.
    #[arg(long)]
    rules: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Clocks {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let store = office.existing_store()?;
        let (content, library) = (office.content()?, office.library()?);
        let area = office.area(&store, self.area, self.at)?;
        let asked = ClocksOf {
            area: &area,
            at: self.at,
            family: self.rules.as_deref(),
            state: self.state,
            names: true,
        };
        let found = store.read(&Actor::local_operator(), |read| {
            let rules = taicho_ops::in_force(read, content, library, Some(asked.at))?;
            clocks(read, &rules.content, &rules.library, &asked)
        });
        let found: Answer = found.map_err(|error: OpsError| {
            let words = error.words();
            anyhow::anyhow!("{} {}", words.vi, words.en)
        })?;
        if self.json {
            println!("{:#}", serde_json::to_value(&found)?);
        } else {
            print(&found);
        }
        Ok(())
    }
}

fn state(word: &str) -> Result<ClockState, String> {
    ClockState::parse(word).ok_or_else(|| {
        let words: Vec<&str> = ClockState::ALL.iter().map(|state| state.as_str()).collect();
        format!("một trong · one of: {}", words.join(", "))
    })
}

fn print(found: &Answer) {
    let mut table = Table::new(&[
        "tình trạng",
        "hạn",
        "đã làm",
        "địa bàn",
        "hồ sơ",
        "việc phải làm",
        "ai làm",
        "tin cậy",
        "văn bản",
    ]);
    for row in &found.rows {
        table.row(cells(row));
    }
    println!("{table}");
    let counts: Vec<String> = ClockState::ALL
        .iter()
        .map(|state| format!("{} {}", word(*state), found.counts[state.as_str()]))
        .collect();
    println!("{}.", counts.join(", "));
    let listed: i64 = found.rows.len() as i64;
    let all: i64 = found.counts.values().sum();
    if listed < all {
        println!("Liệt kê {listed} trong {all} thời hạn. {listed} of {all} clocks are listed.");
    }
    if found.family.is_none() {
        println!("Chưa có bộ quy tắc cho ngày này. No rules are written for this day.");
    }
}

fn cells(row: &ClockRow) -> Vec<String> {
    let missing: Vec<&str> = row.missing.values().map(|words| words.vi.as_str()).collect();
    let due = match row.due_at {
        Some(at) => clock(at),
        None if !missing.is_empty() => format!("chưa ghi: {}", missing.join("; ")),
        None => "không có hạn giờ".to_owned(),
    };
    let confidence = row.confidence.as_str();
    vec![
        word(row.state).to_owned(),
        due,
        row.met_at.map(clock).unwrap_or_default(),
        row.subject.area.name.clone(),
        row.subject.label.clone(),
        row.what.vi.clone(),
        row.by.vi.clone(),
        match (row.missing.is_empty(), row.decides) {
            (false, _) => "–".to_owned(),
            (true, true) => confidence.to_owned(),
            (true, false) => format!("{confidence}, chỉ tham mưu"),
        },
        row.document.clone(),
    ]
}

fn clock(at: Timestamp) -> String {
    VIETNAM_OFFSET.to_datetime(at).strftime("%d/%m/%Y %H:%M").to_string()
}

fn word(state: ClockState) -> &'static str {
    match state {
        ClockState::Overdue => "quá hạn",
        ClockState::Running => "còn hạn",
        ClockState::Unknown => "chưa rõ",
        ClockState::MetLate => "làm trễ",
        ClockState::Ceased => "thôi, đã loại trừ",
        ClockState::MetUnknown => "làm rồi, không rõ",
        ClockState::Met => "đúng hạn",
    }
}
