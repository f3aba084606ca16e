//! Chains of infection: who infected whom, how sure that is, and what the chains say about the disease.
//!
//! Claimed links come first. Where they contradict themselves, the better known and then the likelier one stays, and
//! every other is handed back with its reason. A case without a claimed source gets likely sources after Wallinga and
//! Teunis (Am J Epidemiol 2004;160:509): the probability that `j` infected `i` is the density of the serial interval
//! between their onsets, divided by the sum over all who come into question. Those are the cases whom `i` met, where
//! such meetings are known, and otherwise a pool. Serial intervals may be negative. Offspring follow the negative
//! binomial of Lloyd-Smith and others (Nature 2005;438:355).

mod attack;
mod claims;
mod dated;
mod delay;
mod draw;
mod forest;
mod interval;
mod offspring;
mod sources;
mod spread;
mod trees;
mod words;

pub use attack::Attack;
pub use claims::{Claim, Known, Reason, Refusal};
pub use delay::{Delay, DelayError};
pub use forest::{Chain, Member};
pub use interval::Intervals;
pub use offspring::{NegativeBinomial, Offspring};
pub use sources::{Basis, Sources};
pub use spread::{PlaceRank, Spreader};

use crate::Person;
use dated::Dated;
use trees::Trees;

/// What is known of a case; its number is its place in the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Case {
    /// The day of the first symptoms. All days here are counted from 1 January 1970.
    pub onset_on: Option<i32>,
    /// The day of the report or of the confirmation.
    pub reported_on: Option<i32>,
    /// The first and the last day on which the infection can have happened.
    pub exposed: Option<(i32, i32)>,
    /// The last day on which the case met others.
    pub isolated_on: Option<i32>,
    /// Where the case belongs, as a number of the caller's.
    pub place: Option<u32>,
    /// Infected elsewhere: no source is looked for.
    pub imported: bool,
}

/// A meeting of two persons; whoever's number is beyond the cases is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Encounter {
    /// One of the two.
    pub a: Person,
    /// The other.
    pub b: Person,
    /// The first and the last day.
    pub days: Option<(i32, i32)>,
    /// Household, work, school …, as a number of the caller's.
    pub setting: Option<u32>,
    /// Where, as a number of the caller's.
    pub place: Option<u32>,
}

/// Among whom a source is looked for when no meeting with a case is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pool {
    /// Nobody: only meetings count.
    Nobody,
    /// The cases of the same place.
    SamePlace,
    /// All cases.
    Everybody,
}

/// The parameters: data that an epidemiologist sets for a disease.
#[derive(Clone, Debug, PartialEq)]
pub struct Method {
    /// The serial interval, until enough links are known to estimate it.
    pub serial: Delay,
    /// So many claimed links with both onsets are enough; none keeps `serial` for ever.
    pub estimate_from: Option<u32>,
    /// A claimed link with fewer or more days between the two is refused.
    pub serial_days: (i32, i32),
    /// From which to which day, counted from the onset, a case infects.
    pub infectious_days: (i32, i32),
    /// The probability from which on a likely source is taken into the chains.
    pub accept_from: f64,
    /// Among whom a source is looked for when no meeting is known.
    pub pool: Pool,
    /// With more candidates than this nobody can be told apart, and none is named.
    pub pool_most: u32,
    /// How many likely sources of a case are named.
    pub named_most: usize,
    /// An exposure window of more days than this says too little for a generation time.
    pub window_most_days: u32,
    /// Nobody counts as superspreader for fewer infected than this; see [`NegativeBinomial::superspreading_from`].
    pub superspreader_least: u32,
    /// How many bootstrap samples are drawn.
    pub resamples: u32,
    /// What the draws begin with.
    pub seed: u64,
}

impl Method {
    /// Settings for a respiratory disease whose serial interval is of a few days.
    pub fn new(serial: Delay) -> Self {
        Self {
            serial,
            estimate_from: Some(30),
            serial_days: (-14, 42),
            infectious_days: (-3, 14),
            accept_from: 0.5,
            pool: Pool::Everybody,
            pool_most: 1_000,
            named_most: 5,
            window_most_days: 3,
            superspreader_least: 5,
            resamples: 1_000,
            seed: 1,
        }
    }
}

/// How a link is known.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Somebody said so.
    Claimed(Known),
    /// Dates and meetings say so, with this probability.
    Likely(f64),
}

/// One case infected another.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Link {
    /// Who infected.
    pub source: Person,
    /// Who was infected.
    pub infectee: Person,
    /// How it is known.
    pub how: How,
    /// In which setting.
    pub setting: Option<u32>,
    /// Where.
    pub place: Option<u32>,
    /// Days from onset to onset, where both are known.
    pub serial_days: Option<i64>,
}

/// Something odd that did not stop the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Note {
    /// Whom it concerns.
    pub person: Person,
    /// What is odd.
    pub odd: Odd,
}

/// What can be odd; [`Odd::in_vietnamese`] and [`Odd::in_english`] say it to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Odd {
    /// Neither onset nor report: no likely source can be found.
    NoDate,
    /// The exposure window ends before it begins; it was not used.
    WindowReversed,
    /// The exposure window begins after the onset; it was not used.
    WindowAfterOnset,
    /// A meeting ends before it begins; it was turned round.
    MeetingReversed,
    /// Somebody met themselves; it was left out.
    MetThemselves,
    /// The claimed link has no dates on one side, so they could not speak against it.
    LinkUndated,
    /// The likely source was infected by this case, as better known links say; it was not taken.
    LikelySourceIsDescendant,
    /// More candidates than can be told apart; none is named.
    TooManyCandidates,
}

/// The chains, and what they say.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Chains {
    /// The links in use, by infectee: none has two sources, and no path leads back to where it began.
    pub links: Vec<Link>,
    /// The claims that were not used, and why.
    pub refused: Vec<Refusal>,
    /// Likely sources of the cases without a claimed one.
    pub sources: Vec<Sources>,
    /// The cases whose source is missing altogether, by number.
    pub missing: Vec<Person>,
    /// Every case's place in its chain, by number.
    pub members: Vec<Member>,
    /// The chains, one for each case that nobody infected, the longest first.
    pub chains: Vec<Chain>,
    /// The delay with which likely sources were weighed.
    pub weighed_by: Delay,
    /// Days from onset to onset over the claimed links.
    pub serial: Option<Intervals>,
    /// Days from infection to infection over the claimed links whose exposure windows are narrow enough.
    pub generation: Option<Intervals>,
    /// How many others each case infected, by claimed links.
    pub offspring: Option<Offspring>,
    /// Secondary attack rates by setting.
    pub attack: Vec<Attack>,
    /// The cases that infected most others.
    pub spreaders: Vec<Spreader>,
    /// The places with most infections.
    pub places: Vec<PlaceRank>,
    /// What was odd, by person.
    pub notes: Vec<Note>,
}

impl Chains {
    /// Traces the chains. The order of claims and encounters is of no account.
    pub fn trace(
        cases: &[Case],
        claims: &[Claim],
        encounters: &[Encounter],
        method: &Method,
    ) -> Self {
        let mut notes = Vec::new();
        let known = Dated::of(cases, &mut notes);
        let encounters = dated::ordered(encounters, &mut notes);
        let mut trees = Trees::new(cases.len());
        let (mut links, refused) = claims::settle(&known, claims, method, &mut trees, &mut notes);
        let between: Vec<f64> =
            links.iter().filter_map(|link| link.serial_days).map(|days| days as f64).collect();
        let serial = Intervals::of(&between, method.resamples, method.seed);
        let days: Vec<f64> = links
            .iter()
            .filter_map(|link| known.generation_days(link, method.window_most_days))
            .collect();
        let generation = Intervals::of(&days, method.resamples, method.seed);
        let weighed_by = Delay::estimated(serial.as_ref(), method);
        let found = sources::find(&known, &links, &encounters, method, &weighed_by, &mut notes);
        let claimed = links.len();
        forest::accept(&found, method, &known, &mut trees, &mut links, &mut notes);
        links.sort_by_key(|link| link.infectee);
        let (members, chains) = forest::grow(&known, &links, &found);
        let infected: Vec<u32> = members.iter().map(|member| member.infected).collect();
        let offspring = Offspring::of(&offspring::histogram(&infected)).filter(|_| claimed > 0);
        let attack = attack::rates(&known, &links, &encounters);
        let places = spread::places(&links, &encounters);
        let spreaders = spread::spreaders(&members, offspring.as_ref(), method);
        notes.sort_unstable();
        notes.dedup();
        let missing = found.missing;
        let sources = found.sources;
        Self {
            links,
            refused,
            sources,
            missing,
            members,
            chains,
            weighed_by,
            serial,
            generation,
            offspring,
            attack,
            spreaders,
            places,
            notes,
        }
    }
}
