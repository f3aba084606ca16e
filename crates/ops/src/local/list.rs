use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use taicho_model::{LocalContent, Record as _, Value, Words, vietnam_date};
use taicho_rules::{Library, RuleError};
use taicho_store::{Filter, Read};
use utoipa::ToSchema;

use super::in_force::recorded;
use super::reading::jurisdiction;
use super::sort::rules_beside;
use super::{Sort, with_local};
use crate::content::Head;
use crate::{Content, OpsError};

/// What is wrong in a file, where, and what would be taken there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ContentFault {
    /// The file.
    pub file: String,
    /// The line, from 1.
    #[schema(minimum = 1)]
    pub line: usize,
    /// What the place asks for.
    pub expected: Words,
    /// What stands there.
    pub found: String,
}

impl From<RuleError> for ContentFault {
    fn from(error: RuleError) -> Self {
        let RuleError { file, line, expected, found } = error;
        Self { file, line, expected, found }
    }
}

/// Whether a file of the place's own is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContentState {
    /// It is in use.
    InUse,
    /// What it says holds from a later day.
    NotYet,
    /// What it says has ended.
    Ended,
    /// It cannot be used, and is left out.
    LeftOut,
}

/// A file of the place's own.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ContentFile {
    /// Where it stands below the content folder.
    pub path: String,
    /// What it is; none of what this program has no place for.
    pub sort: Option<Sort>,
    /// What it is called: the document of a rule set, else its path.
    pub title: String,
    /// The code of its place, perhaps after those above it.
    pub jurisdiction: Option<String>,
    /// First day on which it holds.
    pub holds_from: Option<Date>,
    /// Last day on which it holds.
    pub holds_to: Option<Date>,
    /// Whether it is asked.
    pub state: ContentState,
    /// Since when it says so.
    pub since: Timestamp,
    /// Who wrote it.
    pub actor: String,
    /// The version that stands.
    #[schema(minimum = 1)]
    pub version: i64,
    /// Why it is left out.
    pub faults: Vec<ContentFault>,
}

/// What a file of the place's own says, with all that it ever said.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ContentText {
    /// Where it stands below the content folder.
    pub path: String,
    /// What it says; none where it is not there, or was withdrawn.
    pub text: Option<String>,
    /// The version that stands; 0 where none does.
    #[schema(minimum = 0)]
    pub version: i64,
    /// Its versions, the newest first.
    pub versions: Vec<ContentVersion>,
}

/// One version of a file.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ContentVersion {
    /// The version, from 1.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it was learned.
    pub since: Timestamp,
    /// When it was replaced or withdrawn.
    pub until: Option<Timestamp>,
    /// Who wrote it.
    pub actor: String,
    /// Why.
    pub reason: Option<String>,
    /// The change that made it.
    pub change_id: String,
    /// What it says.
    pub text: String,
}

/// A file of the program from which one's own may begin.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Template {
    /// Its path in the content of the program.
    pub path: String,
    /// What it is.
    pub sort: Sort,
    /// What it is called.
    pub title: Words,
}

/// The files of the place's own as they were recorded by a moment.
pub fn content_files(
    read: &mut Read<'_>,
    library: &Library,
    at: Timestamp,
) -> Result<Vec<ContentFile>, OpsError> {
    let filter = Filter::as_of(at);
    let mut made = read.made_by::<LocalContent>(&filter)?;
    let mut versions = Vec::new();
    read.rows(LocalContent::SPEC, &filter, |found| {
        versions.push((found.record.id, found.version, found.recorded_at));
        Ok(())
    })?;
    let texts = recorded(read, Some(at))?;
    let (with, local) = with_local(library, texts.clone());
    let today = vietnam_date(at);
    let file = |(path, version, since): (String, i64, Timestamp)| {
        let text = texts.get(&path)?;
        let faults: Vec<RuleError> =
            local.left_out.iter().filter(|fault| fault.file == path).cloned().collect();
        let set = with.sets().iter().find(|set| set.file == rules_beside(&path));
        let (from, to) = match set {
            Some(set) => (Some(set.document.in_force_from), set.document.in_force_to),
            None => toml::from_str::<Head>(text).map_or((None, None), |head| head.days()),
        };
        let state = match () {
            () if !faults.is_empty() => ContentState::LeftOut,
            () if from.is_some_and(|from| today < from) => ContentState::NotYet,
            () if to.is_some_and(|to| to < today) => ContentState::Ended,
            () => ContentState::InUse,
        };
        Some(ContentFile {
            sort: Sort::of(&path),
            title: set.map_or_else(|| path.clone(), |set| set.document.cited_as.clone()),
            jurisdiction: jurisdiction(&with, &path, text),
            holds_from: from,
            holds_to: to,
            state,
            since,
            actor: made.remove(&path).map_or_else(String::new, |change| change.actor),
            version,
            faults: faults.into_iter().map(ContentFault::from).collect(),
            path,
        })
    };
    let mut files: Vec<ContentFile> = versions.into_iter().filter_map(file).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// What a file of the place's own said at a moment, and all that it ever said.
pub fn content_file(
    read: &mut Read<'_>,
    path: &str,
    at: Timestamp,
) -> Result<ContentText, OpsError> {
    let versions: Vec<ContentVersion> = read
        .history(LocalContent::SPEC, path)?
        .into_iter()
        .map(|version| ContentVersion {
            version: version.version,
            since: version.recorded_at,
            until: version.superseded_at,
            actor: version.change.actor,
            reason: version.change.reason,
            change_id: version.change.id,
            text: match version.values.get("body") {
                Some(Value::Text(text)) => text.clone(),
                _ => String::new(),
            },
        })
        .collect();
    let stands = versions
        .iter()
        .find(|version| version.since <= at && version.until.is_none_or(|until| at < until));
    Ok(ContentText {
        path: path.to_owned(),
        text: stands.map(|version| version.text.clone()),
        version: stands.map_or(0, |version| version.version),
        versions,
    })
}

/// The files of the program from which one's own may begin.
pub fn templates(library: &Library) -> Vec<Template> {
    let sets = library.sets().iter().map(|set| Template {
        path: set.file.clone(),
        sort: Sort::Rules,
        title: Words::new(set.document.cited_as.clone(), set.document.cited_as.clone()),
    });
    let head = |path: &str, sort, vi: &str, en: &str| Template {
        path: path.to_owned(),
        sort,
        title: Words::new(vi, en),
    };
    let rest = [
        head(PLAN, Sort::Plan, "Bảng các quyết định của kế hoạch", "Table of what a plan decides"),
        head(MEASURES, Sort::Measures, "Một chỉ số trên bảng", "One indicator of the board"),
        head(
            "reports/daily/commune.toml",
            Sort::ReportHead,
            "Đầu báo cáo ngày của xã, phường",
            "Head of a commune's daily report",
        ),
        head(
            "reports/daily/default.toml",
            Sort::ReportHead,
            "Đầu báo cáo ngày của Ban Chỉ đạo",
            "Head of a steering committee's daily report",
        ),
        head("reports/order/default.toml", Sort::OrderHead, "Đầu quyết định", "Head of orders"),
    ];
    sets.chain(rest).collect()
}

const PLAN: &str = "plan.csv";
const MEASURES: &str = "measures.toml";

/// What a file from which one's own may begin says.
pub fn template(
    content: &Content,
    library: &Library,
    path: &str,
) -> Result<Option<String>, OpsError> {
    if !templates(library).iter().any(|template| template.path == path) {
        return Ok(None);
    }
    Ok(Some(match path {
        PLAN => "id,section,area_code,zone_code,kind,value,from,until,vi,en,quote\n".to_owned(),
        MEASURES => ONE_MEASURE.to_owned(),
        _ => content.text(path)?,
    }))
}

const ONE_MEASURE: &str = r#"# Mã địa bàn · the code of the place.
jurisdiction = "00000"

# of: cases, latest_case_on, days_since_latest_case, open_zones, zone_residents, sampled_share, reported_in_time_share
# unit: case, day, zone, person, percent, per_100k, per_100k_week
[[measure]]
id = "community_cases_21_days"
count = { of = "cases", origin = "community", days = 21 }
unit = "case"
label = { vi = "Ca cộng đồng trong 21 ngày", en = "Community cases in 21 days" }
explain = { vi = "Ca xác định phát hiện trong cộng đồng, từ 20 ngày trước đến hết ngày xem.", en = "Confirmed cases found in the community, from 20 days before to the end of the day shown." }
"#;
