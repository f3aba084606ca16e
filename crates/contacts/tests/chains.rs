//! Chains: what is claimed, what is likely, and what odd lists come to.

use proptest::prelude::*;
use taicho_contacts::chains::{
    Basis, Case, Chains, Claim, Delay, Encounter, How, Known, Method, Odd, Pool, Reason,
};

fn onset(day: i32) -> Case {
    Case { onset_on: Some(day), ..Case::default() }
}

fn claim(source: u32, infectee: u32) -> Claim {
    Claim { source, infectee, setting: None, place: None, known: Known::Told }
}

fn met(a: u32, b: u32, days: Option<(i32, i32)>) -> Encounter {
    Encounter { a, b, days, setting: None, place: None }
}

/// One day is twice as likely as two or three; neither 0 days nor 4 happen.
fn method() -> Method {
    Method::new(Delay::new(1, &[0.5, 0.25, 0.25]).unwrap())
}

fn pairs(chains: &Chains) -> Vec<(u32, u32)> {
    chains.links.iter().map(|link| (link.source, link.infectee)).collect()
}

#[test]
fn odd_claims_come_back_with_their_reasons() {
    let cases = [onset(10), onset(12), onset(40), Case::default()];
    let claims = [claim(0, 1), claim(0, 1), claim(1, 1), claim(9, 1), claim(0, 9), claim(2, 0)];
    let claims = [&claims[..], &[claim(2, 3)]].concat();
    let chains = Chains::trace(&cases, &claims, &[], &method());
    assert_eq!(pairs(&chains), [(0, 1), (2, 3)]);
    let reasons: Vec<_> =
        chains.refused.iter().map(|it| (it.claim.source, it.claim.infectee, &it.reason)).collect();
    assert_eq!(
        reasons,
        [
            (0, 1, &Reason::Repeated),
            (0, 9, &Reason::UnknownInfectee),
            (1, 1, &Reason::InfectedThemselves),
            (2, 0, &Reason::TooEarly { days: -30 }),
            (9, 1, &Reason::UnknownSource),
        ]
    );
    assert!(chains.notes.iter().any(|note| note.person == 3 && note.odd == Odd::LinkUndated));
    assert_eq!(chains.missing, [0, 2]);
}

#[test]
fn of_two_sources_the_better_known_stays_and_then_the_likelier() {
    let cases = [onset(8), onset(9), onset(10)];
    let chains = Chains::trace(&cases, &[claim(0, 2), claim(1, 2)], &[], &method());
    assert!(pairs(&chains).contains(&(1, 2)), "{:?}", chains.links);
    let Reason::OtherSource { kept, kept_probability, probability } = chains.refused[0].reason
    else {
        panic!("{:?}", chains.refused)
    };
    assert_eq!((kept, kept_probability, probability), (1, 2.0 / 3.0, 1.0 / 3.0));
    let sequenced = Claim { known: Known::Sequenced, ..claim(0, 2) };
    let chains = Chains::trace(&cases, &[sequenced, claim(1, 2)], &[], &method());
    assert!(pairs(&chains).contains(&(0, 2)));
}

#[test]
fn a_circle_breaks_at_its_least_likely_link() {
    let cases = [onset(10), onset(11), onset(13)];
    let claims = [claim(0, 1), claim(1, 2), claim(2, 0)];
    let chains = Chains::trace(&cases, &claims, &[], &method());
    assert_eq!(pairs(&chains), [(0, 1), (1, 2)]);
    assert_eq!(chains.refused.len(), 1);
    assert_eq!(chains.refused[0].claim, claims[2]);
    assert_eq!(chains.refused[0].reason, Reason::Circle { through: vec![2, 1, 0] });
    assert_eq!(chains.chains.len(), 1);
    let chain = chains.chains[0];
    assert_eq!((chain.root, chain.cases, chain.generations), (0, 3, 2));
    assert_eq!((chain.first_on, chain.last_on), (Some(10), Some(13)));
}

#[test]
fn likely_sources_are_those_whom_a_case_met_and_otherwise_all_whose_dates_suit() {
    let cases = [onset(8), onset(9), onset(10), onset(30)];
    let everybody = Chains::trace(&cases, &[], &[], &method());
    let of_two = everybody.sources.iter().find(|it| it.infectee == 2).unwrap();
    assert_eq!(of_two.basis, Basis::Dates);
    assert_eq!(of_two.likeliest, [(1, 2.0 / 3.0), (0, 1.0 / 3.0)]);
    assert_eq!(everybody.missing, [0, 3]);
    assert!(
        (everybody.members[0].expected - 4.0 / 3.0).abs() < 1e-12,
        "all of 1, and a third of 2"
    );
    let chains = Chains::trace(&cases, &[], &[met(2, 0, Some((7, 9)))], &method());
    let of_two = chains.sources.iter().find(|it| it.infectee == 2).unwrap();
    assert_eq!((of_two.basis, &of_two.likeliest[..]), (Basis::Encounters, &[(0, 1.0)][..]));
    assert_eq!(chains.links[1].how, How::Likely(1.0));
    // Whom a case met after it fell ill, or when the other was isolated, infected nobody.
    let after = Chains::trace(&cases, &[], &[met(2, 0, Some((11, 12)))], &method());
    assert_eq!(after.sources[1].basis, Basis::Dates);
    let isolated = Case { isolated_on: Some(6), ..cases[0] };
    let cases = [isolated, cases[1], cases[2], cases[3]];
    let chains = Chains::trace(&cases, &[], &[met(2, 0, Some((7, 9)))], &method());
    assert_eq!(chains.sources[1].basis, Basis::Dates);
}

#[test]
fn exposure_windows_imports_and_places_narrow_the_search() {
    let mut cases = vec![onset(8), onset(9), onset(10), Case { imported: true, ..onset(10) }];
    cases[2].exposed = Some((1, 5));
    let chains = Chains::trace(&cases, &[], &[], &method());
    let of_two = chains.sources.iter().find(|it| it.infectee == 2).unwrap();
    assert_eq!(of_two.likeliest, [(0, 1.0)], "1 did not infect before day 6");
    assert!(chains.sources.iter().all(|it| it.infectee != 3), "infected elsewhere");
    assert_eq!(chains.missing, [0]);
    let places = [Some(1), Some(2), Some(1), None];
    cases.iter_mut().zip(places).for_each(|(case, place)| case.place = place);
    let by_place = Method { pool: Pool::SamePlace, ..method() };
    let chains = Chains::trace(&cases, &[], &[], &by_place);
    assert_eq!(chains.sources.len(), 1);
    assert_eq!((chains.sources[0].basis, chains.sources[0].infectee), (Basis::Place, 2));
    let nobody = Method { pool: Pool::Nobody, ..method() };
    assert_eq!(Chains::trace(&cases, &[], &[], &nobody).missing, [0, 1, 2]);
    let few = Method { pool_most: 0, ..method() };
    let chains = Chains::trace(&cases, &[], &[], &few);
    assert!(chains.notes.iter().any(|note| note.odd == Odd::TooManyCandidates));
    assert_eq!((chains.sources[0].candidates, chains.sources[0].others), (1, 1.0));
}

#[test]
fn attack_rates_count_each_person_once_in_a_setting() {
    // Persons 3 to 12 are no cases. Case 0 infected 1 at home, 2 at work.
    let cases = [onset(8), onset(9), onset(10)];
    let home = |b| Encounter { setting: Some(1), ..met(0, b, None) };
    let work = |a, b| Encounter { setting: Some(2), place: Some(77), ..met(a, b, None) };
    let mut encounters = vec![home(1), home(3), home(3), home(4), work(0, 2), work(1, 2)];
    encounters.extend((5..13).map(|person| work(0, person)));
    let claims = [claim(0, 1), claim(0, 2)];
    let chains = Chains::trace(&cases, &claims, &encounters, &method());
    let rates: Vec<_> =
        chains.attack.iter().map(|it| (it.setting, it.infected, it.exposed)).collect();
    assert_eq!(rates, [(Some(1), 1, 3), (Some(2), 1, 9)]);
    assert_eq!(chains.places.len(), 1);
    assert_eq!((chains.places[0].place, chains.places[0].infections), (77, 1));
    assert_eq!((chains.spreaders[0].person, chains.spreaders[0].infected), (0, 2));
}

fn day() -> impl Strategy<Value = Option<i32>> {
    prop_oneof![
        8 => (0_i32..40).prop_map(Some),
        1 => Just(None),
        1 => prop_oneof![Just(i32::MIN), Just(i32::MAX), any::<i32>()].prop_map(Some),
    ]
}

fn days() -> impl Strategy<Value = Option<(i32, i32)>> {
    (day(), day()).prop_map(|(first, last)| Some((first?, last?)))
}

fn case() -> impl Strategy<Value = Case> {
    let label = prop::option::of(0_u32..3);
    let dates = (day(), day(), day(), prop::option::of(days()));
    (dates, label, prop::bool::weighted(0.2)).prop_map(|(dates, place, imported)| Case {
        onset_on: dates.0,
        reported_on: dates.1,
        isolated_on: dates.2.filter(|day| day % 3 == 0),
        exposed: dates.3.flatten(),
        place,
        imported,
    })
}

fn person() -> impl Strategy<Value = u32> {
    prop_oneof![20 => 0_u32..26, 1 => Just(u32::MAX)]
}

fn claims() -> impl Strategy<Value = Vec<Claim>> {
    let known = prop::sample::select(vec![
        Known::Assumed,
        Known::Told,
        Known::Investigated,
        Known::Sequenced,
    ]);
    let label = prop::option::of(0_u32..4);
    let claim = (person(), person(), label.clone(), label, known).prop_map(
        |(source, infectee, setting, place, known)| Claim {
            source,
            infectee,
            setting,
            place,
            known,
        },
    );
    prop::collection::vec(claim, 0..50)
}

fn encounters() -> impl Strategy<Value = Vec<Encounter>> {
    let label = prop::option::of(0_u32..4);
    let encounter = (person(), person(), days(), label.clone(), label)
        .prop_map(|(a, b, days, setting, place)| Encounter { a, b, days, setting, place });
    prop::collection::vec(encounter, 0..50)
}

fn methods() -> impl Strategy<Value = Method> {
    let pool = prop::sample::select(vec![Pool::Nobody, Pool::SamePlace, Pool::Everybody]);
    let delay =
        (-5.0_f64..10.0, 0.1_f64..6.0).prop_map(|(mean, sd)| Delay::normal(mean, sd).unwrap());
    (pool, delay, 0.0_f64..1.1, 0_usize..4, 0_u32..30, any::<(i32, i32)>()).prop_map(
        |(pool, serial, accept_from, named_most, pool_most, infectious_days)| Method {
            pool,
            accept_from,
            named_most,
            pool_most,
            infectious_days: if pool_most % 5 == 0 { infectious_days } else { (-3, 14) },
            estimate_from: Some(5),
            resamples: 20,
            ..Method::new(serial)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_list_holds_the_chains_are_sound(
        cases in prop::collection::vec(case(), 0..24),
        claims in claims(),
        encounters in encounters(),
        method in methods(),
    ) {
        let chains = Chains::trace(&cases, &claims, &encounters, &method);
        // Every claim is used or refused.
        let used = chains.links.iter().filter(|link| matches!(link.how, How::Claimed(_))).count();
        prop_assert_eq!(used + chains.refused.len(), claims.len());
        // A forest: at most one source each, and every way up ends.
        let mut source = vec![None; cases.len()];
        for link in &chains.links {
            prop_assert_eq!(source[link.infectee as usize].replace(link.source), None);
        }
        prop_assert_eq!(chains.members.len(), cases.len());
        for (person, member) in (0_u32..).zip(&chains.members) {
            prop_assert_eq!(member.source, source[person as usize]);
            let up = |person: &u32| source[*person as usize];
            let path: Vec<u32> =
                std::iter::successors(Some(person), up).take(cases.len() + 1).collect();
            prop_assert_eq!(path.len(), member.generation as usize + 1);
            prop_assert_eq!(path.last(), Some(&chains.chains[member.chain as usize].root));
        }
        // Every case is in exactly one chain.
        let in_chains: u32 = chains.chains.iter().map(|chain| chain.cases).sum();
        prop_assert_eq!(in_chains as usize, cases.len());
        for (at, chain) in (0_u32..).zip(&chains.chains) {
            let own = chains.members.iter().filter(|member| member.chain == at);
            prop_assert_eq!(own.count(), chain.cases as usize);
        }
        // Probabilities add up to one, and so do the infections.
        let mut expected = used as f64;
        for sources in &chains.sources {
            let named: f64 = sources.likeliest.iter().map(|it| it.1).sum();
            prop_assert!((named + sources.others - 1.0).abs() < 1e-9);
            let told_apart = !sources.likeliest.is_empty()
                || sources.candidates <= method.pool_most
                || sources.basis == Basis::Encounters;
            expected += f64::from(u8::from(told_apart));
        }
        let credited: f64 = chains.members.iter().map(|member| member.expected).sum();
        prop_assert!((credited - expected).abs() < 1e-9, "{} {}", credited, expected);
        // Everybody has a source, or a reason to have none.
        let claimed = chains.links.iter().filter(|link| matches!(link.how, How::Claimed(_)));
        let mut accounted: Vec<u32> = claimed.map(|link| link.infectee).collect();
        accounted.extend(chains.sources.iter().map(|sources| sources.infectee));
        accounted.extend(&chains.missing);
        let imported = (0_u32..).zip(&cases).filter(|(_, case)| case.imported).map(|it| it.0);
        accounted.extend(imported);
        accounted.sort_unstable();
        accounted.dedup();
        prop_assert_eq!(accounted.len(), cases.len());
        for attack in &chains.attack {
            prop_assert!(attack.infected <= attack.exposed && attack.rate_95.0 <= attack.rate);
        }
    }

    #[test]
    fn the_order_of_rows_is_of_no_account(
        cases in prop::collection::vec(case(), 0..24),
        (claims, shuffled) in claims().prop_flat_map(|it| (Just(it.clone()), Just(it).prop_shuffle())),
        (encounters, turned) in encounters().prop_flat_map(|it| (Just(it.clone()), Just(it).prop_shuffle())),
        method in methods(),
    ) {
        let turn = |met: &Encounter| Encounter { a: met.b, b: met.a, ..*met };
        let turned: Vec<Encounter> = turned.iter().map(turn).collect();
        let one = Chains::trace(&cases, &claims, &encounters, &method);
        let other = Chains::trace(&cases, &shuffled, &turned, &method);
        prop_assert_eq!(one, other);
    }
}
