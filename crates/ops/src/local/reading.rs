//! Reads the files of a place and holds them against the content of the program.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use taicho_model::{Words, kind};
use taicho_rules::{Library, RuleError};

use super::Sort;
use super::sort::rules_beside;
use crate::content::measures::LocalMeasures;
use crate::content::{Head, LocalFiles, plan_rows};
use crate::{Content, OpsError};

/// No file of a place is longer: it is edited in a page.
pub(super) const LONGEST_BYTES: usize = 128 * 1024;

/// A text as it is kept: as a page would send it.
pub(crate) fn plain(text: &str) -> String {
    text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n")
}

/// The rule sets of the program with those of the files, and the files that can be used.
///
/// A file with a fault is left out with what is wrong in it; the others stay.
pub(crate) fn with_local(
    library: &Library,
    mut files: BTreeMap<String, String>,
) -> (Library, LocalFiles) {
    let mut left_out = Vec::new();
    let faulty: Vec<RuleError> = files.iter().flat_map(|(path, text)| alone(path, text)).collect();
    leave_out(&mut files, &mut left_out, faulty);
    let library = loop {
        let pairs = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        match library.with_local(pairs) {
            Ok(library) => break library,
            Err(errors) => {
                if !leave_out(&mut files, &mut left_out, errors.0) {
                    break library.clone();
                }
            }
        }
    };
    let beside: Vec<RuleError> =
        files.keys().filter_map(|path| alone_there(path, &files)).collect();
    leave_out(&mut files, &mut left_out, beside);
    let measures = files.iter().filter(|(path, _)| Sort::of(path) == Some(Sort::Measures));
    let measures = measures.filter_map(|(path, text)| read_measures(path, text).ok()).collect();
    (library, LocalFiles { files, left_out, measures })
}

/// The rule sets of the program with those of the files; fails where one of the files cannot be used.
pub fn check_local(
    library: &Library,
    files: impl IntoIterator<Item = (String, String)>,
) -> Result<Library, OpsError> {
    let (library, local) = with_local(library, files.into_iter().collect());
    match local.left_out.is_empty() {
        true => Ok(library),
        false => Err(OpsError::LocalContent(said(&local.left_out))),
    }
}

/// Faults in the words of whoever reads them, line by line.
pub(crate) fn said(faults: &[RuleError]) -> Words {
    let each: Vec<Words> = faults.iter().map(RuleError::explain).collect();
    let all = |pick: fn(&Words) -> &str| each.iter().map(pick).collect::<Vec<_>>().join("\n");
    Words::new(all(|words| &words.vi), all(|words| &words.en))
}

/// Takes out the files that are at fault; whether there was one.
fn leave_out(
    files: &mut BTreeMap<String, String>,
    left_out: &mut Vec<RuleError>,
    faults: Vec<RuleError>,
) -> bool {
    let names: BTreeSet<&str> = faults.iter().map(|fault| fault.file.as_str()).collect();
    let before = files.len();
    files.retain(|path, _| !names.contains(path.as_str()));
    left_out.extend(faults);
    files.len() < before
}

/// What is wrong in a file by itself; rule sets are read together, for they lean on one another.
fn alone(path: &str, text: &str) -> Vec<RuleError> {
    let sort = match Sort::wanted(path) {
        Ok(sort) => sort,
        Err(fault) => return vec![fault],
    };
    if let Some(fault) = bad_text(path, text) {
        return vec![fault];
    }
    match sort {
        Sort::Rules | Sort::Examples => Vec::new(),
        Sort::Plan => plan_faults(path, text),
        Sort::Measures => read_measures(path, text).err().into_iter().collect(),
        Sort::ReportHead | Sort::OrderHead => read::<Head>(path, text).err().into_iter().collect(),
    }
}

/// A text that no database takes, or that no page could show.
fn bad_text(path: &str, text: &str) -> Option<RuleError> {
    let fault = |line, expected, found: String| {
        Some(RuleError { file: path.to_owned(), line, expected, found })
    };
    if text.len() > LONGEST_BYTES {
        let most = LONGEST_BYTES / 1024;
        let expected = Words::new(format!("tối đa {most} KB"), format!("{most} KB at most"));
        return fault(1, expected, format!("{} KB", text.len().div_ceil(1024)));
    }
    let odd = |letter: char| letter.is_control() && !"\n\r\t".contains(letter);
    let line = text.lines().position(|line| line.contains(odd))? + 1;
    fault(line, Words::new("chữ in được", "letters that can be printed"), "␀".to_owned())
}

/// Examples and plans lie beside the rules that they are of.
fn alone_there(path: &str, files: &BTreeMap<String, String>) -> Option<RuleError> {
    let needs_rules = matches!(Sort::of(path), Some(Sort::Examples | Sort::Plan));
    let rules = rules_beside(path);
    if !needs_rules || files.contains_key(&rules) {
        return None;
    }
    Some(RuleError {
        file: path.to_owned(),
        line: 1,
        expected: Words::new(
            format!("tệp {rules} dùng được ở bên cạnh"),
            format!("the file {rules} beside it, in use"),
        ),
        found: "–".to_owned(),
    })
}

/// Reads the measures of a place.
pub(crate) fn read_measures(path: &str, text: &str) -> Result<LocalMeasures, RuleError> {
    let read: LocalMeasures = read(path, text)?;
    let jurisdiction = &read.jurisdiction;
    let is_codes = jurisdiction
        .split('/')
        .all(|code| !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit()));
    if is_codes {
        let misfit = Content::shipped().measures().check_local(&read).err();
        return match misfit {
            None => Ok(read),
            Some(found) => Err(RuleError {
                file: path.to_owned(),
                line: line_of(text, found.split(':').next().unwrap_or_default()),
                expected: Words::new(
                    "số đo có đơn vị đã có, và không phải là dữ kiện của luật",
                    "a measure in a unit that there is, and no fact of the rules",
                ),
                found,
            }),
        };
    }
    Err(RuleError {
        file: path.to_owned(),
        line: line_with(text, "jurisdiction"),
        expected: Words::new(
            "`jurisdiction` là mã một địa bàn, ví dụ \"222\"",
            "`jurisdiction` is the code of a place, such as \"222\"",
        ),
        found: format!("\"{jurisdiction}\""),
    })
}

/// The line in which an id stands in quotes.
fn line_of(text: &str, id: &str) -> usize {
    let quoted = format!("\"{id}\"");
    text.lines().position(|line| line.contains(&quoted)).map_or(1, |line| line + 1)
}

fn line_with(text: &str, word: &str) -> usize {
    text.lines().position(|line| line.trim_start().starts_with(word)).map_or(1, |line| line + 1)
}

fn read<T: DeserializeOwned>(path: &str, text: &str) -> Result<T, RuleError> {
    toml::from_str(text).map_err(|error| RuleError {
        file: path.to_owned(),
        line: error.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count()),
        expected: Words::new(
            "các mục như trong mẫu của chương trình",
            "the entries of the program's template",
        ),
        found: error.message().replace('\n', " "),
    })
}

/// The columns that tell what a plan decides.
const PLAN_COLUMNS: [&str; 5] = ["id", "section", "area_code", "kind", "value"];

fn plan_faults(path: &str, text: &str) -> Vec<RuleError> {
    let fault =
        |line, expected, found: String| RuleError { file: path.to_owned(), line, expected, found };
    let rows = match plan_rows(text.as_bytes().to_vec()) {
        Ok(rows) => rows,
        Err(error) => {
            let expected = Words::new("một bảng CSV", "a table of CSV");
            return vec![fault(1, expected, error.words().en)];
        }
    };
    let Some(first) = rows.first() else {
        return vec![fault(1, Words::new("ít nhất một dòng", "one row at least"), "–".into())];
    };
    if let Some(missing) = PLAN_COLUMNS.iter().find(|name| !first.contains_key(**name)) {
        let expected = Words::new(format!("cột {missing}"), format!("the column {missing}"));
        return vec![fault(1, expected, "–".into())];
    }
    let mut faults = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let line = index + 2;
        let cell = |name: &str| row.get(name).map_or("", String::as_str);
        let word = cell("kind");
        if word != "duty" && !kind::ALL.contains(&word) {
            let known = format!("duty, {}", kind::ALL.join(", "));
            let expected = Words::new(format!("`kind` là {known}"), format!("`kind`: {known}"));
            faults.push(fault(line, expected, format!("\"{word}\"")));
        }
        for name in ["from", "until"] {
            let text = cell(name);
            if !text.is_empty() && text.parse::<jiff::civil::Date>().is_err() {
                let expected = Words::new(
                    format!("`{name}` là ngày như 2026-11-30"),
                    format!("`{name}`: a day like 2026-11-30"),
                );
                faults.push(fault(line, expected, format!("\"{text}\"")));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(path: &str, text: &str) -> Vec<RuleError> {
        let library = Content::shipped().library().unwrap();
        with_local(&library, BTreeMap::from([(path.to_owned(), text.to_owned())])).1.left_out
    }

    #[test]
    fn a_fault_is_told_with_its_line_and_what_is_wanted() {
        let own = "\n[[measure]]\nid = \"x\"\ncount = { of = \"cases\" }\nunit = \"case\"\nlabel = { vi = \"a\", en = \"a\" }\nexplain = { vi = \"a\", en = \"a\" }\n";
        assert!(one("measures/a.toml", &format!("jurisdiction = \"222\"{own}")).is_empty());
        for (path, text, line, expected) in [
            ("measures/a.toml", own.to_owned(), 1, "mẫu"),
            ("measures/a.toml", format!("\njurisdiction = \"VN\"{own}"), 2, "mã một địa bàn"),
            (
                "measures/a.toml",
                format!("jurisdiction = \"222\"{}", own.replace("\"case\"", "\"cases\"")),
                3,
                "đơn vị đã có",
            ),
            (
                "measures/a.toml",
                format!("jurisdiction = \"222\"{}", own.replace("\"x\"", "\"cases_in_wave\"")),
                3,
                "không phải là dữ kiện",
            ),
            (
                "reports/daily/222.toml",
                "[title]\nvi = \"a\"\nen = \"b\"\nof = 3\n".into(),
                4,
                "mẫu",
            ),
            ("reports/daily/222.toml", "[title]\nvi = \"a\u{7}\"\n".into(), 2, "in được"),
            ("rules/vn-2026/a/plan.csv", "id,section\n1,2\n".into(), 1, "cột area_code"),
            ("rules/vn-2026/a/plan.csv", "id,section,area_code,kind,value\n".into(), 1, "một dòng"),
            (
                "rules/vn-2026/a/plan.csv",
                "id,section,area_code,kind,value\n1,I,222,nghi,1\n".into(),
                2,
                "`kind` là duty",
            ),
            (
                "rules/vn-2026/a/plan.csv",
                "id,section,area_code,kind,value,from\n1,I,222,duty,1,31/2\n".into(),
                2,
                "`from` là ngày",
            ),
            (
                "rules/vn-2026/a/plan.csv",
                "id,section,area_code,kind,value\n1,I,222,duty,1\n".into(),
                1,
                "rules/vn-2026/a/rules.toml",
            ),
            ("rules/vn-2026/a/rules.toml", "[document\n".into(), 1, "TOML"),
            ("notes/a.toml", "a = 1\n".into(), 1, "measures/<tên>.toml"),
            ("measures/a.toml", " ".repeat(LONGEST_BYTES + 1), 1, "tối đa"),
        ] {
            let faults = one(path, &text);
            let told = faults.first().unwrap_or_else(|| panic!("{path}: {text:.60}"));
            assert_eq!((told.file.as_str(), told.line), (path, line), "{told}");
            assert!(told.expected.vi.contains(expected), "{}", told.explain().vi);
        }
    }

    #[test]
    fn a_faulty_file_leaves_the_others_in_use() {
        let library = Content::shipped().library().unwrap();
        let good = Content::shipped().text("rules/vn-covid-2021/23-kh-bcd/rules.toml").unwrap();
        let files = BTreeMap::from([
            ("rules/vn-covid-2021/cua-xa/rules.toml".to_owned(), good),
            ("rules/vn-covid-2021/hong/rules.toml".to_owned(), "x = 1".to_owned()),
            ("measures/hong.toml".to_owned(), "x = 1".to_owned()),
        ]);
        let (with, local) = with_local(&library, files);
        assert_eq!(with.sets().len(), library.sets().len() + 1);
        assert_eq!(local.files.len(), 1);
        let out: BTreeSet<&str> = local.left_out.iter().map(|fault| fault.file.as_str()).collect();
        assert_eq!(
            out.into_iter().collect::<Vec<_>>(),
            ["measures/hong.toml", "rules/vn-covid-2021/hong/rules.toml"]
        );
    }
}
