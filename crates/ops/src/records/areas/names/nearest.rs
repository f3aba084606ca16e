//! Which names are nearly the same as one that was written.

use rapidfuzz::distance::osa;

/// Letters of a key as a set, so that most keys are passed over at a glance.
pub(super) fn letters(key: &str) -> u64 {
    key.bytes().fold(0, |set, byte| match byte {
        b'a'..=b'z' => set | 1 << (byte - b'a'),
        b'0'..=b'9' => set | 1 << (26 + byte - b'0'),
        _ => set | 1 << 36,
    })
}

/// How many letters may be wrong, left out, too many or two of them turned round, in a name of that length.
pub(super) fn bound(key: &str) -> usize {
    match key.len() {
        0..=3 => 1,
        4..=9 => 2,
        _ => 3,
    }
}

/// In how many letters two keys differ; none where in more than the bound.
pub(super) fn distance(one: &str, other: &str, bound: usize) -> Option<usize> {
    let options = osa::Args::default().score_cutoff(bound);
    osa::distance_with_args(one.bytes(), other.bytes(), &options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_letters_are_counted_and_more_are_none() {
        for (one, other, expected) in [
            ("eahleo", "eahleo", Some(0)),
            ("quangchau", "quangchua", Some(1)),
            ("noihoang", "noihang", Some(1)),
            ("noihoang", "nhamson", None),
            ("14", "14", Some(0)),
            ("", "ab", Some(2)),
        ] {
            assert_eq!(distance(one, other, 2), expected, "{one}, {other}");
        }
        assert_eq!(letters("ab1"), letters("1bab"));
    }
}
