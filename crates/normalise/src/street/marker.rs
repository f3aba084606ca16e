//! The words that say what the number or name after them is.

use super::words::Words;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
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
    pub(super) kind: Kind,
    pub(super) fold: &'static str,
    pub(super) words: usize,
}

/// The marker that begins at a word.
pub(super) fn marker(words: &Words<'_>, at: usize) -> Option<Marker> {
    let next = || words.get(at + 1);
    let (kind, fold, words) = match words.get(at).as_bytes() {
        b"nha" if next().len() == 1 && words.is_number(at + 2) => (Kind::Lettered, "nha", 1),
        b"so" | b"sn" | b"no" | b"nha" => (Kind::House, "so", 1),
        b"ngo" => (Kind::Numbered, "ngo", 1),
        b"ngach" => (Kind::Numbered, "ngach", 1),
        b"hem" => (Kind::Numbered, "hem", 1),
        b"kiet" => (Kind::Numbered, "kiet", 1),
        b"p" | b"phong" | b"room" | b"rm" => (Kind::Numbered, "p", 1),
        b"can" if next() == "ho" => (Kind::Lettered, "can", 2),
        b"can" => (Kind::Numbered, "can", 1),
        b"unit" | b"apt" | b"apartment" | b"flat" | b"suite" => (Kind::Lettered, "unit", 1),
        b"ct" => (Kind::Numbered, "ct", 1),
        b"km" => (Kind::Numbered, "km", 1),
        b"lo" | b"lot" => (Kind::Lettered, "lo", 1),
        b"toa" if next() == "nha" => (Kind::Lettered, "toa", 2),
        b"toa" => (Kind::Lettered, "toa", 1),
        b"block" | b"blk" => (Kind::Lettered, "block", 1),
        b"tang" | b"floor" | b"level" => (Kind::Numbered, "tang", 1),
        b"to" if next() == "dan" && words.get(at + 2) == "pho" => (Kind::Hamlet, "tdp", 3),
        b"to" => (Kind::Numbered, "to", 1),
        b"doi" => (Kind::Numbered, "doi", 1),
        b"cum" => (Kind::Numbered, "cum", 1),
        b"lang" => (Kind::Numbered, "lang", 1),
        b"ban" => (Kind::Numbered, "ban", 1),
        b"tdp" => (Kind::Hamlet, "tdp", 1),
        b"thon" => (Kind::Hamlet, "thon", 1),
        b"xom" => (Kind::Hamlet, "xom", 1),
        b"ap" => (Kind::Hamlet, "ap", 1),
        b"khom" => (Kind::Hamlet, "khom", 1),
        b"buon" => (Kind::Hamlet, "buon", 1),
        b"kp" => (Kind::Hamlet, "kp", 1),
        b"kv" => (Kind::Hamlet, "kv", 1),
        b"khu" => match next() {
            "pho" => (Kind::Hamlet, "kp", 2),
            "vuc" => (Kind::Hamlet, "kv", 2),
            "do" if words.get(at + 2) == "thi" => (Kind::Estate, "", 3),
            "tap" if words.get(at + 2) == "the" => (Kind::Estate, "", 3),
            _ => (Kind::Hamlet, "khu", 1),
        },
        b"kdt" | b"ktt" | b"cc" => (Kind::Estate, "", 1),
        b"chung" if next() == "cu" => (Kind::Estate, "", 2),
        b"duong" if next() == "tinh" && words.is_number(at + 2) => (Kind::Road, "dt", 2),
        b"duong" | b"d" | b"dg" | b"pho" => (Kind::Street, "", 1),
        b"street" | b"st" if words.is_number(at + 1) => (Kind::Street, "", 1),
        b"dai" if next() == "lo" => (Kind::Street, "", 2),
        b"ql" => (Kind::Road, "ql", 1),
        b"quoc" if next() == "lo" => (Kind::Road, "ql", 2),
        b"dt" | b"tl" => (Kind::Road, "dt", 1),
        b"tinh" if next() == "lo" => (Kind::Road, "dt", 2),
        b"hl" => (Kind::Road, "hl", 1),
        b"huong" if next() == "lo" => (Kind::Road, "hl", 2),
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
