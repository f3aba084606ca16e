//! What breaks pictures: nothing, one, too much, too long.

use jiff::civil::date;
use taicho_forecast::picture::{EpidemicCurve, ForecastFan, Point, RtBand};
use taicho_forecast::{Counts, Step};
use taicho_model::Words;

use crate::epidemic::around;

pub(crate) fn curves() -> Vec<(&'static str, EpidemicCurve)> {
    let small = |name: &str, step, values: Vec<Option<i64>>| {
        let name = name.to_owned();
        EpidemicCurve::of(Counts { name, first_on: date(2021, 11, 1), step, values })
    };
    let long = "Ủy ban nhân dân phường Nguyễn Thị Minh Khai <Khu phố \"Bắc & Nam\"> thuộc thành phố có tên rất dài, \
                tỉnh Bà Rịa – Vũng Tàu (nay thuộc Thành phố Hồ Chí Minh), Krôngbúkeatyangrăngchưprôngđăksongtuyđứcđăkmilđăkglong";
    vec![
        ("curve-edge-zero", small("phường Tân Định", Step::Day, vec![Some(0); 30])),
        ("curve-edge-one", small("xã đảo Thổ Châu", Step::Day, vec![Some(1)])),
        ("curve-edge-none", small("", Step::Day, Vec::new())),
        ("curve-edge-missing", small("xã Ia Mơ", Step::Week, vec![None; 12])),
        (
            "curve-edge-long-name",
            small(long, Step::Month, vec![Some(3), Some(8_123_456_789), Some(2_000_000_000)]),
        ),
    ]
}

pub(crate) fn bands(whole: RtBand) -> Vec<(&'static str, RtBand)> {
    let mut gaps = whole.clone();
    gaps.points.iter_mut().skip(40).step_by(13).for_each(|point| point.value = None);
    gaps.points.iter_mut().skip(60).take(15).for_each(|point| point.value = None);
    let one = RtBand { points: whole.points[20..21].to_vec(), ..whole.clone() };
    let none =
        RtBand { points: Vec::new(), name: String::new(), window_days: None, ..whole.clone() };
    vec![("rt", whole), ("rt-edge-gaps", gaps), ("rt-edge-one", one), ("rt-edge-none", none)]
}

pub(crate) fn fans() -> Vec<(&'static str, ForecastFan)> {
    let history = |values| Counts {
        name: "xã Ia Mơ".to_owned(),
        first_on: date(2021, 12, 1),
        step: Step::Week,
        values,
    };
    let fan = |values, forecast| ForecastFan {
        mended: Vec::new(),
        history: history(values),
        quantity: Words::new("số ca mắc mới", "new cases"),
        unit: Words::new("ca mỗi tuần", "cases a week"),
        forecast,
        capacity: None,
        accuracy: None,
        in_vietnamese: true,
    };
    let one = Point { on: date(2021, 12, 8), value: Some(around(9.0, 0.5)) };
    vec![
        ("fan-edge-none", fan(Vec::new(), Vec::new())),
        ("fan-edge-one", fan(vec![Some(7)], vec![one])),
        (
            "fan-edge-huge",
            ForecastFan { capacity: Some(3e9), ..fan(vec![Some(2_123_456_789); 5], Vec::new()) },
        ),
    ]
}
