use taicho_model::Words;

use crate::braces::Piece;
use crate::catalogue::FactKind;
use crate::node::Table;
use crate::read::Scope;

impl Scope<'_> {
    /// Reads `why` and checks that each name in braces is a fact, a parameter, or `fact:` or `days_since:` a fact.
    pub(crate) fn template(&mut self, table: &mut Table) -> Option<Words> {
        let node = table.need("why", self.faults)?;
        let Self { catalogue, parameters, used, faults, .. } = self;
        let mut is_known = |piece: Piece<'_>| match piece {
            Piece::Text(_) | Piece::Name("area" | "zone" | "disease") => true,
            Piece::Name(name) if parameters.contains_key(name) => {
                used.insert(name.to_owned());
                true
            }
            Piece::Name(name) | Piece::Fact(name) => catalogue.get(name).is_some(),
            Piece::DaysSince(name) => {
                catalogue.get(name).is_some_and(|entry| entry.kind == FactKind::Date)
            }
        };
        node.words_with(
            &mut is_known,
            "trong ngoặc nhọn: tên dữ kiện, tham số, area, zone hoặc disease",
            "in braces: a fact, a parameter, area, zone or disease",
            faults,
        )
    }
}
