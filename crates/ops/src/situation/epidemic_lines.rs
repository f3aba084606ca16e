use taicho_forecast::detect::{Deviation, Law};
use taicho_model::FactValue;
use taicho_rules::{Library, RuleSet};

/// The alert and epidemic lines of the youngest rule set that draws them, as the detector over whole series takes them,
/// and that set.
pub fn epidemic_lines(library: &Library) -> Option<(Law, &RuleSet)> {
    let lines = library.sets().iter().filter_map(|set| Some((lines_of(set)?, set)));
    lines.max_by_key(|(_, set)| set.document.in_force_from)
}

fn lines_of(set: &RuleSet) -> Option<Law> {
    let number = |id: &str| match set.parameter(id)?.value {
        FactValue::Number(number) => Some(number),
        _ => None,
    };
    let convention = set.parameter("sd_convention")?;
    let reading = |value: &FactValue| match value {
        FactValue::Text(word) if word == "population" => Some(Deviation::Population),
        FactValue::Text(word) if word == "sample" => Some(Deviation::Sample),
        _ => None,
    };
    let others = convention.alternatives.iter().map(|other| &other.value);
    let readings: Option<Vec<Deviation>> =
        std::iter::once(&convention.value).chain(others).map(reading).collect();
    Some(Law {
        years: number("history_years")? as usize,
        alert_deviations: number("alert_sd")?,
        epidemic_deviations: number("epidemic_sd")?,
        readings: readings?,
        alert_linked: number("alert_linked")? as i64,
        epidemic_linked: number("epidemic_linked")? as i64,
    })
}
