//! What is expected of each field before any list was seen.
//!
//! The lists then decide; these shares weigh as much as a hundred pairs and keep small lists and fields that say little in bounds.

use super::{CLASSES, Kinship};
use crate::compare::pattern::{LEVELS, SLOTS, Slot, name};

/// How many pairs the expectations weigh.
pub(super) const WEIGHT: f64 = 60.0;

/// 1 where agreement in a slot is chance for the class, so that a rare value says more than a frequent one.
pub(super) const BY_CHANCE: [[f32; 8]; SLOTS] = by_chance();

const fn by_chance() -> [[f32; 8]; SLOTS] {
    let mut table = [[0.0; 8]; SLOTS];
    let strangers = Kinship::Strangers as usize;
    let mut slot = 0;
    while slot < SLOTS {
        table[slot][strangers] = 1.0;
        table[slot][Kinship::SharedNumber as usize] = 1.0;
        slot += 1;
    }
    table[Slot::Id as usize][Kinship::SharedNumber as usize] = 0.0;
    table[Slot::Other as usize][Kinship::SharedNumber as usize] = 0.0;
    table[Slot::Phone as usize][Kinship::SharedNumber as usize] = 0.0;
    let own = [Slot::Middle as usize, Slot::Given as usize, Slot::Birth as usize];
    let mut at = 0;
    while at < own.len() {
        table[own[at]][Kinship::Household as usize] = 1.0;
        table[own[at]][Kinship::Neighbours as usize] = 1.0;
        at += 1;
    }
    table[Slot::Family as usize][Kinship::Neighbours as usize] = 1.0;
    let lived = [
        Slot::Commune as usize,
        Slot::House as usize,
        Slot::Street as usize,
        Slot::Postcode as usize,
    ];
    let mut at = 0;
    while at < lived.len() {
        table[lived[at]][Kinship::SameMoved as usize] = 1.0;
        at += 1;
    }
    table[Slot::House as usize][Kinship::Neighbours as usize] = 1.0;
    table
}

/// Whether a class has its chances in a slot by what it is, so that no list may teach otherwise: two people are born and
/// called independently of each other, whatever they share.
pub(super) fn is_settled(slot: Slot, class: Kinship) -> bool {
    let own = matches!(
        slot,
        Slot::Given | Slot::Birth | Slot::Sex | Slot::Id | Slot::Other | Slot::Email
    );
    match class {
        Kinship::Same | Kinship::SameMoved => false,
        Kinship::Household | Kinship::Neighbours => own,
        Kinship::SharedNumber | Kinship::Strangers => true,
    }
}

/// Whether a slot belongs to the person and not to where the person lives.
pub(super) fn is_personal(slot: Slot) -> bool {
    let name = matches!(slot, Slot::Family | Slot::Middle | Slot::Given);
    name || matches!(slot, Slot::Birth | Slot::Sex | Slot::Id | Slot::Other | Slot::Email)
}

/// The expected share of each class among the pairs that one row has with a list of this many rows.
pub(super) fn shares(rows: f64) -> [f64; CLASSES] {
    let mut shares = [0.5 / rows, 0.05 / rows, 1.0 / rows, 3.0 / rows, 0.02 / rows, 0.0];
    let known: f64 = shares.iter().sum();
    shares[CLASSES - 1] = (1.0 - known).max(0.01);
    shares
}

/// The expected chance of each level of a slot in a class, from 1 on; none where it is as among strangers.
pub(super) fn levels(slot: Slot, class: Kinship) -> Option<&'static [f64]> {
    use Kinship::{Household, Neighbours, Same, SameMoved, SharedNumber, Strangers};
    let one = matches!(class, Same | SameMoved);
    Some(match (slot, class) {
        (_, Strangers) => return None,
        (Slot::Family, Same | SameMoved) => &[0.93, 0.01, 0.03, 0.005, 0.01, 0.015],
        (Slot::Family, Household) => &[0.6, 0.01, 0.005, 0.001, 0.02, 0.364],
        (Slot::Middle, Same | SameMoved) => {
            &[0.80, 0.02, 0.04, 0.03, 0.015, 0.02, 0.06, 0.01, 0.005]
        }
        (Slot::Given, Same | SameMoved) => &[0.93, 0.01, 0.04, 0.003, 0.007, 0.01],
        (Slot::Birth, Same | SameMoved) => {
            &[0.84, 0.02, 0.04, 0.02, 0.05, 0.01, 0.01, 0.005, 0.005]
        }
        // Twins, and the day on which a list began.
        (Slot::Birth, Household) => &[0.01, 1e-4, 1e-4, 5e-4, 0.02, 0.03, 1e-3, 0.03, 0.91],
        (Slot::Sex, Same | SameMoved) => &[0.99, 1e-9, 0.01],
        (Slot::Id | Slot::Other, Same | SameMoved) => &[0.94, 0.03, 0.03],
        // Brothers and sisters are often registered one after the other, and a card is lent.
        (Slot::Id | Slot::Other, Household) => &[0.002, 0.01, 0.988],
        (Slot::Phone, Same) => &[0.8, 0.03, 0.17],
        (Slot::Phone, SameMoved) => &[0.6, 0.03, 0.37],
        (Slot::Phone, Household) => &[0.4, 0.01, 0.59],
        (Slot::Email, Same | SameMoved) => &[0.8, 0.03, 0.05, 0.12],
        (Slot::Commune, Same) => &[0.96, 0.02, 0.01, 0.01],
        (Slot::Commune, Household) => &[0.95, 0.02, 0.01, 0.02],
        (Slot::Commune, Neighbours) => &[0.93, 0.02, 0.01, 0.04],
        (Slot::House, Same) => &[0.93, 0.03, 0.04],
        (Slot::House, Household) => &[0.93, 0.02, 0.05],
        (Slot::Street, Same) => &[0.9, 0.03, 0.04, 0.03],
        (Slot::Street, Household) => &[0.93, 0.02, 0.02, 0.03],
        (Slot::Street, Neighbours) => &[0.85, 0.03, 0.02, 0.1],
        (Slot::Postcode, Same) => &[0.93, 0.04, 0.03],
        (Slot::Postcode, Household) => &[0.95, 0.02, 0.03],
        (Slot::Postcode, Neighbours) => &[0.9, 0.03, 0.07],
        (Slot::Text1 | Slot::Text2 | Slot::Text3, _) if one => &[0.8, 0.04, 0.08, 0.08],
        (Slot::Text1 | Slot::Text2 | Slot::Text3, Household | Neighbours) => {
            &[0.6, 0.05, 0.05, 0.3]
        }
        (Slot::Id, SharedNumber) => &[0.5, 0.02, 0.48],
        (Slot::Phone | Slot::Other, SharedNumber) => &[0.5, 0.02, 0.48],
        _ => return None,
    })
}

/// Chances among strangers that are not counted.
///
/// That the words agree in another order, or with other blanks, counts as agreement of the family and the given name already.
/// Among strangers who agree so by chance the order is as often another one as not.
pub(super) const BESIDE_NAMES: [(u8, f64); 2] = [(name::ORDER, 0.4), (name::JOINED, 0.01)];

/// The expected chance of each level among strangers; [`LEVELS`] long with the missing one.
pub(super) fn among_strangers(slot: Slot) -> [f64; LEVELS] {
    let expected: &[f64] = match slot {
        Slot::Family => &[0.1, 0.005, 0.002, 0.001, 0.01, 0.882],
        Slot::Middle => &[0.05, 0.005, 0.002, 0.005, 0.01, 0.7, 0.22, 0.0, 0.0],
        Slot::Given => &[0.015, 0.003, 0.001, 0.0005, 0.02, 0.96],
        Slot::Birth => &[5e-5, 2e-5, 1e-4, 5e-4, 0.02, 0.03, 1e-3, 0.025, 0.92],
        Slot::Sex => &[0.5, 1e-9, 0.5],
        Slot::Id | Slot::Other | Slot::Phone => &[1e-6, 1e-6, 1.0],
        Slot::Email => &[1e-5, 1e-5, 1e-4, 1.0],
        Slot::House => &[0.01, 0.02, 0.97],
        Slot::Postcode => &[0.005, 0.005, 0.99],
        _ => &[0.01, 0.01, 0.01, 0.97],
    };
    let mut levels = [0.0; LEVELS];
    levels[1..=expected.len()].copy_from_slice(expected);
    levels
}
