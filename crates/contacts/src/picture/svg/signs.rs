// After Okabe and Ito: these stay apart for colour-blind eyes; shapes tell the same.
const IMPORTED: &str = "#0072b2";
const NO_SOURCE: &str = "#d55e00";
const WITH_SOURCE: &str = "#009e73";

/// What makes a line one of a likely link.
pub(super) const DASHES: &str = " stroke-dasharray=\"4 3\"";

/// What sort of mark a case gets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum SignKind {
    Imported,
    NoSource,
    WithSource,
}

impl SignKind {
    pub(super) fn colour(self) -> &'static str {
        match self {
            Self::Imported => IMPORTED,
            Self::NoSource => NO_SOURCE,
            Self::WithSource => WITH_SOURCE,
        }
    }
}

/// The shape of a mark around the origin.
pub(super) fn sign(kind: SignKind, reach: f64, hollow: bool) -> String {
    let colour = kind.colour();
    let paint = if hollow {
        format!("fill=\"#fff\" stroke=\"{colour}\" stroke-width=\"2\"")
    } else {
        format!("fill=\"{colour}\" stroke=\"#fff\" stroke-width=\"1\"")
    };
    let reach = if hollow { reach - 0.7 } else { reach };
    match kind {
        SignKind::Imported => {
            let (half, side) = (reach * 0.9, reach * 1.8);
            format!(
                "<rect x=\"-{half:.1}\" y=\"-{half:.1}\" width=\"{side:.1}\" height=\"{side:.1}\" {paint}/>"
            )
        }
        SignKind::NoSource => {
            let tip = reach * 1.2;
            format!("<path d=\"M0-{tip:.1}L{tip:.1} 0L0 {tip:.1}L-{tip:.1} 0Z\" {paint}/>")
        }
        SignKind::WithSource => format!("<circle r=\"{reach:.1}\" {paint}/>"),
    }
}

/// How many cases a mark stands for.
pub(super) fn count(cases: usize, colour: &str) -> String {
    format!(
        "<text y=\"3.1\" font-size=\"9\" font-weight=\"700\" fill=\"{colour}\" stroke=\"none\" \
         text-anchor=\"middle\">{cases}</text>"
    )
}
