//! The way by file: what lies in the folder `content` beside the database is taken as one change.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fs, io};

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use taicho_model::{LocalContent, Record as _, Value, Words, vietnam_date, vietnam_midnight};
use taicho_rules::{Library, RuleError};
use taicho_store::{Actor, Intent, Read, Store, Write};

use super::in_force::recorded;
use super::keep::area_of;
use super::reading::{LONGEST_BYTES, plain};
use super::sort::rules_beside;
use super::{Sort, with_local};
use crate::home;
use crate::{Content, OpsError, demo};

/// What became of the files of a folder.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// The files that were taken, each new or changed.
    pub files: Vec<String>,
    /// What is wrong with those that were not; what was recorded of them before stays in use.
    pub faults: Vec<Words>,
    /// The files that say what a page has replaced since: they are left as they are.
    pub older: Vec<String>,
}

/// The files of a folder by their paths, each with its text or why it has none.
pub type FolderFiles = BTreeMap<String, Result<String, Words>>;

/// Fails where the content folder is none, before anything is written; that there is none is no fault.
pub fn check_folder(folder: &Path) -> Result<(), OpsError> {
    if folder.exists() && !folder.is_dir() {
        return Err(OpsError::LocalContent(no_folder(folder)));
    }
    Ok(())
}

/// Reads the files of a content folder that its place may have; others, such as notes, are left alone.
pub fn read_folder(folder: &Path) -> Result<FolderFiles, OpsError> {
    check_folder(folder)?;
    let mut files = FolderFiles::new();
    for name in ["rules", "measures", "reports"] {
        read_into(&folder.join(name), name, &mut files);
    }
    Ok(files)
}

fn read_into(path: &Path, name: &str, files: &mut FolderFiles) {
    let failed = |error: &io::Error| {
        Words::new(
            format!("{name}: không đọc được ({error})"),
            format!("{name}: it cannot be read ({error})"),
        )
    };
    if path.is_dir() {
        match fs::read_dir(path) {
            Err(error) => drop(files.insert(name.to_owned(), Err(failed(&error)))),
            Ok(entries) => {
                for entry in entries.flatten() {
                    let below = format!("{name}/{}", entry.file_name().to_string_lossy());
                    read_into(&entry.path(), &below, files);
                }
            }
        }
    } else if path.is_file() && [".toml", ".csv"].iter().any(|ending| name.ends_with(ending)) {
        let text = match fs::metadata(path) {
            // What is far too long to be content is not even read.
            Ok(it) if it.len() > 8 * LONGEST_BYTES as u64 => Err(too_long(name)),
            _ => match fs::read(path) {
                Err(error) => Err(failed(&error)),
                Ok(bytes) => String::from_utf8(bytes).map_err(|error| {
                    let at = error.utf8_error().valid_up_to();
                    let line = 1 + error.as_bytes()[..at].iter().filter(|it| **it == b'\n').count();
                    not_utf8(name, line)
                }),
            },
        };
        files.insert(name.to_owned(), text.map(|text| plain(&text)));
    }
}

/// Takes the files of a folder that differ from what is recorded, as one change.
///
/// A faulty one is named and not taken: what was recorded of it before stays in use. One that says again what a page
/// replaced or somebody took back is not taken either. For a place of another time they count as known by then.
pub fn take_in(
    store: &Store,
    content: &'static Content,
    library: &'static Library,
    folder: &Path,
    now: Timestamp,
) -> Result<Taken, OpsError> {
    let files = match read_folder(folder) {
        Ok(files) => files,
        Err(OpsError::LocalContent(words)) => {
            return Ok(Taken { faults: vec![words], ..Taken::default() });
        }
        Err(error) => return Err(error),
    };
    let mut faults = Vec::new();
    let mut readable = BTreeMap::new();
    for (path, text) in files {
        match text {
            Ok(text) => drop(readable.insert(path, text)),
            Err(words) => faults.push(words),
        }
    }
    let actor = Actor::local_operator();
    let differs = store.read(&actor, |read| {
        let known = recorded(read, None)?;
        Ok::<_, OpsError>(readable.iter().any(|(path, text)| known.get(path) != Some(text)))
    })?;
    if !differs {
        return Ok(Taken { faults, ..Taken::default() });
    }
    let intent = Intent::new("take_in_content", now);
    let mut taken = store.write::<_, OpsError>(&actor, intent, move |write| {
        take(write, content, library, &readable, now)
    })?;
    faults.append(&mut taken.faults);
    Ok(Taken { faults, ..taken })
}

fn take(
    write: &mut Write<'_>,
    content: &Content,
    library: &Library,
    files: &BTreeMap<String, String>,
    now: Timestamp,
) -> Result<Taken, OpsError> {
    let known = recorded(write, None)?;
    let mut taken = Taken::default();
    let mut wanted: BTreeMap<String, String> = BTreeMap::new();
    let mut since: BTreeMap<String, Timestamp> = BTreeMap::new();
    for (path, text) in files.iter().filter(|(path, text)| known.get(*path) != Some(*text)) {
        let history = write.history(LocalContent::SPEC, path)?;
        let says = |value: &Value| matches!(value, Value::Text(it) if it == text);
        if history.iter().any(|version| version.values.get("body").is_some_and(says)) {
            taken.older.push(path.clone());
            continue;
        }
        since.extend(history.first().map(|version| (path.clone(), version.recorded_at)));
        wanted.insert(path.clone(), text.clone());
    }
    // With a faulty file left out others may lack what they lean on: until none is left out any more.
    let with = loop {
        let mut all = known.clone();
        all.extend(wanted.clone());
        let (with, local) = with_local(library, all);
        let mut faults = local.left_out;
        for path in wanted.keys() {
            faults.extend(area_of(write, &with, path, &wanted[path])?.err());
        }
        let names: BTreeSet<&str> = faults.iter().map(|fault| fault.file.as_str()).collect();
        let before = wanted.len();
        wanted.retain(|path, _| !names.contains(path.as_str()));
        if wanted.len() == before {
            break with;
        }
        let own: Vec<RuleError> =
            faults.into_iter().filter(|fault| files.contains_key(&fault.file)).collect();
        taken.faults.extend(own.iter().map(RuleError::explain));
    };
    let from = replayed_from(write, content)?;
    let mut rows = Vec::new();
    for (path, text) in wanted {
        let learned = from.map(|from| {
            let at = issued_on(&with, &path).unwrap_or(from.saturating_sub(1.day()));
            let at = vietnam_midnight(at).min(now);
            since.get(&path).map_or(at, |since| at.max(*since))
        });
        let row = LocalContent { id: path.clone().into(), file: path.clone(), body: text };
        rows.push((taicho_model::Row::of(&row), learned));
        taken.files.push(path);
    }
    write.put_rows(LocalContent::SPEC, rows)?;
    Ok(taken)
}

/// The day from which a place of another time is replayed, a demo too; none for one that works today.
fn replayed_from(read: &mut Read<'_>, content: &Content) -> Result<Option<Date>, OpsError> {
    if read.setting(demo::MARK)?.is_some() {
        let scenes = demo::scenes(content)?;
        return Ok(scenes.first().map(|scene| vietnam_date(scene.starts_at)));
    }
    home::replayed_on(read)
}

/// The day on which the document of a rule set was issued, for the files that lie in its folder.
fn issued_on(library: &Library, path: &str) -> Option<Date> {
    let beside = match Sort::of(path)? {
        Sort::Rules | Sort::Examples | Sort::Plan => rules_beside(path),
        Sort::Measures | Sort::ReportHead | Sort::OrderHead => return None,
    };
    let set = library.sets().iter().find(|set| set.file == beside)?;
    Some(set.document.issued_on)
}

fn no_folder(folder: &Path) -> Words {
    let folder = folder.display();
    Words::new(
        format!(
            "{folder} là một tệp, không phải thư mục: quy định của địa phương nằm trong thư mục này"
        ),
        format!("{folder} is a file and no folder: content of one's own lies in that folder"),
    )
}

fn not_utf8(name: &str, line: usize) -> Words {
    Words::new(
        format!("{name}, dòng {line}: tệp không phải UTF-8; hãy lưu lại tệp với bảng mã UTF-8"),
        format!("{name}:{line}: the file is not UTF-8; save it as UTF-8"),
    )
}

fn too_long(name: &str) -> Words {
    let most = LONGEST_BYTES / 1024;
    Words::new(format!("{name}: tệp dài quá {most} KB"), format!("{name}: longer than {most} KB"))
}
