use jiff::civil::Date;
use taicho_documents::form::Issuer;
use taicho_model::vietnamese::within_a_sentence;
use taicho_model::{Area, AreaLevel, Words};
use taicho_store::Read;

use crate::content::Head;
use crate::home::{Signs, home, signs};
use crate::{Content, OpsError};

impl Head {
    /// The head of a daily report: the area's own file, its level's, or the one for any area.
    pub(crate) fn of_report(content: &Content, area: &Area, day: Date) -> Result<Self, OpsError> {
        Self::find(content, "reports/daily", &[&area.code], area, day)
    }

    /// The head of an order: the body that decides for an area may be that of an area above it.
    pub(crate) fn of_order(content: &Content, area: &Area, day: Date) -> Result<Self, OpsError> {
        // A path is made of ids, which are codes with a mark where a code was used again.
        let mut codes: Vec<&str> = area.path.split('/').filter(|id| !id.is_empty()).collect();
        codes.reverse();
        let codes: Vec<&str> =
            codes.into_iter().map(|id| id.split('.').next().unwrap_or(id)).collect();
        Self::find(content, "reports/order", &codes, area, day)
    }

    fn find(
        content: &Content,
        folder: &str,
        codes: &[&str],
        area: &Area,
        day: Date,
    ) -> Result<Self, OpsError> {
        let level = (area.level == AreaLevel::Commune).then_some("commune");
        let known = Content::paths(&format!("{folder}/"));
        for name in codes.iter().copied().chain(level).chain(["default"]) {
            let path = format!("{folder}/{name}.toml");
            // The place's own head comes first; that of the program serves where it does not hold.
            let own = content.local().files.get(&path).cloned();
            let shipped = known.contains(&path).then(|| content.text(&path)).transpose()?;
            for text in [own, shipped].into_iter().flatten() {
                let head: Self = toml::from_str(&text)
                    .map_err(|error| OpsError::Content(format!("{path}: {error}")))?;
                if head.holds_on(day) {
                    let of_code = codes.contains(&name).then(|| name.to_owned());
                    return Ok(Self { of_code, ..head }.filled(area, day));
                }
            }
        }
        Err(OpsError::Content(format!("{folder}/default.toml does not hold on {day}")))
    }

    /// The head as the office of this installation gives it out: with who signs there, and the disease it works on.
    pub(crate) fn for_office(mut self, read: &mut Read<'_>, area: &Area) -> Result<Self, OpsError> {
        let Some(home) = home(read)? else { return Ok(self) };
        if area.code != home.code && self.of_code.as_deref() != Some(home.code.as_str()) {
            return Ok(self);
        }
        let Signs { signer, disease } = signs(read)?;
        if self.signer.name.is_none() {
            self.signer.name = signer;
        }
        let disease = disease.and_then(|code| Content::shipped().disease(&code));
        if let (Some(disease), Some(title)) = (disease, self.title_of_disease.take()) {
            self.title = Words::new(
                title.vi.replace("{disease}", &disease.name.vi),
                title.en.replace("{disease}", &disease.name.en),
            );
        }
        Ok(self)
    }

    fn holds_on(&self, day: Date) -> bool {
        let (from, until) = self.days();
        from.is_none_or(|from| from <= day) && until.is_none_or(|until| day <= until)
    }

    /// The names in braces that a head may have, besides `{disease}` in the title of an office of one disease.
    pub(crate) const NAMES: [&str; 5] = ["area", "Area", "AREA", "name", "date"];

    fn filled(mut self, area: &Area, day: Date) -> Self {
        let full = area.full_name();
        let inside = within_a_sentence(&full);
        let date = format!("{:02}/{}/{}", day.day(), padded_month(day), day.year());
        let fill = |text: &mut String| {
            *text = text
                .replace("{area}", &inside)
                .replace("{Area}", &full)
                .replace("{AREA}", &full.to_uppercase())
                .replace("{name}", &area.name)
                .replace("{date}", &date);
        };
        let Issuer { superior, name, symbol, place } = &mut self.issuer;
        for text in [superior, name, symbol, place, &mut self.authority] {
            fill(text);
        }
        fill(&mut self.executors);
        for title in [&mut self.title].into_iter().chain(&mut self.title_of_disease) {
            fill(&mut title.vi);
            title.en = title
                .en
                .replace("{area}", &full)
                .replace("{Area}", &full)
                .replace("{AREA}", &full.to_uppercase())
                .replace("{name}", &area.name)
                .replace("{date}", &day.strftime("%-d %B %Y").to_string());
        }
        self.proposed_by.iter_mut().for_each(fill);
        self.bases.iter_mut().for_each(fill);
        for recipient in &mut self.recipients {
            fill(&mut recipient.name);
            recipient.action.iter_mut().for_each(fill);
        }
        self.signer.office.iter_mut().chain(&mut self.signer.name).for_each(fill);
        fill(&mut self.signer.authority);
        fill(&mut self.signer.role);
        self
    }
}

/// Official Vietnamese writes the months 1 and 2 with a zero and the others without.
fn padded_month(day: Date) -> String {
    if day.month() < 3 { format!("{:02}", day.month()) } else { day.month().to_string() }
}
