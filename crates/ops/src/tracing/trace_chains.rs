use std::collections::BTreeMap;

use serde_json::{Value, json};
use taicho_contacts::Person;
use taicho_contacts::chains::{Case, Chains, Claim, Encounter, How, Known, Method};
use taicho_contacts::picture::Picture;

use crate::lists::lines::{DateOf, HowKnown, LineLists, PersonLine};

/// Chains of the cases of line lists, with the names that the lists use.
#[derive(Debug)]
pub struct TracedChains {
    /// The cases, by number.
    pub cases: Vec<Case>,
    /// What they are called, by number.
    pub names: Vec<String>,
    /// The chains.
    pub chains: Chains,
    settings: Vec<String>,
    places: Vec<String>,
}

/// Traces the chains of line lists. Whoever is no case takes part as somebody who was met.
pub fn trace_chains(lists: &LineLists, method: &Method) -> TracedChains {
    // The engine numbers cases from 0 on, and everybody else after them.
    let mut number: BTreeMap<Person, Person> = BTreeMap::new();
    for (person, _) in lists.cases() {
        number.insert(person, number.len() as Person);
    }
    let is_case = |person: &PersonLine| person.is_case();
    for (person, line) in (0..).zip(&lists.persons) {
        if !is_case(line) {
            number.insert(person, number.len() as Person);
        }
    }
    let (mut settings, mut places) = (Labels::default(), Labels::default());
    let cases = lists.cases().map(|(_, line)| case(line, &mut places)).collect::<Vec<_>>();
    let names = lists.cases().map(|(_, line)| line.id.clone()).collect::<Vec<_>>();
    let of = |person: Person| number.get(&person).copied().unwrap_or(Person::MAX);
    let mut claims = Vec::new();
    let mut encounters = Vec::new();
    for link in &lists.links {
        let setting = settings.number_of(link.setting.as_deref());
        let (source, infectee) = (of(link.source), of(link.person));
        if link.directed {
            let known = match link.known {
                HowKnown::Column | HowKnown::Pair => Known::Investigated,
                HowKnown::Text => Known::Told,
            };
            claims.push(Claim { source, infectee, setting, place: None, known });
        } else {
            let days = link.exposed.map(|[first, last]| (first, last));
            encounters.push(Encounter { a: source, b: infectee, days, setting, place: None });
        }
    }
    for contact in &lists.contacts {
        if let Some(source) = contact.source {
            encounters.push(Encounter {
                a: of(source),
                b: of(contact.person),
                days: contact.exposed.map(|[first, last]| (first, last)),
                setting: settings.number_of(contact.setting.as_deref()),
                place: places.number_of(contact.place.as_deref()),
            });
        }
    }
    let chains = Chains::trace(&cases, &claims, &encounters, method);
    TracedChains { cases, names, chains, settings: settings.labels, places: places.labels }
}

fn case(line: &PersonLine, places: &mut Labels) -> Case {
    let on = |of: DateOf| line.dates.get(&of).copied();
    let infected_on = on(DateOf::Infected);
    let window = match (on(DateOf::ExposedFirst), on(DateOf::ExposedLast)) {
        (Some(first), Some(last)) => Some((first, last)),
        (Some(day), None) | (None, Some(day)) => Some((day, day)),
        (None, None) => None,
    };
    Case {
        onset_on: on(DateOf::Onset),
        reported_on: on(DateOf::Confirmed).or_else(|| on(DateOf::Reported)),
        exposed: infected_on.map(|day| (day, day)).or(window),
        isolated_on: on(DateOf::Isolated).or_else(|| on(DateOf::Hospitalised)),
        place: places.number_of(line.place.as_deref()),
        // A country, a flight or a market stands where the source would.
        imported: !line.origins.is_empty(),
    }
}

impl TracedChains {
    /// A picture of the chains.
    pub fn picture(&self) -> Picture<'_> {
        Picture::of(&self.cases, &self.chains, &self.names)
    }

    /// What a case is called.
    pub fn name(&self, person: Person) -> String {
        self.names.get(person as usize).cloned().unwrap_or_else(|| format!("#{person}"))
    }

    /// Everything as JSON, with the names of the lists in place of numbers.
    pub fn json(&self) -> Value {
        let chains = &self.chains;
        let label = |labels: &[String], number: Option<u32>| {
            number.and_then(|number| labels.get(number as usize).cloned())
        };
        let links = chains.links.iter().map(|link| {
            let (how, probability) = match link.how {
                How::Claimed(_) => ("claimed", None),
                How::Likely(probability) => ("likely", Some(rounded(probability))),
            };
            json!({
                "source": self.name(link.source),
                "infectee": self.name(link.infectee),
                "how": how,
                "probability": probability,
                "setting": label(&self.settings, link.setting),
                "serial_days": link.serial_days,
            })
        });
        let refused = chains.refused.iter().map(|refusal| {
            json!({
                "source": self.name(refusal.claim.source),
                "infectee": self.name(refusal.claim.infectee),
                "vi": refusal.reason.in_vietnamese(|person| self.name(person)),
                "en": refusal.reason.in_english(|person| self.name(person)),
            })
        });
        let trees = chains.chains.iter().map(|chain| {
            json!({
                "root": self.name(chain.root),
                "cases": chain.cases,
                "generations": chain.generations,
                "likely_links": chain.likely_links,
            })
        });
        let sources = chains.sources.iter().map(|found| {
            let named = found.likeliest.iter().map(|(person, probability)| {
                json!({ "source": self.name(*person), "probability": rounded(*probability) })
            });
            json!({
                "infectee": self.name(found.infectee),
                "candidates": found.candidates,
                "likeliest": named.collect::<Vec<_>>(),
            })
        });
        let attack = chains.attack.iter().map(|attack| {
            json!({
                "setting": label(&self.settings, attack.setting),
                "exposed": attack.exposed,
                "infected": attack.infected,
                "rate": rounded(attack.rate),
                "rate_95": attack.rate_95,
            })
        });
        let spreaders = chains.spreaders.iter().map(|spreader| {
            json!({
                "case": self.name(spreader.person),
                "infected": spreader.infected,
                "superspreader": spreader.superspreader,
            })
        });
        let places = chains.places.iter().map(|place| {
            json!({
                "place": label(&self.places, Some(place.place)),
                "infections": place.infections,
                "sources": place.sources,
            })
        });
        let notes = chains.notes.iter().map(|note| {
            json!({
                "case": self.name(note.person),
                "vi": note.odd.in_vietnamese(),
                "en": note.odd.in_english(),
            })
        });
        json!({
            "cases": self.cases.len(),
            "links": links.collect::<Vec<_>>(),
            "refused": refused.collect::<Vec<_>>(),
            "chains": trees.collect::<Vec<_>>(),
            "generations": self.generations(),
            "missing": chains.missing.iter().map(|person| self.name(*person)).collect::<Vec<_>>(),
            "sources": sources.collect::<Vec<_>>(),
            "serial_interval": chains.serial,
            "generation_time": chains.generation,
            "offspring": chains.offspring,
            "attack": attack.collect::<Vec<_>>(),
            "spreaders": spreaders.collect::<Vec<_>>(),
            "places": places.collect::<Vec<_>>(),
            "weighed_by_mean_days": rounded(chains.weighed_by.mean()),
            "notes": notes.collect::<Vec<_>>(),
        })
    }

    /// How many cases each generation has, from those that nobody of the list infected.
    pub fn generations(&self) -> Vec<u32> {
        let mut counts = Vec::new();
        for member in &self.chains.members {
            let generation = member.generation as usize;
            if counts.len() <= generation {
                counts.resize(generation + 1, 0);
            }
            counts[generation] += 1;
        }
        counts
    }
}

fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

/// Words as numbers, in the order in which they appear.
#[derive(Debug, Default)]
struct Labels {
    numbers: BTreeMap<String, u32>,
    labels: Vec<String>,
}

impl Labels {
    fn number_of(&mut self, label: Option<&str>) -> Option<u32> {
        let label = label.map(str::trim).filter(|label| !label.is_empty())?;
        let next = self.labels.len() as u32;
        let number = *self.numbers.entry(label.to_owned()).or_insert(next);
        if number == next {
            self.labels.push(label.to_owned());
        }
        Some(number)
    }
}
