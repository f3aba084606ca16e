use taicho_model::Words;

/// What a column of a list of people holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// What the list itself calls the row; never compared.
    RecordId,
    /// The whole name, family name first as in Vietnam.
    Name,
    /// *họ*
    FamilyName,
    /// *tên đệm, chữ lót*
    MiddleName,
    /// *tên*
    GivenName,
    /// The birth date, as far as it is known.
    BirthDate,
    /// The birth year in a column of its own.
    BirthYear,
    /// The month of birth in a column of its own.
    BirthMonth,
    /// The day of birth in a column of its own.
    BirthDay,
    /// The age in years when the list was made.
    Age,
    /// The sex.
    Sex,
    /// The 12-digit personal id or the 9-digit number of the old identity card.
    PersonalId,
    /// The number of the health-insurance card.
    HealthCard,
    /// Another number that belongs to one person.
    OtherId,
    /// The telephone number.
    Phone,
    /// The e-mail address.
    Email,
    /// The whole address in one cell.
    Address,
    /// The house number.
    House,
    /// The street or the alley.
    Street,
    /// *thôn, xóm, ấp, khu phố, tổ dân phố*
    Hamlet,
    /// *xã, phường, thị trấn, đặc khu*
    Commune,
    /// *quận, huyện, thị xã*
    District,
    /// *tỉnh, thành phố*
    Province,
    /// The postcode.
    Postcode,
    /// Any other text that says something about the person.
    Text,
}

impl Field {
    /// Every field, in the order in which explanations name them.
    pub const ALL: [Field; 25] = [
        Field::RecordId,
        Field::Name,
        Field::FamilyName,
        Field::MiddleName,
        Field::GivenName,
        Field::BirthDate,
        Field::BirthYear,
        Field::BirthMonth,
        Field::BirthDay,
        Field::Age,
        Field::Sex,
        Field::PersonalId,
        Field::HealthCard,
        Field::OtherId,
        Field::Phone,
        Field::Email,
        Field::Address,
        Field::House,
        Field::Street,
        Field::Hamlet,
        Field::Commune,
        Field::District,
        Field::Province,
        Field::Postcode,
        Field::Text,
    ];

    /// The stable code, as mapping files write it.
    pub fn code(self) -> &'static str {
        self.said().0
    }

    /// The field that has this code.
    pub fn of_code(code: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|field| field.code() == code)
    }

    /// The name for people.
    pub fn words(self) -> Words {
        let (_, vi, en) = self.said();
        Words::new(vi, en)
    }

    fn said(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Field::RecordId => ("record_id", "mã dòng", "row id"),
            Field::Name => ("name", "họ và tên", "name"),
            Field::FamilyName => ("family_name", "họ", "family name"),
            Field::MiddleName => ("middle_name", "tên đệm", "middle name"),
            Field::GivenName => ("given_name", "tên", "given name"),
            Field::BirthDate => ("birth_date", "ngày sinh", "birth date"),
            Field::BirthYear => ("birth_year", "năm sinh", "birth year"),
            Field::BirthMonth => ("birth_month", "tháng sinh", "birth month"),
            Field::BirthDay => ("birth_day", "ngày (trong ngày sinh)", "day of birth"),
            Field::Age => ("age", "tuổi", "age"),
            Field::Sex => ("sex", "giới tính", "sex"),
            Field::PersonalId => ("personal_id", "số định danh cá nhân", "personal id"),
            Field::HealthCard => ("health_card", "số thẻ bảo hiểm y tế", "health card"),
            Field::OtherId => ("other_id", "mã số khác", "other id"),
            Field::Phone => ("phone", "số điện thoại", "telephone"),
            Field::Email => ("email", "thư điện tử", "e-mail"),
            Field::Address => ("address", "địa chỉ", "address"),
            Field::House => ("house", "số nhà", "house number"),
            Field::Street => ("street", "đường, ngõ", "street"),
            Field::Hamlet => ("hamlet", "thôn, tổ dân phố", "hamlet or quarter"),
            Field::Commune => ("commune", "xã, phường", "commune or ward"),
            Field::District => ("district", "quận, huyện", "district"),
            Field::Province => ("province", "tỉnh, thành phố", "province"),
            Field::Postcode => ("postcode", "mã bưu chính", "postcode"),
            Field::Text => ("text", "thông tin khác", "other text"),
        }
    }
}
