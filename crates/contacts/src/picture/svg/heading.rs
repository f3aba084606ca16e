use std::fmt::Write;

use taicho_model::markup::width;

use super::signs::{DASHES, SignKind, count, sign};
use super::{Drawing, FAINT, INK, LEFT_PX, LINK, NEGATIVE, heading};

impl Drawing<'_> {
    /// Title, numbers and legend; returns where they end.
    pub(super) fn heading(&mut self, wide: f64) -> f64 {
        let words = self.picture.words;
        self.write(LEFT_PX, 38.0, "font-size=\"22\" font-weight=\"700\"", heading(self.picture));
        let chains = &self.picture.chains.chains;
        let singles = chains.iter().filter(|chain| chain.cases == 1).count();
        let longest = chains.iter().map(|chain| chain.generations + 1).max().unwrap_or_default();
        let numbers = [
            (self.picture.chains.members.len(), words.cases),
            (chains.len() - singles, words.chains),
            (singles, words.singles),
            (longest as usize, words.generations),
        ];
        let line = numbers.map(|(n, word)| format!("{} {word}", words.number(n))).join("  ·  ");
        self.write(LEFT_PX, 60.0, &format!("font-size=\"13.5\" fill=\"{FAINT}\""), &line);
        let (mut x, mut y) = (LEFT_PX, 86.0);
        for (sign, word) in self.legend() {
            let needed = 26.0 + width(word, 12.5) + 22.0;
            if x + needed > wide - 20.0 && x > LEFT_PX {
                (x, y) = (LEFT_PX, y + 22.0);
            }
            let _ = writeln!(
                self.text,
                "<g transform=\"translate({:.1} {:.1})\">{sign}</g>",
                x + 9.0,
                y
            );
            self.write(x + 26.0, y + 4.3, "font-size=\"12.5\"", word);
            x += needed;
        }
        y + 14.0
    }

    /// The signs that occur in this drawing.
    fn legend(&self) -> Vec<(String, &'static str)> {
        let (words, marks) = (self.picture.words, &self.layout.marks);
        let cases = || marks.iter().flat_map(|mark| &mark.cases).chain(&self.layout.counted);
        let mut signs = Vec::new();
        for (kind, word) in [
            (SignKind::Imported, words.imported),
            (SignKind::NoSource, words.no_source),
            (SignKind::WithSource, words.with_source),
        ] {
            if cases().any(|case| self.kind(*case) == kind) {
                signs.push((sign(kind, 6.0, false), word));
            }
        }
        if marks.iter().any(|mark| self.is_by_report(mark.cases[0])) {
            signs.push((sign(SignKind::WithSource, 6.0, true), words.from_report));
        }
        if marks.iter().any(|mark| self.superspreaders.contains(&mark.cases[0])) {
            let ring =
                format!("<circle r=\"9\" fill=\"none\" stroke=\"{INK}\" stroke-width=\"1.6\"/>");
            signs.push((ring + &sign(SignKind::WithSource, 5.5, false), words.superspreader));
        }
        if marks.iter().any(|mark| mark.cases.len() > 1) {
            signs.push((sign(SignKind::WithSource, 8.0, false) + &count(5, "#fff"), words.group));
        }
        let line = |colour: &str, dashes: &str| {
            format!("<path d=\"M-9 0H11\" stroke=\"{colour}\" stroke-width=\"1.8\"{dashes}/>")
        };
        let linked = || marks.iter().filter(|mark| mark.source.is_some());
        if linked().any(|mark| mark.likely.is_none()) {
            signs.push((line(LINK, ""), words.claimed));
        }
        if linked().any(|mark| mark.likely.is_some()) {
            signs.push((line(LINK, DASHES), words.likely));
        }
        if linked().any(|mark| self.negative(mark)) {
            signs.push((line(NEGATIVE, ""), words.negative));
        }
        signs
    }
}
