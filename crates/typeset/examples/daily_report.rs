//! Writes the report of a made-up day, and the order that follows from it, into a folder (the first argument, else the temporary one).

#[path = "../../documents/tests/sample/bac_ninh.rs"]
mod sample;

use std::path::PathBuf;
use std::{env, error, fs};

use taicho_documents::Export;
use taicho_documents::order::OrderForm;
use taicho_typeset::pdf;

fn main() -> Result<(), Box<dyn error::Error>> {
    let folder = env::args_os().nth(1).map_or_else(env::temp_dir, PathBuf::from);
    fs::create_dir_all(&folder)?;
    let save = |name: &str, export: Export| {
        for note in &export.notes {
            eprintln!("{name}: {}", note.en);
        }
        println!("{}: {} bytes", folder.join(name).display(), export.bytes.len());
        fs::write(folder.join(name), export.bytes)
    };
    for (name, report) in [("daily", sample::report(60)), ("empty", sample::empty())] {
        let document = report.to_document();
        save(&format!("{name}.pdf"), pdf(&document)?)?;
        save(&format!("{name}.docx"), document.to_docx()?)?;
        save(&format!("{name}.xlsx"), report.to_xlsx()?)?;
    }
    for (name, form) in [("decision", OrderForm::Decision), ("notice", OrderForm::Notice)] {
        let document = sample::order(form).to_document();
        save(&format!("{name}.pdf"), pdf(&document)?)?;
        save(&format!("{name}.docx"), document.to_docx()?)?;
    }
    Ok(())
}
