use crate::mixed::mixed;

/// The values that at least so many rows have, with their rows, equal values side by side and rows in order.
///
/// A count by hash leaves out most of the rest before anything is sorted; 0 is no value.
pub(crate) fn repeated(
    values: impl Iterator<Item = (u64, u32)> + Clone,
    least: u8,
) -> Vec<(u64, u32)> {
    let rows = values.size_hint().1.unwrap_or(1 << 20).max(1 << 10);
    let bits = (4 * rows as u64).ilog2().min(24);
    let place = |value: u64| (mixed(value) >> (64 - bits)) as usize;
    let mut counts = vec![0_u8; 1 << bits];
    for (value, _) in values.clone().filter(|(value, _)| *value > 0) {
        let count = &mut counts[place(value)];
        *count = count.saturating_add(1);
    }
    let mut found: Vec<(u64, u32)> =
        values.filter(|(value, _)| *value > 0 && counts[place(*value)] >= least).collect();
    found.sort_unstable();
    let mut kept = Vec::new();
    for alike in found.chunk_by(|one, other| one.0 == other.0) {
        if alike.len() >= usize::from(least) {
            kept.extend_from_slice(alike);
        }
    }
    kept
}
