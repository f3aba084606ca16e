//! Taicho, one program: `taicho --help` lists what it does.

mod command;
mod table;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    leave_with_the_reader();
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

/// Whoever reads the output may have seen enough, as `head` does: that ends the program and is no failure. Where what is
/// printed cannot be kept, that is told; what the command did stays done.
fn leave_with_the_reader() {
    let otherwise = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let said = panic.payload().downcast_ref::<String>();
        if said.is_some_and(|said| said.starts_with("failed printing to stdout: Broken pipe")) {
            std::process::exit(0);
        }
        if let Some(why) = said.and_then(|said| said.strip_prefix("failed printing to stdout: ")) {
            eprintln!(
                "taicho: không in được kết quả ({why}); việc đã làm vẫn được giữ · the result cannot be printed ({why}); what was done stays done"
            );
            std::process::exit(1);
        }
        otherwise(panic);
    }));
}
