use taicho_model::{FactValue, Words};

use crate::catalogue::FactKind;
use crate::fault::names;
use crate::node::{Node, Table, Value};
use crate::notation::{Answer, Calendar, Due, Effect, Moment};
use crate::read::Scope;

impl Scope<'_> {
    /// Reads `then`.
    pub(crate) fn effect(&mut self, node: Node) -> Option<Effect> {
        let mut table = node.table(self.faults)?;
        if let Some(node) = table.take("calendar") {
            table.finish(self.faults);
            return self.calendar(node).map(Effect::Calendar);
        }
        let value = table.need("value", self.faults).and_then(|node| self.answer(node));
        let from = self.optional_moment(&mut table, "from");
        let until = self.optional_moment(&mut table, "until");
        let due_at = match table.take("due_at") {
            Some(node) => self.due(node).map(Some),
            None => Some(None),
        };
        let under_way = table.take("under_way").map_or(Some(false), |node| node.flag(self.faults));
        table.finish(self.faults);
        Some(Effect::Answer {
            value: value?,
            from: from?,
            until: until?,
            due_at: due_at?,
            under_way: under_way?,
        })
    }

    fn answer(&mut self, node: Node) -> Option<Answer> {
        let Value::Table(table) = &node.value else {
            return node.fact_value(self.faults).map(Answer::Literal);
        };
        if table.has("parameter") {
            let mut table = node.table(self.faults)?;
            let name = table.need("parameter", self.faults)?;
            table.finish(self.faults);
            return self.parameter_name(name, None, None).map(Answer::Parameter);
        }
        let mut table = node.table(self.faults)?;
        let line = table.line;
        let subject = table.need_text("subject", self.faults)?;
        table.finish(self.faults);
        if subject == "disease" {
            return Some(Answer::Disease);
        }
        let expected = Words::new("\"disease\"", "\"disease\"");
        self.faults.add(line, expected, format!("\"{subject}\""))
    }

    /// Outer none: a fault; inner none: nothing written.
    #[expect(clippy::option_option, reason = "a fault and an absent key are told apart")]
    fn optional_moment(&mut self, table: &mut Table, key: &'static str) -> Option<Option<Moment>> {
        match table.take(key) {
            Some(node) => self.moment(node).map(Some),
            None => Some(None),
        }
    }

    /// Reads a day: `"day_asked"`, a parameter, a fact, the day after a fact, or day n of a count.
    pub(crate) fn moment(&mut self, node: Node) -> Option<Moment> {
        if let Value::Text(word) = &node.value
            && word == "day_asked"
        {
            return Some(Moment::DayAsked);
        }
        if let Value::Table(table) = &node.value
            && table.has("parameter")
        {
            return self.parameter_ref(node, FactKind::Date, None).map(Moment::Parameter);
        }
        let mut table = match node.value {
            Value::Table(table) => table,
            other => return self.bad_moment(node.line, &other.show()),
        };
        let line = table.line;
        let moment = if let Some(fact) = table.take("fact") {
            Moment::Fact(self.fact_name(fact, Some(FactKind::Date))?)
        } else if let Some(fact) = table.take("day_after") {
            Moment::DayAfter(self.fact_name(fact, Some(FactKind::Date))?)
        } else if let Some(number) = table.take("day_number") {
            let number = self.parameter_ref(number, FactKind::Number, Some("day"))?;
            let fact = table.need("counted_from", self.faults)?;
            let fact = self.fact_name(fact, Some(FactKind::Date))?;
            let day_one = table.need("day_one", self.faults)?;
            let day_one = self.parameter_ref(day_one, FactKind::Number, Some("day"))?;
            Moment::DayNumber { fact, number, day_one }
        } else {
            let rest = table.take_rest();
            return self.bad_moment(line, &names(rest.iter().map(|(key, _, _)| key)));
        };
        table.finish(self.faults);
        Some(moment)
    }

    fn bad_moment(&mut self, line: usize, found: &str) -> Option<Moment> {
        let expected = Words::new(
            "\"day_asked\", { parameter }, { fact }, { day_after } hoặc { day_number, counted_from, day_one }",
            "\"day_asked\", { parameter }, { fact }, { day_after } or { day_number, counted_from, day_one }",
        );
        self.faults.add(line, expected, found)
    }

    fn due(&mut self, node: Node) -> Option<Due> {
        let mut table = node.table(self.faults)?;
        if let Some(hours) = table.take("hours") {
            let hours = self.parameter_ref(hours, FactKind::Number, Some("hour"));
            let fact = table.need("after", self.faults);
            let fact = fact.and_then(|node| self.fact_name(node, Some(FactKind::Instant)));
            table.finish(self.faults);
            return Some(Due::HoursAfter { hours: hours?, fact: fact? });
        }
        if let Some(days) = table.take("days") {
            let days = self.parameter_ref(days, FactKind::Number, Some("day"));
            let fact = table.need("after_day_of", self.faults);
            let fact = fact.and_then(|node| self.fact_name(node, Some(FactKind::Instant)));
            table.finish(self.faults);
            return Some(Due::EndOfDay { days: days?, fact: fact? });
        }
        let weekday = table.need("before_weekday", self.faults)?;
        let before_weekday = self.parameter_ref(weekday, FactKind::Number, Some("weekday"));
        let fact = table.need("of_week_after", self.faults);
        let fact = fact.and_then(|node| self.fact_name(node, Some(FactKind::Instant)));
        table.finish(self.faults);
        Some(Due::NextWeek { before_weekday: before_weekday?, fact: fact? })
    }

    fn calendar(&mut self, node: Node) -> Option<Calendar> {
        let mut table = node.table(self.faults)?;
        let anchor = table.need("anchor", self.faults);
        let anchor = anchor.and_then(|node| self.fact_name(node, Some(FactKind::Date)));
        let mut list = |scope: &mut Self, key| {
            let node = table.need(key, scope.faults)?;
            let name = scope.parameter_ref(node, FactKind::Numbers, Some("day"))?;
            scope.rising(&name).then_some(name)
        };
        let days = list(self, "days");
        let owed = list(self, "owed");
        let day_one = table.need("day_one", self.faults);
        let day_one =
            day_one.and_then(|node| self.parameter_ref(node, FactKind::Number, Some("day")));
        let taken = table.need("taken", self.faults);
        let taken = taken.and_then(|node| self.fact_name(node, Some(FactKind::Dates)));
        let awaited = match table.take("awaited") {
            Some(node) => Some(self.fact_name(node, Some(FactKind::Dates))?),
            None => None,
        };
        let catch_up = table.take("catch_up").map_or(Some(false), |node| node.flag(self.faults));
        table.finish(self.faults);
        Some(Calendar {
            anchor: anchor?,
            days: days?,
            owed: owed?,
            day_one: day_one?,
            taken: taken?,
            awaited,
            catch_up: catch_up?,
        })
    }

    fn rising(&mut self, name: &str) -> bool {
        let parameter = &self.parameters[name];
        let FactValue::Numbers(days) = &parameter.value else { return false };
        let rising = !days.is_empty()
            && days.iter().all(|day| *day >= 1.0 && day.fract() == 0.0)
            && days.windows(2).all(|pair| pair[0] < pair[1]);
        if !rising {
            let expected = Words::new(
                "các số ngày nguyên tăng dần từ 1",
                "whole day numbers that rise from 1",
            );
            let found = parameter.value.to_string();
            self.faults.add::<()>(parameter.value_line, expected, found);
        }
        rising
    }
}
