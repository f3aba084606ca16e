//! The spellings of headings: small letters, no marks, nothing between the words.

use super::meaning::Meaning;
use crate::Field;

/// Whose it is: the person of the row.
pub(super) const WHOSE: &[&str] = &[
    "benhnhan",
    "nguoibenh",
    "congdan",
    "doituong",
    "hocsinh",
    "nhankhau",
    "nguoidan",
    "nguoiduoctiem",
    "hoivien",
    "thanhvien",
    "cuatre",
    "tre",
    "lienhe",
    "lienlac",
    "hientai",
    "hiennay",
    "daydu",
];

/// Words of relatives and of what happens to a person; each stands alone in a heading.
pub(super) const CLOSED_WORDS: &[&str] = &[
    "me",
    "cha",
    "bo",
    "vo",
    "chong",
    "father",
    "mother",
    "parent",
    "spouse",
    "guardian",
    "relative",
    "kin",
    "emergency",
    "doctor",
    "nurse",
    "issue",
    "issued",
    "sample",
    "test",
    "tested",
    "visit",
    "admission",
    "discharge",
    "onset",
    "report",
    "reported",
    "created",
    "updated",
    "modified",
    "death",
    "died",
    "start",
    "end",
    "expiry",
    "expires",
    "dose",
    "mui",
    "vaccine",
    "vaccination",
    "registered",
    "employer",
    "household",
];

/// The same, of several words.
pub(super) const CLOSED_PARTS: &[&str] = &[
    "giamho",
    "nguoithan",
    "nguoinha",
    "nguoilienhe",
    "nguoibao",
    "nguoinhap",
    "nguoilap",
    "nguoitiem",
    "nguoilay",
    "nguoigioithieu",
    "phuhuynh",
    "bacsi",
    "canbo",
    "chuho",
    "maho",
    "sohokhau",
    "hogiadinh",
    "dieutravien",
    "quanhe",
    "ngaytiem",
    "ngaycap",
    "noicap",
    "laymau",
    "xetnghiem",
    "nhapvien",
    "ravien",
    "khoiphat",
    "baocao",
    "ngaykham",
    "ketthuc",
    "batdau",
    "dangky",
    "hieuluc",
    "hethan",
    "cachly",
    "tuvong",
    "ngaymat",
    "capnhat",
    "vacxin",
    "vaccin",
    "timestamp",
    "nextofkin",
];

/// Row ids, the surest first.
pub(super) const RECORD_IDS: &[&str] = &[
    "id",
    "recid",
    "recordid",
    "uniqueid",
    "uid",
    "rowid",
    "uuid",
    "pid",
    "patientid",
    "madong",
    "ma",
    "maso",
    "mabenhnhan",
    "mabn",
    "madoituong",
    "mahoso",
    "sohoso",
    "key",
    "stt",
    "sott",
    "sothutu",
    "tt",
    "rownumber",
    "rownum",
    "rowno",
    "no",
];

pub(super) const SPELLINGS: &[(Meaning, &str)] = &[
    (
        Meaning::Is(Field::Name),
        "hovaten hoten htens hovatenkhaisinh hotenkhaisinh hotendaydu tendaydu tenbenhnhan tenbn hotenbn hotentre tentre hovachuten hovachulotten \
         hotendemten fullname personname completename patientname namefull tencongdan tennguoidan hovatenf1 hovatenf0",
    ),
    (Meaning::Called, "ten name tengoi"),
    (
        Meaning::Is(Field::FamilyName),
        "ho hodem hovatendem hotendem hochulot hovachulot hovadem holot surname lastname lname familyname famname lastnames secondname",
    ),
    (
        Meaning::Is(Field::MiddleName),
        "dem tendem chulot tenlot lot middlename mname middle middleinitial middleinit",
    ),
    (
        Meaning::Is(Field::GivenName),
        "givenname firstname fname forename givennames firstnames tenrieng chuten",
    ),
    (
        Meaning::Is(Field::BirthDate),
        "ngaythangnamsinh ngaysinhday ntns nts sinhngay dob dateofbirth birthdate dateborn datebirth borndate born ngaythangnam ngaysinhdaydu",
    ),
    (
        Meaning::Birth,
        "ngaysinh ns sinh birth birthday bday bdate ngaynamsinh ngaythangsinh ngaysinhnamsinh namsinhngaysinh",
    ),
    (Meaning::BirthYear, "namsinh sinhnam birthyear yearofbirth yob by byear"),
    (Meaning::Is(Field::BirthMonth), "thangsinh birthmonth monthofbirth mob bm bmonth"),
    (Meaning::Is(Field::BirthDay), "bd bday1 dayofbirth birthdayofmonth"),
    (Meaning::SexOrYear, "nam nu male female"),
    (Meaning::Year, "year"),
    (Meaning::Month, "thang month"),
    (Meaning::Day, "ngay day"),
    (Meaning::Is(Field::Age), "tuoi age agey ageyears ageinyears sotuoi dotuoi tuoinam"),
    (
        Meaning::Is(Field::Sex),
        "gioi gioitinh phai namnu gt sex gender sexcode gendercode nammoinu namhaynu",
    ),
    (
        Meaning::Is(Field::PersonalId),
        "cccd cmnd cmt cmtnd cancuoc cancuoccongdan thecancuoc chungminh chungminhnhandan chungminhthu socccd socmnd socmt socmtnd \
         socancuoc socancuoccongdan sothecancuoc cmndcccd cccdcmnd socmndcccd socccdcmnd socccdsocmnd socmndsocccd socccdhoaccmnd \
         cmndcccdhochieu socmndcccdhochieu cccdcmndhochieu cmndhochieu sodinhdanh sodinhdanhcanhan madinhdanh madinhdanhcanhan ddcn \
         sodinhdanhcccd madinhdanhcccd sochungminh sochungminhnhandan giaytotuythan sogiayto sogiaytotuythan sodinhdanhcongdan \
         citizenid citizenidentification personalid personalidnumber socancuoccccd cccdddcn sodinhdanhcancuoc maddcn soddcn",
    ),
    (
        Meaning::NationalId,
        "nationalid nationalidnumber nid idnumber idno identitynumber identitycard idcard idcardnumber",
    ),
    (
        Meaning::Is(Field::HealthCard),
        "bhyt mathe mathebhyt sothebhyt sothe sobhyt thebhyt mabhyt masobhyt mathebaohiemyte sothebaohiemyte baohiemyte masobhxh sobhxh \
         bhxh sosobhxh masobaohiemxahoi healthinsurance healthinsurancenumber healthcard healthcardnumber insurancenumber insuranceno",
    ),
    (
        Meaning::Is(Field::OtherId),
        "socsecid ssn socialsecuritynumber socialsecurity nhsnumber nhsno nhs medicare medicarenumber passport passportno passportnumber \
         hochieu sohochieu mrn medicalrecordnumber masothue mst masothuecanhan mayte masoyte maquanlysuckhoe driverslicence driverslicense",
    ),
    (
        Meaning::Is(Field::Phone),
        "sdt sodt dt dienthoai sodienthoai didong sodidong dienthoaididong dtdd sdtdd tel telephone telephonenumber phone phonenumber \
         phoneno mobile mobilephone mobilenumber mobileno cell cellphone homephone dienthoailienhe sodienthoailienhe sdtlienhe contactnumber \
         contactphone dtlienhe hotline zalo sozalo",
    ),
    (Meaning::Is(Field::Email), "email emailaddress mail thudientu diachiemail hopthu"),
    (
        Meaning::Is(Field::Address),
        "diachi dchi dc diachithuongtru diachitamtru diachihientai diachinha diachicutru noio noiohientai noiohiennay choo chohiennay \
         choohientai choohiennay noicutru noithuongtru thuongtru tamtru hokhau hokhauthuongtru hktt hokhautt noidangkyhokhau diachicuthe \
         diachichitiet diachilienhe address homeaddress fulladdress residence residentialaddress currentaddress diachinoio noiohtai",
    ),
    (Meaning::AddressLine, "address1 addressline1 addr1 addressline streetaddress diachi1"),
    (
        Meaning::Is(Field::House),
        "sonha streetnumber streetno housenumber houseno house housenr nhaso stnumber",
    ),
    (
        Meaning::Is(Field::Street),
        "duong tenduong duongpho pho tenpho duongngo ngo ngongach hem duongngongach street streetname road sonhaduong sonhatenduong sonhaduongpho \
         sonhatenduongpho sonhangoduong",
    ),
    (
        Meaning::Is(Field::Hamlet),
        "thon xom ap khupho to todanpho tdp khom khu kp thonto tothon thonxom thonap apkhom thonxomap apkhupho tokhupho thonkhupho \
         thontodanpho khuphoto khuphothon thonbanap thonbankhupho todanphothon tonhandan hamlet village quarter neighbourhood neighborhood thonxomto \
         thonapkhupho thonapban khuphoap banlang buon buonlang ban lang tokhuphothon khudancu kdc",
    ),
    (
        Meaning::Is(Field::Commune),
        "phuong xa phuongxa xaphuong px thitran xaphuongthitran phuongxathitran xaphuongtt phuongxatt phuongxadackhu xaphuongdackhu tenxa tenphuong \
         ward commune maxa maphuong maphuongxa maxaphuong wardname communename",
    ),
    (
        Meaning::Is(Field::District),
        "quan huyen quanhuyen huyenquan qh thixa quanhuyenthixa huyenthixa huyenthanhpho huyenthixathanhpho quanhuyentp quanhuyentx \
         quanhuyentxtp quanhuyenthixathanhpho quanhuyenthixatp quanhuyenthanhpho huyentp huyentxtp district districtname maquanhuyen mahuyen",
    ),
    (
        Meaning::Is(Field::Province),
        "tinh tinhthanhpho tinhthanh tinhtp thanhphotinh tptinh tentinh matinh province provincename tinhthanhphotructhuoctrunguong provincecity",
    ),
    (Meaning::City, "thanhpho tp"),
    (
        Meaning::Is(Field::Postcode),
        "mabuuchinh mabuudien buuchinh zip zipcode postcode postalcode postal mazip",
    ),
    (
        Meaning::Is(Field::Text),
        "address2 addressline2 addr2 address3 suburb city town cityname state county region country nghenghiep nghe nghiep congviec occupation \
         job profession noilamviec donvi coquan donvicongtac noicongtac workplace company school truong truonghoc lop class1 dantoc ethnicity \
         ethnic quoctich nationality tongiao religion quequan nguyenquan noisinh birthplace placeofbirth hometown race trinhdo \
         maritalstatus tinhtranghonnhan",
    ),
    (
        Meaning::Closed,
        "person personid cluster clusterid entity entityid truth label labels match ismatch group groupid gold goldid groundtruth class target \
         answer duplicateof dupof linkid ghichu note notes remark remarks comment comments",
    ),
];
