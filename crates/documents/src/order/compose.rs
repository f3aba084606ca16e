use taicho_model::{FactValue, ProposalKinds, Words};

use super::{OrderDraft, OrderForm, OrderedChange};
use crate::block::{Block, Document, Run, Style};
use crate::form::{DEMO_FOOTER, signature};
use crate::labels;
use crate::vietnamese::long_date;

impl OrderDraft {
    /// Lays the draft out as an official document.
    pub fn to_document(&self) -> Document {
        let mut blocks = vec![
            Block::Letterhead(self.issuer.draft_letterhead(self.drafted_on)),
            Block::Title {
                name: self.name().to_owned(),
                subject: self.title.vi.clone(),
                below: None,
            },
        ];
        if let Some(notice) = &self.demo_notice {
            blocks.push(Block::Notice { text: notice.vi.clone() });
        }
        blocks.extend(self.preamble());
        blocks.extend(self.articles());
        blocks.push(Block::Signature(signature(&self.recipients, &self.signer)));
        Document {
            title: format!("{}: {}", self.name(), self.title.vi),
            author: self.issuer.name.clone(),
            date: self.drafted_on,
            footer: self.demo_notice.as_ref().map(|_| DEMO_FOOTER.to_owned()),
            blocks,
        }
    }

    fn name(&self) -> &'static str {
        match self.form {
            OrderForm::Decision => "QUYẾT ĐỊNH",
            OrderForm::Notice => "THÔNG BÁO",
        }
    }

    fn preamble(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        if !self.authority.is_empty() {
            blocks.push(Block::runs(Style::Centred, vec![Run::bold(&self.authority)]).kept());
        }
        for basis in &self.bases {
            let text = format!("Căn cứ {};", basis.trim_end_matches([';', '.']));
            blocks.push(Block::runs(Style::Body, vec![Run::italic(text)]));
        }
        let proposer =
            self.proposed_by.iter().map(|proposer| format!("Theo đề nghị của {proposer}."));
        blocks.extend(proposer.map(|text| Block::runs(Style::Body, vec![Run::italic(text)])));
        blocks.push(match self.form {
            OrderForm::Decision => {
                Block::runs(Style::Centred, vec![Run::bold("QUYẾT ĐỊNH:")]).kept()
            }
            OrderForm::Notice => Block::body("Nội dung thông báo như sau:").kept(),
        });
        blocks
    }

    fn articles(&self) -> Vec<Block> {
        let mut blocks = vec![self.article(1, self.scope())];
        for (index, change) in self.changes.iter().enumerate() {
            let end = if index + 1 == self.changes.len() { '.' } else { ';' };
            blocks.push(Block::body(format!(
                "{}) {}{end}",
                letter(index),
                sentence(&self.kinds, change)
            )));
        }
        blocks.push(self.article(
            2,
            "Các cơ quan, đơn vị, địa phương theo chức năng, nhiệm vụ tổ chức thực hiện, kiểm tra, giám sát; khi có \
             ca mắc mới hoặc thay đổi về mức độ nguy cơ thì báo cáo ngay để điều chỉnh kịp thời.",
        ));
        let document = match self.form {
            OrderForm::Decision => "Quyết định",
            OrderForm::Notice => "Thông báo",
        };
        let first = match self.form {
            OrderForm::Decision => "Điều 1",
            OrderForm::Notice => "điểm 1",
        };
        let executors = self.executors.trim_end_matches('.');
        let last = format!(
            "{document} này có hiệu lực kể từ ngày ký; thời điểm áp dụng đối với từng địa bàn theo {first}. \
             {executors} chịu trách nhiệm thi hành {document} này./."
        );
        blocks.push(self.article(3, last).kept());
        blocks
    }

    /// A decision has articles, a notice has numbered points.
    fn article(&self, number: usize, text: impl Into<String>) -> Block {
        let head = match self.form {
            OrderForm::Decision => format!("Điều {number}. "),
            OrderForm::Notice => format!("{number}. "),
        };
        Block::runs(Style::Body, vec![Run::bold(head), Run::plain(text)])
    }

    fn scope(&self) -> String {
        let what = match self.changes.first() {
            Some(first) if self.changes.iter().all(|change| change.kind == first.kind) => {
                self.kinds.heading(&first.kind).vi
            }
            Some(_) => "Điều chỉnh các biện pháp phòng, chống dịch".to_owned(),
            None => return "Chưa có nội dung điều chỉnh.".to_owned(),
        };
        format!("{what}, cụ thể như sau:")
    }
}

fn sentence(kinds: &ProposalKinds, change: &OrderedChange) -> String {
    let place = match &change.zone {
        Some(zone) => format!("{}, {}", zone.name, change.area.name),
        None => change.area.name.clone(),
    };
    let value = FactValue::Text(change.value.clone());
    let disease = change.disease_name.as_ref();
    let kind = kinds.get(&change.kind);
    let what = match kind.and_then(|kind| Some((kind, kind.order.as_ref()?))) {
        Some((kind, order)) => {
            let word = kind.word(&value);
            let plain = || Words::new(&*change.value, &*change.value);
            let named = word.map_or_else(plain, |word| {
                word.ordered.clone().unwrap_or_else(|| word.says.clone())
            });
            order.sentence(&named, disease).vi
        }
        None => {
            let heading = kinds.heading(&change.kind).vi.to_lowercase();
            format!("{heading}: {}", labels::proposed(kinds, &change.kind, &value, disease))
        }
    };
    let until =
        change.until.map(|until| format!(" đến hết {}", long_date(until))).unwrap_or_default();
    format!("{place}: {what} từ {}{until}", long_date(change.from))
}

/// The letters of points in Vietnamese law: a, b, c, d, đ, e … and numbers once they run out.
fn letter(index: usize) -> String {
    const LETTERS: &str = "abcdđeghiklmnopqrstuvxy";
    LETTERS.chars().nth(index).map_or_else(|| (index + 1).to_string(), String::from)
}
