//! The blocks of a document as paragraphs and tables.

use taicho_model::markup::escaped;

use super::{half_points, twips};
use crate::block::{Block, Cell, Document, Letterhead, Paragraph, Run, Signature, Style, Table};
use crate::form::{FORM, PAGE, TEXT_WIDTH};

/// The whole main part.
pub(super) fn document(document: &Document) -> String {
    let blocks: String = document.blocks.iter().map(block).collect();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>{blocks}{}</w:body></w:document>"#,
        section()
    )
}

fn section() -> String {
    let (width, height) = (twips(PAGE.0), twips(PAGE.1));
    let (top, bottom) = (twips(FORM.margin_top), twips(FORM.margin_bottom));
    let (left, right) = (twips(FORM.margin_left), twips(FORM.margin_right));
    format!(
        r#"<w:sectPr><w:headerReference w:type="default" r:id="rId3"/><w:headerReference w:type="first" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/><w:footerReference w:type="first" r:id="rId5"/><w:pgSz w:w="{width}" w:h="{height}"/><w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" w:header="567" w:footer="454" w:gutter="0"/><w:titlePg/></w:sectPr>"#
    )
}

fn block(block: &Block) -> String {
    match block {
        Block::Letterhead(head) => letterhead(head),
        Block::Title { name, subject, below } => title(name, subject, below.as_deref()),
        Block::Notice { text } => notice(text),
        Block::Heading { level, text } => {
            let text = escaped(text);
            format!(
                r#"<w:p><w:pPr><w:pStyle w:val="Heading{level}"/></w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>"#
            )
        }
        Block::Paragraph(it) => paragraph(it, FORM.body),
        Block::Table(it) => table(it) + &gap(6.0),
        Block::Signature(it) => gap(8.0) + &signature(it),
    }
}

/// One line of centred or left text with its own size and distance; all that the fixed blocks need.
struct Line<'a> {
    text: &'a str,
    size: f64,
    bold: bool,
    italic: bool,
    centred: bool,
    /// Points above the line.
    above: f64,
}

impl<'a> Line<'a> {
    fn centred(text: &'a str, size: f64) -> Self {
        Self { text, size, bold: false, italic: false, centred: true, above: 0.0 }
    }

    fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    fn italic(self) -> Self {
        Self { italic: true, ..self }
    }

    fn above(self, above: f64) -> Self {
        Self { above, ..self }
    }

    fn left(self) -> Self {
        Self { centred: false, ..self }
    }

    /// The line as a paragraph that stays with the next one.
    fn write(&self) -> String {
        let before = (self.above * 20.0) as i64;
        let align = if self.centred { "center" } else { "left" };
        let run = Run { text: self.text.to_owned(), bold: self.bold, italic: self.italic };
        format!(
            r#"<w:p><w:pPr><w:keepNext/><w:spacing w:before="{before}"/><w:jc w:val="{align}"/></w:pPr>{}</w:p>"#,
            runs(&[run], self.size)
        )
    }
}

fn letterhead(head: &Letterhead) -> String {
    let left = FORM.issuer_width;
    let right = TEXT_WIDTH - left;
    let mut issuer = String::new();
    if !head.superior.is_empty() {
        issuer += &Line::centred(&head.superior, FORM.nation).write();
    }
    issuer += &Line::centred(&head.issuer, FORM.nation).bold().write();
    issuer += &rule(left, 24.0);
    issuer += &Line::centred(&head.number, FORM.nation).above(2.0).write();
    if let Some(mark) = &head.mark {
        issuer += &boxed(mark, left, 30.0);
    }
    let mut nation = Line::centred(&head.nation, FORM.nation).bold().write();
    nation += &Line::centred(&head.motto, FORM.motto).bold().write();
    nation += &rule(right, 60.0);
    nation += &Line::centred(&head.place_date, FORM.place).italic().above(1.0).write();
    halves((left, &issuer), (right, &nation))
}

fn title(name: &str, subject: &str, below: Option<&str>) -> String {
    let mut text = Line::centred(name, FORM.body).bold().above(18.0).write();
    text += &Line::centred(subject, FORM.body).bold().above(2.0).write();
    text += &rule(TEXT_WIDTH, 45.0);
    if let Some(below) = below {
        text += &Line::centred(below, 13.0).italic().above(2.0).write();
    }
    text + &gap(8.0)
}

fn notice(text: &str) -> String {
    let run = Run::bold(text);
    format!(
        r#"<w:p><w:pPr>{}<w:spacing w:after="160"/><w:ind w:left="90" w:right="90"/><w:jc w:val="center"/></w:pPr>{}</w:p>"#,
        border(),
        runs(&[run], 12.0)
    )
}

fn border() -> String {
    let side =
        |name: &str| format!(r#"<w:{name} w:val="single" w:sz="8" w:space="4" w:color="000000"/>"#);
    format!("<w:pBdr>{}{}{}{}</w:pBdr>", side("top"), side("left"), side("bottom"), side("right"))
}

/// A short word in a box, centred in a column of this width.
fn boxed(text: &str, column: f64, width: f64) -> String {
    let side = twips((column - width) / 2.0);
    format!(
        r#"<w:p><w:pPr>{}<w:spacing w:before="160"/><w:ind w:left="{side}" w:right="{side}"/><w:jc w:val="center"/></w:pPr>{}</w:p>"#,
        border(),
        runs(&[Run::bold(text)], FORM.nation)
    )
}

/// A rule of this length, centred in a column of this width.
fn rule(column: f64, length: f64) -> String {
    let side = twips((column - length) / 2.0);
    format!(
        r#"<w:p><w:pPr><w:keepNext/><w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr><w:spacing w:before="40" w:line="100" w:lineRule="exact"/><w:ind w:left="{side}" w:right="{side}"/></w:pPr></w:p>"#
    )
}

/// Room between blocks, in points; a table needs a paragraph after it anyway.
fn gap(points: f64) -> String {
    let line = (points * 20.0) as i64;
    format!(
        r#"<w:p><w:pPr><w:keepNext/><w:spacing w:line="{line}" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>"#
    )
}

/// Two columns without borders.
fn halves(left: (f64, &str), right: (f64, &str)) -> String {
    let (first, second) = (twips(left.0), twips(right.0));
    let width = first + second;
    format!(
        r#"<w:tbl><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="{first}"/><w:gridCol w:w="{second}"/></w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{first}" w:type="dxa"/></w:tcPr>{}</w:tc><w:tc><w:tcPr><w:tcW w:w="{second}" w:type="dxa"/></w:tcPr>{}</w:tc></w:tr></w:tbl>"#,
        left.1, right.1
    )
}

fn signature(signature: &Signature) -> String {
    let mut left =
        Line::centred(&signature.head, FORM.recipients_head).left().bold().italic().write();
    for recipient in &signature.recipients {
        left += &Line::centred(recipient, FORM.recipients).left().write();
    }
    let mut right = String::new();
    for line in &signature.above {
        right += &Line::centred(line, FORM.body).bold().write();
    }
    right += &gap(68.0);
    for line in &signature.below {
        right += &Line::centred(line, FORM.body).bold().write();
    }
    let width = FORM.recipients_width;
    let end = r#"<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>"#;
    halves((width, &left), (TEXT_WIDTH - width, &right)) + end
}

fn paragraph(paragraph: &Paragraph, size: f64) -> String {
    let keep = if paragraph.keep { "<w:keepNext/>" } else { "" };
    let indent = twips(FORM.indent);
    let shape = match paragraph.style {
        Style::Body => format!(
            r#"<w:spacing w:before="60" w:after="60"/><w:ind w:firstLine="{indent}"/><w:jc w:val="both"/>"#
        ),
        Style::Centred => {
            r#"<w:spacing w:before="120" w:after="120"/><w:jc w:val="center"/>"#.to_owned()
        }
        Style::Cell => r#"<w:jc w:val="left"/>"#.to_owned(),
        Style::CellCentred => r#"<w:jc w:val="center"/>"#.to_owned(),
        Style::CellRight => r#"<w:jc w:val="right"/>"#.to_owned(),
    };
    format!("<w:p><w:pPr>{keep}{shape}</w:pPr>{}</w:p>", runs(&paragraph.runs, size))
}

fn runs(runs: &[Run], size: f64) -> String {
    let size = half_points(size);
    runs.iter()
        .map(|run| {
            let bold = if run.bold { "<w:b/>" } else { "" };
            let italic = if run.italic { "<w:i/>" } else { "" };
            let text = escaped(&run.text);
            format!(
                r#"<w:r><w:rPr>{bold}{italic}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>"#
            )
        })
        .collect()
}

fn table(table: &Table) -> String {
    let widths: Vec<i64> = table.columns.iter().map(|width| twips(*width)).collect();
    let total: i64 = widths.iter().sum();
    let grid: String =
        widths.iter().map(|width| format!(r#"<w:gridCol w:w="{width}"/>"#)).collect();
    let side =
        |name: &str| format!(r#"<w:{name} w:val="single" w:sz="4" w:space="0" w:color="000000"/>"#);
    let borders: String =
        ["top", "left", "bottom", "right", "insideH", "insideV"].map(side).concat();
    let head = rows(&table.header, &widths, true);
    let body = rows(&table.rows, &widths, false);
    format!(
        r#"<w:tbl><w:tblPr><w:tblW w:w="{total}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="68" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/><w:right w:w="68" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>"#
    )
}

/// Rows with their cells put on the grid; a cell that spans rows is continued by an empty one below it.
fn rows(rows: &[Vec<Cell>], widths: &[i64], is_header: bool) -> String {
    let mut below = vec![0_usize; widths.len()];
    let mut text = String::new();
    for row in rows {
        let can_split = row.iter().any(|cell| cell.breakable);
        let split = if can_split { "" } else { "<w:cantSplit/>" };
        let repeat = if is_header { "<w:tblHeader/>" } else { "" };
        text += &format!("<w:tr><w:trPr>{split}{repeat}</w:trPr>");
        let mut cells = row.iter();
        let mut column = 0;
        while column < widths.len() {
            if below[column] > 0 {
                below[column] -= 1;
                let width = widths[column];
                text += &format!(
                    r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vMerge/></w:tcPr><w:p/></w:tc>"#
                );
                column += 1;
                continue;
            }
            let Some(cell) = cells.next() else { break };
            let end = (column + cell.colspan).min(widths.len());
            below[column..end].fill(cell.rowspan - 1);
            text += &write_cell(cell, widths[column..end].iter().sum(), is_header);
            column = end;
        }
        text += "</w:tr>";
    }
    text
}

fn write_cell(cell: &Cell, width: i64, is_header: bool) -> String {
    let span = if cell.colspan > 1 {
        format!(r#"<w:gridSpan w:val="{}"/>"#, cell.colspan)
    } else {
        String::new()
    };
    let merge = if cell.rowspan > 1 { r#"<w:vMerge w:val="restart"/>"# } else { "" };
    let middle = if is_header { r#"<w:vAlign w:val="center"/>"# } else { "" };
    let paragraphs: String =
        cell.paragraphs.iter().map(|line| paragraph(line, FORM.table)).collect();
    format!(
        r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{middle}</w:tcPr>{paragraphs}</w:tc>"#
    )
}
