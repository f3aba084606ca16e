//! How often everything happens: shares of one, each said of the group it names.

// ---- the people ------------------------------------------------------------------------------------------------------

/// Births that are twins.
pub(crate) const TWIN_BIRTHS: f64 = 0.012;
/// Twins of whom one is in the register and only the other on the list.
pub(crate) const PARTED_TRAPS: f64 = 0.4;
/// Twins whose given names differ by a letter, as An and Anh do; of the others more differs.
pub(crate) const TWINS_NAMED_NEARLY_ALIKE: f64 = 0.1;
/// Twins whose ids differ in the last digit alone, for they were registered one after the other.
pub(crate) const TWIN_IDS_IN_A_ROW: f64 = 0.5;
/// Twins who write their id on the list.
pub(crate) const TWIN_IDS_LISTED: f64 = 0.5;
/// People with a neighbour in the same quarter who has the same whole name and another birth date.
pub(crate) const SAME_NAME_NEIGHBOURS: f64 = 0.012;
/// Such neighbours who are born in the same year.
pub(crate) const NEIGHBOURS_OF_ONE_YEAR: f64 = 0.3;
/// Eldest sons named as their father is but for the marks, as Hưng after Hùng.
pub(crate) const SONS_NAMED_NEARLY_AS_FATHER: f64 = 0.02;
/// Houses that are rows of rented rooms, where about every fifth person then lives.
pub(crate) const RENTED: f64 = 0.06;
/// Families with a grandparent in the house.
pub(crate) const GRANDPARENTS: f64 = 0.25;
/// Grown people with a phone of their own; the others give that of the household.
pub(crate) const OWN_PHONE: f64 = 0.85;
/// People over seventy with a phone of their own.
pub(crate) const OWN_PHONE_OF_OLD: f64 = 0.35;
/// People over sixty-five of whom only the birth year is known.
pub(crate) const YEAR_ONLY_OF_OLD: f64 = 0.3;
/// People over fifty whose birth date is 1 January because nobody wrote it down.
pub(crate) const FIRST_OF_JANUARY: f64 = 0.06;

// ---- the register ----------------------------------------------------------------------------------------------------

/// Rows of the list whose person is in the register.
pub(crate) const LISTED_AND_REGISTERED: f64 = 0.75;
/// Register rows without an id.
pub(crate) const REGISTER_NO_ID: f64 = 0.08;
/// Register rows of grown people that still hold the old id of nine digits.
pub(crate) const REGISTER_OLD_ID: f64 = 0.05;
/// Register rows without a phone.
pub(crate) const REGISTER_NO_PHONE: f64 = 0.3;
/// Register rows with a typing slip in the name.
pub(crate) const REGISTER_NAME_SLIP: f64 = 0.01;

// ---- the list: names -------------------------------------------------------------------------------------------------

/// All marks dropped.
pub(crate) const NO_MARKS: f64 = 0.22;
/// Upper case.
pub(crate) const UPPER_CASE: f64 = 0.14;
/// Accents as characters of their own.
pub(crate) const DECOMPOSED: f64 = 0.04;
/// Middle names dropped.
pub(crate) const MIDDLE_DROPPED: f64 = 0.02;
/// Middle names abbreviated, as in `Nguyễn V. An`.
pub(crate) const MIDDLE_ABBREVIATED: f64 = 0.03;
/// `Thị` written `T.`
pub(crate) const THI_ABBREVIATED: f64 = 0.05;
/// The given name first.
pub(crate) const GIVEN_FIRST: f64 = 0.015;
/// Two words joined.
pub(crate) const JOINED: f64 = 0.008;
/// One word with a slip of [`SLIPS`].
pub(crate) const NAME_SLIP: f64 = 0.13;
/// What a slip is, by weight: Telex left as typed, VNI left as typed, marks lost, another tone, a neighbouring key, a
/// letter lost, doubled, two swapped, `đ` as `d`, `i` for `y`, `n` for `l`.
pub(crate) const SLIPS: [f64; 11] = [8.0, 3.0, 24.0, 16.0, 12.0, 9.0, 5.0, 7.0, 8.0, 4.0, 4.0];

// ---- the list: birth, sex, id, phone ---------------------------------------------------------------------------------

/// No birth date.
pub(crate) const NO_BIRTH: f64 = 0.02;
/// The year alone, beside those of whom no more is known.
pub(crate) const YEAR_ONLY: f64 = 0.04;
/// The age instead of the date.
pub(crate) const AGE: f64 = 0.012;
/// Day and month swapped.
pub(crate) const DAY_MONTH_SWAPPED: f64 = 0.015;
/// A wrong year: one off, ten off or two digits swapped.
pub(crate) const WRONG_YEAR: f64 = 0.015;
/// A wrong day.
pub(crate) const WRONG_DAY: f64 = 0.012;
/// 01/01/1900 because the form wants a date.
pub(crate) const PLACEHOLDER_BIRTH: f64 = 0.002;
/// The other sex.
pub(crate) const WRONG_SEX: f64 = 0.008;
/// No sex.
pub(crate) const NO_SEX: f64 = 0.03;
/// No id, of grown people.
pub(crate) const NO_ID: f64 = 0.4;
/// No id, of children under fourteen.
pub(crate) const NO_ID_OF_CHILD: f64 = 0.92;
/// The old id of nine digits, of people born before 2000.
pub(crate) const OLD_ID: f64 = 0.1;
/// A wrong digit in the id.
pub(crate) const WRONG_ID_DIGIT: f64 = 0.012;
/// Leading zeros lost.
pub(crate) const NO_LEADING_ZERO: f64 = 0.06;
/// The id as a spreadsheet shows a large number, digits lost.
pub(crate) const SCIENTIFIC_ID: f64 = 0.001;
/// The husband's or wife's id.
pub(crate) const ID_OF_SPOUSE: f64 = 0.004;
/// No phone.
pub(crate) const NO_PHONE: f64 = 0.22;
/// The husband's or wife's phone.
pub(crate) const PHONE_OF_SPOUSE: f64 = 0.05;
/// A new number, unknown to the register.
pub(crate) const NEW_PHONE: f64 = 0.05;
/// A number that a stranger in the register gave up.
pub(crate) const REUSED_PHONE: f64 = 0.015;
/// A wrong digit in the phone.
pub(crate) const WRONG_PHONE_DIGIT: f64 = 0.02;
/// Numbers that had eleven digits until 2018 written so.
pub(crate) const ELEVEN_DIGITS: f64 = 0.1;
/// 0900000000 because the form wants a phone.
pub(crate) const PLACEHOLDER_PHONE: f64 = 0.003;

// ---- the list: addresses and rows ------------------------------------------------------------------------------------

/// Women between 20 and 32 who have moved to their husband's house.
pub(crate) const MARRIED_AWAY: f64 = 0.08;
/// Others who have moved.
pub(crate) const MOVED: f64 = 0.05;
/// The names of before July 2025.
pub(crate) const OLD_UNITS: f64 = 0.3;
/// No house.
pub(crate) const NO_HOUSE: f64 = 0.15;
/// Neither house nor quarter.
pub(crate) const COMMUNE_ALONE: f64 = 0.08;
/// Name and address each in the cell of the other.
pub(crate) const NAME_IN_ADDRESS: f64 = 0.000_2;
/// Rows that are in the list a second time, letter by letter.
pub(crate) const EXACT_DUPLICATES: usize = 40;
/// Of a list to be cleaned: people with a second row, and of these with a third.
pub(crate) const WRITTEN_AGAIN: f64 = 0.3;
