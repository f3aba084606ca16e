use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Licences {}

/// `cargo xtask licences` writes it; a test says when it is of an earlier day.
const TEXTS: &str = include_str!("../../licences.txt");

impl Licences {
    pub(crate) fn run(self) {
        print!("{TEXTS}");
    }
}
