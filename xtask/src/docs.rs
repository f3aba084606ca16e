//! The pages that the program writes about itself.

use std::fs;

use anyhow::{Context, Result, ensure};

use crate::{demo, root, step};

pub(crate) fn run() -> Result<()> {
    let program = demo::build(false)?;
    for page in ["cli", "import-format"] {
        let output = step::command(&program.display().to_string(), &["docs", page])
            .output()
            .with_context(|| format!("{} cannot be started", program.display()))?;
        ensure!(output.status.success(), "taicho docs {page}: {}", output.status);
        let path = root().join(format!("docs/{page}.md"));
        fs::write(&path, output.stdout)?;
        println!("{}", path.display());
    }
    Ok(())
}
