use jiff::Span;
use jiff::civil::Date;
use taicho_forecast::{Counts, Step};
use taicho_model::Words;
use taicho_sheets::Table;

use super::super::super::Remarks;
use super::super::{Entry, Faults};
use super::{Steps, start_of};

impl Steps {
    /// Brings the entries into series without gaps, each from its first count to its last.
    pub(in super::super) fn build(
        &self,
        entries: &[Entry],
        names: Vec<String>,
        add_up: bool,
        table: &Table,
        faults: &mut Faults,
        remarks: &mut Remarks,
    ) -> Vec<Counts> {
        let mut placed: Vec<(u32, i64, &Entry)> = entries
            .iter()
            .filter_map(|entry| Some((entry.series, self.at[entry.day as usize]?, entry)))
            .collect();
        placed.sort_unstable_by_key(|(series, at, entry)| (*series, *at, entry.row));
        let mut all = Vec::with_capacity(names.len());
        let mut rest = placed.as_slice();
        for (number, name) in (0_u32..).zip(names) {
            let end = rest.partition_point(|(series, _, _)| *series == number);
            let (of_series, after) = rest.split_at(end);
            rest = after;
            let merged = merge(of_series, add_up, table, faults, remarks);
            let counted = |at: &usize| merged[*at].1.is_some();
            let first = (0..merged.len()).find(counted);
            let Some((first, last)) = first.zip((0..merged.len()).rfind(counted)) else {
                remarks.add(
                    table,
                    table.header_row(),
                    "counts.empty_series",
                    "có chuỗi không có số liệu nào: bỏ qua",
                    "a series has no count at all: it is left out",
                );
                continue;
            };
            let base = merged[first].0;
            let mut values = vec![None; (merged[last].0 - base) as usize + 1];
            for (at, count) in &merged[first..=last] {
                values[(at - base) as usize] = *count;
            }
            let counts = Counts { name, first_on: self.day(base), step: self.step, values };
            all.push(if self.wanted == self.step {
                counts
            } else {
                gather(counts, self.wanted, table, remarks)
            });
        }
        all.retain(|counts| !counts.values.is_empty());
        all
    }

    fn day(&self, at: i64) -> Date {
        let span = Span::new();
        self.first_on.saturating_add(match self.step {
            Step::Day => span.days(at),
            Step::Week => span.weeks(at),
            Step::Month => span.months(at),
        })
    }
}

/// One count a step; two that differ are refused, or added up where that is wanted.
fn merge(
    entries: &[(u32, i64, &Entry)],
    add_up: bool,
    table: &Table,
    faults: &mut Faults,
    remarks: &mut Remarks,
) -> Vec<(i64, Option<i64>)> {
    let mut merged: Vec<(i64, Option<i64>)> = Vec::with_capacity(entries.len());
    let mut last_row = 0;
    for (_, at, entry) in entries {
        match merged.last_mut().filter(|last| last.0 == *at) {
            None => merged.push((*at, entry.count)),
            Some(last) => match (last.1, entry.count) {
                (_, None) => {}
                (None, count) => last.1 = count,
                (Some(one), Some(other)) if add_up => last.1 = Some(one + other),
                (Some(one), Some(other)) if one == other => remarks.add(
                    table,
                    entry.row,
                    "counts.double",
                    "dòng trùng chuỗi và ngày với dòng trước, cùng số: chỉ tính một lần",
                    "series and date stand in an earlier row with the same count: it counts once",
                ),
                (Some(one), Some(other)) => {
                    let words = Words::new(
                        format!(
                            "cùng chuỗi và ngày với dòng {last_row} nhưng số khác ({one} và {other}); nếu phải cộng hoặc thuộc chuỗi khác, hãy nêu rõ"
                        ),
                        format!(
                            "series and date are those of row {last_row}, the count is not ({one} and {other}); say if they add up or belong to different series"
                        ),
                    );
                    let column = usize::from(entry.column);
                    faults.add(table, entry.row, column, "counts.double_differs", words);
                }
            },
        }
        last_row = entry.row;
    }
    merged
}

/// Days brought together into whole weeks or months; a step of which days are missing has no count.
fn gather(daily: Counts, step: Step, table: &Table, remarks: &mut Remarks) -> Counts {
    let length = |start: Date| match step {
        Step::Month => i64::from(start.days_in_month()),
        _ => 7,
    };
    let first_on = start_of(daily.first_on, step);
    let mut values = Vec::new();
    let (mut start, mut left, mut sum, mut counted) = (first_on, 0, 0, 0);
    let mut day = daily.first_on;
    for value in &daily.values {
        if start_of(day, step) != start {
            values.push((counted == length(start)).then_some(sum));
            (start, sum, counted) = (start_of(day, step), 0, 0);
        }
        sum += value.unwrap_or_default();
        counted += i64::from(value.is_some());
        day = day.saturating_add(Span::new().days(1));
    }
    values.push((counted == length(start)).then_some(sum));
    left += values.iter().filter(|value| value.is_none()).count();
    if left > 0 {
        remarks.add(
            table,
            table.header_row(),
            "counts.partial_step",
            "có tuần hoặc tháng thiếu ngày: coi là chưa có số liệu",
            "days of a week or month are missing: it has no count",
        );
    }
    let skipped = values.iter().take_while(|value| value.is_none()).count();
    let end = values.iter().rposition(Option::is_some).map_or(skipped, |last| last + 1);
    let span = Span::new();
    let first_on = first_on.saturating_add(match step {
        Step::Month => span.months(skipped as i64),
        _ => span.weeks(skipped as i64),
    });
    Counts { name: daily.name, first_on, step, values: values[skipped..end].to_vec() }
}
