use std::collections::BTreeMap;

use super::package::Package;
use super::sheet::SheetReader;
use super::strings::SharedStrings;
use super::styles::{Style, read_styles};
use super::xml::tags;
use crate::error::Fault;
use crate::limits::Limits;
use crate::source::Source;

/// One sheet as the workbook lists it.
#[derive(Clone, Debug)]
pub(crate) struct SheetInfo {
    pub(crate) name: String,
    pub(crate) visible: bool,
    part: String,
}

/// An opened workbook: its list of sheets and what all of them share.
pub(crate) struct Workbook {
    package: Package,
    pub(crate) sheets: Vec<SheetInfo>,
    epoch_1904: bool,
    styles: Vec<Style>,
    strings_part: String,
}

impl Workbook {
    pub(crate) fn open(source: Source) -> Result<Self, Fault> {
        let mut package = Package::open(source)?;
        let main = main_part(&mut package)?;
        let folder = main.rfind('/').map_or("", |at| &main[..=at]).to_string();
        let xml = package.whole(&main)?.ok_or_else(|| Fault::Damaged { part: main.clone() })?;
        let file = &main[folder.len()..];
        let relations = relations(&mut package, &folder, file)?;
        let target = |kind: &str, default: &str| {
            let found = relations.values().find(|(of, _)| of.ends_with(kind));
            found.map_or_else(|| format!("{folder}{default}"), |(_, target)| target.clone())
        };
        let (styles_part, strings_part) =
            (target("/styles", "styles.xml"), target("/sharedStrings", "sharedStrings.xml"));
        let mut sheets = Vec::new();
        let mut epoch_1904 = false;
        for tag in tags(&xml) {
            if tag.opens(b"workbookPr") {
                epoch_1904 = tag.is_true(b"date1904");
            } else if tag.opens(b"sheet") {
                let relation = tag.text(b"id").and_then(|id| relations.get(&id));
                if relation.is_some_and(|(kind, _)| !kind.ends_with("/worksheet")) {
                    continue;
                }
                let part = relation.map_or_else(
                    || format!("{folder}worksheets/sheet{}.xml", sheets.len() + 1),
                    |(_, target)| target.clone(),
                );
                let visible = !matches!(tag.attribute(b"state"), Some(b"hidden" | b"veryHidden"));
                sheets.push(SheetInfo {
                    name: tag.text(b"name").unwrap_or_default(),
                    visible,
                    part,
                });
            }
        }
        let styles = package.whole(&styles_part)?.map(|xml| read_styles(&xml)).unwrap_or_default();
        Ok(Self { package, sheets, epoch_1904, styles, strings_part })
    }

    /// Starts reading one of the sheets.
    pub(crate) fn read(mut self, index: usize, limits: &Limits) -> Result<SheetReader, Fault> {
        let part = self.sheets[index].part.clone();
        let strings = match self.package.part(&self.strings_part)? {
            Some(reader) => SharedStrings::read(reader, &self.strings_part, limits)?,
            None => SharedStrings::default(),
        };
        let reader =
            self.package.part(&part)?.ok_or_else(|| Fault::Damaged { part: part.clone() })?;
        Ok(SheetReader::new(reader, part, self.styles, strings, self.epoch_1904, limits))
    }
}

/// The path of the workbook within the package; a zip file without one is no workbook.
fn main_part(package: &mut Package) -> Result<String, Fault> {
    for (kind, target) in relations(package, "", "")?.into_values() {
        if kind.ends_with("/officeDocument") && target.to_ascii_lowercase().contains("workbook") {
            return Ok(target);
        }
    }
    if package.has("xl/workbook.xml") {
        Ok("xl/workbook.xml".into())
    } else {
        Err(foreign(package))
    }
}

fn foreign(package: &mut Package) -> Fault {
    let kind = if package.has("xl/workbook.bin") {
        crate::sniff::Foreign::Xlsb
    } else if package.has("word/document.xml") {
        crate::sniff::Foreign::Word
    } else if package.has("content.xml") {
        crate::sniff::Foreign::Ods
    } else {
        crate::sniff::Foreign::Zip
    };
    kind.fault()
}

/// Relations of a part by id: kind and target path from the package's root.
fn relations(
    package: &mut Package,
    folder: &str,
    file: &str,
) -> Result<BTreeMap<String, (String, String)>, Fault> {
    let mut found = BTreeMap::new();
    let name = format!("{folder}_rels/{file}.rels");
    let xml = package.whole(&name)?.unwrap_or_default();
    for tag in tags(&xml).filter(|tag| tag.opens(b"Relationship")) {
        if let (Some(id), Some(kind), Some(target)) =
            (tag.text(b"Id"), tag.text(b"Type"), tag.text(b"Target"))
        {
            let target = match target.strip_prefix('/') {
                Some(absolute) => absolute.to_string(),
                None => format!("{folder}{}", target.trim_start_matches("./")),
            };
            found.insert(id, (kind, target));
        }
    }
    Ok(found)
}
