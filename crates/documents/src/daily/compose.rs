use taicho_model::Confidence;

use super::{DailyReport, outlook, proposals, situation};
use crate::block::{Block, Document, Run, Style};
use crate::form::{DEMO_FOOTER, signature};
use crate::labels;
use crate::vietnamese::{clock, count, short_date};

impl DailyReport {
    /// Lays the report out as an official document.
    pub fn to_document(&self) -> Document {
        let mut blocks = self.opening();
        blocks.push(Block::heading(1, "I. TÌNH HÌNH DỊCH BỆNH"));
        blocks.extend(situation::blocks(self));
        blocks.push(Block::heading(1, "II. KẾT QUẢ THỰC HIỆN TRONG NGÀY"));
        blocks.extend(situation::results(self));
        blocks.push(Block::heading(1, "III. ĐỀ XUẤT"));
        blocks.extend(proposals::blocks(self));
        blocks.push(Block::heading(1, "IV. KẾ HOẠCH NHỮNG NGÀY TỚI"));
        blocks.extend(outlook::blocks(self));
        blocks.push(Block::heading(1, "V. LƯU Ý VỀ SỐ LIỆU"));
        blocks.extend(self.notes_on_data());
        let closing = "Trên đây là báo cáo tình hình dịch và kết quả thực hiện trong ngày; \
                       kính báo cáo cấp trên và gửi các cơ quan, đơn vị biết, thực hiện./.";
        blocks.push(Block::body(closing).kept());
        blocks.push(Block::Signature(signature(&self.recipients, &self.signer)));
        Document {
            title: format!("Báo cáo {}", self.title.vi),
            author: self.issuer.name.clone(),
            date: self.date,
            footer: self.demo_notice.as_ref().map(|_| DEMO_FOOTER.to_owned()),
            blocks,
        }
    }

    fn opening(&self) -> Vec<Block> {
        let mut blocks = vec![
            Block::Letterhead(self.issuer.letterhead(self.date)),
            Block::Title {
                name: "BÁO CÁO".to_owned(),
                subject: self.title.vi.clone(),
                below: Some(format!("(Số liệu chốt lúc {})", clock(self.frozen_at))),
            },
        ];
        if let Some(notice) = &self.demo_notice {
            blocks.push(Block::Notice { text: notice.vi.clone() });
        }
        blocks
    }

    fn notes_on_data(&self) -> Vec<Block> {
        let frozen = clock(self.frozen_at);
        let late = match self.data_notes.late_records {
            0 => format!("- Đến lúc chốt số liệu ({frozen}) không có bản ghi nào đến muộn."),
            late => format!(
                "- Có {} bản ghi về ngày {} và các ngày trước chưa được biết lúc chốt số liệu ({frozen}); \
                 số liệu trên chưa gồm các bản ghi này.",
                count(late),
                short_date(self.date)
            ),
        };
        let mut blocks = vec![Block::body(late)];
        for fact in &self.data_notes.unsure {
            blocks.push(Block::body(format!(
                "- {}: “{}” có độ tin cậy {}, chỉ để tham khảo; cán bộ phụ trách cần xác nhận trước khi quyết định.",
                fact.area.name,
                fact.label.vi,
                labels::confidence(fact.confidence)
            )));
        }
        for note in &self.data_notes.other {
            blocks.push(Block::body(format!("- {}", note.vi)));
        }
        blocks.push(Block::runs(Style::Body, vec![Run::italic(legend())]));
        blocks
    }
}

/// Explains the tags once, for the reader who meets them in the tables.
fn legend() -> String {
    let tags = [Confidence::V, Confidence::V2, Confidence::S, Confidence::M, Confidence::U];
    let words: Vec<&str> = tags.into_iter().map(labels::confidence).collect();
    format!(
        "Độ tin cậy của căn cứ: {}. Căn cứ loại M và U chỉ để tham khảo, không dùng để quyết định.",
        words.join("; ")
    )
}
