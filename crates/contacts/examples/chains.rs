//! Draws a made-up outbreak of as many cases as asked for, and says what it cost:
//! `cargo run --release -p taicho-contacts --example chains -- 1000 chains.svg`.

use std::time::Instant;

use taicho_contacts::chains::{Case, Chains, Claim, Delay, Encounter, Known, Method};
use taicho_contacts::picture::Picture;

/// 1 October 2021.
const BEGINS_ON: i32 = 18_901;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let cases: u32 = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(1_000);
    let outbreak = Outbreak::of(cases);
    let serial = Delay::gamma(5.0, 3.0).expect("a delay of five days");
    let begun = Instant::now();
    let Outbreak { cases, claims, encounters, names } = &outbreak;
    let chains = Chains::trace(cases, claims, encounters, &Method::new(serial));
    let traced = begun.elapsed();
    let picture = Picture::of(cases, &chains, names);
    let begun = Instant::now();
    let svg = picture.svg();
    let drawn = begun.elapsed();
    let begun = Instant::now();
    let written = picture.graphml().len() + picture.json().len();
    println!(
        "{} cases, {} links, {} chains, {} with likely sources, {} without any",
        cases.len(),
        chains.links.len(),
        chains.chains.len(),
        chains.sources.len(),
        chains.missing.len()
    );
    println!("serial interval {:?}", chains.serial.map(|it| (it.mean, it.mean_95)));
    println!("offspring {:?}", chains.offspring.map(|it| (it.fitted, it.dispersion_95)));
    println!("traced {traced:?}, drawn {drawn:?} ({} bytes)", svg.len());
    println!("GraphML and JSON {:?} ({written} bytes)", begun.elapsed());
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().filter(|line| line.starts_with("VmHWM")).for_each(|line| println!("{line}"));
    if let Some(path) = arguments.next() {
        std::fs::write(&path, svg).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
}

struct Outbreak {
    cases: Vec<Case>,
    claims: Vec<Claim>,
    encounters: Vec<Encounter>,
    names: Vec<String>,
}

impl Outbreak {
    /// Few infect many; of five links three are claimed, one is known as a meeting, one is not known.
    fn of(cases: u32) -> Self {
        let mut draw = Draw(7);
        let mut found = Self {
            cases: Vec::new(),
            claims: Vec::new(),
            encounters: Vec::new(),
            names: Vec::new(),
        };
        let mut open: Vec<u32> = Vec::new();
        for number in 0..cases {
            let imported = number % 25 == 0 || open.is_empty();
            let source = if imported { number } else { open[draw.below(open.len())] };
            let on = if imported {
                BEGINS_ON + draw.below(1 + (number as f64).powf(0.6) as usize) as i32
            } else {
                let source_on = found.cases[source as usize].onset_on.unwrap_or(BEGINS_ON);
                source_on + 1 + (draw.below(5) + draw.below(5)) as i32
                    - i32::from(draw.below(9) == 0) * 3
            };
            let onset_on = (draw.below(100) > 0).then_some(on);
            let reported_on = onset_on.map(|on| on + draw.below(4) as i32);
            let late = (draw.below(10) == 0).then_some(on + 2);
            found.cases.push(Case {
                onset_on: if late.is_some() { None } else { onset_on },
                reported_on: reported_on.or(late),
                imported,
                ..Case::default()
            });
            found.names.push(format!("BN{:04}", number + 1));
            match draw.below(5) {
                _ if imported => {}
                0 => {}
                1 => found.encounters.push(Encounter {
                    a: source,
                    b: number,
                    days: None,
                    setting: Some(1),
                    place: None,
                }),
                _ => found.claims.push(Claim {
                    source,
                    infectee: number,
                    setting: None,
                    place: None,
                    known: Known::Investigated,
                }),
            }
            // Of ten cases one infects many, for it stands in the hat many times.
            let times = if draw.below(10) == 0 { 12 } else { draw.below(3) };
            open.extend(std::iter::repeat_n(number, times));
            let keep = open.len().saturating_sub(60 + cases as usize / 20);
            open.drain(..keep);
        }
        found
    }
}

/// Marsaglia's xorshift.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((u128::from(self.0) * end as u128) >> 64) as usize
    }
}
