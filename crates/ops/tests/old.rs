//! What older programs wrote is still read: the databases of each step, with the texts that they keep.

use std::io::Read as _;
use std::sync::LazyLock;

use jiff::Timestamp;
use taicho_documents::DailyReport;
use taicho_model::{DecidedProposal, Decision, DecisionId, DecisionOutcome, Freeze, vietnam_date};
use taicho_ops::{
    Content, Format, OpsError, Situation, board, daily_report, export_report, freeze,
};
use taicho_rules::Library;
use taicho_store::{Actor, Filter, Intent, Store, StoreError};

static CONTENT: LazyLock<Content> = LazyLock::new(|| Content::built_in().unwrap());
static LIBRARY: LazyLock<Library> = LazyLock::new(|| CONTENT.library().unwrap());

/// Of each step of the database what its program wrote, as `crates/store/tests/old/README.md` says.
const STEPS: [(&str, &[u8]); 4] = [
    ("0001", include_bytes!("../../store/tests/old/decided-0001.db.gz")),
    ("0002", include_bytes!("../../store/tests/old/decided-0002.db.gz")),
    ("0003", include_bytes!("../../store/tests/old/decided-0003.db.gz")),
    ("0004", include_bytes!("../../store/tests/old/decided-0004.db.gz")),
];

/// A copy of an old database, opened by the program of today.
fn opened(zipped: &[u8]) -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(zipped).read_to_end(&mut bytes).unwrap();
    std::fs::write(folder.path().join("taicho.db"), bytes).unwrap();
    let store = Store::open_folder(folder.path()).unwrap();
    (folder, store)
}

fn report(store: &Store, at: Timestamp) -> Result<DailyReport, OpsError> {
    store.read(&Actor::local_operator(), |read| {
        daily_report(read, &CONTENT, &LIBRARY, "256", at, None)
    })
}

fn freezes(store: &Store) -> Vec<Freeze> {
    let read = store.read::<_, StoreError>(&Actor::local_operator(), |read| {
        read.list(&Filter::now().is("area_id", "256"))
    });
    let mut freezes: Vec<Freeze> = read.unwrap();
    freezes.sort_by_key(|freeze| freeze.frozen_at);
    freezes
}

#[test]
fn frozen_reports_and_decisions_of_each_step_are_read() {
    for (step, zipped) in STEPS {
        let (_folder, store) = opened(zipped);
        let audit = store.audit().unwrap();
        assert!(audit.is_clean(), "{step}: {audit:?}");
        let [of_2021, of_the_day] = &freezes(&store)[..] else { panic!("{step}: two freezes") };

        let first = report(&store, of_2021.frozen_at).unwrap();
        assert_eq!(vietnam_date(first.frozen_at), jiff::civil::date(2021, 6, 17));
        assert_eq!((first.wards.len(), first.lifts.len()), (2, 1), "{step}");
        let tien_an = &first.wards[0];
        assert_eq!((tien_an.area.code.as_str(), tien_an.tier.as_deref()), ("09178", Some("16")));
        assert_eq!(tien_an.planned.as_ref().unwrap().tier, "15");
        assert!(!first.data_notes.other.iter().any(|note| note.en.contains("not frozen")));

        // The freeze of the day on which the two decisions were made; one of them was undone.
        let second = report(&store, of_the_day.frozen_at).unwrap();
        let board = store.read::<_, OpsError>(&Actor::local_operator(), |read| {
            let situation = Situation::load(read, "256", of_the_day.frozen_at, None)?;
            board(&situation, &CONTENT, &LIBRARY, None)
        });
        let of_board: Vec<&DecidedProposal> =
            board.as_ref().unwrap().day_book.decisions.iter().map(|made| &made.proposal).collect();
        let of_report: Vec<&DecidedProposal> =
            second.decisions.iter().map(|made| &made.proposal).collect();
        assert_eq!(of_board, of_report, "{step}");
        let [DecidedProposal::Kept(kept)] = of_board[..] else { panic!("{step}: {of_board:?}") };
        assert_eq!(kept.key(), "09178|||distancing_tier|15|2021-06-21");
        assert_eq!(kept.rule, "vn-covid-2021/23-kh-bcd/step-down.no-community-case@1");
        assert!(kept.facts.len() > 3, "{step}");
        assert!(export_report(&second, Format::Docx).unwrap().starts_with(b"PK"));
    }
}

#[test]
fn a_decision_that_cannot_be_read_stands_in_the_frozen_report() {
    let (_folder, store) = opened(STEPS[0].1);
    let operator = Actor::local_operator();
    let at: Timestamp = "2026-12-01T08:00:00Z".parse().unwrap();
    let later = at + jiff::SignedDuration::from_mins(5);
    let spoilt = store.write::<_, OpsError>(&operator, Intent::new("test", at), |write| {
        let made = write.list::<Decision>(&Filter::now())?.pop().unwrap();
        let id = DecisionId(write.new_id());
        let key = format!("{}|again", made.proposal_key);
        let proposal_json = made.proposal_json[..100].to_owned();
        write.put(&Decision { id: id.clone(), proposal_key: key, proposal_json, ..made })?;
        Ok(id)
    });
    let spoilt = spoilt.unwrap();
    freeze(&store, &operator, &CONTENT, &LIBRARY, "256".into(), later, later).unwrap();
    let report = report(&store, later).unwrap();
    let made = report.decisions.last().unwrap();
    assert_eq!(made.outcome, DecisionOutcome::Approved);
    let DecidedProposal::Unreadable { area, unreadable } = &made.proposal else {
        panic!("{made:?}")
    };
    assert_eq!(area.name, "Phường Tiền An");
    assert!(unreadable.vi.contains(&spoilt.0) && unreadable.en.contains(&spoilt.0));
    for format in [Format::Docx, Format::Xlsx, Format::Pdf] {
        export_report(&report, format).unwrap();
    }
}
