use super::{Comparer, FAMILY, GIVEN, Pattern, Row, Slot, name};

impl Comparer<'_> {
    /// How two names agree, in the order written or with the family name at the other end.
    pub(super) fn names(&mut self, a: &Row, b: &Row, found: &mut Pattern) {
        if a.words == [0; 6] || b.words == [0; 6] {
            return;
        }
        let marked = a.is_marked() && b.is_marked();
        if a.words == b.words && (!marked || a.marks == b.marks) {
            let level = |word: u32| u8::from(word > 0) * name::SAME;
            found.put(Slot::Family, level(a.words[FAMILY]));
            found.put(Slot::Given, level(a.words[GIVEN]));
            found.put(Slot::Middle, level(a.words[GIVEN + 1]));
            return;
        }
        let family = self.word(a, FAMILY, b, FAMILY, marked);
        let given = self.word(a, GIVEN, b, GIVEN, marked);
        // Given and family names both other words: perhaps the order, perhaps the blanks.
        if family >= name::SHORT
            && given >= name::SHORT
            && let Some((family, given)) = self.turned(a, b)
        {
            found.put(Slot::Family, family);
            found.put(Slot::Given, given);
            found.put(Slot::Middle, name::ORDER);
            return;
        }
        let middle = self.middles(a, b, marked);
        let blanks_differ = a.words.iter().zip(&b.words).any(|(a, b)| (*a > 0) != (*b > 0));
        if blanks_differ && family.max(given).max(middle) >= name::SLIP && self.is_joined(a, b) {
            found.put(Slot::Family, name::SLIP);
            found.put(Slot::Given, name::SLIP);
            found.put(Slot::Middle, name::JOINED);
            return;
        }
        // Two names that share nothing differ once, not three times.
        let nothing = family == name::DIFFER && given == name::DIFFER;
        found.put(Slot::Family, if nothing { name::NOTHING } else { family });
        found.put(Slot::Given, given);
        found.put(Slot::Middle, if nothing { 0 } else { middle });
    }

    fn word(&mut self, a: &Row, at: usize, b: &Row, other: usize, marked: bool) -> u8 {
        let (one, two) = (a.words[at], b.words[other]);
        if one == 0 || two == 0 {
            return 0;
        }
        if one == two {
            // "Quoc" and "Nguyen" are no words without marks: there they were only lost.
            let lost = |marks: u8| marks == 0 && !self.records.words.shape(one).is_syllable();
            let (here, there) = (a.marks[at], b.marks[other]);
            let differ = marked && here != there && !lost(here) && !lost(there);
            return if differ { name::MARKS } else { name::SAME };
        }
        self.bare(one, two)
    }

    /// How two different bare words agree.
    fn bare(&mut self, one: u32, two: u32) -> u8 {
        let records = self.records;
        self.notebook.words.of(one, two, || {
            let (a, b) = (records.words.shape(one), records.words.shape(two));
            if a.is_short_for(b) || b.is_short_for(a) {
                return name::SHORT;
            }
            match a.edits(b) {
                1 if records.is_slip_of(one, two) => name::SLIP,
                1 | 2 => name::NEAR,
                _ => name::DIFFER,
            }
        })
    }

    /// How well the words agree where they stand in another order; none where more than one word of the shorter name
    /// is not in the longer.
    fn turned(&mut self, a: &Row, b: &Row) -> Option<(u8, u8)> {
        let count = |row: &Row| row.words.iter().filter(|word| **word > 0).count();
        let (short, long) = if count(a) <= count(b) { (a, b) } else { (b, a) };
        let mut strange =
            short.words.into_iter().filter(|word| *word > 0 && !long.words.contains(word));
        let Some(word) = strange.next() else {
            return (count(short) >= 2).then_some((name::SAME, name::SAME));
        };
        if strange.next().is_some() || count(short) < 3 {
            return None;
        }
        let others =
            long.words.into_iter().filter(|other| *other > 0 && !short.words.contains(other));
        match others.map(|other| self.bare(word, other)).min()? {
            name::DIFFER => None,
            // Which word it is cannot be told: it is taken for the given name, which keeps brothers and sisters apart.
            name::NEAR => Some((name::SAME, name::NEAR)),
            level => Some((level, name::SAME)),
        }
    }

    fn middles(&mut self, a: &Row, b: &Row, marked: bool) -> u8 {
        let (one, two) = (a.middle(), b.middle());
        match (one.len(), two.len()) {
            (0, 0) => 0,
            (0, _) | (_, 0) => name::PART,
            (n, m) if n == m => {
                let mut worst = name::SAME;
                for at in 0..n {
                    worst = worst.max(self.word(a, GIVEN + 1 + at, b, GIVEN + 1 + at, marked));
                }
                worst
            }
            _ => {
                let (short, long) = if one.len() < two.len() { (one, two) } else { (two, one) };
                let held = short.iter().all(|word| {
                    long.iter().any(|other| {
                        word == other
                            || matches!(self.bare(*word, *other), name::SLIP | name::SHORT)
                    })
                });
                if held { name::PART } else { name::DIFFER }
            }
        }
    }

    /// Whether the names are the same letters, but for one slip, when blanks do not count.
    fn is_joined(&self, a: &Row, b: &Row) -> bool {
        let letters = |row: &Row| {
            let mut text = [0_u8; 40];
            let mut len = 0;
            let middle = row.middle();
            for word in [&row.words[FAMILY..=FAMILY], middle, &row.words[GIVEN..=GIVEN]]
                .into_iter()
                .flatten()
            {
                for byte in self.records.words.text(*word).bytes() {
                    if len < text.len() {
                        text[len] = byte;
                        len += 1;
                    }
                }
            }
            (text, len)
        };
        let ((a, n), (b, m)) = (letters(a), letters(b));
        n >= 5 && n.abs_diff(m) <= 1 && is_one_edit_apart(&a[..n], &b[..m])
    }
}

/// Whether two texts are equal or one edit or swap apart.
fn is_one_edit_apart(a: &[u8], b: &[u8]) -> bool {
    let common = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[common..], &b[common..]);
    match (a, b) {
        ([], []) => true,
        ([_, a @ ..], b) if a == b => true,
        (a, [_, b @ ..]) if a == b => true,
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        ([a0, a1, a @ ..], [b0, b1, b @ ..]) => a0 == b1 && a1 == b0 && a == b,
        _ => false,
    }
}
