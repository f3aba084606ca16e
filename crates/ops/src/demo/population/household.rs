//! Families: a couple or one person, children, grandparents.

use taicho_model::Sex;

use super::draw::Draw;
use super::names::Names;

/// A person before address and ids.
pub(super) struct Member {
    pub(super) full_name: String,
    pub(super) sex: Sex,
    pub(super) age: u32,
    /// Whether the person, if of working age, has work outside the home.
    pub(super) works: bool,
}

/// Ages of heads of family in steps of ten years from 24, with rough weights.
const HEAD_AGES: [u32; 6] = [27, 31, 20, 12, 7, 3];
/// 0 to 4 children.
const CHILDREN: [u32; 5] = [6, 25, 47, 17, 5];

/// A family of at most `room` people.
pub(super) fn family(draw: &mut Draw, names: &Names, room: usize) -> Vec<Member> {
    let surname = names.surname(draw).to_owned();
    let age = 24 + 10 * draw.weighted(&HEAD_AGES) as u32 + draw.below(10);
    let head_sex = if draw.chance(0.8) { Sex::Male } else { Sex::Female };
    let mut members = vec![member(draw, names, &surname, head_sex, age)];
    let mother_age = if draw.chance(0.82) {
        let spouse_age = (age + draw.below(5)).saturating_sub(3).max(20);
        let own = names.surname(draw).to_owned();
        members.push(member(draw, names, &own, other(head_sex), spouse_age));
        spouse_age.min(age)
    } else {
        age
    };
    let children = draw.weighted(&CHILDREN) as u32;
    for _ in 0..children {
        // Born when the mother was 20 to 38; grown children have mostly moved out.
        let Some(child_age) = mother_age.checked_sub(20 + draw.below(19)) else { continue };
        if child_age < 24 || draw.chance(0.35) {
            let sex = if draw.chance(0.52) { Sex::Male } else { Sex::Female };
            members.push(member(draw, names, &surname, sex, child_age));
        }
    }
    if age < 55 && draw.chance(0.28) {
        let grandparent_age = (age + 22 + draw.below(12)).min(96);
        let sex = if draw.chance(0.35) { Sex::Male } else { Sex::Female };
        let own = if sex == Sex::Male { surname } else { names.surname(draw).to_owned() };
        members.push(member(draw, names, &own, sex, grandparent_age));
    }
    members.truncate(room);
    members
}

/// One tenant of a rental room: a young worker from anywhere.
pub(super) fn tenant(draw: &mut Draw, names: &Names) -> Member {
    let surname = names.surname(draw).to_owned();
    let sex = if draw.chance(0.55) { Sex::Female } else { Sex::Male };
    let age = 18 + draw.below(12) + draw.below(9);
    Member { works: true, ..member(draw, names, &surname, sex, age) }
}

fn member(draw: &mut Draw, names: &Names, surname: &str, sex: Sex, age: u32) -> Member {
    let full_name = names.full(draw, surname, sex, age);
    Member { full_name, sex, age, works: draw.chance(0.62) }
}

fn other(sex: Sex) -> Sex {
    match sex {
        Sex::Male => Sex::Female,
        Sex::Female => Sex::Male,
    }
}
