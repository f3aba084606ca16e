//! What has to be said of a whole answer.

use std::collections::BTreeMap;

use jiff::civil::Date;
use taicho_model::{Area, Proposal, RuleFamily, Words};
use taicho_rules::{Library, RuleSet};

use crate::Content;
use crate::decide::Answers;
use crate::situation::{LeftOut, Reason, Situation};

/// That nothing is known, that counts add several diseases, that no rules are written for the day and which law
/// held, or that those asked are of another time.
pub(super) fn notes_on(
    situation: &Situation,
    content: &Content,
    library: &Library,
    (family, sets): (Option<&RuleFamily>, &[&RuleSet]),
    today: Date,
) -> Vec<Words> {
    let (vi, en) = (today.strftime("%d/%m/%Y"), today.strftime("%-d %B %Y"));
    let mut notes = Vec::new();
    if situation.is_empty() {
        notes.push(Words::new(
            "Chưa có số liệu nào của địa bàn này: không có đề xuất không có nghĩa là an toàn.",
            "Nothing is recorded here yet: no proposal does not mean that all is well.",
        ));
    }
    let diseases = &situation.cases.diseases;
    if diseases.len() > 1 {
        let names: Vec<Words> = diseases
            .iter()
            .map(|code| {
                let named = content.disease(code).map(|disease| disease.name.clone());
                named.unwrap_or_else(|| Words::new(&**code, &**code))
            })
            .collect();
        let list = |pick: fn(&Words) -> &str| names.iter().map(pick).collect::<Vec<_>>().join(", ");
        notes.push(Words::new(
            format!("Các số ca trên bảng cộng chung nhiều bệnh: {}.", list(|words| &words.vi)),
            format!("The counts of cases here add several diseases: {}.", list(|words| &words.en)),
        ));
    }
    match family {
        None => notes.push(Words::new(
            format!(
                "Chưa có bộ quy tắc nào cho ngày {vi}: không có đề xuất không có nghĩa là an toàn."
            ),
            format!("No rules are written for {en}: no proposal does not mean that all is well."),
        )),
        Some(family) if library.family_in_force(today).as_ref() != Some(family) => {
            let name = &family.0;
            notes.push(Words::new(
                format!(
                    "Bộ quy tắc {name} không phải là bộ quy tắc của ngày {vi}; chỉ dùng để đối chiếu."
                ),
                format!("The rules {name} are not those of {en}; for comparison only."),
            ));
        }
        Some(_) => {}
    }
    notes.extend(content.local().left_out.iter().map(|fault| {
        let told = fault.explain();
        Words::new(
            format!("Quy định của địa phương không dùng được, chưa tính vào đề xuất: {}", told.vi),
            format!("Content of one's own cannot be used and is left out: {}", told.en),
        )
    }));
    notes.extend(library.gaps_on(today).map(|gap| gap.words.clone()));
    notes.extend(readings_not_there(situation, sets, today));
    let (stated, others): (Vec<&LeftOut>, Vec<&LeftOut>) =
        situation.left_out.iter().partition(|it| it.is_only_stated());
    match stated.len() > FEW_UNITS {
        true => notes.push(of_former_units(&stated)),
        false => {
            notes.extend(stated.iter().filter_map(|left_out| of_former_unit(left_out, library)));
        }
    }
    notes.extend(others.iter().filter_map(|left_out| of_former_unit(left_out, library)));
    notes
}

/// Of so many former units each is told what was stated for it.
const FEW_UNITS: usize = 3;

/// That facts of many former units have to be stated anew: one line, for a page of them hides what there is to decide.
fn of_former_units(left_out: &[&LeftOut]) -> Words {
    let names: Vec<&str> =
        left_out.iter().take(FEW_UNITS).map(|it| it.unit.name.as_str()).collect();
    let (units, names) = (left_out.len(), names.join(", "));
    let facts: usize = left_out.iter().map(|it| it.facts.len()).sum();
    Words::new(
        format!(
            "{facts} dữ kiện nêu cho {units} đơn vị cũ ({names}, …), nay chỉ là một phần của nơi khác hoặc không rõ đã nhập vào đâu: chưa dùng, cần nêu lại cho đơn vị mới."
        ),
        format!(
            "{facts} facts stated for {units} former units ({names}, …), now only parts of others or of unknown fate: not used until they are stated anew."
        ),
    )
}

/// What is filed under a former unit and counts in none of the areas that have its ground: never silently nowhere.
fn of_former_unit(left_out: &LeftOut, library: &Library) -> Option<Words> {
    let LeftOut { reason, unit, areas, counted_in, counts, facts, orders } = left_out;
    let mut what: Vec<Words> = Vec::new();
    for (count, vi, en) in [
        (counts.cases, "ca bệnh", "case(s)"),
        (counts.zones, "vùng cách ly y tế", "zone(s)"),
        (counts.isolations, "trường hợp cách ly", "isolation(s)"),
    ] {
        if count > 0 {
            what.push(Words::new(format!("{count} {vi}"), format!("{count} {en}")));
        }
    }
    what.extend(facts.iter().map(|name| {
        let label = library.catalogue().get(name).map(|entry| entry.label.clone());
        let label = label.unwrap_or_else(|| Words::new(name, name));
        Words::new(format!("dữ kiện “{}”", label.vi), format!("the fact “{}”", label.en))
    }));
    what.extend(orders.iter().map(|paper| Words::new(paper, paper)));
    if what.is_empty() && *reason != Reason::Unseen {
        return None;
    }
    let list = |pick: fn(&Words) -> &str| what.iter().map(pick).collect::<Vec<_>>().join(", ");
    let (vi, en) = (list(|words| &words.vi), list(|words| &words.en));
    let old = &unit.name;
    let of = areas.iter().map(|area| area.name.as_str()).collect::<Vec<_>>().join(", ");
    Some(match (reason, counted_in) {
        (Reason::Part, None) => Words::new(
            format!("Ghi ở đơn vị cũ {old}, chỉ một phần thuộc {of}: {vi}; không tính cho {of}."),
            format!(
                "Filed under the former {old}, of which only a part belongs to {of}: {en}; not counted for {of}."
            ),
        ),
        (Reason::Part, Some(whole)) => Words::new(
            format!(
                "Ghi ở đơn vị cũ {old}, mỗi phần thuộc một nơi ({of}): {vi}; tính chung cho {}, không tính riêng cho nơi nào.",
                whole.name
            ),
            format!(
                "Filed under the former {old}, the parts of which belong to {of}: {en}; counted for {} as a whole and for none of them.",
                whole.name
            ),
        ),
        (Reason::Merged, _) => Words::new(
            format!(
                "Nêu cho đơn vị cũ {old}, nay chỉ là một phần của {of}: {vi}; chưa dùng cho {of}, cần nêu lại."
            ),
            format!(
                "Stated for the former {old}, now only a part of {of}: {en}; not used for {of} until it is stated anew."
            ),
        ),
        (Reason::NotTold, _) => Words::new(
            format!("Nêu cho đơn vị cũ {old}, không rõ đã nhập vào đâu: {vi}; chưa dùng."),
            format!(
                "Stated for the former {old}, and nobody says what became of it: {en}; not used."
            ),
        ),
        (Reason::Unseen, _) => Words::new(
            format!(
                "Bạn không có quyền xem những gì ghi ở đơn vị cũ {old}, nay thuộc {of}: chưa tính vào kết quả này."
            ),
            format!(
                "You may not see what is filed under the former {old}, now of {of}: it is not in this answer."
            ),
        ),
    })
}

/// Papers that fix a reading which the rules in force do not have: what somebody ordered is never passed over in silence.
fn readings_not_there(situation: &Situation, sets: &[&RuleSet], today: Date) -> Vec<Words> {
    let places = situation.areas().flat_map(|area| situation.readings_for(area, |_| true, today));
    let mut papers: BTreeMap<&str, Words> = BTreeMap::new();
    for (set, parameter, order) in places {
        let found = sets.iter().find(|it| it.id == set).and_then(|set| set.parameter(parameter));
        if found.is_some_and(|parameter| parameter.reading(&order.value).is_some()) {
            continue;
        }
        let paper = order.number.as_deref().unwrap_or(&order.document);
        let value = &order.value;
        let words = Words::new(
            format!(
                "{paper} ấn định cách hiểu {set}/{parameter} = {value}, nhưng các quy tắc đang áp dụng không có cách hiểu này: chưa được dùng."
            ),
            format!(
                "{paper} fixes the reading {set}/{parameter} = {value}, which the rules in force do not have: it is not used."
            ),
        );
        papers.insert(&order.id.0, words);
    }
    papers.into_values().collect()
}

/// Facts that rest on what was reported of past years.
const OF_PAST_YEARS: &[&str] = &["same_week_counts", "same_month_counts", "last_month_counts"];

/// Says of what was proposed or left open about a disease in a commune, from some places in the answers on, which units
/// of the past did not report, or came in only in part.
pub(super) fn note_predecessors(
    situation: &Situation,
    commune: &Area,
    disease: &str,
    (first_proposal, first_open, first_left): (usize, usize, usize),
    answers: &mut Answers,
) {
    let past = &situation.past_periods;
    let silent: Vec<&str> = past.silent(&commune.id, disease).into_iter().collect();
    if !silent.is_empty() {
        let list = silent.join(", ");
        let words = Words::new(
            format!("thiếu số liệu của đơn vị cũ: {list}; năm thiếu không được tính"),
            format!("not reported by the former {list}; such a year does not count"),
        );
        for open in &mut answers.undecided[first_open..] {
            for name in OF_PAST_YEARS {
                if let Some(missing) = open.missing.get_mut(*name) {
                    missing.vi = format!("{}; {}", missing.vi, words.vi);
                    missing.en = format!("{}; {}", missing.en, words.en);
                }
            }
        }
        let note = Words::new(
            format!("Số liệu các năm trước {}.", words.vi),
            format!("The counts of past years were {}.", words.en),
        );
        note_where_used(&mut answers.proposals[first_proposal..], &note);
        note_where_used(&mut answers.left_open[first_left..], &note);
    }
    if past.is_uncertain(&commune.id, disease) {
        let note = Words::new(
            "Một đơn vị cũ chỉ nhập vào một phần: số ca của phần đó không rõ, không được cộng, nên số liệu các năm trước chỉ để tham khảo.",
            "Of a former unit only a part came in: how many of its cases were there is not known and none is added, so the counts of past years only advise.",
        );
        note_where_used(&mut answers.proposals[first_proposal..], &note);
        note_where_used(&mut answers.left_open[first_left..], &note);
    }
}

fn note_where_used(proposals: &mut [Proposal], note: &Words) {
    let rests_on_past = |it: &&mut Proposal| {
        it.facts.iter().any(|fact| OF_PAST_YEARS.contains(&fact.name.as_str()))
    };
    proposals.iter_mut().filter(rests_on_past).for_each(|it| it.notes.push(note.clone()));
}
