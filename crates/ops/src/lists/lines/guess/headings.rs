use taicho_model::vietnamese::bare;

use super::super::Is;

/// Headings as lists write them, without marks and capitals: the first that fits best wins.
const PHRASES: [(Is, &[&str]); 30] = [
    (
        Is::Id,
        &[
            "case id",
            "id",
            "ma ca",
            "ma benh nhan",
            "ma bn",
            "ma so",
            "ma",
            "patient id",
            "contact id",
            "case no",
            "case number",
            "uuid",
            "infectee id",
            "infectee",
            "target uuid",
            "global id",
            "visual id",
            "benh nhan",
            "bn",
            "carne de identidad",
        ],
    ),
    (
        Is::Source,
        &[
            "infected by",
            "infector id",
            "infector",
            "infection source",
            "source case",
            "source id",
            "source uuid",
            "source",
            "source visualid",
            "nguon lay",
            "nguon lay nhiem",
            "nguoi lay",
            "lay tu",
            "lay tu ca",
            "nguon",
            "tiep xuc voi",
            "tiep xuc voi ca",
            "f0",
            "caso relacionado",
            "index case",
        ],
    ),
    (Is::Related, &["related cases", "linked cases", "cluster links", "ca lien quan"]),
    (Is::SourceKind, &["source kind", "loai nguon"]),
    (
        Is::Standing,
        &[
            "classification",
            "case classification",
            "positive",
            "phan loai",
            "phan loai ca benh",
            "clasificacion",
            "case definition",
        ],
    ),
    (
        Is::Outcome,
        &[
            "outcome",
            "outcome id",
            "state",
            "status",
            "ket cuc",
            "ket qua dieu tri",
            "tinh trang",
            "condicion",
        ],
    ),
    (
        Is::Symptoms,
        &["symptomatic", "symptomatic at any time", "symptoms", "trieu chung", "co trieu chung"],
    ),
    (
        Is::Symptomless,
        &["asymptomatic", "khong trieu chung", "asymptomatic never showing any symptoms"],
    ),
    (Is::Age, &["age", "age years", "tuoi", "age group", "edad"]),
    (Is::Sex, &["sex", "gender", "gioi tinh", "gioi", "sexo"]),
    (
        Is::Place,
        &[
            "place",
            "residence",
            "dia chi",
            "noi o",
            "noi cu tru",
            "phuong",
            "xa",
            "city",
            "district",
            "province",
            "location id",
            "from",
            "hospital",
            "address",
            "report city",
            "zona",
        ],
    ),
    (
        Is::Setting,
        &[
            "setting",
            "infection case",
            "infection reason",
            "context of exposure",
            "exposure type",
            "presumed reason",
            "contact type",
            "relation to infector",
            "source",
            "boi canh",
            "noi lay",
            "hoan canh tiep xuc",
            "riesgo",
            "relationship",
        ],
    ),
    (Is::Cluster, &["cluster", "o dich", "chum ca benh", "chum", "group"]),
    (Is::Household, &["household id", "household", "family id", "ho gia dinh", "ma ho"]),
    (
        Is::Contacts,
        &[
            "contact number",
            "contacts per case",
            "number of contacts",
            "so nguoi tiep xuc",
            "so f1",
        ],
    ),
    (
        Is::FollowUp,
        &["contact status", "follow up status", "ket qua theo doi", "status final de seguimiento"],
    ),
    (
        Is::Onset,
        &[
            "onset",
            "date of onset",
            "date onset",
            "onset date",
            "symptom onset",
            "symptom onset date",
            "date onset symptoms",
            "first symptoms date",
            "ngay khoi phat",
            "khoi phat",
            "ngay co trieu chung",
            "prodrome",
            "date of prodrome",
        ],
    ),
    (
        Is::Confirmed,
        &[
            "confirmed date",
            "confirm date",
            "date confirmation",
            "date of confirmation",
            "date confirmed",
            "lab confirm date",
            "positive date",
            "ngay duong tinh",
            "ngay xac dinh",
            "ngay xet nghiem duong tinh",
        ],
    ),
    (
        Is::Reported,
        &[
            "date of reporting",
            "date of report",
            "report date",
            "date reported",
            "notification date",
            "disclosure date",
            "ngay bao cao",
            "ngay cong bo",
            "ngay thong bao",
            "fecha de notificacion",
        ],
    ),
    (
        Is::Infected,
        &[
            "date of infection",
            "infection date",
            "presumed infected date",
            "ngay nhiem",
            "ngay lay nhiem",
        ],
    ),
    (
        Is::ExposedFirst,
        &[
            "exposure start",
            "start source",
            "first exposure",
            "exposure first",
            "ngay tiep xuc dau",
            "ngay tiep xuc dau tien",
            "tiep xuc tu ngay",
        ],
    ),
    (
        Is::ExposedLast,
        &[
            "exposure end",
            "end source",
            "date of last contact",
            "last contact",
            "last exposure",
            "last poss exposure",
            "ngay tiep xuc cuoi",
            "ngay tiep xuc cuoi cung",
            "ngay tiep xuc",
        ],
    ),
    (
        Is::Isolated,
        &[
            "isolation startdate",
            "isolation start",
            "date quarantine",
            "isolation date",
            "quarantine date",
            "isolate date after symptom",
            "ngay cach ly",
        ],
    ),
    (
        Is::Hospitalised,
        &[
            "date of hospitalisation",
            "date of hospitalization",
            "date hospital",
            "hospitalization startdate",
            "first hospitalization date",
            "first hospital visit",
            "admission date",
            "ngay nhap vien",
        ],
    ),
    (
        Is::Recovered,
        &[
            "released date",
            "discharge date",
            "date discharge",
            "recovery date",
            "ngay ra vien",
            "ngay khoi benh",
        ],
    ),
    (
        Is::Died,
        &[
            "deceased date",
            "death date",
            "date of death",
            "ngay tu vong",
            "death",
            "deceased",
            "tu vong",
        ],
    ),
    (Is::Ended, &["date of outcome", "outcome date", "fecha de condicion"]),
    (
        Is::FollowedFrom,
        &[
            "date of followup start",
            "follow up start",
            "inicio del seguimiento",
            "theo doi tu ngay",
        ],
    ),
    (
        Is::FollowedTo,
        &["date of followup end", "follow up end", "final del seguimiento", "theo doi den ngay"],
    ),
    (Is::AlsoId, &["case id", "contact id", "visual id", "local id", "ma khac", "id khac"]),
];

/// How well a heading names a meaning, and the phrase that does: whole, then at an end.
pub(super) fn fit(heading: &str, is: Is) -> Option<(u32, &'static str)> {
    let (_, phrases) = PHRASES.iter().find(|(known, _)| *known == is)?;
    let score = |(at, phrase): (usize, &&'static str)| {
        let first = 50 - u32::try_from(at).unwrap_or(50);
        if heading == *phrase {
            return Some((1_000 + first, *phrase));
        }
        let words = phrase.split(' ').count();
        // One common word inside a longer heading says little.
        let is_end = words > 1
            && (heading.strip_prefix(phrase).is_some_and(|rest| rest.starts_with(' '))
                || heading.strip_suffix(phrase).is_some_and(|rest| rest.ends_with(' ')));
        is_end.then(|| (100 * u32::try_from(words).unwrap_or(9).min(9) + first, *phrase))
    };
    phrases.iter().enumerate().filter_map(score).max()
}

/// A heading as small words without marks: `infectee_onsetDate` is `infectee onset date`.
pub(super) fn words(heading: &str) -> String {
    let mut split = String::new();
    let mut last = ' ';
    for letter in heading.chars() {
        if letter.is_uppercase() && last.is_lowercase() {
            split.push(' ');
        }
        split.push(if letter.is_alphanumeric() || !letter.is_ascii() { letter } else { ' ' });
        last = letter;
    }
    bare(&split).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The person of a pair that a heading names first, and the rest of it.
pub(super) fn side(heading: &str) -> (Option<Side>, &str) {
    for (word, side) in [
        ("infector", Side::Source),
        ("source", Side::Source),
        ("nguoi lay", Side::Source),
        ("infectee", Side::Person),
        ("target", Side::Person),
        ("nguoi bi lay", Side::Person),
    ] {
        if let Some(rest) = heading.strip_prefix(word)
            && (rest.is_empty() || rest.starts_with(' '))
        {
            return (Some(side), rest.trim_start());
        }
    }
    (None, heading)
}

/// One of the two persons of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The infector.
    Source,
    /// The infectee.
    Person,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_read_in_every_style() {
        assert_eq!(words("infectee_onsetDate"), "infectee onset date");
        assert_eq!(words("CaseID"), "case id");
        assert_eq!(words(" Ngày khởi phát (nếu có)"), "ngay khoi phat neu co");
        assert_eq!(side("infectee onset date"), (Some(Side::Person), "onset date"));
        assert_eq!(side("sources"), (None, "sources"));
        assert!(fit("date of onset", Is::Onset) > fit("date of onset approximate", Is::Onset));
        assert_eq!(fit("date of onset", Is::Age), None);
        assert_eq!(
            fit("nguon lay nhiem", Is::Source).map(|(_, phrase)| phrase),
            Some("nguon lay nhiem")
        );
    }
}
