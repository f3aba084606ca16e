//! Ids, telephone numbers and other codes as one number each, so that a comparison needs no text.

/// The code of a text: its digits, or its letters and digits, or what stands for a longer one; 0 when it has none.
///
/// The topmost four bits say which. Fifteen digits go in nibbles and ten letters or digits in six bits each, the first
/// one lowest and none of them zero, so that a code ends where its zeros begin.
pub(crate) fn code(text: &str) -> u64 {
    let (mut digits, mut letters, mut len, mut plain) = (0_u64, 0_u64, 0_u32, true);
    let mut long = 0xCBF2_9CE4_8422_2325_u64;
    for byte in text.bytes() {
        let value = match byte {
            b'0'..=b'9' => byte - b'0' + 1,
            b'a'..=b'z' => byte - b'a' + 11,
            b'A'..=b'Z' => byte - b'A' + 11,
            0x80.. => 63,
            _ => continue,
        };
        plain &= value <= 10;
        if len < 15 {
            digits |= u64::from(value & 15) << (4 * len);
        }
        if len < 10 {
            letters |= u64::from(value) << (6 * len);
        }
        long = (long ^ u64::from(value)).wrapping_mul(0x100_0000_01B3);
        len += 1;
    }
    match len {
        0 => 0,
        1..=15 if plain => DIGITS | digits,
        1..=10 => LETTERS | letters,
        _ => LONG | long >> 4,
    }
}

const DIGITS: u64 = 1 << 60;
const LETTERS: u64 = 2 << 60;
const LONG: u64 = 3 << 60;
const BODY: u64 = (1 << 60) - 1;

/// How many digits or letters a code has; 0 where it stands for a longer text.
pub(crate) fn len(code: u64) -> u32 {
    match code & !BODY {
        LONG => 0,
        kind => used_bits(code & BODY).div_ceil(width(kind)),
    }
}

fn used_bits(body: u64) -> u32 {
    64 - body.leading_zeros()
}

fn width(kind: u64) -> u32 {
    if kind == DIGITS { 4 } else { 6 }
}

/// Whether two different codes are one slip of a typist apart: a wrong, missing or added sign, or two neighbours swapped.
pub(crate) fn is_slip(one: u64, other: u64) -> bool {
    let kind = one & !BODY;
    if kind != other & !BODY || kind == LONG {
        return false;
    }
    is_one_edit(one & BODY, other & BODY, width(kind))
}

/// Whether two different packed texts, the first sign lowest, are one edit or one swap of neighbours apart.
pub(crate) fn is_one_edit(one: u64, other: u64, width: u32) -> bool {
    let differing = one ^ other;
    let first = differing.trailing_zeros() / width * width;
    let sign = (1_u64 << width) - 1;
    let rest = |text: u64, skipped: u32| text.checked_shr(first + skipped).unwrap_or(0);
    let (a, b) = (rest(one, 0), rest(other, 0));
    let (after_a, after_b) = (rest(one, width), rest(other, width));
    // One sign wrong, added to the other, or missing in it.
    if after_a == after_b || after_a == b || a == after_b {
        return true;
    }
    a & sign == after_b & sign
        && b & sign == after_a & sign
        && rest(one, 2 * width) == rest(other, 2 * width)
}

#[cfg(test)]
mod tests {
    use super::{code, is_slip, len};

    #[test]
    fn codes_hold_what_tells_them_apart() {
        let slips = [
            ("027085001234", "027085001243", true, "neighbours swapped"),
            ("027085001234", "027085001235", true, "the last digit"),
            ("027085001234", "127085001234", true, "the first digit"),
            ("027085001234", "27085001234", true, "the first zero lost"),
            ("027085001234", "0270850012345", true, "one too many"),
            ("027085001234", "027085001324", true, "swapped further in"),
            ("027085001234", "027085004231", false, "two apart"),
            ("027085001234", "0270850012", false, "two missing"),
            ("027085001234", "GD4020123456", false, "of another kind"),
            ("GD40201234", "GD40201243", true, "letters and digits"),
            ("TE1234567890123", "TE1234567890124", false, "too long to be held"),
        ];
        for (one, other, slip, why) in slips {
            assert_eq!(is_slip(code(one), code(other)), slip, "{one} {other}: {why}");
            assert_eq!(is_slip(code(other), code(one)), slip, "{other} {one}: {why}");
            assert_ne!(code(one), code(other));
        }
        assert_eq!(code("027-085 001.234"), code("027085001234"));
        assert_eq!(code("gd40201234"), code("GD 40201234"));
        assert_eq!(code(" - "), 0);
        assert_eq!(
            [len(code("027085001234")), len(code("125123456")), len(code("0")), len(0)],
            [12, 9, 1, 0]
        );
    }
}
