//! A small register of made-up people, the same in every run, and how offices write it down.

/// A made-up person.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) born: (u32, u32, u32),
    pub(crate) sex: &'static str,
    pub(crate) phone: String,
    pub(crate) number: String,
    pub(crate) address: String,
}

impl Person {
    /// The birth date as Vietnamese write it.
    pub(crate) fn birth(&self) -> String {
        let (year, month, day) = self.born;
        format!("{day:02}/{month:02}/{year}")
    }

    /// The row of a register.
    pub(crate) fn row(&self) -> String {
        let Person { id, name, sex, phone, number, address, .. } = self;
        format!("{id},{name},{},{sex},{number},{phone},\"{address}\"", self.birth())
    }
}

/// The heading of `Person::row`.
pub(crate) const HEADING: &str = "Mã,Họ và tên,Ngày sinh,Giới tính,Số CCCD,Điện thoại,Địa chỉ";

const FAMILIES: [&str; 10] =
    ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô"];
const MIDDLES: [&str; 8] = ["Văn", "Thị", "Minh", "Thu", "Quang", "Đức", "Ngọc", "Thanh"];
const GIVENS: [&str; 16] = [
    "An", "Bình", "Châu", "Dũng", "Giang", "Hằng", "Hùng", "Khánh", "Lan", "Long", "Mai", "Phúc",
    "Quân", "Sơn", "Tâm", "Uyên",
];

/// So many made-up people.
pub(crate) fn people(count: u32) -> Vec<Person> {
    let mut state = 7_u64;
    let mut random = move |below: u32| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as u32 % below
    };
    (1..=count)
        .map(|at| {
            let pick = |from: &[&'static str], at: u32| from[at as usize];
            let name =
                [pick(&FAMILIES, random(10)), pick(&MIDDLES, random(8)), pick(&GIVENS, random(16))];
            let born = (1940 + random(75), 1 + random(12), 1 + random(28));
            let woman = random(2);
            let century = if born.0 < 2000 { 0 } else { 2 };
            Person {
                id: format!("P{at:04}"),
                name: name.join(" "),
                born,
                sex: ["Nam", "Nữ"][woman as usize],
                phone: format!("09{:08}", random(100_000_000)),
                number: format!(
                    "027{}{:02}{:06}",
                    century + woman,
                    born.0 % 100,
                    random(1_000_000)
                ),
                address: format!("Số {} đường Lê Lợi, phường Suối Hoa", 1 + random(300)),
            }
        })
        .collect()
}

/// A register of these people.
pub(crate) fn register(people: &[Person]) -> String {
    table(HEADING, people.iter().map(Person::row))
}

pub(crate) fn table(heading: &str, rows: impl IntoIterator<Item = String>) -> String {
    let rows: Vec<String> = rows.into_iter().collect();
    format!("{heading}\n{}\n", rows.join("\n")).replace("\n\n", "\n")
}

/// The text in the Vietnamese code page of Windows: a letter with its mark, then its tone.
pub(crate) fn in_windows_1258(text: &str) -> Vec<u8> {
    const VOWELS: [&str; 12] = [
        "aàảãáạ",
        "ăằẳẵắặ",
        "âầẩẫấậ",
        "eèẻẽéẹ",
        "êềểễếệ",
        "iìỉĩíị",
        "oòỏõóọ",
        "ôồổỗốộ",
        "ơờởỡớợ",
        "uùủũúụ",
        "ưừửữứự",
        "yỳỷỹýỵ",
    ];
    const TONES: [&[u8]; 6] = [b"", b"\xCC", b"\xD2", b"\xDE", b"\xEC", b"\xF2"];
    let byte = |letter: char| match letter {
        'ă' => 0xE3,
        'â' => 0xE2,
        'ê' => 0xEA,
        'ô' => 0xF4,
        'ơ' => 0xF5,
        'ư' => 0xFD,
        'đ' => 0xF0,
        'Đ' => 0xD0,
        letter => u8::try_from(letter).unwrap(),
    };
    let mut bytes = Vec::new();
    for letter in text.chars() {
        let lower = letter.to_lowercase().next().unwrap();
        let with_tone = VOWELS.iter().find_map(|row| {
            let tone = row.chars().position(|own| own == lower)?;
            Some((row.chars().next()?, TONES[tone]))
        });
        match with_tone {
            Some((plain, tone)) => {
                // In this code page a capital is 32 before its small letter.
                bytes.push(byte(plain) - if letter == lower { 0 } else { 32 });
                bytes.extend_from_slice(tone);
            }
            None => bytes.push(byte(letter)),
        }
    }
    bytes
}
