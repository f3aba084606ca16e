/// Spreads the bits of a number evenly.
pub(crate) fn mixed(value: u64) -> u64 {
    let value = (value ^ value >> 32).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    (value ^ value >> 32).wrapping_mul(0xD6E8_FEB8_6659_FD93) ^ value >> 29
}
