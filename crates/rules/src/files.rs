//! Reads the text files of a folder; the only I/O of this crate.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

/// The TOML files below some names of a folder, as (path below the folder, text).
pub(crate) fn read_folder(root: &Path, names: &[&str]) -> io::Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    for name in names {
        let path = root.join(name);
        if path.exists() {
            read_into(&path, name, &mut files)?;
        }
    }
    Ok(files)
}

fn read_into(path: &Path, name: &str, files: &mut BTreeMap<String, String>) -> io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            let below = format!("{name}/{}", entry.file_name().to_string_lossy());
            read_into(&entry.path(), &below, files)?;
        }
    } else if name.ends_with(".toml") {
        files.insert(name.to_owned(), fs::read_to_string(path)?);
    }
    Ok(())
}
