//! The content is built in; a file that is new there must be built in too.

fn main() {
    // A debug build reads the folder itself when it runs.
    let watched = if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        "../../content"
    } else {
        "build.rs"
    };
    println!("cargo::rerun-if-changed={watched}");
}
