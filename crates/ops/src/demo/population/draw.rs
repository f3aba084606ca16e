//! Draws from a fixed generator, in integer steps that give the same on every machine.

use jiff::ToSpan;
use jiff::civil::Date;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A random stream of its own.
pub(super) struct Draw(ChaCha8Rng);

impl Draw {
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(stream);
        Self(generator)
    }

    /// A number from 0 up to, not including, `end`.
    pub(super) fn below(&mut self, end: u32) -> u32 {
        ((u64::from(self.0.next_u32()) * u64::from(end)) >> 32) as u32
    }

    pub(super) fn chance(&mut self, share: f64) -> bool {
        f64::from(self.0.next_u32()) < share * f64::from(u32::MAX)
    }

    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len() as u32) as usize)
    }

    /// The place of a weight, drawn in proportion.
    pub(super) fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut left = self.below(weights.iter().sum());
        weights
            .iter()
            .position(|weight| {
                let found = left < *weight;
                left = left.saturating_sub(*weight);
                found
            })
            .unwrap_or(0)
    }

    /// A birth date that gives the age on a day.
    pub(super) fn birth_date(&mut self, on: Date, age: u32) -> Date {
        let days = self.below(365);
        on.saturating_sub((age as i32).years()).saturating_sub((days as i32).days())
    }
}
