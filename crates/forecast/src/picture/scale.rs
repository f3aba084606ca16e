use super::numbers::number;

/// Where values stand from the bottom up; it begins at nothing.
#[derive(Clone, Debug)]
pub(super) struct Scale {
    pub(super) top: f64,
    step: f64,
    /// The pixels of nothing and of the top.
    px: (f64, f64),
}

impl Scale {
    /// Reaches to the highest value or a little farther, with some four lines.
    pub(super) fn to(highest: f64, whole: bool, px: (f64, f64)) -> Self {
        let usable = highest.is_finite() && highest > 0.0;
        let highest = if usable { highest.clamp(1e-9, 1e300) } else { 1.0 };
        let rough = highest / 4.0;
        let ten = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|it| it * ten);
        let step = step.into_iter().find(|step| *step >= rough * 0.999).unwrap_or(ten * 10.0);
        let step = if whole { step.max(1.0) } else { step };
        Self { top: (highest / step - 1e-9).ceil().max(1.0) * step, step, px }
    }

    /// The pixel of a value; what is off the scale stays at its end.
    pub(super) fn y(&self, value: f64) -> f64 {
        let part = (value / self.top).clamp(0.0, 1.0);
        self.px.0 + (self.px.1 - self.px.0) * part
    }

    pub(super) fn holds(&self, value: f64) -> bool {
        (0.0..=self.top * (1.0 + 1e-9)).contains(&value)
    }

    /// The lines with their numbers.
    pub(super) fn ticks(&self, vi: bool) -> Vec<(f64, String)> {
        let decimals = (-self.step.log10().floor()).clamp(0.0, 9.0) as usize;
        let many = (self.top / self.step).round() as u32;
        let value = |at| f64::from(at) * self.step;
        (0..=many).map(|at| (value(at), number(value(at), decimals, vi))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_are_round_numbers_and_few() {
        for highest in [0.0, 0.3, 1.0, 3.0, 7.0, 99.0, 100.0, 151_919.0, 4e7, 1e300, f64::NAN] {
            let scale = Scale::to(highest, true, (200.0, 0.0));
            let ticks = scale.ticks(true);
            assert!((2..=6).contains(&ticks.len()), "{highest}: {ticks:?}");
            assert!(scale.top >= highest || highest.is_nan());
            assert!(scale.y(highest).is_finite() || highest.is_nan());
        }
        let shown = |highest, whole| {
            let ticks = Scale::to(highest, whole, (1.0, 0.0)).ticks(true).into_iter();
            ticks.map(|(_, text)| text).collect::<Vec<_>>()
        };
        assert_eq!(shown(1.9, false), ["0,0", "0,5", "1,0", "1,5", "2,0"]);
        assert_eq!(shown(2.0, true), ["0", "1", "2"]);
        assert_eq!(shown(5_400.0, true), ["0", "2.000", "4.000", "6.000"]);
    }
}
