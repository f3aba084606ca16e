//! The web app: its packages and its build, each only when something changed.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::{root, step};

/// What a build is made of, beside the packages.
const SOURCES: [&str; 8] = [
    "src",
    "public",
    "build",
    "index.html",
    "package.json",
    "package-lock.json",
    "svelte.config.js",
    "vite.config.ts",
];

/// Installs the packages when their list changed since the last time.
pub(crate) fn install() -> Result<()> {
    let (lock, stamp) =
        (folder().join("package-lock.json"), folder().join("node_modules/.installed"));
    let wanted = fs::read(&lock).with_context(|| format!("{} cannot be read", lock.display()))?;
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    step::run("web: npm ci (gói · packages)", &mut npm(&["ci", "--no-audit", "--no-fund"]))?;
    fs::write(stamp, wanted)?;
    Ok(())
}

/// Builds the app when its sources changed since the last time.
pub(crate) fn build() -> Result<()> {
    let (page, stamp) = (folder().join("dist/index.html"), folder().join("node_modules/.built"));
    let wanted = fingerprint()?;
    let built = fs::read_to_string(&stamp).unwrap_or_default();
    if !page.exists() || built != wanted {
        step::run("web: npm run build (trang web · web app)", &mut npm(&["run", "build"]))?;
        fs::write(stamp, wanted)?;
    }
    ensure!(page.exists(), "the web app was built and {} is not there", page.display());
    Ok(())
}

/// The packages that the build holds, with their versions.
pub(crate) fn bundled() -> Result<BTreeMap<String, String>> {
    let list = folder().join("node_modules/.bundled.json");
    let text = fs::read(&list).with_context(|| format!("{} cannot be read", list.display()))?;
    Ok(serde_json::from_slice(&text)?)
}

/// A command of npm that runs in the folder of the web app.
pub(crate) fn npm(arguments: &[&str]) -> Command {
    let mut command = step::command("npm", arguments);
    command.current_dir(folder());
    command
}

/// The folder of the web app.
pub(crate) fn folder() -> PathBuf {
    root().join("web")
}

/// Names and content of all sources, as one number.
fn fingerprint() -> Result<String> {
    let mut files = BTreeMap::new();
    for source in SOURCES {
        collect(&folder().join(source), &mut files)?;
    }
    let mut hasher = DefaultHasher::new();
    files.hash(&mut hasher);
    Ok(format!("{:016x}", hasher.finish()))
}

fn collect(path: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) -> Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(&entry?.path(), files)?;
        }
    } else if path.exists() {
        files.insert(path.to_owned(), fs::read(path)?);
    }
    Ok(())
}
