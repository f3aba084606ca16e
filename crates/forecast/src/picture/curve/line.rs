//! The line above which an alarm is given, and the alarms.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::Drawn;
use crate::picture::canvas::{CAPACITY, Canvas, ORANGE};
use crate::picture::scale::Scale;
use crate::picture::time::TimeAxis;

/// Between what is usual and the line.
pub(super) const USUAL: &str = "#f1e4ec";

/// From what is usual up to the threshold, behind the bars.
pub(super) fn usual(canvas: &mut Canvas, axis: &TimeAxis, scale: &Scale, drawn: &Drawn<'_>) {
    let mut path = String::new();
    let both = drawn.thresholds.iter().filter_map(|(at, (expected, above))| {
        let (low, high) = (scale.y((*expected)?), scale.y(*above));
        (high < low).then_some((*at, low, high))
    });
    let both: Vec<(usize, f64, f64)> = both.collect();
    for run in both.chunk_by(|one, next| one.0 + 1 == next.0) {
        // Along the thresholds, and back along what is usual: one shape has no seams.
        let mut begin = 'M';
        for (at, _, y) in run {
            let (left, right) = drawn.ends(axis, *at);
            let _ = write!(path, "{begin}{left:.1} {y:.1}H{right:.1}");
            begin = 'L';
        }
        for (at, y, _) in run.iter().rev() {
            let (left, right) = drawn.ends(axis, *at);
            let _ = write!(path, "L{right:.1} {y:.1}H{left:.1}");
        }
        path.push('Z');
    }
    if !path.is_empty() {
        canvas.shape(format_args!("<path d=\"{path}\" fill=\"{USUAL}\"/>"));
    }
}

/// The threshold as a line of steps; says whether some of it is too high for the frame.
pub(super) fn thresholds(
    canvas: &mut Canvas,
    axis: &TimeAxis,
    scale: &Scale,
    drawn: &Drawn<'_>,
) -> bool {
    let (mut line, mut last, mut cropped) = (String::new(), None, false);
    for (at, (_, above)) in &drawn.thresholds {
        if !scale.holds(*above) {
            (last, cropped) = (None, true);
            continue;
        }
        let ((left, right), y) = (drawn.ends(axis, *at), scale.y(*above));
        let begin = match last {
            Some(last) if last + 1 == *at => format!("V{y:.1}"),
            _ => format!("M{left:.1} {y:.1}"),
        };
        let _ = write!(line, "{begin}H{right:.1}");
        last = Some(*at);
    }
    if !line.is_empty() {
        canvas.shape(format_args!(
            "<path d=\"{line}\" fill=\"none\" stroke=\"#fff\" stroke-width=\"4\" stroke-opacity=\"0.8\"/>\
             <path d=\"{line}\" fill=\"none\" stroke=\"{CAPACITY}\" stroke-width=\"2\"/>"
        ));
    }
    cropped
}

/// Above the plot: one sign for each run of alarms, over a stroke as long as the run; hollow where they only advise.
pub(super) fn alarms(canvas: &mut Canvas, axis: &TimeAxis, drawn: &Drawn<'_>, y: f64) {
    let mut taken: Vec<f64> = Vec::new();
    for (steps, decides) in [(&drawn.alarms, true), (&drawn.advised, false)] {
        for (first, last) in runs(steps) {
            let (left, right) = (drawn.bar(axis, first).0, drawn.bar(axis, last).1);
            let (middle, fill) = ((left + right) / 2.0, ORANGE[4]);
            let wide = right - left;
            canvas.shape(format_args!(
                "<path d=\"M{left:.1} {y:.1}h{wide:.1}\" stroke=\"{fill}\" stroke-width=\"3\"/>"
            ));
            if taken.iter().any(|other| (middle - other).abs() < 15.0) {
                continue;
            }
            taken.push(middle);
            let sign = sign(decides);
            canvas.shape(format_args!(
                "<g transform=\"translate({middle:.1} {:.1})\">{sign}</g>",
                y - 3.0
            ));
        }
    }
}

/// The sign of an alarm around the middle of its foot.
pub(super) fn sign(decides: bool) -> String {
    let fill = if decides { ORANGE[4] } else { "#fff" };
    format!(
        "<path d=\"M0 0l-6.5 -11h13z\" fill=\"{fill}\" stroke=\"{}\" stroke-width=\"1.6\"/>",
        ORANGE[4]
    )
}

/// The first and last of those that follow each other.
fn runs(steps: &BTreeSet<usize>) -> Vec<(usize, usize)> {
    let steps: Vec<usize> = steps.iter().copied().collect();
    let runs = steps.chunk_by(|one, next| one + 1 == *next);
    runs.filter_map(|run| Some((*run.first()?, *run.last()?))).collect()
}
