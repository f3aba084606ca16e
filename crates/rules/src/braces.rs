//! Texts with names in braces.

/// A piece of a reason: text, or a name in braces.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Piece<'a> {
    Text(&'a str),
    Name(&'a str),
    /// A fact, where a parameter has the same name.
    Fact(&'a str),
    DaysSince(&'a str),
}

impl<'a> Piece<'a> {
    /// The name in braces; none for text.
    pub(crate) fn name(self) -> Option<&'a str> {
        match self {
            Self::Text(_) => None,
            Self::Name(name) | Self::Fact(name) | Self::DaysSince(name) => Some(name),
        }
    }
}

/// Cuts a reason at its braces; a brace without its partner is text.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let Some(length) = rest[open..].find('}') else { break };
        let name = &rest[open + 1..open + length];
        pieces.push(Piece::Text(&rest[..open]));
        pieces.push(match name.split_once(':') {
            Some(("days_since", fact)) => Piece::DaysSince(fact),
            Some(("fact", fact)) => Piece::Fact(fact),
            _ => Piece::Name(name),
        });
        rest = &rest[open + length + 1..];
    }
    pieces.push(Piece::Text(rest));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_tells_a_fact_from_a_parameter_of_its_name() {
        let cut = pieces("{places} của {fact:places}, {days_since:opened_on} ngày {");
        assert_eq!(
            cut,
            [
                Piece::Text(""),
                Piece::Name("places"),
                Piece::Text(" của "),
                Piece::Fact("places"),
                Piece::Text(", "),
                Piece::DaysSince("opened_on"),
                Piece::Text(" ngày {"),
            ]
        );
    }
}
