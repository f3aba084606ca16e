use serde::Serialize;
use taicho_model::Words;
use taicho_rules::RuleError;

/// What a file of the place's own is, which its path says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// `rules/<family>/<document>/rules.toml`: parameters and rules.
    Rules,
    /// `rules/<family>/<document>/examples.toml`: worked examples of them.
    Examples,
    /// `rules/<family>/<document>/plan.csv`: what the plan itself decides.
    Plan,
    /// `measures/<name>.toml`: numbers of the board.
    Measures,
    /// `reports/daily/<area>.toml`: who issues and signs the daily report.
    ReportHead,
    /// `reports/order/<area>.toml`: who issues and signs orders.
    OrderHead,
}

impl Sort {
    /// What stands at a path; none where nothing of the place's own does.
    pub fn of(path: &str) -> Option<Self> {
        let steps: Vec<&str> = path.split('/').collect();
        match steps.as_slice() {
            ["rules", family, document, file] if is_plain(family) && is_plain(document) => {
                match *file {
                    "rules.toml" => Some(Self::Rules),
                    "examples.toml" => Some(Self::Examples),
                    "plan.csv" => Some(Self::Plan),
                    _ => None,
                }
            }
            ["measures", file] => {
                file.strip_suffix(".toml").is_some_and(is_plain).then_some(Self::Measures)
            }
            ["reports", folder, file] => {
                let code = file.strip_suffix(".toml")?;
                let is_code = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit());
                match *folder {
                    "daily" if is_code => Some(Self::ReportHead),
                    "order" if is_code => Some(Self::OrderHead),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The same, or where such a file may stand.
    pub(crate) fn wanted(path: &str) -> Result<Self, RuleError> {
        Self::of(path).ok_or_else(|| RuleError {
            file: path.to_owned(),
            line: 1,
            expected: Words::new(
                "tệp nằm ở rules/<họ>/<văn bản>/rules.toml, examples.toml hoặc plan.csv, measures/<tên>.toml, reports/daily/<mã địa bàn>.toml hoặc reports/order/<mã địa bàn>.toml; tên chỉ gồm chữ không dấu, số và dấu -",
                "a file at rules/<family>/<document>/rules.toml, examples.toml or plan.csv, measures/<name>.toml, reports/daily/<area code>.toml or reports/order/<area code>.toml; names have letters without marks, digits and -",
            ),
            found: path.to_owned(),
        })
    }
}

fn is_plain(name: &str) -> bool {
    (1..=80).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// The rule set that a file lies beside.
pub(crate) fn rules_beside(path: &str) -> String {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    format!("{folder}/rules.toml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_says_what_stands_there() {
        for (path, sort) in [
            ("rules/vn-2026/ke-hoach/rules.toml", Some(Sort::Rules)),
            ("rules/vn-2026/ke-hoach/plan.csv", Some(Sort::Plan)),
            ("rules/vn-2026/ke-hoach/examples.toml", Some(Sort::Examples)),
            ("measures/cua-xa.toml", Some(Sort::Measures)),
            ("reports/daily/222.toml", Some(Sort::ReportHead)),
            ("reports/order/222.toml", Some(Sort::OrderHead)),
            ("reports/daily/default.toml", None),
            ("rules/vn-2026/../rules.toml", None),
            ("rules/vn-2026/kế-hoạch/rules.toml", None),
            ("rules/rules.toml", None),
            ("facts.toml", None),
            ("", None),
        ] {
            assert_eq!(Sort::of(path), sort, "{path}");
            assert_eq!(Sort::wanted(path).is_ok(), sort.is_some(), "{path}");
        }
    }
}
