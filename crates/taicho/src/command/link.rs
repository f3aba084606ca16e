use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use serde_json::json;
use taicho_linkage::{Links, Pattern, explain, link};
use taicho_model::Words;

use super::Office;
use super::files::unwritten;
use super::linkage::{
    Language, Lists, Reading, outcome_json, peak_mib, print_costs, print_outcome, print_two_ids,
    put_cell, put_probability, side_by_side, watch,
};
use super::tracing::{Watch, safe_cell};

#[derive(Debug, Args)]
pub(crate) struct Link {
    /// The list in which people are looked up, such as the register of residents.
    left: PathBuf,
    /// The list of those who are looked up, such as the vaccinations.
    right: PathBuf,
    /// Write one row for each link: left_id, right_id, probability, explanation.
    #[arg(long, value_name = "LINKS")]
    out: Option<PathBuf>,
    /// Write the pairs that a person should look at, in the same form.
    #[arg(long, value_name = "PAIRS")]
    review: Option<PathBuf>,
    /// Explain one pair, field by field.
    #[arg(long, num_args = 2, value_names = ["LEFT_ID", "RIGHT_ID"])]
    explain: Option<Vec<String>>,
    /// Draw the explanation as a picture.
    #[arg(long, value_name = "FILE", requires = "explain")]
    svg: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
}

impl Link {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let mut time = Watch::start();
        let lists = self.reading.read(office, &[&self.left, &self.right])?;
        let decisions = self.reading.decisions(&lists)?;
        let read_s = time.lap();
        let found = link(&lists.records, (0, 1), &decisions, &mut watch);
        let compare_s = time.lap();
        for (path, links) in [(&self.out, &found.links), (&self.review, &found.for_review)] {
            if let Some(path) = path {
                write(path, &lists, links, self.reading.lang).with_context(|| unwritten(path))?;
            }
        }
        if let Some(ids) = &self.explain {
            return self.explain_pair(&lists, &found, &decisions, ids);
        }
        if self.reading.json {
            let printed = json!({
                "lists": lists.to_json(),
                "links": found.links.len(),
                "for_review": found.for_review.len(),
                "with_two_ids": found.with_two_ids(),
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
        print_two_ids(found.with_two_ids());
        println!("cặp một người · links: {}", found.links.len());
        println!("cần người xem lại · for a person to look at: {}", found.for_review.len());
        print_costs(read_s, compare_s);
        Ok(())
    }

    fn explain_pair(
        &self,
        lists: &Lists,
        found: &Links,
        decisions: &taicho_linkage::Decisions,
        ids: &[String],
    ) -> anyhow::Result<()> {
        let (left, right) = (lists.row(0, &ids[0])?, lists.row(1, &ids[1])?);
        let explained = explain(&lists.records, &found.plan, decisions, left, right);
        let lang = self.reading.lang;
        if let Some(cells) = side_by_side(lists, (left, right), lang)? {
            println!("{cells}");
        }
        println!("{}\n", explained.in_words(lang == Language::Vi));
        println!("{}", lang.of(standing(found, (left, right))));
        println!(
            "{}",
            lang.of(Words::new("1 bit = tỷ lệ cược gấp đôi.", "1 bit doubles the odds."))
        );
        if let Some(path) = &self.svg {
            let picture = explained.waterfall(&ids[0], &ids[1], lang == Language::Vi);
            std::fs::write(path, picture).with_context(|| unwritten(path))?;
        }
        Ok(())
    }
}

/// What became of a pair.
fn standing(found: &Links, pair: (u32, u32)) -> Words {
    let has =
        |links: &[taicho_linkage::Link]| links.iter().any(|link| (link.left, link.right) == pair);
    let taken = |link: &taicho_linkage::Link| link.left == pair.0 || link.right == pair.1;
    if has(&found.links) {
        Words::new("→ đã nối.", "→ linked.")
    } else if has(&found.for_review) {
        Words::new("→ chưa nối, cần người xem lại.", "→ not linked, for a person to look at.")
    } else if found.links.iter().any(taken) {
        Words::new(
            "→ không nối: một dòng đã nối với dòng khác.",
            "→ not linked: a row is linked to another.",
        )
    } else {
        Words::new("→ không nối.", "→ not linked.")
    }
}

fn write(
    path: &Path,
    lists: &Lists,
    links: &[taicho_linkage::Link],
    lang: Language,
) -> std::io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, File::create(path)?);
    writeln!(out, "left_id,right_id,probability,explanation")?;
    let mut said: HashMap<Pattern, String> = HashMap::new();
    for link in links {
        let words = said
            .entry(link.pattern)
            .or_insert_with(|| safe_cell(&lang.of(link.pattern.in_words())));
        for row in [link.left, link.right] {
            put_cell(&mut out, lists.records.label(row))?;
        }
        put_probability(&mut out, link.probability)?;
        writeln!(out, ",{words}")?;
    }
    out.flush()
}
