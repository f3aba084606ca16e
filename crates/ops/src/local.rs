//! Content of the place's own: rule sets with what their plan decides, indicators, heads of papers. Each file is a
//! record, so that what was asked at a moment is what was recorded by then, and a change of it can be undone.

mod folder;
mod in_force;
mod keep;
mod list;
mod reading;
mod sort;

pub use folder::{FolderFiles, Taken, check_folder, read_folder, take_in};
pub(crate) use in_force::recorded;
pub use in_force::{InForce, in_force};
pub(crate) use keep::area_of;
pub use keep::{KeptContent, NewContent, keep_content};
pub use list::{
    ContentFault, ContentFile, ContentState, ContentText, ContentVersion, Template, content_file,
    content_files, template, templates,
};
pub use reading::check_local;
pub(crate) use reading::{plain, said, with_local};
pub use sort::Sort;
pub(crate) use sort::rules_beside;
