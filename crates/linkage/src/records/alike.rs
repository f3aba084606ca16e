//! How near two texts are.

use rapidfuzz::distance::{jaro_winkler, osa};

/// How near two texts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextNearness {
    /// Nearly the same letters.
    Near,
    /// One holds the other, word by word.
    Part,
    /// Different texts.
    Differ,
}

/// Which letters and digits a text has, one bit each; two texts that are near differ in few.
pub(crate) fn letters(text: &str) -> u32 {
    text.bytes().filter(|byte| *byte != b' ').fold(0, |set, byte| set | 1 << (byte % 32))
}

/// Whether the letters alone say that two texts are neither near nor part of each other.
pub(crate) fn cannot_be_near(one: u32, other: u32) -> bool {
    let (here, there) = ((one & !other).count_ones(), (other & !one).count_ones());
    here.min(there) > 0 && here.max(there) > 2
}

/// How near two different texts are; numbers are near only when they are equal.
pub(crate) fn text_nearness(one: &str, other: &str) -> TextNearness {
    if is_near_text(one, other) {
        return TextNearness::Near;
    }
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let holds =
        short.len() >= 3 && short.split(' ').all(|word| long.split(' ').any(|other| other == word));
    if holds { TextNearness::Part } else { TextNearness::Differ }
}

/// Whether two different texts are a slip or two apart, or differ in their blanks only.
pub(crate) fn is_near_text(one: &str, other: &str) -> bool {
    let longer = one.len().max(other.len());
    if longer < 4 || longer.abs_diff(one.len().min(other.len())) > longer / 3 {
        return false;
    }
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if digits(one) || digits(other) {
        return false;
    }
    let most = (longer / 5).max(1);
    let options = osa::Args::default().score_cutoff(most);
    osa::distance_with_args(one.chars(), other.chars(), &options).is_some()
        || jaro_winkler::similarity(one.chars(), other.chars()) >= 0.92
}
