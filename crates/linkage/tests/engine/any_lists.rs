//! Whatever cells say, nothing panics and every row is where it belongs.

use jiff::civil::date;
use proptest::prelude::*;
use taicho_linkage::{Decisions, Field, Records, dedupe, explain, link, oddities};

const SAMPLES: [&str; 24] = [
    "",
    "Nguyễn Văn An",
    "NGUYEN VAN AN",
    "Trần Thị B.",
    "Đỗ Hoà",
    "01/02/1990",
    "1990",
    "2/1/1990",
    "30 tuổi",
    "1900",
    "Nam",
    "nữ",
    "027090000123",
    "027190000123",
    "123456789",
    "0912345678",
    "+84 912 345 678",
    "a@b.vn",
    "Số 5 đường Lê Lợi, phường Suối Hoa, Bắc Ninh",
    "Suối Hoa",
    "12",
    "khu 3",
    "2.7E+11",
    "=cmd()",
];

fn cells() -> impl Strategy<Value = String> {
    prop_oneof![
        9 => prop::sample::select(&SAMPLES[..]).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => "[\u{0}-\u{ff}]{0,300}",
    ]
}

fn lists() -> impl Strategy<Value = (Vec<Option<Field>>, Vec<Vec<String>>)> {
    let field = prop::option::weighted(0.9, prop::sample::select(&Field::ALL[..]));
    prop::collection::vec(field, 0..10).prop_flat_map(|fields| {
        let row = prop::collection::vec(cells(), fields.len());
        (Just(fields), prop::collection::vec(row, 0..12))
    })
}

type List = (Vec<Option<Field>>, Vec<Vec<String>>);

fn records(lists: &[List]) -> Records {
    let mut records = Records::new(date(2026, 5, 1));
    for (fields, rows) in lists {
        records.begin(fields);
        for (at, row) in (0_u32..).zip(rows) {
            records.add(&row.concat(), at, |column| row.get(column).map_or("", String::as_str));
        }
    }
    records
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn links_join_each_row_once_and_respect_decisions(
        left in lists(),
        right in lists(),
        decided in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<bool>()), 0..4),
    ) {
        let records = records(&[left, right]);
        let (lefts, rights) = (records.list(0), records.list(1));
        let mut decisions = Decisions::default();
        if !lefts.is_empty() && !rights.is_empty() {
            for (one, other, same) in decided {
                let one = lefts.start + one.index(lefts.len()) as u32;
                decisions.decide(one, rights.start + other.index(rights.len()) as u32, same);
            }
        }
        let found = link(&records, (0, 1), &decisions, &mut |_, _| ());
        for list in [0, 1] {
            oddities(&records, list);
        }
        let mut seen = [Vec::new(), Vec::new()];
        for link in &found.links {
            prop_assert!(lefts.contains(&link.left) && rights.contains(&link.right));
            prop_assert!((0.0..=1.0).contains(&link.probability));
            prop_assert_ne!(decisions.of(link.left, link.right), Some(false));
            seen[0].push(link.left);
            seen[1].push(link.right);
        }
        for mut rows in seen {
            let count = rows.len();
            rows.sort_unstable();
            rows.dedup();
            prop_assert_eq!(rows.len(), count);
        }
        for link in found.links.iter().chain(&found.for_review) {
            let explained = explain(&records, &found.plan, &decisions, link.left, link.right);
            prop_assert!(explained.parts.iter().all(|part| part.bits.is_finite()));
            let svg = explained.waterfall(records.label(link.left), records.label(link.right), true);
            prop_assert!(roxmltree::Document::parse(&svg).is_ok());
        }
    }

    #[test]
    fn clusters_are_a_partition(list in lists()) {
        let records = records(&[list]);
        let found = dedupe(&records, 0, &Decisions::default(), &mut |_, _| ());
        prop_assert_eq!(found.clusters.len(), records.len());
        prop_assert_eq!(found.probabilities.len(), records.len());
        for (row, cluster) in found.clusters.iter().enumerate() {
            // A cluster is called by its first row, which is in it.
            prop_assert!(*cluster as usize <= row);
            prop_assert_eq!(found.clusters[*cluster as usize], *cluster);
            prop_assert!((0.0..=1.0).contains(&found.probabilities[row]));
        }
    }
}
