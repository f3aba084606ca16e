//! What has to be said of a whole answer.

use std::collections::BTreeSet;

use jiff::civil::Date;
use taicho_model::{CaseStatus, RuleFamily, Words};
use taicho_rules::Library;

use crate::Content;
use crate::situation::Situation;

/// That nothing is known, that counts add several diseases, that no rules are written for the day and which law
/// held, or that those asked are of another time.
pub(super) fn notes_on(
    situation: &Situation,
    content: &Content,
    library: &Library,
    family: Option<&RuleFamily>,
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
    let cases = situation.cases.values().flatten().chain(&situation.cases_of_unknown_commune);
    let diseases: BTreeSet<&str> = cases
        .filter(|case| case.status != CaseStatus::RuledOut)
        .map(|case| case.disease.as_str())
        .collect();
    if diseases.len() > 1 {
        let names: Vec<Words> = diseases
            .iter()
            .map(|code| {
                content.disease(code).map_or(Words::new(*code, *code), |it| it.name.clone())
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
    notes
}
