use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use serde_json::json;
use taicho_linkage::{Clusters, dedupe};

use super::Office;
use super::files::unwritten;
use super::linkage::{
    Lists, Reading, outcome_json, peak_mib, print_costs, print_outcome, print_two_ids, put_cell,
    put_probability, watch,
};
use super::tracing::Watch;

#[derive(Debug, Args)]
pub(crate) struct Dedupe {
    /// The list.
    file: PathBuf,
    /// Write one row for each row: id, cluster, probability; the cluster is the id of its first row.
    #[arg(long, value_name = "CLUSTERS")]
    out: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
}

impl Dedupe {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let mut time = Watch::start();
        let lists = self.reading.read(office, &[&self.file])?;
        let decisions = self.reading.decisions(&lists)?;
        let read_s = time.lap();
        let found = dedupe(&lists.records, 0, &decisions, &mut watch);
        let compare_s = time.lap();
        if let Some(path) = &self.out {
            write(path, &lists, &found).with_context(|| unwritten(path))?;
        }
        let people = (0..).zip(&found.clusters).filter(|(row, cluster)| row == *cluster).count();
        if self.reading.json {
            let printed = json!({
                "lists": lists.to_json(),
                "people": people,
                "with_two_ids": found.with_two_ids(&lists.records, 0),
                "outcome": outcome_json(&found.plan, &found.outcome),
                "read_s": read_s,
                "compare_s": compare_s,
                "peak_mib": peak_mib(),
            });
            println!("{printed}");
            return Ok(());
        }
        lists.print();
        print_outcome(&found.plan, &found.outcome);
        println!(
            "số người · people: {people}; dòng trùng · rows more than people: {}",
            found.clusters.len() - people
        );
        print_two_ids(found.with_two_ids(&lists.records, 0));
        print_costs(read_s, compare_s);
        Ok(())
    }
}

fn write(path: &std::path::Path, lists: &Lists, found: &Clusters) -> std::io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, File::create(path)?);
    writeln!(out, "id,cluster,probability")?;
    let start = lists.records.list(0).start;
    for (at, (cluster, probability)) in (0..).zip(found.clusters.iter().zip(&found.probabilities)) {
        for row in [at, *cluster] {
            put_cell(&mut out, lists.records.label(start + row))?;
        }
        put_probability(&mut out, *probability)?;
        out.write_all(b"\n")?;
    }
    out.flush()
}
