//! The content that ships loads without a fault.

use std::path::Path;

use taicho_rules::Library;

fn library() -> Library {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content");
    Library::load_folder(&content)
        .expect("the content folder")
        .unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn every_rule_set_loads() {
    assert!(library().sets().len() >= 3);
}
