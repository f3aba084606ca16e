//! A bad file names the file, the line and what was expected there.

use taicho_rules::{Catalogue, Disease, Library, parse_set};

const FACTS: &str = r#"
[[fact]]
name = "cases"
type = "number"
unit = "case"
label = { vi = "Số ca", en = "Cases" }
[[fact]]
name = "tier"
type = "text"
words = { "16" = { vi = "Chỉ thị 16", en = "Directive 16" } }
label = { vi = "Mức", en = "Tier" }
[[fact]]
name = "last_on"
type = "date"
label = { vi = "Ngày cuối", en = "Last day" }
"#;

/// A good file of 27 lines; each fault below changes one of them.
const GOOD: &str = r#"[document]
cited_as = "1/QĐ"
canonical = "1/QĐ"
issuer = { vi = "Ủy ban", en = "Committee" }
title = { vi = "Thí dụ", en = "Example" }
jurisdiction = "VN"
issued_on = 2021-05-01
in_force_from = 2021-05-01
source = "S"
[[parameter]]
id = "most"
value = 3
unit = "case"
confidence = "V"
source = "1/QĐ, 1"
label = { vi = "Số ca", en = "Cases" }
[[group]]
id = "level"
about = "commune"
gives = "risk_level"
evaluate = "first_match"
[[group.rule]]
id = "level.high"
version = 1
when = { fact = "cases", more_than = { parameter = "most" } }
then = { value = "high", from = "day_asked" }
why = { vi = "Có {cases} ca", en = "{cases} cases" }
source = "1/QĐ, 1"
"#;

#[test]
fn each_fault_names_its_line_and_what_was_expected() {
    let catalogue = Catalogue::parse(FACTS, "facts.toml").expect("the facts are good");
    let file = "rules/family/document/rules.toml";
    parse_set(GOOD, file, &catalogue).expect("the example is good");
    let faults = [
        ("cited_as = \"1/QĐ\"", "cited_us = \"1/QĐ\"", 2, "one of the keys"),
        ("issued_on = 2021-05-01", "issued_on = \"01/05/2021\"", 7, "a date like 2021-06-17"),
        (
            "source = \"S\"\n",
            "in_force_to = 2021-04-01\nsource = \"S\"\n",
            9,
            "not before 2021-05-01",
        ),
        ("\"VN\"", "\"abc\"", 6, "the code of a place"),
        ("\"VN\"", "\"27//256\"", 6, "the code of a place"),
        ("value = 3\n", "value = \"three\"\n", 25, "a parameter of type number"),
        ("unit = \"case\"", "unit = \"day\"", 25, "a parameter with unit `case`"),
        ("confidence = \"V\"", "confidence = \"X\"", 14, "a confidence tag"),
        ("confidence = \"V\"\n", "", 10, "the key `confidence`"),
        ("about = \"commune\"", "about = \"village\"", 19, "one of commune, district"),
        (
            "evaluate = \"first_match\"",
            "evaluate = \"last_match\"",
            21,
            "one of first_match, every",
        ),
        ("[[group.rule]]", "[[rule]]", 22, "a rule inside a group"),
        ("version = 1", "version = 0", 24, "a whole number from 1"),
        ("fact = \"cases\", more", "fact = \"casos\", more", 25, "a fact of the catalogue"),
        ("parameter = \"most\"", "parameter = \"least\"", 25, "a parameter of the file"),
        ("more_than =", "greater_than =", 25, "exactly one comparison"),
        (
            "{ fact = \"cases\", more_than",
            "{ fact = \"tier\", more_than",
            25,
            "`is`, `is_not` or `in`",
        ),
        (
            "when = { fact = \"cases\", more_than = { parameter = \"most\" } }",
            "when = { fact = \"tier\", is = \"61\" }",
            25,
            "one of 16",
        ),
        ("when = { fact = \"cases\"", "when = { days_since = \"cases\"", 25, "a fact of type date"),
        ("when = {", "when = \"sometimes\" # {", 25, "\"otherwise\" or a condition"),
        ("from = \"day_asked\"", "from = \"tomorrow\"", 26, "\"day_asked\", { parameter }"),
        ("en = \"{cases} cases\"", "en = \"{casos} cases\"", 27, "in braces: a fact"),
        ("why = {", "note = { vi = \"{cases}\", en = \"\" }\nwhy = {", 27, "no braces"),
        (
            "\"Số ca\", en = \"Cases\" }\n[[group",
            "\"Số {ca}\", en = \"Cases\" }\n[[group",
            16,
            "no braces",
        ),
        (
            "why = { vi = \"Có {cases} ca\", en = \"{cases} cases\" }\nsource = \"1/QĐ, 1\"",
            "source = \"1/QĐ, 1\"\nwhy.vi = \"a\"\nwhy.en = \"\"\"\n{cases}\n{casos}\"\"\"",
            31,
            "in braces: a fact",
        ),
        ("when = {", "when.every = []\n# {", 25, "a condition that starts with"),
        (
            "evaluate = \"first_match\"",
            "evaluate = \"first_match\"\nunchanged = { why = { vi = \"a\", en = \"a\" }, source = \"S\" }",
            22,
            "`in_force` where",
        ),
        ("{cases} cases", "{days_since:cases} cases", 27, "in braces: a fact"),
        ("version = 1\n", "version = 1\nversion = 2\n", 25, "well-formed TOML"),
        (
            "why = {",
            "clock = { met_by = [\"last_on\"], duty = { vi = \"Việc\", en = \"Duty\" }, by = { vi = \"Trạm\", en = \"Station\" } }\nwhy = {",
            27,
            "facts of type instant",
        ),
    ];
    for (from, to, line, expected) in faults {
        assert!(GOOD.contains(from), "{from}");
        let bad = GOOD.replacen(from, to, 1);
        let errors = parse_set(&bad, file, &catalogue).expect_err(to).0;
        let hit =
            errors.iter().find(|error| error.line == line && error.expected.en.contains(expected));
        assert!(hit.is_some_and(|error| error.file == file), "{to}: {errors:#?}");
    }
}

#[test]
fn a_message_has_both_languages() {
    let catalogue = Catalogue::parse(FACTS, "facts.toml").expect("the facts are good");
    let bad = GOOD.replace("parameter = \"most\"", "parameter = \"least\"");
    let errors =
        parse_set(&bad, "rules/f/d/rules.toml", &catalogue).expect_err("an unknown parameter");
    let words = errors.0.iter().find(|error| error.line == 25).expect("the rule's line").explain();
    assert_eq!(
        words.vi,
        "rules/f/d/rules.toml, dòng 25: cần một tham số của tệp: most, nhưng gặp `least`"
    );
    assert_eq!(
        words.en,
        "rules/f/d/rules.toml:25: expected a parameter of the file: most, found `least`"
    );
}

#[test]
fn duplicates_and_unused_parameters_are_faults() {
    let catalogue = Catalogue::parse(FACTS, "facts.toml").expect("the facts are good");
    let rule = &GOOD[GOOD.find("[[group.rule]]").expect("a rule")..];
    let twice = format!("{GOOD}{rule}");
    let errors = parse_set(&twice, "f", &catalogue).expect_err("the rule stands twice").0;
    assert_eq!((errors.len(), errors[0].line), (1, 30));
    let unused = GOOD.replace("{ parameter = \"most\" }", "3");
    let errors = parse_set(&unused, "f", &catalogue).expect_err("nobody uses the parameter").0;
    assert_eq!((errors[0].line, errors[0].found.as_str()), (10, "`most`"));
}

#[test]
fn a_group_is_only_put_before_a_group_that_exists() {
    let bad = GOOD.replace(
        "evaluate = \"first_match\"",
        "evaluate = \"first_match\"\ncomes_before = \"other/level\"",
    );
    let files = [("facts.toml", FACTS), ("rules/family/document/rules.toml", bad.as_str())];
    let errors = Library::from_files(files).expect_err("there is no such group").0;
    assert_eq!(
        (errors.len(), errors[0].line, errors[0].found.as_str()),
        (1, 22, "\"other/level\"")
    );
}

#[test]
fn faults_of_the_catalogue_of_diseases_and_of_gaps_name_their_lines() {
    for (from, to, line, expected) in [
        ("type = \"number\"", "type = \"figure\"", 4, "a type: "),
        ("name = \"tier\"", "name = \"cases\"", 8, "a name that is not used yet"),
        (
            "unit = \"case\"",
            "unit = \"case\"\nreckoned_from = [\"people\"]",
            6,
            "a fact that was written before",
        ),
        (
            "type = \"date\"",
            "type = \"date\"\nawaited = { fact = \"first_on\", when = { vi = \"{first_on}\", en = \"{first_on}\" } }",
            15,
            "a fact that was written before",
        ),
        (
            "type = \"date\"",
            "type = \"date\"\nawaited = { fact = \"cases\", when = { vi = \"{cases}\", en = \"{last_on}\" } }",
            15,
            "{cases}",
        ),
    ] {
        assert!(FACTS.contains(from), "{from}");
        let errors = Catalogue::parse(&FACTS.replacen(from, to, 1), "facts.toml").expect_err(to).0;
        let hit = errors.iter().any(|it| it.line == line && it.expected.en.contains(expected));
        assert!(hit, "{to}: {errors:#?}");
    }
    let disease = "name = { vi = \"sởi\", en = \"measles\" }\nicd10 = [\"B05\"]\n[report_clock]\nsource = \"S\"\nvalue = \"12h\"\nconfidence = \"V\"\n";
    let errors = Disease::parse(disease, "diseases/measles.toml").expect_err("no such clock").0;
    assert_eq!((errors[0].line, errors[0].found.as_str()), (5, "\"12h\""));
    let gaps = "[[gap]]\nfrom = 2024-01-01\nto = 2023-01-01\nwords = { vi = \"a\", en = \"a\" }\nconfidence = \"V\"\nsource = \"S\"\n";
    let files = [("facts.toml", FACTS), ("rules/gaps.toml", gaps)];
    let errors = Library::from_files(files).expect_err("it ends before it begins").0;
    assert_eq!((errors.len(), errors[0].line), (1, 3));
}

#[test]
fn an_example_that_does_not_come_out_names_the_line_of_what_differs() {
    let examples = "[[example]]\nname = \"a\"\nat = 2021-06-17T16:00:00+07:00\nabout = \"commune\"\nfacts = { cases = 4 }\n[[example.expect]]\nkind = \"risk_level\"\nvalue = \"low\"\n";
    let files = [
        ("facts.toml", FACTS),
        ("rules/family/document/rules.toml", GOOD),
        ("rules/family/document/examples.toml", examples),
    ];
    let failed = Library::from_files(files).expect("the files are good").run_examples().failed;
    assert_eq!((failed.len(), failed[0].line, failed[0].found.as_str()), (1, 8, "high"));
}
