//! Asks the store for what may have a clock that is open or was met of late, and keeps what is shown of it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use taicho_model::{
    Area, AreaId, AreaLevel, Case, CaseStatus, ClockState, Facts, Isolation, IsolationSetting,
    Order, OrderStatus, Outbreak, Subject, Value, Words, kind, vietnam_date,
};
use taicho_rules::{About, RuleSet, show_instant};
use taicho_store::{Filter, Read, Record, Version};

use crate::clocks::{CLOCKS_SHOWN, ClockRow, ClocksOf};
use crate::decide::{add_disease, has_say};
use crate::situation::clock_facts::{self, CaseClocks};
use crate::situation::former::{Former, Home};
use crate::{Content, OpsError};

/// Days for which a clock is shown once it was met: a week of work to look back on.
pub(super) const MET_SHOWN_DAYS: i64 = 7;

/// What was found: rows of each state in the order in which they are shown, and how many there are.
pub(super) struct Found {
    pub(super) counts: BTreeMap<String, i64>,
    pub(super) rows: Vec<ClockRow>,
}

/// The record that a clock is of.
struct Of<'a> {
    kind: &'static str,
    id: &'a str,
    key: Option<&'a str>,
    person_id: Option<String>,
    area_id: &'a AreaId,
    disease: Option<&'a str>,
    about: About,
}

pub(super) fn gather(
    read: &mut Read<'_>,
    content: &Content,
    sets: &[&RuleSet],
    area: &Area,
    asked: &ClocksOf<'_>,
) -> Result<Found, OpsError> {
    let all = read.list::<Area>(&Filter::now().under(area.path.as_str()))?;
    let day = vietnam_date(asked.at);
    let is_asked = |it: &&Area| it.level != AreaLevel::Subunit && it.is_valid_on(day);
    let below: Vec<Area> = all.iter().filter(is_asked).cloned().collect();
    let former = Former::load(read, area, &below, day)?;
    let mut areas: BTreeMap<String, Area> =
        all.into_iter().map(|area| (area.id.0.clone(), area)).collect();
    // What is filed under a unit that merged since has its clocks in the area that took it over.
    for path in &former.subtrees {
        for unit in read.list::<Area>(&Filter::now().under(path.as_str()))? {
            let home = match former.home(&unit.path) {
                Home::Heir(heir) => heir.clone(),
                Home::Own | Home::Part | Home::Elsewhere => unit.clone(),
            };
            areas.insert(unit.id.0, home);
        }
    }
    let paths = [&area.path].into_iter().chain(&former.subtrees);
    let known = paths.map(|path| Filter::as_of(asked.at).under(path.as_str())).collect();
    let since = asked.at.saturating_sub((MET_SHOWN_DAYS * 24).hours()).unwrap_or(asked.at);
    let mut gathering = Gathering {
        content,
        sets,
        areas,
        with_a_say: BTreeMap::new(),
        asked,
        since,
        known,
        counts: BTreeMap::new(),
        shown: BTreeMap::new(),
    };
    gathering.cases(read)?;
    gathering.isolations(read)?;
    gathering.outbreaks(read)?;
    gathering.determinations(read)?;
    let counts = gathering.counts;
    Ok(Found {
        counts: ClockState::ALL
            .iter()
            .map(|state| (state.as_str().to_owned(), counts.get(state).copied().unwrap_or(0)))
            .collect(),
        rows: gathering.shown.into_values().flat_map(BTreeMap::into_values).collect(),
    })
}

/// The order within a state: by an instant, then by what and which.
type Place = (i64, String, String, usize);

struct Gathering<'a> {
    content: &'a Content,
    sets: &'a [&'a RuleSet],
    areas: BTreeMap<String, Area>,
    /// The rule sets that have a say in an area, by its id.
    with_a_say: BTreeMap<String, Vec<&'a RuleSet>>,
    asked: &'a ClocksOf<'a>,
    /// From when on what was met is shown.
    since: Timestamp,
    /// What was known of the area and of the former units on its ground.
    known: Vec<Filter>,
    counts: BTreeMap<ClockState, i64>,
    shown: BTreeMap<ClockState, BTreeMap<Place, ClockRow>>,
}

impl Gathering<'_> {
    /// The first day on which a rule in force has a clock about such subjects: what was found under older law had
    /// other clocks. None where there is no such rule.
    fn first_day(&self, about: About) -> Option<Date> {
        let has_clock = |set: &&&RuleSet| {
            let mut groups = set.groups.iter().filter(|group| group.about == about);
            groups.any(|group| group.rules.iter().any(|rule| rule.clock.is_some()))
        };
        self.sets.iter().filter(has_clock).map(|set| set.document.in_force_from).min()
    }

    fn cases(&mut self, read: &mut Read<'_>) -> Result<(), OpsError> {
        let Some(first_day) = self.first_day(About::Case) else { return Ok(()) };
        let today = vietnam_date(self.asked.at);
        let mut filters = Vec::new();
        for known in &self.known {
            let of_law = known.clone().at_least("found_on", first_day).at_most("found_on", today);
            filters.push(of_law.clone().none_or_after("reported_at", self.since));
            // Whose case was reported long ago may have died since.
            let died = of_law.present("died_on").at_most("reported_at", self.since);
            filters.push(died.none_or_after("death_reported_at", self.since));
        }
        for filter in filters {
            read.each(&filter, |case: Case| {
                if case.status != CaseStatus::RuledOut {
                    self.case(&case, None);
                }
                Ok(())
            })?;
        }
        self.ruled_out(read, (first_day, today))
    }

    /// What was owed of a case by the moment at which it was ruled out stays to be seen for as long as what was met: it
    /// was late then, or on time, and it is owed no more.
    fn ruled_out(
        &mut self,
        read: &mut Read<'_>,
        (first_day, today): (Date, Date),
    ) -> Result<(), OpsError> {
        let mut of_late: Vec<String> = Vec::new();
        for known in &self.known {
            let ruled_out = known
                .clone()
                .is("status", CaseStatus::RuledOut.as_str())
                .at_least("found_on", first_day)
                .at_most("found_on", today);
            read.rows(Case::SPEC, &ruled_out, |found| {
                if found.recorded_at > self.since {
                    of_late.push(found.record.id);
                }
                Ok(())
            })?;
        }
        for ids in of_late.chunks(CLOCKS_SHOWN) {
            for case in read.list::<Case>(&Filter::as_of(self.asked.at).any_of("id", ids))? {
                let versions = read.history(Case::SPEC, &case.id.0)?;
                let known = versions.iter().filter(|it| it.recorded_at <= self.asked.at);
                let is_out = |version: &&Version| {
                    let status = version.values.get("status");
                    matches!(status, Some(Value::Text(it)) if it == CaseStatus::RuledOut.as_str())
                };
                // One that came in as ruled out was never owed anything.
                let mut known = known.peekable();
                let mut since = None;
                while let Some(version) = known.next_if(is_out) {
                    since = Some(version.recorded_at);
                }
                if let Some(since) = since.filter(|at| *at > self.since && known.peek().is_some()) {
                    self.case(&case, Some(since));
                }
            }
        }
        Ok(())
    }

    fn case(&mut self, case: &Case, ruled_out_at: Option<Timestamp>) {
        let facts =
            clock_facts::of_case(&CaseClocks::of(case), ruled_out_at.unwrap_or(self.asked.at));
        self.add_until(
            &Of {
                kind: Case::KIND,
                id: &case.id.0,
                key: case.source_key.as_deref(),
                person_id: case.person_id.clone().map(|id| id.0),
                area_id: &case.area_id,
                disease: Some(&case.disease),
                about: About::Case,
            },
            facts,
            ruled_out_at,
        );
    }

    fn isolations(&mut self, read: &mut Read<'_>) -> Result<(), OpsError> {
        let Some(first_day) = self.first_day(About::Isolation) else { return Ok(()) };
        let today = vietnam_date(self.asked.at);
        for known in self.known.clone() {
            let of_law = known.at_least("found_on", first_day).at_most("found_on", today);
            let unfinished = of_law.none_or_after("ended_at", self.since);
            // Nobody stays at the border for long, notified of it or not.
            let at_border = unfinished
                .clone()
                .is("setting", IsolationSetting::Border.as_str())
                .at_most("notified_at", self.since);
            self.isolations_of(read, &unfinished.none_or_after("notified_at", self.since))?;
            self.isolations_of(read, &at_border)?;
        }
        Ok(())
    }

    fn isolations_of(&mut self, read: &mut Read<'_>, open: &Filter) -> Result<(), OpsError> {
        read.each(open, |isolation: Isolation| {
            let facts = clock_facts::of_isolation(&isolation, self.asked.at);
            self.add(
                &Of {
                    kind: Isolation::KIND,
                    id: isolation.id.as_str(),
                    key: isolation.source_key.as_deref(),
                    person_id: isolation.person_id.map(|id| id.0),
                    area_id: &isolation.area_id,
                    disease: Some(&isolation.disease),
                    about: About::Isolation,
                },
                facts,
            );
            Ok(())
        })?;
        Ok(())
    }

    fn outbreaks(&mut self, read: &mut Read<'_>) -> Result<(), OpsError> {
        let Some(first_day) = self.first_day(About::Outbreak) else { return Ok(()) };
        let mut outbreaks = Vec::new();
        for known in &self.known {
            let open = known
                .clone()
                .at_most("determined_on", vietnam_date(self.asked.at))
                .none_or_at_least("ended_on", first_day.max(vietnam_date(self.since)));
            outbreaks.extend(read.list::<Outbreak>(&open)?);
        }
        for outbreak in outbreaks {
            let versions = read.history(Outbreak::SPEC, outbreak.id.as_str())?;
            for told in reports(&outbreak, &versions, self.asked.at).windows(2) {
                let facts = clock_facts::of_outbreak(&outbreak, (told[0], told[1]), self.asked.at);
                self.add(
                    &Of {
                        kind: Outbreak::KIND,
                        id: outbreak.id.as_str(),
                        key: Some(&outbreak.name),
                        person_id: None,
                        area_id: &outbreak.area_id,
                        disease: Some(&outbreak.disease),
                        about: About::Outbreak,
                    },
                    facts,
                );
            }
        }
        Ok(())
    }

    fn determinations(&mut self, read: &mut Read<'_>) -> Result<(), OpsError> {
        let Some(first_day) = self.first_day(About::Determination) else { return Ok(()) };
        let kinds = [kind::EPIDEMIC, kind::EPIDEMIC_END].map(str::to_owned);
        for known in self.known.clone() {
            let open = known
                .any_of("kind", &kinds)
                .at_least("effective_from", first_day)
                .none_or_after("notified_at", self.since);
            self.determinations_of(read, &open)?;
        }
        Ok(())
    }

    fn determinations_of(&mut self, read: &mut Read<'_>, open: &Filter) -> Result<(), OpsError> {
        read.each(open, |order: Order| {
            if order.status != OrderStatus::Revoked {
                let facts = clock_facts::of_determination(&order, self.asked.at);
                self.add(
                    &Of {
                        kind: Order::KIND,
                        id: &order.id.0,
                        key: order.number.as_deref(),
                        person_id: None,
                        area_id: &order.area_id,
                        disease: order.about_disease(),
                        about: About::Determination,
                    },
                    facts,
                );
            }
            Ok(())
        })?;
        Ok(())
    }

    /// Asks the rules that have a say where the record lies, and keeps what is shown.
    fn add(&mut self, of: &Of<'_>, facts: Facts) {
        self.add_until(of, facts, None);
    }

    /// The same, as it stood when the record ceased to owe anything.
    fn add_until(&mut self, of: &Of<'_>, mut facts: Facts, ceased_at: Option<Timestamp>) {
        let Some(area) = self.areas.get(&of.area_id.0) else { return };
        let all = self.sets;
        let sets = match self.with_a_say.get(&area.id.0) {
            Some(sets) => sets,
            None => {
                let sets = all.iter().copied().filter(|set| has_say(set, area)).collect();
                self.with_a_say.entry(area.id.0.clone()).or_insert(sets)
            }
        };
        let label = of.key.unwrap_or_default();
        let mut subject = Subject::record(of.kind, of.id, label, area.to_ref());
        if let Some(code) = of.disease {
            add_disease(self.content, code, &mut facts);
            subject = self.content.of_a_disease(subject, code);
        }
        let until = ceased_at.unwrap_or(self.asked.at);
        let found = taicho_rules::clocks(sets, of.about, &subject, &facts, until);
        for (nth, mut clock) in found.into_iter().enumerate() {
            if let Some(at) = ceased_at {
                cease(&mut clock, at);
            }
            if clock.met_at.is_some_and(|met| met < self.since) {
                continue;
            }
            *self.counts.entry(clock.state).or_default() += 1;
            if self.asked.state.is_some_and(|state| state != clock.state) {
                continue;
            }
            let state = clock.state;
            let row = row(of, &subject, clock);
            let shown = self.shown.entry(state).or_default();
            shown.insert(place(&row, nth), row);
            if shown.len() > CLOCKS_SHOWN {
                shown.pop_last();
            }
        }
    }
}

/// Says of a clock that its case was ruled out, and that it was late by then where it was.
fn cease(clock: &mut taicho_rules::Clock, at: Timestamp) {
    let when = show_instant(at);
    let mut said = Words::new(
        format!("Ca đã được loại trừ lúc {}.", when.vi),
        format!("The case was ruled out at {}.", when.en),
    );
    if clock.state == ClockState::Overdue {
        said = Words::new(
            format!("{} Khi đó việc này đã quá hạn.", said.vi),
            format!("{} This was overdue by then.", said.en),
        );
    }
    if clock.state.is_open() {
        clock.state = ClockState::Ceased;
    }
    clock.note = Some(match clock.note.take() {
        Some(note) => {
            Words::new(format!("{} {}", said.vi, note.vi), format!("{} {}", said.en, note.en))
        }
        None => said,
    });
}

/// What runs out first comes first, and what was done last.
fn place(row: &ClockRow, nth: usize) -> Place {
    let instant = match row.state.is_open() {
        true => row.due_at.map_or(i64::MAX, Timestamp::as_microsecond),
        false => row.met_at.map_or(i64::MAX, |at| -at.as_microsecond()),
    };
    (instant, row.subject.kind.clone(), row.subject.id.clone(), nth)
}

fn row(of: &Of<'_>, subject: &Subject, clock: taicho_rules::Clock) -> ClockRow {
    ClockRow {
        subject: subject.clone(),
        person: None,
        person_id: of.person_id.clone(),
        kind: clock.kind,
        value: clock.value.to_string(),
        state: clock.state,
        what: clock.what,
        by: clock.by,
        started_at: clock.started_at,
        due_at: clock.due_at,
        met_at: clock.met_at,
        is_limited: clock.is_limited,
        missing: clock.missing,
        why: clock.why,
        note: clock.note,
        rule: clock.rule,
        document: clock.document,
        confidence: clock.confidence,
        decides: clock.decides,
    }
}

/// When an outbreak was determined, each report of it that its history has, and the one that is still to come.
///
/// A row that came in with a report tells of the last one alone: whether the first was in time nobody can say, and it is
/// not asked. A report that was taken back is later than the last one that stands.
fn reports(outbreak: &Outbreak, versions: &[Version], as_of: Timestamp) -> Vec<Option<Timestamp>> {
    let last = outbreak.reported_at.map_or(i64::MIN, Timestamp::as_microsecond);
    let known = versions.iter().filter(|version| version.recorded_at <= as_of);
    let told: BTreeSet<Option<i64>> = known
        .map(|version| match version.values.get("reported_at") {
            Some(Value::Int(at)) => Some(*at),
            _ => None,
        })
        .filter(|told| told.is_none_or(|at| at <= last))
        .collect();
    let from = told.into_iter().map(|told| match told {
        Some(at) => Timestamp::from_microsecond(at).ok(),
        None => outbreak.determined_at,
    });
    from.chain([None]).collect()
}
