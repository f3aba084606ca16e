//! How antibodies grow and wane, and what they protect from.

use super::course::{Immunity, Protection};

/// Levels by days since antibodies were last raised, for a peak of 1.
#[derive(Clone, Debug)]
pub(super) struct Waning {
    growth_days: u16,
    level: Vec<f32>,
}

impl Waning {
    /// Linear growth, then exponential decay at a rate that falls linearly from the early to the late one.
    pub(super) fn of(immunity: &Immunity, days: u16) -> Self {
        let early = std::f64::consts::LN_2 / immunity.early_half_life_days;
        let late = std::f64::consts::LN_2 / immunity.late_half_life_days;
        let slowing = (early - late) / f64::from(immunity.late_days - immunity.early_days);
        let growth = f64::from(immunity.growth_days);
        let mut decayed = 0.0;
        let level = (0..=days).map(|day| {
            if day < immunity.growth_days {
                return (f64::from(day) / growth) as f32;
            }
            let since = day - immunity.growth_days;
            decayed += match since {
                0 => 0.0,
                _ if since > immunity.late_days => late,
                _ if since > immunity.early_days => {
                    early - slowing * f64::from(since - immunity.early_days - 1)
                }
                _ => early,
            };
            (-decayed).exp() as f32
        });
        Self { growth_days: immunity.growth_days, level: level.collect() }
    }

    /// The level some days after it was raised from `from` towards `peak`.
    #[inline]
    pub(super) fn level(&self, from: f32, peak: f32, days: u16) -> f32 {
        let share = self.level[usize::from(days).min(self.level.len() - 1)];
        if days < self.growth_days { (from + peak * share).min(peak) } else { peak * share }
    }
}

impl Protection {
    /// The share of infections, symptoms or severe cases that a level prevents.
    #[inline]
    pub(super) fn share(self, level: f64) -> f64 {
        if level <= 0.0 {
            return 0.0;
        }
        let odds = (self.intercept + self.slope * level.ln()).exp();
        odds / (1.0 + odds)
    }
}
