use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

/// Vietnam has kept UTC+7 without summer time since 1975, so a fixed offset needs no time-zone database.
pub const VIETNAM_OFFSET: Offset = Offset::constant(7);

/// The civil date in Vietnam at an instant.
pub fn vietnam_date(at: Timestamp) -> Date {
    VIETNAM_OFFSET.to_datetime(at).date()
}

/// The instant at which a civil date begins in Vietnam.
pub fn vietnam_midnight(date: Date) -> Timestamp {
    let zoned: Zoned = date
        .to_zoned(TimeZone::fixed(VIETNAM_OFFSET))
        .expect("a civil date has a midnight in a fixed offset");
    zoned.timestamp()
}
