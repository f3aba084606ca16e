use statrs::distribution::{ContinuousCDF, Normal};

use super::draw::Draw;
use super::{ReproductionError, Serial};
use crate::{Delay, DelayError};

/// A serial interval whose mean and standard deviation are themselves only known to lie somewhere: each is normal, cut at a
/// least and a most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UncertainSerial {
    /// Mean, standard deviation, least and most of the mean, in days.
    pub mean: [f64; 4],
    /// Mean, standard deviation, least and most of the standard deviation, in days.
    pub sd: [f64; 4],
}

impl UncertainSerial {
    /// So many serial intervals, drawn; the same for the same seed.
    pub fn draw(&self, draws: usize, seed: u64) -> Result<Serial, ReproductionError> {
        let mut draw = Draw::new(seed);
        let serials = (0..draws.clamp(1, 10_000)).map(|_| {
            let (mean, sd) = (cut_normal(self.mean, &mut draw)?, cut_normal(self.sd, &mut draw)?);
            Delay::serial_interval(mean, sd)
        });
        Ok(Serial::Drawn(serials.collect::<Result<_, _>>()?))
    }
}

/// A normal number between its bounds, by inversion.
fn cut_normal([mean, sd, least, most]: [f64; 4], draw: &mut Draw) -> Result<f64, DelayError> {
    let refused = DelayError::Moments { mean, sd, above: least };
    let finite = [mean, sd, least, most].iter().all(|value| value.is_finite());
    if !finite || sd < 0.0 || least > most {
        return Err(refused);
    }
    let uniform = draw.uniform();
    if sd == 0.0 {
        return Ok(mean.clamp(least, most));
    }
    let normal = Normal::new(mean, sd).map_err(|_| refused)?;
    let (low, high) = (normal.cdf(least), normal.cdf(most));
    let drawn = normal.inverse_cdf(low + uniform * (high - low));
    Ok(drawn.clamp(least, most))
}
