//! Workplaces and schools of a scene.

use taicho_model::PlaceKind;

use super::draw::Draw;
use super::{PeopleSpec, PlaceRow};

/// How many people of the scene stand behind one workplace.
const PEOPLE_PER_WORKPLACE: usize = 150;

/// The places where people work and learn; only keys are needed to send people there.
pub(super) struct Workplaces {
    key_prefix: String,
    all: Vec<String>,
}

impl Workplaces {
    /// Lays out workplaces over the wards and three schools in each ward.
    pub(super) fn plan(spec: &PeopleSpec, places: &mut Vec<PlaceRow>) -> Self {
        let mut all = Vec::new();
        for ward in &spec.wards {
            for number in 1..=(ward.count / PEOPLE_PER_WORKPLACE).max(1) {
                let key = format!("{}W-{}-{number:03}", spec.key_prefix, ward.code);
                places.push(PlaceRow {
                    key: key.clone(),
                    kind: PlaceKind::Workplace,
                    name: format!(
                        "Cơ sở sản xuất, kinh doanh số {number}, {} {}",
                        ward.kind, ward.name
                    ),
                    area_code: ward.code.clone(),
                });
                all.push(key);
            }
            for (step, what) in
                [(1, "Trường Mầm non"), (2, "Trường Tiểu học"), (3, "Trường Trung học cơ sở")]
            {
                places.push(PlaceRow {
                    key: format!("{}S-{}-{step}", spec.key_prefix, ward.code),
                    kind: PlaceKind::School,
                    name: format!("{what} {}", ward.name),
                    area_code: ward.code.clone(),
                });
            }
        }
        Self { key_prefix: spec.key_prefix.clone(), all }
    }

    /// Where a person of an age goes by day: a school of the ward, or work anywhere in the scene.
    pub(super) fn of(&self, draw: &mut Draw, ward: &str, age: u32, works: bool) -> Option<String> {
        let school = |step| Some(format!("{}S-{ward}-{step}", self.key_prefix));
        match age {
            3..=5 => school(1),
            6..=10 => school(2),
            11..=14 => school(3),
            18..=59 if works => draw.pick(&self.all).cloned(),
            _ => None,
        }
    }
}
