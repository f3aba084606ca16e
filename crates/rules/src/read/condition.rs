use taicho_model::{FactValue, Words};

use crate::catalogue::{FactEntry, FactKind};
use crate::fault::names;
use crate::node::{Node, Table, Value};
use crate::notation::{Comparison, Condition, Measured, Moment, Operand, Test};
use crate::read::Scope;

/// The type, unit and allowed words of what a test looks at.
struct Shape {
    kind: FactKind,
    unit: Option<String>,
    entry: Option<FactEntry>,
}

const OPERATORS: [&str; 9] =
    ["is", "is_not", "in", "at_least", "more_than", "at_most", "less_than", "between", "known"];

impl Scope<'_> {
    /// Reads `when`: the word "otherwise", or a condition.
    pub(crate) fn when(&mut self, node: Node) -> Option<Condition> {
        if let Value::Text(word) = &node.value {
            if word == "otherwise" {
                return Some(Condition::All(Vec::new()));
            }
            let expected =
                Words::new("\"otherwise\" hoặc một điều kiện", "\"otherwise\" or a condition");
            return self.faults.add(node.line, expected, format!("\"{word}\""));
        }
        self.condition(node)
    }

    pub(crate) fn condition(&mut self, node: Node) -> Option<Condition> {
        let mut table = node.table(self.faults)?;
        if let Some(node) = table.take("condition") {
            table.finish(self.faults);
            return self.named(node);
        }
        let mut parts = Vec::new();
        for (key, build) in [
            ("all", Condition::All as fn(Vec<Condition>) -> Condition),
            ("any", Condition::Any),
            ("none", Condition::None),
        ] {
            if let Some(node) = table.take(key) {
                let line = node.line;
                let items = node.list(self.faults)?;
                if items.is_empty() {
                    let expected = Words::new("ít nhất một điều kiện", "at least one condition");
                    return self.faults.add(line, expected, "[]");
                }
                let items: Vec<_> = items.into_iter().map(|item| self.condition(item)).collect();
                parts.push(build(items.into_iter().collect::<Option<_>>()?));
            }
        }
        match parts.len() {
            0 => self.test(table).map(|test| Condition::Test(Box::new(test))),
            1 => {
                table.finish(self.faults);
                parts.pop()
            }
            _ => {
                table.finish(self.faults);
                Some(Condition::All(parts))
            }
        }
    }

    /// A condition by the name under which the file wrote it down before.
    fn named(&mut self, node: Node) -> Option<Condition> {
        let line = node.line;
        let name = node.text(self.faults)?;
        if let Some(condition) = self.conditions.get(&name) {
            return Some(condition.clone());
        }
        let known = names(self.conditions.keys());
        let expected = Words::new(
            format!("một điều kiện viết trước đó trong tệp: {known}"),
            format!("a condition that the file wrote before: {known}"),
        );
        self.faults.add(line, expected, format!("`{name}`"))
    }

    fn test(&mut self, mut table: Table) -> Option<Test> {
        let (measured, shape) = self.measured(&mut table)?;
        let counted_with = match table.take("counted_with") {
            Some(node) => {
                let mut inner = node.table(self.faults)?;
                let name = inner.need("parameter", self.faults)?;
                inner.finish(self.faults);
                Some(self.parameter_name(name, None, None)?)
            }
            None => None,
        };
        let comparison = self.comparison(&mut table, &shape)?;
        table.finish(self.faults);
        Some(Test { measured, counted_with, comparison })
    }

    fn measured(&mut self, table: &mut Table) -> Option<(Measured, Shape)> {
        let days = || Shape { kind: FactKind::Number, unit: Some("day".to_owned()), entry: None };
        if let Some(node) = table.take("fact") {
            let name = self.fact_name(node, None)?;
            let entry = self.catalogue.get(&name)?.clone();
            let shape = Shape { kind: entry.kind, unit: entry.unit.clone(), entry: Some(entry) };
            return Some((Measured::Fact(name), shape));
        }
        if let Some(node) = table.take("days_since") {
            let fact = self.fact_name(node, Some(FactKind::Date))?;
            let counted_to = self.counted_to(table)?;
            let stated_as_of = match table.take("stated_as_of") {
                Some(node) => Some(self.parameter_ref(node, FactKind::Date, None)?),
                None => None,
            };
            return Some((Measured::DaysSince { fact, counted_to, stated_as_of }, days()));
        }
        if let Some(node) = table.take("day_of") {
            let fact = self.fact_name(node, Some(FactKind::Date))?;
            let counted_to = self.counted_to(table)?;
            let day_one = table.need("day_one", self.faults)?;
            let day_one = self.parameter_ref(day_one, FactKind::Number, Some("day"))?;
            return Some((Measured::DayOf { fact, counted_to, day_one }, days()));
        }
        if let Some(node) = table.take("sum_of") {
            return self.sum(node);
        }
        if let Some(node) = table.take("parameter") {
            let name = self.parameter_name(node, None, None)?;
            let parameter = &self.parameters[&name];
            let shape = Shape {
                kind: FactKind::of(&parameter.value),
                unit: parameter.unit.clone(),
                entry: None,
            };
            return Some((Measured::Parameter(name), shape));
        }
        let line = table.line;
        let expected = Words::new(
            "điều kiện bắt đầu bằng fact, days_since, day_of, sum_of, parameter, condition, all, any hoặc none",
            "a condition that starts with fact, days_since, day_of, sum_of, parameter, condition, all, any or none",
        );
        let rest = table.take_rest();
        self.faults.add(line, expected, names(rest.iter().map(|(key, _, _)| key)))
    }

    fn counted_to(&mut self, table: &mut Table) -> Option<Moment> {
        table.take("counted_to").map_or(Some(Moment::DayAsked), |node| self.moment(node))
    }

    fn sum(&mut self, node: Node) -> Option<(Measured, Shape)> {
        let line = node.line;
        let items = node.list(self.faults)?;
        let mut facts = Vec::new();
        for item in items {
            facts.push(self.fact_name(item, Some(FactKind::Number))?);
        }
        let units: Vec<_> = facts
            .iter()
            .map(|name| self.catalogue.get(name).and_then(|entry| entry.unit.clone()))
            .collect();
        if facts.is_empty() || units.iter().any(|unit| unit != &units[0]) {
            let expected = Words::new("các dữ kiện cùng đơn vị", "facts of one unit");
            return self.faults.add(line, expected, names(&facts));
        }
        let shape = Shape { kind: FactKind::Number, unit: units[0].clone(), entry: None };
        Some((Measured::Sum(facts), shape))
    }

    fn comparison(&mut self, table: &mut Table, shape: &Shape) -> Option<Comparison> {
        let line = table.line;
        let present: Vec<&'static str> =
            OPERATORS.into_iter().filter(|key| table.has(key)).collect();
        let [operator] = present[..] else {
            let known = names(OPERATORS);
            let expected = Words::new(
                format!("đúng một phép so sánh trong {known}"),
                format!("exactly one comparison of {known}"),
            );
            let rest = table.take_rest();
            let found = names(rest.iter().map(|(key, _, _)| key));
            return self.faults.add(
                line,
                expected,
                if found.is_empty() { "—".to_owned() } else { found },
            );
        };
        let node = table.take(operator)?;
        let ordered =
            matches!(operator, "at_least" | "more_than" | "at_most" | "less_than" | "between");
        if ordered && !matches!(shape.kind, FactKind::Number | FactKind::Date | FactKind::Instant) {
            let expected = Words::new(
                format!("`is`, `is_not` hoặc `in` cho kiểu {}", shape.kind.as_str()),
                format!("`is`, `is_not` or `in` for type {}", shape.kind.as_str()),
            );
            return self.faults.add(node.line, expected, format!("`{operator}`"));
        }
        match operator {
            "known" => node.flag(self.faults).map(Comparison::Known),
            "in" => {
                let items = node.list(self.faults)?;
                let values: Option<Vec<_>> =
                    items.into_iter().map(|item| self.literal(item, shape)).collect();
                values.map(Comparison::In)
            }
            "between" => {
                let line = node.line;
                let items = node.list(self.faults)?;
                let Ok([low, high]) = <[Node; 2]>::try_from(items) else {
                    let expected = Words::new("hai giá trị [từ, đến]", "two values [from, to]");
                    return self.faults.add(line, expected, "—");
                };
                Some(Comparison::Between(self.operand(low, shape)?, self.operand(high, shape)?))
            }
            _ => {
                let operand = self.operand(node, shape)?;
                Some(match operator {
                    "is" => Comparison::Is(operand),
                    "is_not" => Comparison::IsNot(operand),
                    "at_least" => Comparison::AtLeast(operand),
                    "more_than" => Comparison::MoreThan(operand),
                    "at_most" => Comparison::AtMost(operand),
                    _ => Comparison::LessThan(operand),
                })
            }
        }
    }

    fn literal(&mut self, node: Node, shape: &Shape) -> Option<FactValue> {
        let line = node.line;
        let value = node.fact_value(self.faults)?;
        let kind = shape.kind.as_str();
        if !shape.kind.admits(&value) {
            let expected =
                Words::new(format!("giá trị kiểu {kind}"), format!("a value of type {kind}"));
            return self.faults.add(line, expected, value.to_string());
        }
        if let (Some(entry), FactValue::Text(text)) = (&shape.entry, &value)
            && !entry.free_text
            && !entry.words.contains_key(text)
        {
            let known = names(entry.words.keys());
            let expected =
                Words::new(format!("một trong các từ {known}"), format!("one of {known}"));
            return self.faults.add(line, expected, format!("\"{text}\""));
        }
        Some(value)
    }

    fn operand(&mut self, node: Node, shape: &Shape) -> Option<Operand> {
        let Value::Table(table) = &node.value else {
            return self.literal(node, shape).map(Operand::Literal);
        };
        if table.has("parameter") {
            let name = self.parameter_ref(node, shape.kind, shape.unit.as_deref())?;
            return Some(Operand::Parameter(name));
        }
        let mut table = node.table(self.faults)?;
        if let Some(fact) = table.take("fact") {
            let name = self.fact_name(fact, Some(shape.kind))?;
            table.finish(self.faults);
            return Some(Operand::Fact(name));
        }
        let mean_of = table.need("mean_of", self.faults)?;
        let mean_of = self.fact_name(mean_of, Some(FactKind::Numbers));
        let plus_sd = table.need("plus_sd", self.faults);
        let plus_sd = plus_sd.and_then(|node| self.parameter_ref(node, FactKind::Number, None));
        let sd = table.need("sd", self.faults);
        let sd = sd.and_then(|node| self.parameter_ref(node, FactKind::Text, None));
        let years = table.need("years", self.faults);
        let years = years.and_then(|node| self.parameter_ref(node, FactKind::Number, None));
        let fewer = table.take("fewer");
        let fewer = fewer.map(|node| self.parameter_ref(node, FactKind::Text, None));
        table.finish(self.faults);
        let fewer = match fewer {
            Some(name) => Some(name?),
            None => None,
        };
        Some(Operand::Spread {
            mean_of: mean_of?,
            plus_sd: plus_sd?,
            sd: sd?,
            years: years?,
            fewer,
        })
    }
}
