use taicho_model::Words;

use crate::node::Table;
use crate::read::Scope;
use crate::wording::{Piece, pieces};

impl Scope<'_> {
    /// Reads `why` and checks that each name in braces is a fact, a parameter, or `fact:` or `days_since:` a fact.
    pub(crate) fn template(&mut self, table: &mut Table) -> Option<Words> {
        let node = table.need("why", self.faults)?;
        let line = node.line;
        let words = node.words(self.faults)?;
        for text in [&words.vi, &words.en] {
            for piece in pieces(text) {
                let name = match piece {
                    Piece::Text(_) => continue,
                    Piece::Name(name) if self.parameters.contains_key(name) => {
                        self.used.insert(name.to_owned());
                        continue;
                    }
                    Piece::Name(name) | Piece::Fact(name) | Piece::DaysSince(name) => name,
                };
                if self.catalogue.get(name).is_none()
                    && !matches!(name, "area" | "zone" | "disease")
                {
                    let expected = Words::new(
                        "trong ngoặc nhọn: tên dữ kiện, tham số, area, zone hoặc disease",
                        "in braces: a fact, a parameter, area, zone or disease",
                    );
                    return self.faults.add(line, expected, format!("{{{name}}}"));
                }
            }
        }
        Some(words)
    }
}
