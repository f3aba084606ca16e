//! Reads the files of a place and holds them against the content of the program.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use serde::de::DeserializeOwned;
use taicho_model::Words;
use taicho_rules::{Library, RuleError, is_jurisdiction};
use toml::de::{DeTable, DeValue};

use super::Sort;
use super::sort::rules_beside;
use crate::areas::units::table;
use crate::content::measures::LocalMeasures;
use crate::content::{Head, LocalFiles, plan_lines};
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
        let faults = match library.with_local(pairs) {
            Ok(with) => {
                let unknown = unknown_kinds(&with, &files);
                if unknown.is_empty() {
                    break with;
                }
                unknown
            }
            Err(errors) => errors.0,
        };
        if !leave_out(&mut files, &mut left_out, faults) {
            break library.clone();
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
    let mut faults = local.left_out;
    let places = local.files.iter().filter_map(|(path, text)| {
        let jurisdiction = jurisdiction(&library, path, text)?;
        (!is_place(&jurisdiction)).then(|| no_such_place(path, text, &jurisdiction))
    });
    faults.extend(places);
    match faults.is_empty() {
        true => Ok(library),
        false => Err(OpsError::LocalContent(said(&faults))),
    }
}

/// Whether the units that the program ships have a place of these codes, each within the one before, on some day.
fn is_place(jurisdiction: &str) -> bool {
    static ABOVE: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
        let path = "areas/areas.csv";
        let text = Content::shipped().text(path).unwrap_or_default();
        let mut above: HashMap<String, Vec<String>> = HashMap::new();
        for [code, parent] in table(&text, path, ["code", "parent_code"]).unwrap_or_default() {
            above.entry(code.to_owned()).or_default().push(parent.to_owned());
        }
        above
    });
    let codes: Vec<&str> = jurisdiction.split('/').collect();
    codes.iter().all(|code| ABOVE.contains_key(*code))
        && codes.windows(2).all(|pair| ABOVE[pair[1]].iter().any(|above| above == pair[0]))
}

/// That a file is of a place that there is not.
pub(super) fn no_such_place(path: &str, text: &str, jurisdiction: &str) -> RuleError {
    RuleError {
        file: path.to_owned(),
        line: line_with(text, "jurisdiction"),
        expected: Words::new("mã của một địa bàn có thật", "the code of an area that there is"),
        found: format!("\"{jurisdiction}\""),
    }
}

/// Groups of rules that give what is no kind of proposal.
fn unknown_kinds(library: &Library, files: &BTreeMap<String, String>) -> Vec<RuleError> {
    let kinds = Content::shipped().proposal_kinds();
    let own = library.sets().iter().filter_map(|set| Some((set, files.get(&set.file)?)));
    let unknown = own.flat_map(|(set, text)| {
        let groups = set.groups.iter().filter(|group| kinds.get(&group.gives).is_none());
        groups.map(|group| RuleError {
            file: set.file.clone(),
            line: line_of(text, &group.gives),
            expected: Words::new(
                format!("`gives` là một loại đề xuất: {}", kinds.ids().join(", ")),
                format!("`gives`: a kind of proposal: {}", kinds.ids().join(", ")),
            ),
            found: format!("\"{}\"", group.gives),
        })
    });
    unknown.collect()
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
        Sort::ReportHead | Sort::OrderHead => match read::<Head>(path, text) {
            Ok(_) => names_in_braces(path, text),
            Err(fault) => vec![fault],
        },
    }
}

/// Names in braces that a head does not know: they would be printed as they stand.
fn names_in_braces(path: &str, text: &str) -> Vec<RuleError> {
    let known = Head::NAMES.map(|name| format!("{{{name}}}")).join(", ");
    let is_order = path.starts_with("reports/order/");
    let mut faults = Vec::new();
    for (line, key, value) in texts_of(text) {
        let of_disease = key == "title_of_disease";
        for name in names_in(&value) {
            let is_subject = key == "title" && name == "subject" && is_order;
            if Head::NAMES.contains(&name) || is_subject || (of_disease && name == "disease") {
                continue;
            }
            faults.push(RuleError {
                file: path.to_owned(),
                line: line
                    + value[..value.find(&format!("{{{name}}}")).unwrap_or(0)]
                        .matches('\n')
                        .count(),
                expected: Words::new(
                    format!("trong ngoặc nhọn: {known}; {{disease}} chỉ ở title_of_disease, {{subject}} chỉ ở title của quyết định"),
                    format!("in braces: {known}; {{disease}} in title_of_disease alone, {{subject}} in the title of orders"),
                ),
                found: format!("{{{name}}}"),
            });
        }
    }
    faults
}

/// What stands in the braces of a text.
fn names_in(text: &str) -> Vec<&str> {
    let parts = text.split('{').skip(1);
    parts.filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect()
}

/// The texts of a file with their lines and the first key under which they stand.
fn texts_of(text: &str) -> Vec<(usize, String, String)> {
    fn walk(value: &DeValue<'_>, at: usize, key: &str, found: &mut Vec<(usize, String, String)>) {
        match value {
            DeValue::String(text) => found.push((at, key.to_owned(), text.to_string())),
            DeValue::Array(items) => {
                items.iter().for_each(|it| walk(it.get_ref(), it.span().start, key, found));
            }
            DeValue::Table(table) => {
                table.iter().for_each(|(_, it)| walk(it.get_ref(), it.span().start, key, found))
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    if let Ok(table) = DeTable::parse(text) {
        for (key, value) in table.get_ref().iter() {
            walk(value.get_ref(), value.span().start, key.get_ref(), &mut found);
        }
    }
    for (at, ..) in &mut found {
        let begins_below = ["\"\"\"\n", "'''\n"].iter().any(|it| text[*at..].starts_with(it));
        *at = 1 + text[..*at].matches('\n').count() + usize::from(begins_below);
    }
    found.sort();
    found
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

/// The code of the place that a file is of, perhaps after those above it.
pub(super) fn jurisdiction(library: &Library, path: &str, text: &str) -> Option<String> {
    match Sort::of(path)? {
        Sort::Rules | Sort::Examples | Sort::Plan => {
            let beside = rules_beside(path);
            let set = library.sets().iter().find(|set| set.file == beside)?;
            Some(set.document.jurisdiction.clone())
        }
        Sort::Measures => read_measures(path, text).ok().map(|it| it.jurisdiction),
        Sort::ReportHead | Sort::OrderHead => {
            let file = path.rsplit('/').next()?;
            file.strip_suffix(".toml").map(str::to_owned)
        }
    }
}

/// Reads the measures of a place.
pub(crate) fn read_measures(path: &str, text: &str) -> Result<LocalMeasures, RuleError> {
    let read: LocalMeasures = read(path, text)?;
    let jurisdiction = &read.jurisdiction;
    if jurisdiction != "VN" && is_jurisdiction(jurisdiction) {
        let misfit = Content::shipped().measures().check_local(&read).err();
        return match misfit {
            None => Ok(read),
            Some(found) => Err(RuleError {
                file: path.to_owned(),
                line: line_of(text, &found),
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

/// The line of what is wrong in the measure that a message begins with: its unit, what it is a fact of, or its id.
fn line_of(text: &str, found: &str) -> usize {
    let (id, what) = found.split_once(": ").unwrap_or((found, ""));
    let what = what.split([' ', ';']).next().unwrap_or_default();
    let lines: Vec<&str> = text.lines().map(str::trim_start).collect();
    let is_id = |line: &&str| {
        let value =
            line.strip_prefix("id").map(str::trim_start).and_then(|it| it.strip_prefix('='));
        value.is_some_and(|value| value.trim_start().starts_with(&format!("\"{id}\"")))
    };
    let Some(at) = lines.iter().position(is_id) else { return 1 };
    let begins = |at: &usize| lines[*at].starts_with("[[");
    let first = (0..at).rev().find(begins).map_or(0, |header| header + 1);
    let end = (at..lines.len()).find(begins).unwrap_or(lines.len());
    let own = (first..end).find(|line| lines[*line].starts_with(what) && !what.is_empty());
    own.unwrap_or(at) + 1
}

pub(super) fn line_with(text: &str, word: &str) -> usize {
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
    let rows = match plan_lines(text.as_bytes().to_vec()) {
        Ok(rows) => rows,
        Err(error) => {
            let expected = Words::new("một bảng CSV", "a table of CSV");
            return vec![fault(1, expected, error.words().en)];
        }
    };
    let Some(first) = rows.first() else {
        return vec![fault(1, Words::new("ít nhất một dòng", "one row at least"), "–".into())];
    };
    if let Some(missing) = PLAN_COLUMNS.iter().find(|name| !first.1.contains_key(**name)) {
        let expected = Words::new(format!("cột {missing}"), format!("the column {missing}"));
        return vec![fault(1, expected, "–".into())];
    }
    let kinds = Content::shipped().proposal_kinds();
    let mut faults = Vec::new();
    for (line, row) in &rows {
        let line = *line;
        let cell = |name: &str| row.get(name).map_or("", String::as_str);
        let word = cell("kind");
        if word != "duty" && !kinds.knows(word) {
            let known = format!("duty, {}", kinds.ids().join(", "));
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
                5,
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
            (
                "rules/vn-2026/a/plan.csv",
                "id,section,area_code,kind,value\n1,\"I\n1\",222,duty,1\n\n2,I,222,nghi,1\n".into(),
                5,
                "`kind` là duty",
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

    /// A head with a name in braces that nobody fills in; the others are filled.
    #[test]
    fn a_name_in_braces_that_is_not_known_is_a_fault() {
        let good = Content::shipped().text("reports/daily/commune.toml").unwrap();
        assert!(one("reports/daily/222.toml", &good).is_empty());
        for (from, to, line, found) in [
            ("place = \"{name}\"", "place = \"{ten}\"", 16, "{ten}"),
            ("role = \"TRƯỞNG TRẠM\"", "role = \"TRƯỞNG {disease}\"", 20, "{disease}"),
            ("en = \"Situation of {disease}", "en = \"Situation of {desease}", 10, "{desease}"),
            ("name = \"Sở Y tế\"", "name = \"Sở Y tế {tỉnh nào}\"", 23, "{tỉnh nào}"),
        ] {
            assert!(good.contains(from), "{from}");
            let faults = one("reports/daily/222.toml", &good.replacen(from, to, 1));
            let [fault] = &faults[..] else { panic!("{to}: {faults:?}") };
            assert_eq!((fault.line, fault.found.as_str()), (line, found), "{fault}");
        }
        for path in Content::paths("reports/") {
            let text = Content::shipped().text(&path).unwrap();
            if !path.ends_with("subjects.toml") && path.ends_with(".toml") {
                assert_eq!(names_in_braces(&path, &text), [], "{path}");
            }
        }
    }

    #[test]
    fn a_place_that_there_is_not_is_a_fault() {
        let library = Content::shipped().library().unwrap();
        let good = Content::shipped().text("rules/vn-covid-2021/23-kh-bcd/rules.toml").unwrap();
        let checked = |jurisdiction: &str| {
            let text = good.replace("\"27/256\"", &format!("\"{jurisdiction}\""));
            let path = "rules/vn-covid-2021/cua-xa/rules.toml".to_owned();
            check_local(&library, [(path, text)]).map(drop).map_err(|error| error.words().en)
        };
        for known in ["256", "27/256", "27/256/09187", "24"] {
            assert_eq!(checked(known), Ok(()), "{known}");
        }
        for unknown in ["abc", "99999", "24/256", "27/", "VN"] {
            let said = checked(unknown).expect_err(unknown);
            assert!(said.contains("cua-xa/rules.toml:6: "), "{said}");
            assert!(said.contains(unknown), "{said}");
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
