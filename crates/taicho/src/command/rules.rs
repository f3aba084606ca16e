use clap::{Args, Subcommand};

use super::Office;

#[derive(Debug, Args)]
pub(crate) struct Rules {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Check every rule file: names, types, units, documents.
    Check,
    /// Run the worked examples that stand beside the rules.
    Test,
}

impl Rules {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let library = office.library()?;
        match self.what {
            What::Check => {
                for set in library.sets() {
                    println!("{}/{}: {}", set.family.0, set.id, set.document.title.vi);
                }
                println!("{} bộ quy tắc hợp lệ. All rule sets are sound.", library.sets().len());
                Ok(())
            }
            What::Test => {
                let report = library.run_examples();
                for failure in &report.failed {
                    println!("{failure}");
                }
                for file in &report.without {
                    println!("{file}: chưa có ví dụ. There is no example.");
                }
                println!("{} ví dụ đúng. {} examples hold.", report.passed, report.passed);
                anyhow::ensure!(
                    report.is_good(),
                    "{0} ví dụ không đạt · {0} examples failed",
                    report.failed.len()
                );
                Ok(())
            }
        }
    }
}
