//! Taicho, one program: `taicho --help` lists what it does.

mod command;
mod table;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let arguments = command::Arguments::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(arguments.log_level())
        .init();
    match command::run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One line for each cause, the plainest first.
            eprintln!("taicho: {error:#}");
            ExitCode::from(1)
        }
    }
}
