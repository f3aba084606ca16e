use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;
use taicho_model::{Proposal, Words};
use taicho_rules::Library;
use taicho_store::Read;
use utoipa::ToSchema;

use super::decide;
use crate::content::LocalFiles;
use crate::local::{ContentFault, Sort, area_of, plain, recorded, rules_beside, with_local};
use crate::situation::Situation;
use crate::{Content, OpsError};

/// A file as somebody thinks of writing it.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Where it stands below the content folder.
    pub path: String,
    /// What it would say; none where it would be withdrawn.
    pub text: Option<String>,
}

/// What a draft would change at a moment.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Preview {
    /// What is wrong in it, with file, line and what is wanted; then nothing is compared.
    pub faults: Vec<ContentFault>,
    /// Worked examples beside the rules that do not come out; they keep nothing from being written.
    pub examples: Vec<ContentFault>,
    /// Proposals that there would be and are not now.
    pub added: Vec<Proposal>,
    /// Proposals that there would be no more.
    pub gone: Vec<Proposal>,
    /// Proposals that would say something else.
    pub changed: Vec<ChangedProposal>,
    /// Proposals that would stay as they are.
    #[schema(minimum = 0)]
    pub same: usize,
    /// How much cannot be told for want of facts: now, and with the draft.
    pub undecided: [usize; 2],
    /// What would be said of the whole answer and is not said now.
    pub notes: Vec<Words>,
}

/// A proposal now and with a draft.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ChangedProposal {
    /// As it is.
    pub before: Proposal,
    /// As it would be.
    pub after: Proposal,
}

/// Checks a draft, and decides with and without it: what would change in the area at the moment.
pub fn preview_content(
    read: &mut Read<'_>,
    content: &Content,
    library: &Library,
    draft: &Draft,
    area_code: &str,
    at: Timestamp,
) -> Result<Preview, OpsError> {
    let now = recorded(read, None)?;
    let (before, local) = with_local(library, now.clone());
    let known = local.left_out;
    let mut files = now;
    match &draft.text {
        Some(text) => drop(files.insert(draft.path.clone(), plain(text))),
        None => drop(files.remove(&draft.path)),
    }
    let (with, local_with) = with_local(library, files);
    let mut faults = local_with.left_out.clone();
    faults.retain(|fault| fault.file == draft.path || !known.contains(fault));
    if let Some(text) = &draft.text {
        faults.extend(area_of(read, &with, &draft.path, text)?.err());
    }
    if !faults.is_empty() {
        let faults = faults.into_iter().map(ContentFault::from).collect();
        return Ok(Preview { faults, ..Preview::default() });
    }
    let situation = Situation::load(read, area_code, at, None)?;
    let without =
        content.with_local(Arc::new(LocalFiles { left_out: known, ..LocalFiles::default() }));
    let before = decide(&situation, &without, &before, None)?;
    let after = decide(&situation, &content.with_local(Arc::new(local_with)), &with, None)?;
    let mut preview = compared(before.proposals, after.proposals);
    preview.undecided = [before.undecided.len(), after.undecided.len()];
    preview.notes = after.notes.into_iter().filter(|note| !before.notes.contains(note)).collect();
    preview.examples = examples(&with, &draft.path);
    Ok(preview)
}

/// The examples of the draft's own rule set that do not come out.
fn examples(library: &Library, path: &str) -> Vec<ContentFault> {
    if !matches!(Sort::of(path), Some(Sort::Rules | Sort::Examples)) {
        return Vec::new();
    }
    let of_set = rules_beside(path).replace("rules.toml", "examples.toml");
    let failed = library.run_examples().failed.into_iter();
    failed.filter(|fault| fault.file == of_set).map(ContentFault::from).collect()
}

/// What a proposal is about: two of one subject are one that changes, where they do not say the same.
fn subject(proposal: &Proposal) -> [String; 5] {
    let zone = proposal.zone.as_ref().map(|zone| zone.code.clone());
    [
        proposal.kind.clone(),
        proposal.area.code.clone(),
        zone.unwrap_or_default(),
        proposal.disease.clone().unwrap_or_default(),
        proposal.case.clone().unwrap_or_default(),
    ]
}

fn compared(before: Vec<Proposal>, after: Vec<Proposal>) -> Preview {
    let mut preview = Preview::default();
    let mut old: BTreeMap<[String; 5], Vec<Proposal>> = BTreeMap::new();
    for proposal in before {
        old.entry(subject(&proposal)).or_default().push(proposal);
    }
    let mut new: BTreeMap<[String; 5], Vec<Proposal>> = BTreeMap::new();
    for proposal in after {
        let there = old.entry(subject(&proposal)).or_default();
        match there.iter().position(|other| *other == proposal) {
            Some(at) => {
                there.remove(at);
                preview.same += 1;
            }
            None => new.entry(subject(&proposal)).or_default().push(proposal),
        }
    }
    for (subject, proposals) in new {
        let mut there = old.remove(&subject).unwrap_or_default().into_iter();
        for after in proposals {
            match there.next() {
                Some(before) => preview.changed.push(ChangedProposal { before, after }),
                None => preview.added.push(after),
            }
        }
        preview.gone.extend(there);
    }
    preview.gone.extend(old.into_values().flatten());
    preview
}
