use std::fmt::Write as _;

use taicho_model::markup::escaped;

use super::Drawn;
use crate::picture::canvas::{BLUE, Canvas, FAINT, ORANGE, RULE, SMALL};
use crate::picture::numbers::number;
use crate::picture::scale::Scale;
use crate::picture::time::TimeAxis;

/// So many bars say what they are when a pointer rests on them.
const TOLD: usize = 400;

/// The bars: believed, still incomplete, and doubted ones.
pub(in crate::picture) fn drawn(
    canvas: &mut Canvas,
    axis: &TimeAxis,
    scale: &Scale,
    drawn: &Drawn<'_>,
    vi: bool,
) {
    let foot = scale.y(0.0);
    let [mut full, mut delayed, mut alarmed, mut hollow] = [const { String::new() }; 4];
    let mut broken = Vec::new();
    for at in 0..drawn.many() {
        let (left, right) = drawn.bar(axis, at);
        if let Some(value) = drawn.trusted(at).filter(|value| *value > 0.0) {
            let path = match (drawn.alarms.contains(&at), drawn.is_delayed(at)) {
                (true, _) => &mut alarmed,
                (false, true) => &mut delayed,
                (false, false) => &mut full,
            };
            let y = scale.y(value).min(foot - 0.8);
            let _ = write!(path, "M{left:.1} {foot:.1}V{y:.1}H{right:.1}V{foot:.1}Z");
        }
        if let Some(value) = drawn.values[at].filter(|_| drawn.mended.contains_key(&at)) {
            let value = value as f64;
            if value > 0.0 {
                let y = scale.y(value);
                let _ = write!(hollow, "M{left:.1} {foot:.1}V{y:.1}H{right:.1}V{foot:.1}");
            }
            if !scale.holds(value) && value > 0.0 {
                broken.push(((left + right) / 2.0, value));
            }
        }
    }
    for (path, fill) in [(full, BLUE[3]), (delayed, BLUE[2]), (alarmed, ORANGE[3])] {
        if !path.is_empty() {
            canvas.shape(format_args!("<path d=\"{path}\" fill=\"{fill}\"/>"));
        }
    }
    if !hollow.is_empty() {
        canvas.shape(format_args!(
            "<path d=\"{hollow}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.6\" stroke-dasharray=\"4 2.5\"/>",
            ORANGE[4]
        ));
    }
    for (x, value) in broken {
        let top = scale.y(scale.top);
        let text = number(value, 0, vi);
        // Two strokes across say that the bar goes on.
        canvas.shape(format_args!(
            "<path d=\"M{:.1} {:.1}l12 -5M{:.1} {:.1}l12 -5\" stroke=\"{}\" stroke-width=\"2\"/>",
            x - 6.0,
            top + 15.0,
            x - 6.0,
            top + 21.0,
            ORANGE[4]
        ));
        let style = SMALL.bold().ink(ORANGE[4]);
        let beside = |canvas: &mut Canvas, y: f64| {
            canvas.write_if_free(x + 10.0, y, style, &text)
                || canvas.write_if_free(x - 10.0, y, style.anchor("end"), &text)
        };
        let _ = beside(canvas, top + 16.0) || beside(canvas, top + 37.0);
    }
    if drawn.many() <= TOLD {
        told(canvas, axis, scale, drawn, vi);
    }
}

/// What a pointer that rests on a step is told.
fn told(canvas: &mut Canvas, axis: &TimeAxis, scale: &Scale, drawn: &Drawn<'_>, vi: bool) {
    let (top, foot) = (scale.y(scale.top), scale.y(0.0));
    let mut shapes = String::new();
    for at in 0..drawn.many() {
        let (left, right) = drawn.ends(axis, at);
        let step = drawn.step_named(at, vi);
        let count = drawn.values[at].map_or_else(
            || (if vi { "không có số liệu" } else { "no data" }).to_owned(),
            |value| number(value as f64, 0, vi),
        );
        let told = escaped(&format!("{step}: {count}"));
        let _ = write!(
            shapes,
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\"><title>{told}</title></rect>",
            right - left,
            foot - top
        );
    }
    canvas.shape(format_args!("<g fill-opacity=\"0\">{shapes}</g>"));
}

/// What the last steps will probably reach; says whether an interval goes beyond the frame.
pub(super) fn nowcast(
    canvas: &mut Canvas,
    axis: &TimeAxis,
    scale: &Scale,
    drawn: &Drawn<'_>,
) -> bool {
    let mut cropped = false;
    for (at, value) in &drawn.nowcast {
        let (left, right) = drawn.bar(axis, *at);
        let wide = right - left;
        for (low, high, colour) in
            [(value.q025, value.q975, ORANGE[1]), (value.q25, value.q75, ORANGE[2])]
        {
            let (low, high) = (scale.y(low), scale.y(high));
            canvas.shape(format_args!(
                "<rect x=\"{left:.1}\" y=\"{high:.1}\" width=\"{wide:.1}\" height=\"{:.1}\" fill=\"{colour}\" fill-opacity=\"0.8\"/>",
                (low - high).max(1.0)
            ));
        }
        let y = scale.y(value.median);
        canvas.shape(format_args!(
            "<path d=\"M{left:.1} {y:.1}h{wide:.1}\" stroke=\"{}\" stroke-width=\"2.6\"/>",
            ORANGE[4]
        ));
        cropped |= !scale.holds(value.q975);
    }
    cropped
}

/// Marks below the bars: nobody counted, corrected downwards, doubted.
pub(in crate::picture) fn marks(
    canvas: &mut Canvas,
    axis: &TimeAxis,
    drawn: &Drawn<'_>,
    y: f64,
) -> bool {
    let mut any = false;
    for at in 0..drawn.many() {
        let (x, (left, right)) = (drawn.middle(axis, at), drawn.ends(axis, at));
        if let Some(sign) = Sign::of(drawn, at) {
            any = true;
            match sign {
                Sign::Missing => canvas.shape(format_args!(
                    "<path d=\"M{left:.1} {y:.1}H{right:.1}\" stroke=\"{RULE}\" stroke-width=\"4\"/>"
                )),
                _ => {
                    let shape = sign.shape();
                    canvas.shape(format_args!(
                        "<g transform=\"translate({x:.1} {y:.1})\">{shape}</g>"
                    ));
                }
            }
        }
    }
    any
}

/// What is odd about a step.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Missing,
    Negative,
    Mended,
    LeftOut,
}

impl Sign {
    pub(super) fn of(drawn: &Drawn<'_>, at: usize) -> Option<Self> {
        match (drawn.mended.get(&at), drawn.values[at]) {
            (Some(Some(_)), _) => Some(Self::Mended),
            (Some(None), _) => Some(Self::LeftOut),
            (None, None) => Some(Self::Missing),
            (None, Some(value)) => (value < 0).then_some(Self::Negative),
        }
    }

    /// The sign around its middle.
    pub(super) fn shape(self) -> String {
        match self {
            Self::Missing => format!("<path d=\"M-9 0H9\" stroke=\"{RULE}\" stroke-width=\"4\"/>"),
            Self::Negative => format!("<path d=\"M-5.5 -4.5h11l-5.5 9.5z\" fill=\"{FAINT}\"/>"),
            Self::Mended => format!("<path d=\"M0 -6l6 6l-6 6l-6 -6z\" fill=\"{}\"/>", ORANGE[3]),
            Self::LeftOut => format!(
                "<path d=\"M-5 -5l10 10m0 -10l-10 10\" stroke=\"{}\" stroke-width=\"2.6\"/>",
                ORANGE[4]
            ),
        }
    }
}
