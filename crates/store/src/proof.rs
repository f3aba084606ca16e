//! What binds each version to the change that wrote it: a salted digest beside the row, and one digest of all of them
//! in the change.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

use crate::Value;

/// A salt of 96 bits and a digest of 128, as text.
const SALT_BYTES: usize = 12;
const DIGEST_BYTES: usize = 16;
const SALT_LETTERS: usize = 16;

/// Which version, of which change, and its place in it.
pub(crate) struct Place<'a> {
    pub(crate) kind: &'a str,
    pub(crate) id: &'a str,
    pub(crate) version: i64,
    pub(crate) change_id: &'a str,
    /// Its place among the change's versions of the kind, from 1.
    pub(crate) ordinal: i64,
    /// When it was learned, in microseconds.
    pub(crate) recorded_at: i64,
}

/// The proofs of one change in the making.
pub(crate) struct Prover {
    salts: ChaCha12Rng,
    parts: BTreeMap<&'static str, Part>,
}

/// The versions of one kind that a change wrote, digested in the order of their ordinals.
#[derive(Clone, Default)]
pub(crate) struct Part {
    pub(crate) rows: i64,
    hasher: Sha256,
}

impl Prover {
    pub(crate) fn new() -> Self {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).expect("the system gives random numbers, as for ids");
        Self { salts: ChaCha12Rng::from_seed(seed), parts: BTreeMap::new() }
    }

    /// The ordinal and the proof of a version; `place` gives everything but its ordinal.
    pub(crate) fn prove(
        &mut self,
        kind: &'static str,
        place: &Place<'_>,
        columns: &Columns,
        values: &[Value],
    ) -> (i64, String) {
        let part = self.parts.entry(kind).or_default();
        let ordinal = part.rows + 1;
        let mut salt = [0; SALT_BYTES];
        self.salts.fill_bytes(&mut salt);
        let place = Place { ordinal, ..*place };
        let digest = row_digest(&salt, &place, columns, values);
        part.add(&digest);
        let mut proof = STANDARD_NO_PAD.encode(salt);
        STANDARD_NO_PAD.encode_string(digest, &mut proof);
        (ordinal, proof)
    }

    /// Whether nothing was written.
    pub(crate) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The parts as a change keeps them: `kind rows digest`, one after the other.
    pub(crate) fn finish(self) -> String {
        let parts = self.parts.into_iter().map(|(kind, part)| part.text(kind));
        parts.collect::<Vec<_>>().join(";")
    }
}

impl Part {
    pub(crate) fn add(&mut self, digest: &[u8; DIGEST_BYTES]) {
        self.rows += 1;
        self.hasher.update(digest);
    }

    pub(crate) fn text(self, kind: &str) -> String {
        let digest = STANDARD_NO_PAD.encode(self.hasher.finalize());
        format!("{kind} {} {digest}", self.rows)
    }
}

/// The parts of a change as it keeps them: the kind, how many versions, and the whole text of the part.
pub(crate) fn read_parts(text: &str) -> impl Iterator<Item = (&str, i64, &str)> {
    text.split(';').filter(|part| !part.is_empty()).map(|part| {
        let mut words = part.split(' ');
        let kind = words.next().unwrap_or_default();
        let rows = words.next().and_then(|rows| rows.parse().ok()).unwrap_or_default();
        (kind, rows, part)
    })
}

/// The columns of a kind in the order in which they are digested: by name, so that columns may be added or moved.
pub(crate) struct Columns {
    ordered: Vec<(usize, &'static str)>,
}

impl Columns {
    pub(crate) fn of(columns: &[&'static str]) -> Self {
        let mut ordered: Vec<_> = columns.iter().copied().enumerate().collect();
        ordered.sort_by_key(|(_, name)| *name);
        Self { ordered }
    }
}

/// What a stored proof says.
pub(crate) struct Proof {
    salt: Option<[u8; SALT_BYTES]>,
    pub(crate) digest: [u8; DIGEST_BYTES],
}

impl Proof {
    /// Reads a proof; a salt that was erased with the row's content leaves the digest alone.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let erased = text.strip_prefix('-');
        let (salt, digest) = match erased {
            Some(digest) => (None, digest),
            None => {
                let (salt, digest) = text.split_at_checked(SALT_LETTERS)?;
                (Some(STANDARD_NO_PAD.decode(salt).ok()?.try_into().ok()?), digest)
            }
        };
        let digest = STANDARD_NO_PAD.decode(digest).ok()?.try_into().ok()?;
        Some(Self { salt, digest })
    }

    /// Whether the row is what was written; none where its salt was erased and that can no longer be told.
    pub(crate) fn holds(
        &self,
        place: &Place<'_>,
        columns: &Columns,
        values: &[Value],
    ) -> Option<bool> {
        let salt = self.salt?;
        Some(row_digest(&salt, place, columns, values) == self.digest)
    }

    /// The proof once the content of its row was erased: nobody can try out what the row had said.
    pub(crate) fn without_salt(&self) -> String {
        format!("-{}", STANDARD_NO_PAD.encode(self.digest))
    }
}

/// Named values that are there: one that is added later, and empty, changes no digest of today.
fn row_digest(
    salt: &[u8],
    place: &Place<'_>,
    columns: &Columns,
    values: &[Value],
) -> [u8; DIGEST_BYTES] {
    let mut hasher = Sha256::new_with_prefix(salt);
    add_text(&mut hasher, place.kind);
    add_text(&mut hasher, place.id);
    add_text(&mut hasher, place.change_id);
    for number in [place.version, place.ordinal, place.recorded_at] {
        hasher.update(number.to_le_bytes());
    }
    for (index, name) in &columns.ordered {
        match &values[*index] {
            Value::Null => {}
            Value::Text(text) => {
                add_text(&mut hasher, name);
                hasher.update([1]);
                add_text(&mut hasher, text);
            }
            Value::Int(number) => {
                add_text(&mut hasher, name);
                hasher.update([2]);
                hasher.update(number.to_le_bytes());
            }
            Value::Real(number) => {
                add_text(&mut hasher, name);
                hasher.update([3]);
                hasher.update(number.to_le_bytes());
            }
            Value::Bytes(bytes) => {
                add_text(&mut hasher, name);
                hasher.update([4]);
                hasher.update((bytes.len() as u64).to_le_bytes());
                hasher.update(bytes);
            }
        }
    }
    let whole: [u8; 32] = hasher.finalize().into();
    *whole.first_chunk().expect("a digest of 256 bits is longer")
}

/// Length first, so that no two lists of texts are digested alike.
pub(crate) fn add_text(hasher: &mut Sha256, text: &str) {
    hasher.update((text.len() as u64).to_le_bytes());
    hasher.update(text.as_bytes());
}
