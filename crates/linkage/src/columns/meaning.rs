use crate::Field;

/// What a heading says by itself; some wait for the other headings or the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Is(Field),
    /// A row id; the smaller, the surer.
    RecordId(usize),
    /// *tên*: the given name beside a family name, else the whole name.
    Called,
    /// *NS, birth*: a date or a year.
    Birth,
    /// *năm sinh*, under which many lists have the whole date.
    BirthYear,
    /// *nam*, *nữ* above birth years; without marks also *năm*.
    SexOrYear,
    Year,
    Month,
    Day,
    /// An id of persons that may be that of another country.
    NationalId,
    /// The first line of an address: the street where the house has a column of its own.
    AddressLine,
    /// *thành phố*: under the province or in its place.
    City,
    /// Another person's, another event's, or the answer of an evaluation: not even by content.
    Closed,
    Unknown,
}
