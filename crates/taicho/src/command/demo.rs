use std::time::Instant;

use clap::Args;
use taicho_ops::demo::prepare;

use super::Office;
use super::serve::{Listen, serve};

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Only build the demo's database, and exit.
    #[arg(long)]
    prepare: bool,
    #[command(flatten)]
    listen: Listen,
}

impl Demo {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let store = office.store()?;
        let begun = Instant::now();
        let scenes = prepare(&store, office.content()?, |what| {
            eprintln!("{:>6.1} s  {what}", begun.elapsed().as_secs_f64());
        })?;
        eprintln!("{:>6.1} s  sẵn sàng · ready", begun.elapsed().as_secs_f64());
        if self.prepare {
            return Ok(());
        }
        serve(office, store, scenes, None, &self.listen)
    }
}
