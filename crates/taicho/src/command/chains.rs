use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use taicho_contacts::chains::{Delay, Method, Pool};
use taicho_ops::lists::Remarks;
use taicho_ops::lists::lines::{
    LineLists, Mapping, RowKind, Sheet, guess_mapping, read_line_lists,
};
use taicho_ops::{TracedChains, trace_chains};

use super::files::{bytes_at, text_at, unwritten};
use super::tracing::{print_remarks, remarks};
use crate::table::Table;

#[derive(Debug, Args)]
pub(crate) struct Chains {
    /// Line lists that belong together: cases, contacts, pairs; CSV, XLSX or JSON, - reads a pipe.
    #[arg(required = true)]
    lists: Vec<PathBuf>,
    /// What the columns mean, as a TOML file; guessed if it is left out.
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Write the mapping that was used, to be corrected by hand.
    #[arg(long, value_name = "FILE")]
    save_mapping: Option<PathBuf>,
    /// Draw the chains.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Write the cases and links as GraphML.
    #[arg(long, value_name = "FILE")]
    graphml: Option<PathBuf>,
    /// Mean and standard deviation of the days from onset to onset, until 30 links of the lists give them; COVID-19 in
    /// China in early 2020 (Ali, Science 2020;369:1106) if it is left out.
    #[arg(long, value_name = "MEAN,SD", default_value = "5.1,5.3", value_parser = delay)]
    serial: (f64, f64),
    /// Among whom a source is looked for when no meeting with a case is known.
    #[arg(long, value_enum, default_value_t = Among::Nobody)]
    among: Among,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Among {
    /// Nobody: only meetings count.
    Nobody,
    /// The cases of the same place.
    Place,
    /// All cases.
    All,
}

impl Chains {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let mut remarks = remarks();
        let sheets = self.lists.iter().map(|path| sheet(path, &mut remarks));
        let sheets = sheets.collect::<anyhow::Result<Vec<_>>>()?;
        let mapping = match &self.mapping {
            Some(path) => {
                let text = text_at(path)?;
                Mapping::parse(&text).with_context(|| format!("{}", path.display()))?
            }
            None => guess_mapping(&sheets),
        };
        let lists = read_line_lists(&sheets, &mapping, remarks);
        drop(sheets);
        let mut method = Method::new(Delay::normal(self.serial.0, self.serial.1)?);
        method.pool = match self.among {
            Among::Nobody => Pool::Nobody,
            Among::Place => Pool::SamePlace,
            Among::All => Pool::Everybody,
        };
        let traced = trace_chains(&lists, &method);
        let write = |path: &Option<PathBuf>, text: &dyn Fn() -> String| match path {
            Some(path) => std::fs::write(path, text()).with_context(|| unwritten(path)),
            None => Ok(()),
        };
        write(&self.save_mapping, &|| mapping.to_toml())?;
        write(&self.svg, &|| traced.picture().svg())?;
        write(&self.graphml, &|| traced.picture().graphml())?;
        if self.json {
            let mut printed = traced.json();
            printed["files"] = serde_json::to_value(&lists.files)?;
            printed["doubts"] = serde_json::to_value(&lists.doubts)?;
            printed["remarks"] = serde_json::to_value(&lists.remarks)?;
            printed["mapping"] = mapping.to_toml().into();
            println!("{printed}");
        } else {
            print_files(&lists, self.mapping.is_none());
            print(&traced, &lists);
        }
        Ok(())
    }
}

fn delay(text: &str) -> Result<(f64, f64), String> {
    let read = text.split_once(',').and_then(|(mean, sd)| {
        Some((mean.trim().parse::<f64>().ok()?, sd.trim().parse::<f64>().ok()?))
    });
    read.ok_or_else(|| "cần hai số cách nhau bằng dấu phẩy, ví dụ 5.1,5.3 · two numbers with a comma between are needed, such as 5.1,5.3".to_owned())
}

fn sheet(path: &Path, remarks: &mut Remarks) -> anyhow::Result<Sheet> {
    let bytes = bytes_at(path)?;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    Ok(Sheet::from_bytes(&name, &bytes, remarks)?)
}

/// How each file was taken: a wrong guess must be seen before the chains are believed.
fn print_files(lists: &LineLists, guessed: bool) {
    for read in &lists.files {
        let rows = match read.rows_are {
            Some(RowKind::Cases) => "ca bệnh · cases",
            Some(RowKind::Pairs) => {
                "cặp nguồn lây và người bị lây · pairs of infector and infected"
            }
            Some(RowKind::Contacts) => "người tiếp xúc · contacts",
            None => "không rõ, bỏ qua · not known, left out",
        };
        println!("{}: {} dòng · rows: {rows}", read.file, read.rows);
    }
    if guessed {
        println!("Cách đọc do chương trình đoán; --save-mapping FILE ghi ra để sửa. Guessed.\n");
    }
}

fn print(traced: &TracedChains, lists: &LineLists) {
    let chains = &traced.chains;
    println!(
        "{} ca, {} liên kết dùng được, {} liên kết bị loại, {} ca thiếu nguồn lây.",
        traced.cases.len(),
        chains.links.len(),
        chains.refused.len(),
        chains.missing.len()
    );
    println!(
        "{} cases, {} links used, {} refused, {} cases without a source.\n",
        traced.cases.len(),
        chains.links.len(),
        chains.refused.len(),
        chains.missing.len()
    );
    let mut shown = Table::new(&["chuỗi bắt đầu từ", "số ca", "thế hệ", "liên kết suy đoán"]);
    for chain in chains.chains.iter().filter(|chain| chain.cases > 1).take(20) {
        shown.row(vec![
            traced.name(chain.root),
            chain.cases.to_string(),
            chain.generations.to_string(),
            chain.likely_links.to_string(),
        ]);
    }
    println!("{shown}");
    if let Some(serial) = &chains.serial {
        println!(
            "Khoảng cách khởi phát · serial interval: {:.1} ngày · days (n {}, âm · negative {})",
            serial.mean, serial.n, serial.negative
        );
    }
    if let Some(offspring) = &chains.offspring {
        let k = offspring.fitted.dispersion.map_or("∞".to_owned(), |k| format!("{k:.3}"));
        println!("R {:.2}, k {k}", offspring.fitted.mean);
    }
    for refusal in chains.refused.iter().take(20) {
        println!(
            "{} → {}: {} · {}",
            traced.name(refusal.claim.source),
            traced.name(refusal.claim.infectee),
            refusal.reason.in_vietnamese(|person| traced.name(person)),
            refusal.reason.in_english(|person| traced.name(person))
        );
    }
    if chains.refused.len() > 20 {
        println!("… (--json: {})", chains.refused.len());
    }
    print_remarks(&lists.remarks);
}
