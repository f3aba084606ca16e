//! Rings around index cases and co-presence from check-ins, against their size.
//!
//! `cargo run --release -p taicho-bench --bin contacts [LARGEST CONTACTS] [LARGEST CHECK-INS]`
//!
//! `… --bin contacts write FOLDER COUNT` writes so many contacts and check-ins as CSV, for `taicho rings`, for
//! `taicho copresence` and for `bench/peers/contacts.py`.
//!
//! One thread, processor seconds, medians of three. Ten contacts to a person, 70% within groups of fifty, the rest
//! anywhere, with hubs; about 77% last the 15 minutes that count. 1,000 cases, of fewer persons a tenth.

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use taicho_bench::{resident_mib, timed_with};
use taicho_contacts::{Contact, Days, Fact, Meetings, Person, Rings, Spread, Visit, Visits};

const RUNS: usize = 3;

const SPREAD: Spread = Spread { depth: 4, infects_from_days: 0, infects_to_days: 14, timed: true };

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [write, folder, count] = &arguments[..]
        && write == "write"
    {
        return write_lists(Path::new(folder), count.parse().expect("a number")).expect("written");
    }
    let mut numbers = arguments.iter().map(|text| text.parse::<usize>().expect("a number"));
    let mut largest = || numbers.next().unwrap_or(10_000_000);
    let (contacts, visits) = (largest(), largest());
    println!(
        "| contacts | persons | build s | query s | one pass over memory s | case changed ms | 1,000 contacts ms | MiB |"
    );
    println!("|---:|---:|---:|---:|---:|---:|---:|---:|");
    let sizes = |largest: usize| {
        std::iter::successors(Some(10_000), |size| Some(size * 10))
            .take_while(move |it| *it <= largest)
    };
    sizes(contacts).for_each(rings);
    println!("\n| check-ins | build s | all pairs s | pairs | contacts of the cases ms | MiB |");
    println!("|---:|---:|---:|---:|---:|---:|");
    sizes(visits).for_each(copresence);
}

fn write_lists(folder: &Path, count: usize) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let file = |name: &str| std::fs::File::create(folder.join(name)).map(BufWriter::new);
    let persons = persons_of(count);
    let mut chance = Chance::new(99);
    let mut out = file("contacts.csv")?;
    writeln!(out, "a,b,day,minutes")?;
    chance.each_contact(persons, count, |a, b, day, minutes| {
        writeln!(out, "{a},{b},{day},{minutes:.0}").expect("the disk takes it");
    });
    out.flush()?;
    let mut out = file("index.csv")?;
    writeln!(out, "person,day")?;
    for (person, days) in chance.cases(persons) {
        writeln!(out, "{person},{}", days.first + 2)?;
    }
    out.flush()?;
    let mut chance = Chance::new(7);
    let persons = (count / 20).max(10);
    let mut out = file("checkins.csv")?;
    writeln!(out, "person,place,t_in,t_out")?;
    for visit in chance.visits(count, persons) {
        let Visit { person, place, from_s, until_s } = visit;
        writeln!(out, "{person},{place},{from_s},{until_s}")?;
    }
    out.flush()?;
    let mut out = file("cases.csv")?;
    writeln!(out, "person")?;
    for case in chance.met_cases(count, persons) {
        writeln!(out, "{case}")?;
    }
    out.flush()
}

fn persons_of(contacts: usize) -> usize {
    (contacts / 10).max(100)
}

fn rings(count: usize) {
    let persons = persons_of(count);
    let mut chance = Chance::new(99);
    let contacts = chance.contacts(persons, count);
    let cases = chance.cases(persons);
    let before = resident_mib();
    let (mut built, mut found, mut changed, mut added, mut passed) =
        <(Vec<_>, Vec<_>, Vec<_>, Vec<_>, Vec<_>)>::default();
    let mut peak: f64 = 0.0;
    for _ in 0..RUNS {
        let (build_s, meetings) = timed_with(|| Meetings::of(persons, &contacts));
        let (query_s, mut rings) =
            timed_with(|| Rings::around(&cases, &BTreeMap::new(), meetings, SPREAD));
        peak = peak.max(resident_mib() - before);
        built.push(build_s);
        found.push(query_s);
        changed.push(one_case_changed(&mut rings, &cases));
        added.push(contacts_added(&mut rings, &contacts));
        let memory = vec![1_u64; 2 * contacts.len()];
        passed.push(
            timed_with(|| black_box(memory.iter().fold(0_u64, |sum, it| sum.wrapping_add(*it)))).0,
        );
    }
    // Twelve bytes for each contact as it came, beside what the rings hold.
    let own = peak + contacts.len() as f64 * 12.0 / 1_048_576.0;
    println!(
        "| {count} | {persons} | {:.3} | {:.3} | {:.3} | {:.2} | {:.2} | {own:.0} |",
        median(built),
        median(found),
        median(passed),
        median(changed) * 1e3,
        median(added) * 1e3
    );
}

/// The median over twenty cases that are dated a day later and back.
fn one_case_changed(rings: &mut Rings, cases: &BTreeMap<Person, Days>) -> f64 {
    let each = cases.iter().take(20).map(|(person, days)| {
        let later = Days { first: days.first + 1, last: days.last + 1 };
        let (seconds, _) = timed_with(|| rings.learn(&[Fact::Case(*person, later)]));
        rings.learn(&[Fact::Case(*person, *days)]);
        seconds
    });
    median(each.collect())
}

fn contacts_added(rings: &mut Rings, contacts: &[Contact]) -> f64 {
    let step = (contacts.len() / 1_000).max(1);
    let facts: Vec<Fact> = contacts
        .iter()
        .step_by(step)
        .zip(contacts.iter().skip(step / 2 + 1).step_by(step))
        .map(|(one, other)| Fact::Contact(Contact { a: one.a, b: other.b, days: one.days }))
        .collect();
    timed_with(|| rings.learn(&facts)).0
}

fn copresence(count: usize) {
    let mut chance = Chance::new(7);
    let persons = (count / 20).max(10);
    let visits = chance.visits(count, persons);
    let cases = chance.met_cases(count, persons);
    let before = resident_mib();
    let (mut built, mut all, mut of_cases) = <(Vec<_>, Vec<_>, Vec<_>)>::default();
    let (mut pairs, mut peak) = (0, 0.0_f64);
    for _ in 0..RUNS {
        let (build_s, index) = timed_with(|| Visits::of(&visits, 900).expect("they fit"));
        peak = peak.max(resident_mib() - before);
        let (all_s, total) = timed_with(|| index.total());
        let (cases_s, _) = timed_with(|| {
            let mut met = 0_u64;
            index.each_of(&cases, |_| met += 1);
            black_box(met)
        });
        built.push(build_s);
        all.push(all_s);
        of_cases.push(cases_s);
        pairs = total.0;
    }
    let (built, all, of_cases) = (median(built), median(all), median(of_cases) * 1e3);
    println!("| {count} | {built:.3} | {all:.3} | {pairs} | {of_cases:.2} | {peak:.0} |");
}

/// Numbers by chance, the same in every run.
struct Chance(ChaCha8Rng);

impl Chance {
    fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    fn below(&mut self, end: usize) -> usize {
        (self.0.next_u64() % end as u64) as usize
    }

    fn share(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn exponential(&mut self) -> f64 {
        -(1.0 - self.share()).ln()
    }

    fn normal(&mut self) -> f64 {
        let (length, turn) = ((2.0 * self.exponential()).sqrt(), self.share());
        length * (std::f64::consts::TAU * turn).cos()
    }

    fn contacts(&mut self, persons: usize, count: usize) -> Vec<Contact> {
        let mut contacts = Vec::with_capacity(count * 4 / 5);
        self.each_contact(persons, count, |a, b, day, minutes| {
            if minutes >= 15.0 {
                contacts.push(Contact { a, b, days: Days::on(day) });
            }
        });
        contacts
    }

    fn each_contact(
        &mut self,
        persons: usize,
        count: usize,
        mut each: impl FnMut(Person, Person, u16, f64),
    ) {
        // A Pareto weight of exponent 2.5 for each person.
        let mut sum = 0.0;
        let reach: Vec<f64> = (0..persons)
            .map(|_| {
                sum += (1.0 - self.share()).powf(-1.0 / 2.5);
                sum
            })
            .collect();
        for _ in 0..count {
            let mut anybody = || {
                let at = self.share() * sum;
                reach.partition_point(|reach| *reach < at).min(persons - 1)
            };
            let a = anybody();
            let elsewhere = anybody();
            let near = (a / 50 * 50 + self.below(50)).min(persons - 1);
            let b = if self.share() < 0.7 { near } else { elsewhere };
            let (day, minutes) = (self.below(30) as u16, (57.0 * self.exponential()).round());
            if a != b {
                each(a as Person, b as Person, day, minutes);
            }
        }
    }

    fn cases(&mut self, persons: usize) -> BTreeMap<Person, Days> {
        let count = (persons / 10).min(1_000);
        let mut cases = BTreeMap::new();
        while cases.len() < count {
            let first = 3 + self.below(21) as u16;
            cases.insert(self.below(persons) as Person, Days { first, last: first + 14 });
        }
        cases
    }

    fn met_cases(&mut self, count: usize, persons: usize) -> Vec<Person> {
        let cases = (0..(count / 10_000).max(10)).map(|_| self.below(persons) as Person);
        let cases: BTreeSet<Person> = cases.collect();
        cases.into_iter().collect()
    }

    fn visits(&mut self, count: usize, persons: usize) -> Vec<Visit> {
        let places = (count / 200).max(1);
        let mut sum = 0.0;
        let liked: Vec<f64> = (0..places)
            .map(|_| {
                sum += (1.2 * self.normal()).exp();
                sum
            })
            .collect();
        (0..count)
            .map(|_| {
                let at = self.share() * sum;
                let place = liked.partition_point(|liked| *liked < at).min(places - 1) as u32;
                let hour = match self.below(4) {
                    0 | 1 => 11.5 + 1.5 * self.normal(),
                    2 => 18.0 + 1.5 * self.normal(),
                    _ => 6.0 + 15.0 * self.share(),
                };
                let from_s =
                    self.below(14) as i64 * 86_400 + (hour.clamp(6.0, 21.0) * 3_600.0) as i64;
                let stay_s = (3_300.0 * self.exponential()).clamp(120.0, 28_800.0) as i64;
                let person = self.below(persons) as Person;
                Visit { person, place, from_s, until_s: from_s + stay_s }
            })
            .collect()
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
