use std::collections::BTreeMap;

/// The side of the squares in which boxes are looked up.
const SQUARE_PX: f64 = 40.0;

/// A box in the drawing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Area {
    fn touches(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    fn squares(&self) -> impl Iterator<Item = (i64, i64)> {
        let at = |px: f64| (px / SQUARE_PX).floor() as i64;
        let (top, bottom) = (at(self.top), at(self.bottom));
        (at(self.left)..=at(self.right)).flat_map(move |x| (top..=bottom).map(move |y| (x, y)))
    }
}

/// What is drawn already, so that no text is written over it.
#[derive(Default)]
pub(super) struct Taken(BTreeMap<(i64, i64), Vec<Area>>);

impl Taken {
    pub(super) fn take(&mut self, area: Area) {
        for square in area.squares() {
            self.0.entry(square).or_default().push(area);
        }
    }

    /// Takes the area if it is free.
    pub(super) fn take_if_free(&mut self, area: Area) -> bool {
        let free = area.squares().all(|square| {
            self.0.get(&square).is_none_or(|known| known.iter().all(|it| !it.touches(&area)))
        });
        if free {
            self.take(area);
        }
        free
    }
}
