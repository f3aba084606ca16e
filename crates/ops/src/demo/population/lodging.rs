//! Rental rows: many rooms under one roof, let to workers.

use taicho_model::{PlaceKind, ResidenceKind};

use super::{Home, PlaceRow, WardBuilder, household};

/// 1 to 4 tenants in a room.
const TENANTS: [u32; 4] = [25, 45, 22, 8];

impl WardBuilder<'_> {
    /// Adds one rental row of at most `room` people and says how many moved in.
    pub(super) fn add_lodging(&mut self, room: usize) -> usize {
        self.lodgings += 1;
        let key = format!("{}L-{}-{:03}", self.spec.key_prefix, self.ward.code, self.lodgings);
        let address = self.address("số");
        self.made.places.push(PlaceRow {
            key: key.clone(),
            kind: PlaceKind::Lodging,
            name: format!(
                "Khu nhà trọ số {}, {} {}",
                self.lodgings, self.ward.kind, self.ward.name
            ),
            area_code: self.ward.code.clone(),
        });
        let rooms = 6 + self.draw.below(13);
        let mut moved_in = 0;
        for number in 1..=rooms {
            let tenants = (self.draw.weighted(&TENANTS) + 1).min(room - moved_in);
            if tenants == 0 {
                break;
            }
            let members: Vec<_> =
                (0..tenants).map(|_| household::tenant(&mut self.draw, self.names)).collect();
            let home = Home {
                household_key: self.open_household(&members[0].full_name),
                address: format!("Phòng {number}, {address}"),
                lodging_key: Some(key.clone()),
                residence: ResidenceKind::Temporary,
            };
            moved_in += tenants;
            for member in members {
                self.add_person(member, &home);
            }
        }
        moved_in
    }
}
