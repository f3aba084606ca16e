//! The web app is built in from `web/dist`, so a new build of it means a new build of this crate.

fn main() {
    println!("cargo::rerun-if-changed=../../web/dist/index.html");
}
