//! Properties that hold for every set of facts.

use std::sync::OnceLock;

use proptest::prelude::*;
use taicho_model::{AreaRef, Fact, FactValue, Facts, Subject};
use taicho_rules::{About, Library, examine};

const FACTS: &str = r#"
[[fact]]
name = "a"
type = "number"
label = { vi = "a", en = "a" }
[[fact]]
name = "b"
type = "number"
label = { vi = "b", en = "b" }
[[fact]]
name = "c"
type = "flag"
label = { vi = "c", en = "c" }
[[fact]]
name = "level"
type = "text"
free_text = true
label = { vi = "level", en = "level" }
[[fact]]
name = "unrelated"
type = "number"
label = { vi = "unrelated", en = "unrelated" }
"#;

const RULES: &str = r#"
[document]
cited_as = "1"
canonical = "1"
issuer = { vi = "i", en = "i" }
title = { vi = "t", en = "t" }
jurisdiction = "VN"
issued_on = 2021-01-01
in_force_from = 2021-01-01
source = "S"
[[group]]
id = "level"
about = "commune"
gives = "risk_level"
evaluate = "first_match"
in_force = "level"
[[group.rule]]
id = "level.red"
version = 1
when = { any = [{ fact = "a", at_least = 8 }, { all = [{ fact = "b", more_than = 6 }, { fact = "c", is = true }] }] }
then = { value = "red" }
why = { vi = "{a}", en = "{a}" }
source = "1"
[[group.rule]]
id = "level.orange"
version = 1
when = { all = [{ fact = "a", at_least = 4 }, { none = [{ fact = "c", is = true }, { fact = "b", between = [3, 5] }] }] }
then = { value = "orange" }
why = { vi = "{a}", en = "{a}" }
source = "1"
[[group.rule]]
id = "level.green"
version = 1
when = "otherwise"
then = { value = "green" }
why = { vi = "{a}", en = "{a}" }
source = "1"
"#;

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let files = [("facts.toml", FACTS), ("rules/f/d/rules.toml", RULES)];
        Library::from_files(files).expect("the rules are good")
    })
}

/// What is proposed; nothing where that cannot be told, and then what is missing is named.
fn ask(facts: &Facts) -> Option<taicho_model::Proposal> {
    let sets: Vec<_> = library().sets().iter().collect();
    let subject = Subject::area(AreaRef::new("00001", "Xã Một"));
    let as_of = "2021-06-17T16:00+07:00".parse().expect("an instant");
    let findings = examine(&sets, About::Commune, &subject, facts, as_of);
    assert_eq!(findings.proposals.len() + findings.undecided.len(), 1);
    assert!(findings.undecided.iter().all(|open| !open.missing.is_empty()));
    findings.proposals.into_iter().next()
}

fn facts(a: Option<u8>, b: Option<u8>, c: Option<bool>) -> Vec<(String, Fact)> {
    let number =
        |name: &str, value: u8| (name.to_owned(), Fact::recorded(FactValue::Number(value.into())));
    a.map(|a| number("a", a))
        .into_iter()
        .chain(b.map(|b| number("b", b)))
        .chain(c.map(|c| ("c".to_owned(), Fact::recorded(FactValue::Flag(c)))))
        .collect()
}

/// The level by plain code, where all facts are known.
fn by_hand(a: u8, b: u8, c: bool) -> &'static str {
    if a >= 8 || (b > 6 && c) {
        "red"
    } else if a >= 4 && !c && !(3..=5).contains(&b) {
        "orange"
    } else {
        "green"
    }
}

proptest! {
    #[test]
    fn known_facts_give_what_plain_code_gives(a in 0u8..10, b in 0u8..10, c: bool) {
        let proposal = ask(&facts(Some(a), Some(b), Some(c)).into_iter().collect()).unwrap();
        prop_assert_eq!(proposal.value, FactValue::Text(by_hand(a, b, c).to_owned()));
        prop_assert!(proposal.decides);
    }

    #[test]
    fn the_order_of_facts_and_unrelated_facts_change_nothing(
        a in proptest::option::of(0u8..10),
        b in proptest::option::of(0u8..10),
        c in proptest::option::of(any::<bool>()),
        unrelated in 0u8..10,
    ) {
        let forward: Facts = facts(a, b, c).into_iter().collect();
        let mut backward: Facts = facts(a, b, c).into_iter().rev().collect();
        prop_assert_eq!(ask(&forward), ask(&backward));
        backward.insert("unrelated".to_owned(), Fact::recorded(FactValue::Number(unrelated.into())));
        prop_assert_eq!(ask(&forward), ask(&backward));
    }

    #[test]
    fn what_decides_without_a_fact_stays_so_whatever_the_fact_is(
        a in proptest::option::of(0u8..10),
        b in proptest::option::of(0u8..10),
        c in proptest::option::of(any::<bool>()),
        later in (0u8..10, 0u8..10, any::<bool>()),
    ) {
        let some = ask(&facts(a, b, c).into_iter().collect());
        let all = facts(a.or(Some(later.0)), b.or(Some(later.1)), c.or(Some(later.2)));
        let all = ask(&all.into_iter().collect()).unwrap();
        if let Some(some) = some {
            if some.decides {
                prop_assert_eq!(some.value, all.value);
            } else {
                prop_assert!(!some.notes.is_empty(), "what is missing is named");
                // The mildest answer is never given while something cannot be told.
                prop_assert!(some.value != FactValue::Text("green".to_owned()));
            }
        }
    }
}
