//! The words that say what the number or name after them is.

use super::tokens::Tokens;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MarkerKind {
    /// *số nhà*
    House,
    /// Counts only with a number after it: *ngõ 3*, but the street Ngô Quyền.
    Numbered,
    /// With a number or a letter: *lô A5*.
    Lettered,
    /// With a number, a letter or a name: *thôn Đông*.
    Hamlet,
    /// *khu đô thị, chung cư, khu tập thể*
    Estate,
    /// *đường, phố*
    Street,
    /// *quốc lộ, tỉnh lộ*: the number alone would not say which.
    Road,
}

/// A marker of one to three words, and the form in which a key has it.
pub(super) struct Marker {
    pub(super) kind: MarkerKind,
    pub(super) fold: &'static str,
    pub(super) words: usize,
}

/// The marker that begins at a word.
pub(super) fn marker(words: &Tokens<'_>, at: usize) -> Option<Marker> {
    let next = || words.get(at + 1);
    let (kind, fold, words) = match words.get(at).as_bytes() {
        b"nha" if next().len() == 1 && words.is_number(at + 2) => (MarkerKind::Lettered, "nha", 1),
        b"so" | b"sn" | b"no" | b"nha" => (MarkerKind::House, "so", 1),
        b"ngo" => (MarkerKind::Numbered, "ngo", 1),
        b"ngach" => (MarkerKind::Numbered, "ngach", 1),
        b"hem" => (MarkerKind::Numbered, "hem", 1),
        b"kiet" => (MarkerKind::Numbered, "kiet", 1),
        b"p" | b"phong" | b"room" | b"rm" => (MarkerKind::Numbered, "p", 1),
        b"can" if next() == "ho" => (MarkerKind::Lettered, "can", 2),
        b"can" => (MarkerKind::Numbered, "can", 1),
        b"unit" | b"apt" | b"apartment" | b"flat" | b"suite" => (MarkerKind::Lettered, "unit", 1),
        b"ct" => (MarkerKind::Numbered, "ct", 1),
        b"km" => (MarkerKind::Numbered, "km", 1),
        b"lo" | b"lot" => (MarkerKind::Lettered, "lo", 1),
        b"toa" if next() == "nha" => (MarkerKind::Lettered, "toa", 2),
        b"toa" => (MarkerKind::Lettered, "toa", 1),
        b"block" | b"blk" => (MarkerKind::Lettered, "block", 1),
        b"tang" | b"floor" | b"level" => (MarkerKind::Numbered, "tang", 1),
        b"to" if next() == "dan" && words.get(at + 2) == "pho" => (MarkerKind::Hamlet, "tdp", 3),
        b"to" => (MarkerKind::Numbered, "to", 1),
        b"doi" => (MarkerKind::Numbered, "doi", 1),
        b"cum" => (MarkerKind::Numbered, "cum", 1),
        b"lang" => (MarkerKind::Numbered, "lang", 1),
        b"ban" => (MarkerKind::Numbered, "ban", 1),
        b"tdp" => (MarkerKind::Hamlet, "tdp", 1),
        b"thon" => (MarkerKind::Hamlet, "thon", 1),
        b"xom" => (MarkerKind::Hamlet, "xom", 1),
        b"ap" => (MarkerKind::Hamlet, "ap", 1),
        b"khom" => (MarkerKind::Hamlet, "khom", 1),
        b"buon" => (MarkerKind::Hamlet, "buon", 1),
        b"kp" => (MarkerKind::Hamlet, "kp", 1),
        b"kv" => (MarkerKind::Hamlet, "kv", 1),
        b"khu" => match next() {
            "pho" => (MarkerKind::Hamlet, "kp", 2),
            "vuc" => (MarkerKind::Hamlet, "kv", 2),
            "do" if words.get(at + 2) == "thi" => (MarkerKind::Estate, "", 3),
            "tap" if words.get(at + 2) == "the" => (MarkerKind::Estate, "", 3),
            _ => (MarkerKind::Hamlet, "khu", 1),
        },
        b"kdt" | b"ktt" | b"cc" => (MarkerKind::Estate, "", 1),
        b"chung" if next() == "cu" => (MarkerKind::Estate, "", 2),
        b"duong" if next() == "tinh" && words.is_number(at + 2) => (MarkerKind::Road, "dt", 2),
        b"duong" | b"d" | b"dg" | b"pho" => (MarkerKind::Street, "", 1),
        b"street" | b"st" if words.is_number(at + 1) => (MarkerKind::Street, "", 1),
        b"dai" if next() == "lo" => (MarkerKind::Street, "", 2),
        b"ql" => (MarkerKind::Road, "ql", 1),
        b"quoc" if next() == "lo" => (MarkerKind::Road, "ql", 2),
        b"dt" | b"tl" => (MarkerKind::Road, "dt", 1),
        b"tinh" if next() == "lo" => (MarkerKind::Road, "dt", 2),
        b"hl" => (MarkerKind::Road, "hl", 1),
        b"huong" if next() == "lo" => (MarkerKind::Road, "hl", 2),
        _ => return None,
    };
    Some(Marker { kind, fold, words })
}

/// The English word for the kind of street in one form; *street* itself says nothing and goes.
pub(super) fn fold_street_type(key: &mut String) {
    let Some((name, last)) = key.rsplit_once(' ') else { return };
    let full = match last.as_bytes() {
        b"street" | b"st" | b"str" => "",
        b"rd" => " road",
        b"ave" | b"av" => " avenue",
        b"dr" => " drive",
        b"ln" => " lane",
        b"pl" => " place",
        b"ct" | b"crt" => " court",
        b"cres" | b"cr" => " crescent",
        b"blvd" => " boulevard",
        b"hwy" => " highway",
        b"pde" => " parade",
        b"tce" => " terrace",
        b"cct" => " circuit",
        b"cl" => " close",
        _ => return,
    };
    key.truncate(name.len());
    key.push_str(full);
}
