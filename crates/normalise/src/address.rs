use crate::area_name::{AreaKind, AreaName, area_name};
use crate::name::tidy;
use crate::reason::{Normal, Reason};

/// An address cut at its commas, each part where its prefix puts it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// House number and street, and whatever has no prefix before the ward.
    pub street: Option<String>,
    /// *thôn, xóm, ấp, khu phố, tổ dân phố*
    pub subunit: Option<AreaName>,
    /// *xã, phường, thị trấn, đặc khu*
    pub commune: Option<AreaName>,
    /// *quận, huyện, thị xã*, or the city within a province.
    pub district: Option<AreaName>,
    /// *tỉnh*, or the city under the country.
    pub province: Option<AreaName>,
}

/// The parts of an address; parts after the ward that have no prefix are read as district and province.
///
/// | written | read |
/// | --- | --- |
/// | `12 Nguyễn Đăng Đạo, P. Suối Hoa, TP. Bắc Ninh, Bắc Ninh` | street, ward, city in its province, province |
/// | `Số 5 ngõ 3, khu Thượng, phường Khắc Niệm` | street, subunit, ward |
/// | `thôn Đông - xã Tam Đa - huyện Yên Phong - tỉnh Bắc Ninh` | the dash as comma |
/// | `123 Lê Lợi` | street alone |
///
/// ```
/// use taicho_normalise::address;
/// let key = |part: Option<taicho_normalise::AreaName>| part.map(|area| area.key).unwrap_or_default();
/// let read = |text| {
///     let a = address(text).unwrap().value;
///     [a.street.unwrap_or_default(), key(a.subunit), key(a.commune), key(a.district), key(a.province)]
/// };
/// assert_eq!(read("12 Nguyễn Đăng Đạo, P. Suối Hoa, TP. Bắc Ninh, Bắc Ninh"), ["12 Nguyễn Đăng Đạo", "", "suoi hoa", "bac ninh", "bac ninh"]);
/// assert_eq!(read("Số 5 ngõ 3, khu Thượng, phường Khắc Niệm"), ["Số 5 ngõ 3", "thuong", "khac niem", "", ""]);
/// assert_eq!(read("thôn Đông - xã Tam Đa - huyện Yên Phong - tỉnh Bắc Ninh"), ["", "dong", "tam da", "yen phong", "bac ninh"]);
/// assert_eq!(read("123 Lê Lợi"), ["123 Lê Lợi", "", "", "", ""]);
/// assert_eq!(read("45/2, Lê Lợi, Phường 1, Quận 10, TP.HCM"), ["45/2, Lê Lợi", "", "1", "10", "hcm"]);
/// ```
pub fn address(text: &str) -> Result<Normal<Address>, Reason> {
    let text = tidy(text);
    if text.is_empty() {
        return Err(Reason::empty("address.empty", "địa chỉ", "the address"));
    }
    let mut found = Address::default();
    let mut street = String::new();
    let dashed = !text.contains(',');
    let parts =
        text.split([',', ';']).flat_map(|part| part.split(if dashed { " - " } else { "\n" }));
    for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
        let Ok(Normal { value: area, .. }) = area_name(part) else { continue };
        let below = found.commune.is_some() || found.district.is_some();
        let place =
            match area.kind {
                Some(AreaKind::Subunit) if !below => &mut found.subunit,
                Some(
                    AreaKind::Ward | AreaKind::Commune | AreaKind::Town | AreaKind::SpecialZone,
                ) if found.commune.is_none() => &mut found.commune,
                Some(
                    AreaKind::UrbanDistrict | AreaKind::RuralDistrict | AreaKind::DistrictTown,
                ) => &mut found.district,
                Some(AreaKind::City) if found.district.is_none() => &mut found.district,
                Some(AreaKind::City | AreaKind::Province) => &mut found.province,
                None if found.district.is_some() => &mut found.province,
                None if below => &mut found.district,
                _ => {
                    if !street.is_empty() {
                        street.push_str(", ");
                    }
                    street.push_str(part);
                    continue;
                }
            };
        *place = Some(area);
    }
    found.street = Some(street).filter(|street| !street.is_empty());
    Ok(Normal::plain(found))
}
