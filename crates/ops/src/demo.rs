//! The scenes of `content/demo/`.

mod population;

pub use population::{
    Names, NamesError, PeopleSpec, PersonRow, PlaceRow, Population, WardSpec, generate_people,
};
