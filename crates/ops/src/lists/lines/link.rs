use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use taicho_contacts::Person;

use super::ids::Found;
use super::mapping::{ColumnMapping, ListMapping, Mapping};
use super::people::{Gathered, Mention, PairRow, day_text, exposed};
use super::sheet::says_nothing;
use super::{At, ClaimedLink, ContactLine, DateOf, HowKnown, Is, PersonLine, RowKind, Sheet};

/// Finds who is meant by every cell that names a source, now that all ids are known.
pub(super) fn link(sheets: &[Sheet], mapping: &Mapping, gathered: &mut Gathered<'_>) {
    for mention in std::mem::take(&mut gathered.mentions) {
        let sheet = &sheets[mention.at.file];
        if let Some(part) = mapping.of(&sheet.file, &sheet.headings) {
            mentioned(gathered, sheet, part, &mention);
        }
    }
    let are_lists = gathered.lists.persons.iter().any(|person| person.listed);
    for pair in std::mem::take(&mut gathered.pairs) {
        let sheet = &sheets[pair.at.file];
        if let Some(part) = mapping.of(&sheet.file, &sheet.headings) {
            paired(gathered, sheet, part, pair, are_lists);
        }
    }
    fold_contacts(gathered);
    look_over(gathered);
}

/// An id as the list of cases has it: what the mapping says is too much goes, what is missing comes.
pub(super) fn trimmed<'a>(id: &'a str, column: &ColumnMapping) -> Cow<'a, str> {
    let id = id.trim();
    let is_prefix = |prefix: &&String| {
        !prefix.is_empty()
            && id.get(..prefix.len()).is_some_and(|it| it.eq_ignore_ascii_case(prefix))
    };
    let id = column.strip.iter().find(is_prefix).map_or(id, |prefix| id[prefix.len()..].trim());
    match column.add.as_str() {
        "" => Cow::Borrowed(id),
        prefix if id.starts_with(prefix) => Cow::Borrowed(id),
        prefix => Cow::Owned(format!("{prefix}{id}")),
    }
}

fn mentioned(gathered: &mut Gathered<'_>, sheet: &Sheet, part: &ListMapping, mention: &Mention) {
    let cells = &sheet.rows[mention.index].1;
    let mut has_source = false;
    for (at, heading) in sheet.headings.iter().enumerate() {
        let Some(column) = part.columns.get(heading) else { continue };
        if !matches!(column.is, Is::Source | Is::Related) {
            continue;
        }
        let cell = cells[at].trim();
        if says_nothing(cell) || part.unknown.iter().any(|word| word == cell) {
            continue;
        }
        if is_place(sheet, part, cells) {
            place_contact(gathered, mention, cell);
            has_source = true;
            continue;
        }
        for (text, found) in named(gathered, column, cell) {
            let known =
                if text.len() == cell.len() { HowKnown::Column } else { how(cell, &text, column) };
            let source =
                Named { heading, text: &text, found, directed: column.is == Is::Source, known };
            has_source |= claim(gathered, part, mention, &source);
        }
    }
    if part.rows == RowKind::Contacts && !has_source {
        let contact = contact_of(None, mention);
        gathered.lists.contacts.push(contact);
    }
}

/// Whether other words than ids and marks stand in the cell.
fn how(cell: &str, id: &str, column: &ColumnMapping) -> HowKnown {
    let is_piece = cell
        .split([',', ';', '/', '+', '&', '，', '、', '；', '|', '\n', '\t'])
        .any(|piece| piece.trim() == id)
        || column.separators.iter().any(|mark| cell.split(mark.as_str()).any(|it| it.trim() == id));
    if is_piece { HowKnown::Column } else { HowKnown::Text }
}

fn named(gathered: &Gathered<'_>, column: &ColumnMapping, cell: &str) -> Vec<(String, Found)> {
    if !column.phrases.is_empty() {
        return gathered.ids.in_phrases(cell, &column.phrases);
    }
    let named = gathered.ids.in_cell(cell, &column.separators);
    if column.add.is_empty() && column.strip.is_empty() {
        return named;
    }
    // What the mapping says of prefixes needs no remark.
    let again = named.into_iter().map(|(text, found)| {
        let by_mapping = gathered.ids.find(&trimmed(&text, column));
        let is_better = matches!(by_mapping, Found::Exact(_))
            || matches!(found, Found::Unknown | Found::NoId) && by_mapping != Found::NoId;
        (text, if is_better { by_mapping } else { found })
    });
    again.collect()
}

/// An id in a cell, and what was found for it.
struct Named<'a> {
    heading: &'a str,
    text: &'a str,
    found: Found,
    directed: bool,
    known: HowKnown,
}

/// Takes a named source as a link or a contact; false when it is neither.
fn claim(
    gathered: &mut Gathered<'_>,
    part: &ListMapping,
    mention: &Mention,
    named: &Named<'_>,
) -> bool {
    let (at, heading) = (mention.at, Some(named.heading));
    let is_contact = part.rows == RowKind::Contacts;
    let source = match named.found {
        Found::Exact(source) => source,
        Found::OtherForm(source) => {
            gathered.doubt("id.other_form", at, heading, named.text);
            source
        }
        Found::Several => {
            gathered.doubt("id.several", at, heading, named.text);
            return false;
        }
        Found::NoId => {
            gathered.doubt("source.no_id", at, heading, named.text);
            let origins = &mut gathered.lists.persons[mention.person as usize].origins;
            origins.push(named.text.to_owned());
            return false;
        }
        Found::Unknown => gathered.outsider(named.text, at),
    };
    if source == mention.person {
        // A text about somebody may well say who it is about.
        if named.directed || named.known == HowKnown::Column {
            gathered.doubt("link.oneself", at, heading, named.text);
        }
        return false;
    }
    if !gathered.lists.persons[source as usize].listed {
        let code = if is_contact { "contact.unknown_case" } else { "link.unknown_source" };
        gathered.doubt(code, at, heading, named.text);
    }
    if is_contact {
        let contact = contact_of(Some(source), mention);
        gathered.lists.contacts.push(contact);
    } else {
        gathered.lists.links.push(ClaimedLink {
            source,
            person: mention.person,
            directed: named.directed,
            known: named.known,
            setting: mention.setting.clone(),
            exposed: mention.exposed,
            at,
        });
    }
    true
}

fn contact_of(source: Option<Person>, mention: &Mention) -> ContactLine {
    ContactLine {
        source,
        person: mention.person,
        place: None,
        setting: mention.setting.clone(),
        exposed: mention.exposed,
        follow_up: mention.follow_up.clone(),
        at: mention.at,
    }
}

fn is_place(sheet: &Sheet, part: &ListMapping, cells: &[Box<str>]) -> bool {
    let kind = sheet.headings.iter().enumerate().find_map(|(at, heading)| {
        let column = part.columns.get(heading).filter(|column| column.is == Is::SourceKind)?;
        let cell = cells[at].trim();
        Some(column.codes.get(cell).map_or(cell, String::as_str).to_lowercase())
    });
    kind.is_some_and(|kind| kind == "place")
}

fn place_contact(gathered: &mut Gathered<'_>, mention: &Mention, place: &str) {
    let contact = ContactLine { place: Some(place.to_owned()), ..contact_of(None, mention) };
    gathered.lists.contacts.push(contact);
}

fn paired(
    gathered: &mut Gathered<'_>,
    sheet: &Sheet,
    part: &ListMapping,
    pair: PairRow,
    are_lists: bool,
) {
    let cells = &sheet.rows[pair.index].1;
    let at = pair.at;
    let source_cell = source_of(sheet, part, cells);
    let mention = Mention {
        person: 0,
        at,
        index: pair.index,
        exposed: exposed(&pair.person.dates),
        setting: pair.person.setting.clone(),
        follow_up: None,
    };
    if pair.person.id.is_empty() {
        gathered.doubt("row.nobody", at, None, &source_cell);
        return;
    }
    let (person, _) = either(gathered, pair.person, are_lists);
    let mention = Mention { person, ..mention };
    if is_place(sheet, part, cells) {
        return place_contact(gathered, &mention, &source_cell);
    }
    if source_cell.is_empty() {
        gathered.doubt("row.nobody", at, None, &gathered.lists.persons[person as usize].id.clone());
        return;
    }
    let (source, _) = either(gathered, PersonLine { id: source_cell, ..pair.source }, are_lists);
    if source == person {
        let id = gathered.lists.persons[person as usize].id.clone();
        return gathered.doubt("link.oneself", at, None, &id);
    }
    let (infected, infector) =
        (&gathered.lists.persons[person as usize], &gathered.lists.persons[source as usize]);
    let ids = (infected.id.clone(), infector.id.clone());
    let listed = (infected.listed, infector.listed);
    if infected.listed && !infected.is_case() {
        gathered.lists.contacts.push(contact_of(Some(source), &mention));
    } else {
        gathered.lists.links.push(ClaimedLink {
            source,
            person,
            directed: true,
            known: HowKnown::Pair,
            setting: mention.setting,
            exposed: mention.exposed,
            at,
        });
    }
    if !listed.0 {
        gathered.doubt("link.unknown_infectee", at, None, &ids.0);
    }
    if !listed.1 {
        gathered.doubt("link.unknown_source", at, None, &ids.1);
    }
}

fn source_of(sheet: &Sheet, part: &ListMapping, cells: &[Box<str>]) -> String {
    let source = sheet.headings.iter().enumerate().find_map(|(at, heading)| {
        let column = part.columns.get(heading).filter(|column| column.is == Is::Source)?;
        let cell = cells[at].trim();
        let is_unknown = says_nothing(cell) || part.unknown.iter().any(|word| word == cell);
        (!is_unknown).then(|| trimmed(cell, column).into_owned())
    });
    source.unwrap_or_default()
}

/// One person of a pair: somebody known, or where there are no lists of cases somebody whom this row lists.
fn either(gathered: &mut Gathered<'_>, mut line: PersonLine, are_lists: bool) -> (Person, At) {
    let at = line.at;
    if are_lists {
        match gathered.ids.find(&line.id) {
            Found::Exact(person) => return (person, at),
            Found::OtherForm(person) => {
                gathered.doubt("id.other_form", at, None, &line.id);
                return (person, at);
            }
            _ => return (gathered.outsider(&line.id, at), at),
        }
    }
    // The exposure is that of the pair, and a person may be in many pairs.
    line.setting = None;
    line.dates.remove(&DateOf::ExposedFirst);
    line.dates.remove(&DateOf::ExposedLast);
    (gathered.add(line, &[], false), at)
}

/// Rows of contacts that name no case say nothing more than the pairs that name one, but how the follow-up ended.
fn fold_contacts(gathered: &mut Gathered<'_>) {
    let mut ended: BTreeMap<Person, String> = BTreeMap::new();
    let mut sourced = BTreeSet::new();
    for contact in &gathered.lists.contacts {
        if contact.source.is_some() || contact.place.is_some() {
            sourced.insert(contact.person);
        } else if let Some(follow_up) = &contact.follow_up {
            ended.insert(contact.person, follow_up.clone());
        }
    }
    let of_links = gathered.lists.links.iter().filter(|link| link.directed);
    sourced.extend(of_links.map(|link| link.person));
    gathered.lists.contacts.retain_mut(|contact| {
        if !sourced.contains(&contact.person) {
            return true;
        }
        if contact.follow_up.is_none() {
            contact.follow_up = ended.get(&contact.person).cloned();
        }
        contact.source.is_some() || contact.place.is_some()
    });
}

/// What only all links together show: two sources, the same link twice, sources reported later.
fn look_over(gathered: &mut Gathered<'_>) {
    let mut seen = BTreeSet::new();
    let mut sources: BTreeMap<Person, usize> = BTreeMap::new();
    let mut doubts = Vec::new();
    let persons = &gathered.lists.persons;
    gathered.lists.links.retain(|link| {
        let key = match link.directed {
            true => (link.source, link.person, true),
            false => (link.source.min(link.person), link.source.max(link.person), false),
        };
        let is_new = seen.insert(key);
        let id = || persons[link.source as usize].id.clone();
        // The other half of two who name each other is no news.
        if !is_new && link.directed {
            doubts.push(("link.twice", link.at, id()));
        }
        if is_new && link.directed {
            let count = sources.entry(link.person).or_default();
            *count += 1;
            if *count == 2 {
                doubts.push((
                    "link.several_sources",
                    link.at,
                    persons[link.person as usize].id.clone(),
                ));
            }
            let reported = |person: Person| {
                let dates = &persons[person as usize].dates;
                dates.get(&DateOf::Confirmed).or(dates.get(&DateOf::Reported)).copied()
            };
            if let (Some(source), Some(person)) = (reported(link.source), reported(link.person))
                && source > person
            {
                let text = format!("{}: {} > {}", id(), day_text(source), day_text(person));
                doubts.push(("link.source_after", link.at, text));
            }
        }
        is_new
    });
    for (code, at, text) in doubts {
        gathered.doubt(code, at, None, &text);
    }
}
