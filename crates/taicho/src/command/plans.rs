use clap::Args;
use jiff::Timestamp;
use taicho_ops::{
    Comparing, OpsError, PlanSummary, PlanText, State, TargetRow, TargetStatus, plan, plans,
};
use taicho_store::Actor;

use super::{Office, in_both_languages, now};
use crate::table::Table;

#[derive(Debug, Args)]
pub(crate) struct Plans {
    /// The id of a plan, such as 23-kh-bcd; without it the plans are listed.
    plan: Option<String>,
    /// Code of the area whose numbers the targets show, read at the date; the plan's own if it is left out.
    #[arg(long)]
    area: Option<String>,
    /// The moment whose knowledge counts; if it is left out now, or the nearest moment of the plan's days.
    #[arg(long)]
    at: Option<Timestamp>,
    /// Print JSON, with the whole text.
    #[arg(long)]
    json: bool,
}

impl Plans {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let store = office.existing_store()?;
        let (content, library) = (office.content()?, office.library()?);
        let area = self.area.as_deref();
        let Some(id) = &self.plan else {
            let here = office.area(&store, self.area.clone(), self.at.unwrap_or_else(now)).ok();
            let list = store.read::<_, OpsError>(&Actor::local_operator(), |read| {
                plans(read, content, library, here.as_deref())
            });
            let list = list.map_err(in_both_languages)?;
            match self.json {
                true => println!("{:#}", serde_json::to_value(&list)?),
                false => print_list(&list),
            }
            return Ok(());
        };
        let text = store.read::<_, OpsError>(&Actor::local_operator(), |read| {
            plan(read, content, library, id, area, self.at, now())
        });
        let text = text.map_err(in_both_languages)?;
        match self.json {
            true => println!("{:#}", serde_json::to_value(&text)?),
            false => print_plan(&text),
        }
        Ok(())
    }
}

fn print_list(list: &[PlanSummary]) {
    let headings = ["mã", "số", "địa bàn", "đoạn", "có đủ", "một phần", "chưa có", "chỉ tiêu"];
    let mut table = Table::new(&headings);
    for plan in list {
        let counts = plan.counts;
        let counts = [counts.asking, counts.whole, counts.part, counts.nothing, plan.targets];
        let mut row = vec![plan.id.clone(), plan.number.clone(), plan.place.vi.clone()];
        row.extend(counts.map(|count| count.to_string()));
        table.row(row);
    }
    print!("{table}");
}

fn print_plan(plan: &PlanText) {
    let summary = &plan.summary;
    println!("{}, {}: {}", summary.number, summary.place.vi, summary.title.vi);
    let counts = summary.counts;
    println!(
        "{} đoạn giao việc: {} có đủ, {} một phần, {} chưa có; {} đoạn không giao việc. {} paragraphs ask: {} whole, {} in part, {} nothing yet.",
        counts.asking,
        counts.whole,
        counts.part,
        counts.nothing,
        counts.asks_nothing,
        counts.asking,
        counts.whole,
        counts.part,
        counts.nothing
    );
    for paragraph in plan.sections.iter().flat_map(|section| &section.paragraphs) {
        let state = match paragraph.state {
            State::Whole => "có đủ",
            State::Part => "một phần",
            State::Nothing => "chưa có",
            State::AsksNothing => continue,
        };
        let text: String = paragraph.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let beginning: String = text.chars().take(70).collect();
        println!("  {:12} {state:9} {beginning}…", paragraph.id);
    }
    println!("\nChỉ tiêu, lúc {}. Targets:", plan.as_of);
    let mut table =
        Table::new(&["chỉ tiêu", "con số", "hạn", "hiện nay", "còn cách", "tình trạng"]);
    for target in &plan.targets_shown {
        let status = match target.status {
            TargetStatus::Met => "đạt",
            TargetStatus::NotMet => "chưa đạt",
            TargetStatus::Overdue => "quá hạn",
            TargetStatus::Unknown => "chưa biết",
        };
        let why = target.why.as_ref().map_or_else(String::new, |why| format!(": {}", why.vi));
        let number = |value: Option<f64>| value.map_or_else(|| "–".into(), |it| it.to_string());
        table.row(vec![
            target.label.vi.clone(),
            aim(target),
            target.by.map_or_else(|| "–".into(), |day| day.to_string()),
            number(target.now.as_ref().map(|now| now.value)),
            number(target.gap),
            format!("{status}{why}"),
        ]);
    }
    print!("{table}");
}

fn aim(target: &TargetRow) -> String {
    let unit = &target.unit.vi;
    match (target.compare, target.value, target.to) {
        (_, None, _) => "không nêu".into(),
        (Comparing::Between, Some(value), Some(to)) => format!("{value}–{to} {unit}"),
        (Comparing::AtMost, Some(value), _) => format!("≤ {value} {unit}"),
        (_, Some(value), _) => format!("≥ {value} {unit}"),
    }
}
