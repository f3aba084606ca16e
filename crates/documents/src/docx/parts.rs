//! The fixed parts of the package.

use taicho_model::markup::escaped;

use super::{half_points, twips};
use crate::block::Document;
use crate::form::FORM;

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const MAIN_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

pub(super) fn content_types() -> String {
    let mut overrides = String::new();
    for (part, kind) in [
        ("document", "document.main"),
        ("styles", "styles"),
        ("settings", "settings"),
        ("header1", "header"),
        ("header2", "header"),
        ("footer1", "footer"),
    ] {
        overrides.push_str(&format!(
            r#"<Override PartName="/word/{part}.xml" ContentType="{MAIN_TYPE}.{kind}+xml"/>"#
        ));
    }
    format!(
        r#"{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{overrides}<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/><Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>"#
    )
}

pub(super) fn package_relations() -> String {
    let core =
        "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties";
    relations(&[
        (&format!("{OFFICE}/officeDocument"), "word/document.xml"),
        (core, "docProps/core.xml"),
        (&format!("{OFFICE}/extended-properties"), "docProps/app.xml"),
    ])
}

/// The ids rId1 … rId5 in this order; the section's properties refer to them.
pub(super) fn document_relations() -> String {
    relations(&[
        (&format!("{OFFICE}/styles"), "styles.xml"),
        (&format!("{OFFICE}/settings"), "settings.xml"),
        (&format!("{OFFICE}/header"), "header1.xml"),
        (&format!("{OFFICE}/header"), "header2.xml"),
        (&format!("{OFFICE}/footer"), "footer1.xml"),
    ])
}

fn relations(targets: &[(&str, &str)]) -> String {
    let mut list = String::new();
    for (index, (kind, target)) in targets.iter().enumerate() {
        let id = index + 1;
        list.push_str(&format!(r#"<Relationship Id="rId{id}" Type="{kind}" Target="{target}"/>"#));
    }
    format!(r#"{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{list}</Relationships>"#)
}

pub(super) fn core_properties(document: &Document) -> String {
    let (title, author, date) =
        (escaped(&document.title), escaped(&document.author), document.date);
    format!(
        r#"{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><dc:language>vi-VN</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">{date}T00:00:00Z</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">{date}T00:00:00Z</dcterms:modified></cp:coreProperties>"#
    )
}

pub(super) fn app_properties() -> String {
    format!(
        r#"{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Taicho</Application></Properties>"#
    )
}

/// Headings are real ones, so that a word processor's outline shows the document.
pub(super) fn styles() -> String {
    let font = r#"<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"/>"#;
    let size = half_points(FORM.body);
    let indent = twips(FORM.indent);
    let heading = |level: usize, before: u32| {
        let outline = level - 1;
        format!(
            r#"<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/><w:keepLines/><w:spacing w:before="{before}" w:after="120"/><w:ind w:firstLine="{indent}"/><w:jc w:val="left"/><w:outlineLvl w:val="{outline}"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>"#
        )
    };
    let (first, second) = (heading(1, 240), heading(2, 160));
    format!(
        r#"{HEAD}<w:styles xmlns:w="{WORD}"><w:docDefaults><w:rPrDefault><w:rPr>{font}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/><w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>{first}{second}<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>"#
    )
}

pub(super) fn settings() -> String {
    format!(
        r#"{HEAD}<w:settings xmlns:w="{WORD}"><w:zoom w:percent="100"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="vi-VN"/></w:settings>"#
    )
}

/// The number in the top margin, from page 2 on.
pub(super) fn page_number() -> String {
    format!(
        r#"{HEAD}<w:hdr xmlns:w="{WORD}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:hdr>"#
    )
}

/// The header of page 1, which shows no number.
pub(super) fn empty_header() -> String {
    format!(r#"{HEAD}<w:hdr xmlns:w="{WORD}"><w:p/></w:hdr>"#)
}

pub(super) fn footer(text: Option<&str>) -> String {
    let text = escaped(text.unwrap_or_default());
    format!(
        r#"{HEAD}<w:ftr xmlns:w="{WORD}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:i/><w:sz w:val="20"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p></w:ftr>"#
    )
}
