#![doc = include_str!("../README.md")]

mod address;
mod age;
mod area_name;
mod ascii;
mod date;
mod document;
mod email;
mod health_card;
mod name;
mod number;
mod personal_id;
mod phone;
mod postcode;
mod reason;
mod street;
mod typing;
mod word;

pub use address::{Address, address};
pub use age::age;
pub use area_name::{AreaKind, AreaName, area_name};
pub use ascii::Ascii;
pub use date::{DateOrder, DateOrders, DateRead, PartialDate, birth_date, date, date_time};
pub use document::{Document, document};
pub use email::{Email, email};
pub use health_card::{HealthCard, health_card};
pub use name::{Name, name};
pub use number::number;
pub use personal_id::{IdDocument, PersonalId, id_document, personal_id};
pub use phone::{Phone, PhoneKind, phone};
pub use postcode::postcode;
pub use reason::{Normal, Reason};
pub use street::{Street, street};
pub use typing::typed_name;
pub use word::{sex, yes_no};
