use clap::Args;
use jiff::Timestamp;
use serde_json::Value;
use taicho_model::Proposal;
use taicho_ops::{OpsError, Proposals, Situation, decide, in_force};
use taicho_rules::show_instant;
use taicho_store::Actor;

use super::Office;
use crate::table::Table;

#[derive(Debug, Args)]
pub(crate) struct Decide {
    /// The moment whose knowledge counts, for instance 2021-06-17T16:00+07:00; now if it is left out, or the freeze of the
    /// day for which `taicho init` chose a place of the past.
    #[arg(long)]
    at: Option<Timestamp>,
    /// Code of the area, read at that date; the place of `taicho init`, or a demo's own area, if it is left out.
    #[arg(long)]
    area: Option<String>,
    /// Rule family; the one in force on the date if it is left out.
    #[arg(long)]
    rules: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Decide {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let store = office.existing_store()?;
        office.take_in_content(&store)?;
        let (content, library) = (office.content()?, office.library()?);
        let at = match self.at {
            Some(at) => at,
            None => office.opens_at(&store)?,
        };
        let area = office.area(&store, self.area, at)?;
        let decided = store.read(&Actor::local_operator(), |read| {
            let situation = Situation::load(read, &area, at, None)?;
            let asked = in_force(read, content, library, Some(at))?;
            decide(&situation, &asked.content, &asked.library, self.rules.as_deref())
        });
        let decided: Proposals = decided.map_err(|error: OpsError| {
            let words = error.words();
            anyhow::anyhow!("{} {}", words.vi, words.en)
        })?;
        if self.json {
            println!("{:#}", script_form(serde_json::to_value(&decided)?));
        } else {
            print(&decided);
        }
        Ok(())
    }
}

/// What scripts rely on: a zone is its code, and a whole number has no decimal point.
fn script_form(mut decided: Value) -> Value {
    for list in ["proposals", "undecided", "near", "left_open", "in_force"] {
        zones_as_codes(decided.get_mut(list));
    }
    let plans = decided.get_mut("ended_plans").and_then(Value::as_array_mut);
    for plan in plans.into_iter().flatten() {
        zones_as_codes(plan.get_mut("proposals"));
    }
    without_points(&mut decided);
    decided
}

fn zones_as_codes(items: Option<&mut Value>) {
    for item in items.and_then(Value::as_array_mut).into_iter().flatten() {
        let zone = item["zone"].take();
        item["zone_name"] = zone["name"].clone();
        item["zone"] = zone["code"].clone();
    }
}

fn without_points(value: &mut Value) {
    match value {
        Value::Number(number) => {
            if let Some(float) =
                number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < 1e15)
            {
                *value = Value::from(float as i64);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(without_points),
        Value::Object(fields) => fields.values_mut().for_each(without_points),
        _ => {}
    }
}

fn print(decided: &Proposals) {
    let mut table =
        Table::new(&["địa bàn", "vùng", "loại", "giá trị", "từ", "đổi", "tin cậy", "văn bản"]);
    for proposal in &decided.proposals {
        table.row(row(proposal));
    }
    println!("{table}");
    let family = decided.family.as_deref().unwrap_or("–");
    println!(
        "Bộ quy tắc {family}, lúc {}. Mọi giờ là giờ Việt Nam (UTC+7). All times are Vietnam's (UTC+7).",
        show_instant(decided.as_of).vi
    );
    for note in &decided.notes {
        println!("{} {}", note.vi, note.en);
    }
    if decided.records_not_yet_known > 0 {
        println!(
            "{} ca đã phát hiện mà lúc đó chưa biết. {} cases had been found and were not yet known.",
            decided.records_not_yet_known, decided.records_not_yet_known
        );
    }
    if !decided.undecided.is_empty() {
        println!("Chưa đủ dữ liệu để kết luận. Not enough data to tell:");
    }
    for open in &decided.undecided {
        let place = open.subject.place();
        let disease = open.subject.disease_name().map_or("", |name| &name.vi);
        let missing: Vec<&str> = open.missing.values().map(|words| words.vi.as_str()).collect();
        let of = if open.cases > 1 { format!(" (× {})", open.cases) } else { String::new() };
        println!("  {place}, {} {disease}: {}{of}", open.kind, missing.join("; "));
    }
    if !decided.left_open.is_empty() {
        println!("Kỳ trước chưa quyết định. Left open by the week or month before:");
    }
    for proposal in &decided.left_open {
        let place = proposal.subject.place();
        println!("  {place}, {} {}: {}", proposal.kind, value(proposal), proposal.why.vi);
    }
    print_would_change(decided);
    print_standing(decided);
}

fn print_would_change(decided: &Proposals) {
    let proposed = decided.proposals.iter().filter(|proposal| !proposal.would_change.is_empty());
    let proposed = proposed.map(|it| {
        (
            it.subject.place(),
            it.kind.as_str(),
            it.subject.disease_name(),
            value(it),
            &it.would_change,
        )
    });
    let near = decided.near.iter().map(|it| {
        let subject = &it.subject;
        (subject.place(), it.kind.as_str(), subject.disease_name(), String::new(), &it.would_change)
    });
    let all: Vec<_> = proposed.chain(near).collect();
    if !all.is_empty() {
        println!("Điều gì sẽ làm thay đổi kết quả. What would change it:");
    }
    for (place, kind, disease, value, would_change) in all {
        let disease = disease.map_or(String::new(), |name| format!(" {}", name.vi));
        let ways: Vec<String> = would_change
            .iter()
            .map(|change| format!("nếu {} thì {}", change.when.vi, change.then.vi))
            .collect();
        println!("  {place}, {kind}{disease} {value}: {}", ways.join("; "));
    }
}

fn print_standing(decided: &Proposals) {
    if !decided.in_force.is_empty() {
        println!("Đang có hiệu lực hoặc sắp đến ngày. In force, or for a later day:");
    }
    for order in &decided.in_force {
        let place = order.subject.place();
        let number = match (&order.number, order.status) {
            (Some(number), _) => number.as_str(),
            (None, taicho_model::OrderStatus::Issued) => "đã ban hành, chưa ghi số",
            (None, _) => "dự thảo",
        };
        let until = order.until.map_or_else(String::new, |until| format!(" đến {until}"));
        println!(
            "  {place}, {} {}: {number}, từ {}{until}, {}",
            order.kind, order.value, order.from, order.document
        );
    }
    for plan in &decided.ended_plans {
        println!("{} {}", plan.said.vi, plan.said.en);
        for proposal in &plan.proposals {
            let place = proposal.subject.place();
            let until = proposal.until.map_or_else(String::new, |until| format!(" đến {until}"));
            println!(
                "  {place}, {} {}{until}: {}",
                proposal.kind,
                value(proposal),
                proposal.why.vi
            );
        }
    }
}

fn row(proposal: &Proposal) -> Vec<String> {
    let when = match (proposal.from, proposal.due_at) {
        (Some(from), _) => from.to_string(),
        (None, Some(due_at)) => show_instant(due_at).vi,
        (None, None) => String::new(),
    };
    let confidence = proposal.confidence.as_str();
    vec![
        proposal.subject.area.name.clone(),
        proposal.subject.as_zone().map(|zone| zone.name).unwrap_or_default(),
        proposal.kind.clone(),
        value(proposal),
        when,
        if proposal.changes { "có".into() } else { "–".into() },
        if proposal.decides { confidence.into() } else { format!("{confidence}, chỉ tham mưu") },
        proposal.document.clone(),
    ]
}

/// The value as a person reads it: the name of a disease, and of which disease a case is to be reported.
fn value(proposal: &Proposal) -> String {
    let value = match &proposal.value {
        taicho_model::FactValue::Instant(at) => show_instant(*at).vi,
        other => other.to_string(),
    };
    let subject = &proposal.subject;
    match subject.disease_name() {
        Some(name) if subject.disease_code() == Some(&value) => name.vi.clone(),
        Some(name) if subject.record_id().is_some() => format!("{value}, {}", name.vi),
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_get_codes_and_whole_numbers() {
        let decided = serde_json::json!({
            "proposals": [
                { "zone": { "code": "09325-01", "name": "Khu Thượng" }, "value": 20.0, "share": 0.5 },
                { "zone": null, "value": "15" },
            ],
            "undecided": [],
            "ended_plans": [{ "proposals": [{ "zone": { "code": "V1", "name": "Vùng 1" } }] }],
        });
        let expected = serde_json::json!({
            "proposals": [
                { "zone": "09325-01", "value": 20, "share": 0.5, "zone_name": "Khu Thượng" },
                { "zone": null, "value": "15", "zone_name": null },
            ],
            "undecided": [],
            "ended_plans": [{ "proposals": [{ "zone": "V1", "zone_name": "Vùng 1" }] }],
        });
        assert_eq!(script_form(decided), expected);
    }
}
