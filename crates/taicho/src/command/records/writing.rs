use clap::Args;
use taicho_model::KindSpec;
use taicho_ops::{Entered, Kept, kind_named};
use taicho_store::Actor;

use super::pair;
use crate::command::{Office, in_both_languages, now};

/// What a person writes into fields.
#[derive(Debug, Args)]
struct Set {
    /// What a field holds, as a table would have it; nothing after the sign clears it. May be given again.
    #[arg(long = "set", value_name = "NAME=VALUE", required = true)]
    set: Vec<String>,
}

impl Set {
    fn entered(&self) -> anyhow::Result<Entered> {
        let entered = self.set.iter().map(|it| {
            let (name, value) = pair(it, "--set")?;
            Ok((name.to_owned(), (!value.is_empty()).then(|| value.to_owned())))
        });
        entered.collect()
    }
}

#[derive(Debug, Args)]
pub(crate) struct Create {
    /// The kind: `taicho kinds` lists them.
    kind: String,
    #[command(flatten)]
    set: Set,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Correct {
    /// The kind: `taicho kinds` lists them.
    kind: String,
    /// The id of the record.
    id: String,
    /// The version that was seen; a newer one is not overwritten.
    #[arg(long, value_name = "NUMBER")]
    version: i64,
    #[command(flatten)]
    set: Set,
    /// Why.
    #[arg(long)]
    reason: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Withdraw {
    /// The kind: `taicho kinds` lists them.
    kind: String,
    /// The id of the record.
    id: String,
    /// The version that was seen; a newer one is not withdrawn.
    #[arg(long, value_name = "NUMBER")]
    version: i64,
    /// Why.
    #[arg(long)]
    reason: String,
}

#[derive(Debug, Args)]
pub(crate) struct Undo {
    /// The id of the change.
    change: String,
    /// Why.
    #[arg(long)]
    reason: String,
}

fn kind_of(name: &str) -> anyhow::Result<&'static KindSpec> {
    kind_named(name).map_err(in_both_languages)
}

impl Create {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let (kind, entered) = (kind_of(&self.kind)?, self.set.entered()?);
        let store = office.existing_store()?;
        let actor = Actor::local_operator();
        let kept = taicho_ops::create_record(&store, &actor, kind, entered, now());
        print(&kept.map_err(in_both_languages)?, self.json)
    }
}

impl Correct {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let (kind, entered) = (kind_of(&self.kind)?, self.set.entered()?);
        let store = office.existing_store()?;
        let actor = Actor::local_operator();
        let Self { id, version, reason, json, .. } = self;
        let corrected = taicho_ops::Correction { id, base_version: version, entered, reason };
        let kept = taicho_ops::correct_record(&store, &actor, kind, corrected, now());
        print(&kept.map_err(in_both_languages)?, json)
    }
}

impl Withdraw {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let kind = kind_of(&self.kind)?;
        let store = office.existing_store()?;
        let chosen = [(self.id, self.version)].into();
        let actor = Actor::local_operator();
        let done = taicho_ops::withdraw_records(&store, &actor, kind, chosen, self.reason, now());
        let change = done.map_err(in_both_languages)?.change_id.unwrap_or_default();
        println!("Đã rút; hoàn tác được bằng thay đổi {change}. Withdrawn; undo with this change.");
        Ok(())
    }
}

impl Undo {
    pub(crate) fn run(self, office: &Office) -> anyhow::Result<()> {
        let store = office.existing_store()?;
        let actor = Actor::local_operator();
        let undone = taicho_ops::undo_change(&store, &actor, self.change, self.reason, now());
        let (change, versions) = undone.map_err(in_both_languages)?;
        println!(
            "Đã hoàn tác {versions} phiên bản (thay đổi {change}). Undone: {versions} versions."
        );
        Ok(())
    }
}

fn print(kept: &Kept, json: bool) -> anyhow::Result<()> {
    if json {
        println!("{}", serde_json::to_string_pretty(kept)?);
        return Ok(());
    }
    for note in &kept.notes {
        println!("{} · {}", note.vi, note.en);
    }
    match &kept.change_id {
        Some(change) => println!(
            "Đã ghi {} (phiên bản {}); hoàn tác được bằng thay đổi {change}. Written; undo with this change.",
            kept.id, kept.version
        ),
        None => println!("Không có gì mới; chưa ghi gì. Nothing new; nothing was written."),
    }
    Ok(())
}
