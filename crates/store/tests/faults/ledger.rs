//! What a store must hold, by what its writers were told, and whether it does.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use taicho_model::Place;
use taicho_store::{Actor, Filter, Store, StoreError};

use crate::worker::{HOT, LONG, SMALL, ask};

/// What is known of a write: nothing where its writer died before it was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    Unknown,
    Acknowledged,
    Refused,
}

#[derive(Clone)]
struct Wrote {
    rows: usize,
    known: Known,
    /// The write that takes it back, where one was tried.
    undo: Option<String>,
}

/// Everything that was tried in one folder.
#[derive(Default)]
pub(crate) struct Ledger {
    writes: BTreeMap<String, Wrote>,
    /// What the rows that every long change corrects may say, now and before the last of them.
    hot: BTreeSet<String>,
    hot_before: BTreeMap<String, BTreeSet<String>>,
    undoes: BTreeMap<String, String>,
    pub(crate) faults: Vec<String>,
    pub(crate) count: Count,
}

/// What happened, for the figures.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Count {
    pub(crate) acknowledged: u64,
    pub(crate) refused: u64,
    pub(crate) unknown: u64,
    pub(crate) full: u64,
}

impl Count {
    pub(crate) fn add(&mut self, other: Self) {
        self.acknowledged += other.acknowledged;
        self.refused += other.refused;
        self.unknown += other.unknown;
        self.full += other.full;
    }
}

impl Ledger {
    /// The ledger of a folder that was copied from another.
    pub(crate) fn beginning_with(other: &Self) -> Self {
        Self {
            writes: other.writes.clone(),
            hot: other.hot.clone(),
            hot_before: other.hot_before.clone(),
            undoes: other.undoes.clone(),
            ..Self::default()
        }
    }

    /// Takes in a line of a worker; `healthy` says that nothing fails any more.
    pub(crate) fn hear(&mut self, line: &str, healthy: bool) {
        let words: Vec<&str> = line.splitn(4, ' ').collect();
        match words.as_slice() {
            ["try", "undo", name, target] => {
                self.tried(name, 0);
                self.undoes.insert((*name).to_owned(), (*target).to_owned());
                let of = self.writes.get_mut(*target).expect("what is undone was written");
                of.undo = Some((*name).to_owned());
            }
            ["try", "long", name] => {
                self.tried(name, LONG);
                self.hot_before.insert((*name).to_owned(), self.hot.clone());
                self.hot.insert((*name).to_owned());
            }
            ["try", "bad", name] => {
                self.tried(name, usize::MAX);
            }
            ["try", "small", name] => self.tried(name, SMALL),
            ["ack", name] => {
                self.count.acknowledged += 1;
                self.settled(name, Known::Acknowledged);
            }
            ["unknown", name] => {
                self.count.unknown += 1;
                if healthy {
                    self.faults.push(format!("{line}, although nothing failed"));
                }
                self.writes.get_mut(*name).expect("it was tried").known = Known::Unknown;
            }
            ["refused", name, ..] => {
                let is_bad = self.writes[*name].rows == usize::MAX;
                if healthy && !is_bad {
                    self.faults.push(format!("{line}, although nothing failed"));
                }
                if !is_bad {
                    self.count.refused += 1;
                    self.count.full += u64::from(line.contains("disk of the database is full"));
                }
                self.settled(name, Known::Refused);
            }
            ["half", ..] => self.faults.push(format!("a reader saw {line}")),
            ["not", ..] if healthy => self.faults.push(format!("{line}, although nothing failed")),
            _ => {}
        }
    }

    fn tried(&mut self, name: &str, rows: usize) {
        let wrote = Wrote { rows, known: Known::Unknown, undo: None };
        self.writes.insert(name.to_owned(), wrote);
    }

    fn settled(&mut self, name: &str, known: Known) {
        let wrote = self.writes.get_mut(name).expect("it was tried");
        if wrote.rows == usize::MAX && known == Known::Acknowledged {
            self.faults.push(format!("{name} fails by its work, and was acknowledged"));
        }
        wrote.known = known;
        // What every long change corrects says what the last of them wrote, or what stood before.
        if let Some(before) = self.hot_before.get(name) {
            match known {
                Known::Acknowledged => self.hot = BTreeSet::from([name.to_owned()]),
                _ => self.hot = before.clone(),
            }
        }
        if known == Known::Acknowledged
            && let Some(before) = self.undoes.get(name).and_then(|of| self.hot_before.get(of))
        {
            self.hot = before.clone();
        }
    }

    /// An undo of a long change whose outcome is not known leaves the rows as they were before or after it.
    fn hot_allowed(&self) -> BTreeSet<String> {
        let mut allowed = self.hot.clone();
        for (undo, of) in &self.undoes {
            if self.writes[undo].known == Known::Unknown
                && let Some(before) = self.hot_before.get(of)
                && allowed.contains(of)
            {
                allowed.extend(before.iter().cloned());
            }
        }
        allowed
    }

    /// Compares all of it with what the store holds; what was not known is known afterwards.
    pub(crate) fn check(&mut self, store: &Store) {
        if let Err(error) = self.compare(store) {
            self.faults.push(format!("the store cannot be read: {error}"));
        }
    }

    fn compare(&mut self, store: &Store) -> Result<(), StoreError> {
        let actor = Actor::local_operator();
        // Asked again under its id, a request has the one outcome that it had, or gets one.
        let asked: Vec<String> = self
            .writes
            .iter()
            .filter(|(name, wrote)| wrote.known == Known::Unknown && name.ends_with(".ask"))
            .map(|(name, _)| name.clone())
            .collect();
        for name in asked {
            ask(store, &name)?;
            self.settled(&name, Known::Acknowledged);
        }
        let (places, log) = store.read(&actor, |read| {
            let places: Vec<Place> = read.list(&Filter::now())?;
            Ok::<_, StoreError>((
                places,
                read.changes(Timestamp::MIN..Timestamp::MAX, None, 1_000_000)?,
            ))
        })?;
        let (mut rows, mut hot) =
            (BTreeMap::<String, usize>::new(), BTreeMap::<String, usize>::new());
        for place in places {
            let counted = if place.id.0.starts_with("hot-") { &mut hot } else { &mut rows };
            *counted.entry(place.name).or_default() += 1;
        }
        let mut logged = BTreeMap::<String, u64>::new();
        for change in log {
            *logged.entry(change.reason.unwrap_or_default()).or_default() += 1;
        }
        let mut faults = Vec::new();
        let allowed = self.hot_allowed();
        let there: BTreeMap<String, bool> =
            self.writes.keys().map(|name| (name.clone(), logged.contains_key(name))).collect();
        for (name, wrote) in &mut self.writes {
            let times = logged.get(name).copied().unwrap_or_default();
            let found = rows.get(name).copied().unwrap_or_default();
            let undone = wrote.undo.as_ref().is_some_and(|undo| there[undo]);
            let expected = match times {
                0 => 0,
                _ if undone || wrote.rows == usize::MAX => 0,
                _ => wrote.rows,
            };
            if times > 1 {
                faults.push(format!("doubled: {name} stands {times} times in the log"));
            }
            if found != expected {
                faults.push(format!("half: {name} has {found} rows, {expected} expected"));
            }
            match (wrote.known, times > 0) {
                (Known::Acknowledged, false) => {
                    faults.push(format!("lost: {name} was acknowledged"))
                }
                (Known::Refused, true) => faults.push(format!("kept: {name} was refused")),
                (Known::Unknown, true) => wrote.known = Known::Acknowledged,
                (Known::Unknown, false) => wrote.known = Known::Refused,
                _ => {}
            }
        }
        let strangers = rows.keys().filter(|name| !self.writes.contains_key(*name));
        faults.extend(strangers.map(|name| format!("{name} was never tried")));
        let hot_names: Vec<&String> = hot.keys().collect();
        match (hot_names.as_slice(), hot.values().sum::<usize>()) {
            ([], 0) => {}
            ([name], HOT) if allowed.contains(*name) => {
                let is = (*name).clone();
                self.hot = BTreeSet::from([is]);
            }
            _ => faults.push(format!("corrected rows say {hot:?}, and {allowed:?} is allowed")),
        }
        let report = store.audit()?;
        if !report.is_clean() || report.open_changes > 0 {
            faults.push(format!("the audit: {report:?}"));
        }
        self.faults.extend(faults);
        Ok(())
    }
}
