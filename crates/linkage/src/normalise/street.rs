
use super::{Normal, Reason};
#[derive(Default)]
pub struct Street { pub house: Option<u32>, pub detail: String, pub key: String }
pub fn street(text: &str) -> Result<Normal<Street>, Reason> {
    let key = taicho_model::vietnamese::bare(text);
    let mut s = Street::default();
    let mut words: Vec<&str> = key.split([' ', '.']).filter(|w| !w.is_empty() && !matches!(*w, "so" | "duong" | "d")).collect();
    if let Some(first) = words.first() {
        let digits: String = first.chars().take_while(char::is_ascii_digit).collect();
        if let Ok(n) = digits.parse() { s.house = Some(n); words.remove(0); }
    }
    s.key = words.join(" ");
    if let Some(r) = s.key.strip_prefix('d') { if r.parse::<u32>().is_ok() { s.key = r.to_string(); } }
    Ok(Normal { value: s, notes: vec![] })
}
pub fn email(text: &str) -> Result<Normal<String>, Reason> { Ok(Normal { value: text.to_lowercase(), notes: vec![] }) }
pub fn postcode(text: &str) -> Result<Normal<String>, Reason> { Ok(Normal { value: text.to_uppercase(), notes: vec![] }) }
pub fn age(_: &str) -> Result<Normal<u8>, Reason> { Err(Reason { code: "age.no", words: taicho_model::Words::new("", "") }) }
