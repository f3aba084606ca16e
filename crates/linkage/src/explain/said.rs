use taicho_model::Words;

use crate::compare::pattern::{Slot, birth, name, number, text};
use crate::field::Field;

/// Whether a level counts as agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Agreement {
    Same,
    Nearly,
    Differs,
}

pub(super) fn kind(slot: Slot, level: u8) -> Agreement {
    let differs = match slot {
        Slot::Family | Slot::Middle | Slot::Given => {
            matches!(level, name::DIFFER | name::NEAR | name::NOTHING)
        }
        Slot::Birth => matches!(level, birth::CLOSE | birth::DIFFER),
        Slot::Sex | Slot::Id | Slot::Other | Slot::Phone | Slot::House | Slot::Postcode => {
            level == number::DIFFER
        }
        _ => level == text::DIFFER,
    };
    match level {
        1 => Agreement::Same,
        _ if differs => Agreement::Differs,
        _ => Agreement::Nearly,
    }
}

/// A field and how it agrees, in words.
pub(crate) fn said(slot: Slot, level: u8) -> (Words, Words) {
    let (vi, en) = match slot {
        Slot::Family | Slot::Middle | Slot::Given => of_name(level),
        Slot::Birth => of_birth(level),
        Slot::Sex | Slot::Id | Slot::Other | Slot::Phone | Slot::House | Slot::Postcode => {
            of_number(level)
        }
        Slot::Commune => of_commune(level),
        _ => of_text(level),
    };
    (what(slot), Words::new(vi, en))
}

/// What a slot is called; hamlets share theirs with every other text.
fn what(slot: Slot) -> Words {
    let field = match slot {
        Slot::Family => Field::FamilyName,
        Slot::Middle => Field::MiddleName,
        Slot::Given => Field::GivenName,
        Slot::Birth => Field::BirthDate,
        Slot::Sex => Field::Sex,
        Slot::Id => Field::PersonalId,
        Slot::Other => Field::OtherId,
        Slot::Phone => Field::Phone,
        Slot::Email => Field::Email,
        Slot::Commune => Field::Commune,
        Slot::House => Field::House,
        Slot::Street => Field::Street,
        Slot::Postcode => Field::Postcode,
        Slot::Text1 | Slot::Text2 | Slot::Text3 => {
            return Words::new("thôn, tổ hoặc thông tin khác", "hamlet or other text");
        }
    };
    field.words()
}

fn of_name(level: u8) -> (&'static str, &'static str) {
    match level {
        name::SAME => ("giống nhau", "the same"),
        name::MARKS => ("khác dấu", "other marks"),
        name::SLIP => ("sai một ký tự", "one typing slip"),
        name::SHORT => ("viết tắt", "abbreviated"),
        name::NEAR => ("gần giống, nhưng là chữ khác", "close, yet another name"),
        name::PART => ("thiếu chữ", "words missing"),
        name::ORDER => ("đảo thứ tự các chữ", "words in another order"),
        name::JOINED => ("viết liền hoặc tách chữ", "blanks in other places"),
        _ => ("khác", "different"),
    }
}

fn of_birth(level: u8) -> (&'static str, &'static str) {
    match level {
        birth::SAME => ("giống nhau", "the same"),
        birth::SWAPPED => ("đảo ngày và tháng", "day and month swapped"),
        birth::SLIP => ("sai một chữ số", "one typing slip"),
        birth::PART => {
            ("khác một phần (ngày, tháng hoặc năm)", "one of day, month and year differs")
        }
        birth::YEAR => ("khớp phần đã biết", "agree as far as known"),
        birth::NEAR_YEAR => ("lệch một năm, không rõ ngày", "a year apart, day unknown"),
        birth::SLIPS => ("sai hai chỗ", "two typing slips"),
        birth::CLOSE => ("khác, cách nhau dưới một năm", "different, less than a year apart"),
        _ => ("khác", "different"),
    }
}

fn of_number(level: u8) -> (&'static str, &'static str) {
    match level {
        number::SAME => ("giống nhau", "the same"),
        number::SLIP => ("sai một chữ số", "one digit wrong"),
        _ => ("khác", "different"),
    }
}

fn of_commune(level: u8) -> (&'static str, &'static str) {
    match level {
        text::SAME => ("giống nhau", "the same"),
        text::PART => {
            ("cùng địa bàn (trước và sau sáp nhập)", "the same ground, before and after a merger")
        }
        text::NEAR => ("gần giống", "nearly the same"),
        _ => ("khác", "different"),
    }
}

fn of_text(level: u8) -> (&'static str, &'static str) {
    match level {
        text::SAME => ("giống nhau", "the same"),
        text::PART => ("chứa nhau", "one within the other"),
        text::NEAR => ("gần giống", "nearly the same"),
        _ => ("khác", "different"),
    }
}
