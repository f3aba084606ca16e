use std::sync::Arc;

use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use taicho_model::Words;
use taicho_ops::{
    ContentFile, ContentText, Draft, KeptContent, NewContent, Preview, Template, content_file,
    content_files, keep_content as keep, preview_content as preview, template, templates,
};
use taicho_store::Scope;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::board::Moment;
use crate::app::{App, Caller, reading, writing};
use crate::extract::{Command, Json, Query};
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list_content))
        .routes(routes!(read_content, keep_content))
        .routes(routes!(read_content_template))
        .routes(routes!(preview_content))
}

/// The content of the place's own.
#[derive(Serialize, ToSchema)]
struct ContentList {
    /// The files, by path, as they were recorded by the moment.
    rows: Vec<ContentFile>,
    /// What is wrong with files of the content folder that are not in use.
    folder_faults: Vec<Words>,
    /// The files of the program from which one's own may begin.
    templates: Vec<Template>,
    /// Whether the caller may write them.
    may_write: bool,
}

/// Lists the rule sets, indicators, heads of papers and plans of the place's own.
#[utoipa::path(get, path = "/content", params(Moment), responses((status = 200, body = ContentList)))]
async fn list_content(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(moment): Query<Moment>,
) -> Result<Json<ContentList>, Problem> {
    caller.role.require("list_content")?;
    let at = at(&moment, &app, &caller)?;
    let list = reading(&app, move |app| {
        let rows = app
            .store
            .read::<_, Problem>(&caller.actor, |read| Ok(content_files(read, app.library, at)?))?;
        Ok(ContentList {
            rows,
            folder_faults: app.content_faults(),
            templates: templates(app.library),
            may_write: require_to_write(&caller).is_ok(),
        })
    });
    Ok(Json(list.await?))
}

/// The moment asked for, or the one at which the office's own board is looked at.
fn at(moment: &Moment, app: &App, caller: &Caller) -> Result<Timestamp, Problem> {
    match moment.area_code(app, caller) {
        Ok(code) => moment.at(&code, caller),
        Err(_) => Ok(moment.at_if_named()?.unwrap_or(caller.now)),
    }
}

/// Which file is meant.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OfPath {
    /// Where it stands below the content folder, such as `rules/vn-2026/ke-hoach/rules.toml`.
    #[param(required, max_length = 200)]
    path: Option<String>,
}

impl OfPath {
    fn path(self) -> Result<String, Problem> {
        self.path.ok_or_else(|| {
            Problem::bad_request("no_path", "Hãy nêu tệp nào.", "Say which file is meant.")
        })
    }
}

/// What a file of the place's own says, with all that it ever said.
#[utoipa::path(
    get,
    path = "/content/file",
    params(OfPath, Moment),
    responses((status = 200, body = ContentText))
)]
async fn read_content(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(file): Query<OfPath>,
    Query(moment): Query<Moment>,
) -> Result<Json<ContentText>, Problem> {
    caller.role.require("read_content")?;
    let (path, at) = (file.path()?, at(&moment, &app, &caller)?);
    let found = reading(&app, move |app| {
        app.store.read::<_, Problem>(&caller.actor, |read| Ok(content_file(read, &path, at)?))
    });
    Ok(Json(found.await?))
}

/// A text.
#[derive(Serialize, ToSchema)]
struct TemplateText {
    /// What it says.
    text: String,
}

/// A file of the program from which one's own may begin.
#[utoipa::path(
    get,
    path = "/content/template",
    params(OfPath),
    responses((status = 200, body = TemplateText))
)]
async fn read_content_template(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(file): Query<OfPath>,
) -> Result<Json<TemplateText>, Problem> {
    caller.role.require("read_content_template")?;
    let text = template(app.content, app.library, &file.path()?)?;
    text.map(|text| Json(TemplateText { text })).ok_or_else(Problem::not_found)
}

/// A file as somebody thinks of writing it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ContentDraft {
    /// Where it stands below the content folder.
    #[schema(max_length = 200)]
    path: String,
    /// What it would say; none where it would be withdrawn.
    text: Option<String>,
    /// The moment at which it is tried; now where none is named.
    #[schema(value_type = Option<jiff::Timestamp>, pattern = r"^(19|20|21)\d\d-")]
    at: Option<String>,
    /// Code of the area in which it is tried; the office's own where none is named.
    #[schema(max_length = 200)]
    area: Option<String>,
}

/// Checks a file of the place's own, and tells which proposals would change with it. Nothing is written.
#[utoipa::path(
    post,
    path = "/content/preview",
    request_body = ContentDraft,
    responses((status = 200, body = Preview))
)]
async fn preview_content(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(body): Json<ContentDraft>,
) -> Result<Json<Preview>, Problem> {
    caller.role.require("preview_content")?;
    let moment = Moment::of(body.area, body.at);
    let code = moment.area_code(&app, &caller)?;
    let at = moment.at(&code, &caller)?;
    let draft = Draft { path: body.path, text: body.text };
    let made = reading(&app, move |app| {
        app.store.read::<_, Problem>(&caller.actor, |read| {
            Ok(preview(read, app.content, app.library, &draft, &code, at)?)
        })
    });
    Ok(Json(made.await?))
}

/// A file of the place's own as somebody wants it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WantedContent {
    /// Where it stands below the content folder.
    #[schema(max_length = 200)]
    path: String,
    /// What it is to say; none where it is to be withdrawn.
    text: Option<String>,
    /// The version that was seen; 0 for a new file.
    #[schema(minimum = 0)]
    base_version: i64,
    /// Why.
    #[schema(max_length = 2000)]
    reason: String,
    /// The moment from which it is known, where a past one is replayed; now where none is named.
    #[schema(value_type = Option<jiff::Timestamp>, pattern = r"^(19|20|21)\d\d-")]
    known_at: Option<String>,
}

/// Keeps, corrects or withdraws a file of the place's own, after the check; it is asked from then on.
#[utoipa::path(
    post,
    path = "/content/file",
    request_body = WantedContent,
    responses((status = 200, body = KeptContent))
)]
async fn keep_content(
    State(app): State<Arc<App>>,
    caller: Caller,
    Command { body, request }: Command<WantedContent>,
) -> Result<Json<KeptContent>, Problem> {
    caller.role.require("keep_content")?;
    require_to_write(&caller)?;
    let new = NewContent {
        path: body.path,
        text: body.text,
        base_version: body.base_version,
        reason: body.reason,
        known_at: super::instant(body.known_at.as_deref())?,
    };
    let kept = writing(&app, move |app| {
        Ok(keep(&app.store, &caller.actor, app.library, new, caller.asks(request))?)
    });
    Ok(Json(kept.await?))
}

/// Rules reach beyond the part of the office that somebody sees.
fn require_to_write(caller: &Caller) -> Result<(), Problem> {
    caller.role.require("keep_content")?;
    if caller.actor.scope == Scope::All { Ok(()) } else { Err(Problem::forbidden()) }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::app::App;
    use crate::testing::{Demo, demo, get, of_one_ward, post};

    const PATH: &str = "rules/vn-covid-2021/vi-du/rules.toml";

    /// The plan of a city, changed as an example of nobody's.
    async fn draft(demo: &Demo, lift_days: &str) -> String {
        let at = "/content/template?path=rules/vn-covid-2021/23-kh-bcd/rules.toml";
        let begun = get(demo.app(), at).await;
        let text = begun.body["text"].as_str().unwrap();
        let text = text.replace("canonical = \"23/KH-BCĐ\"", "canonical = \"VÍ DỤ 01/KH-UBND\"");
        text.replace("value = 14", &format!("value = {lift_days}"))
    }

    fn wanted(text: Option<&str>, base_version: i64) -> Value {
        json!({ "path": PATH, "text": text, "base_version": base_version, "reason": "Ví dụ" })
    }

    #[tokio::test]
    async fn a_plan_is_tried_kept_and_withdrawn_and_asked_in_between() {
        let demo = demo();
        let text = draft(&demo, "9").await;
        let tried =
            post(demo.app(), "/content/preview", json!({ "path": PATH, "text": text })).await;
        assert_eq!((tried.status.as_u16(), &tried.body["faults"]), (200, &json!([])), "{tried:?}");
        let differs =
            ["added", "gone", "changed"].map(|it| tried.body[it].as_array().unwrap().len());
        assert!(differs.iter().sum::<usize>() > 0, "{differs:?}");
        assert_eq!(get(demo.app(), "/content").await.body["rows"], json!([]), "only tried");

        let before = get(demo.app(), "/board").await.body["proposals"].clone();
        let kept = post(demo.app(), "/content/file", wanted(Some(&text), 0)).await;
        assert_eq!((kept.status.as_u16(), &kept.body["version"]), (200, &1.into()), "{kept:?}");
        let listed = get(demo.app(), "/content").await.body;
        assert_eq!(listed["rows"][0]["path"], PATH);
        assert_eq!(
            (&listed["rows"][0]["state"], &listed["may_write"]),
            (&"in_use".into(), &true.into())
        );
        assert_ne!(get(demo.app(), "/board").await.body["proposals"], before, "no restart");
        let said = get(demo.app(), &format!("/content/file?path={PATH}")).await.body;
        assert_eq!(
            (&said["text"], &said["versions"][0]["reason"]),
            (&text.as_str().into(), &"Ví dụ".into())
        );

        // Whoever saw no version does not replace one, and a faulty text is refused with its line.
        let late = post(demo.app(), "/content/file", wanted(Some(&text), 0)).await;
        assert!(late.is_problem(409, "conflict"), "{late:?}");
        let faulty = post(demo.app(), "/content/file", wanted(Some("[document]\n"), 1)).await;
        assert!(faulty.is_problem(422, "content_faults"), "{faulty:?}");
        assert!(faulty.body["detail_vi"].as_str().unwrap().contains("rules.toml, dòng 1"));
        for path in ["facts.toml", "rules/../x/rules.toml", "reports/daily/default.toml"] {
            let odd = json!({ "path": path, "text": "", "base_version": 0, "reason": "x" });
            let refused = post(demo.app(), "/content/file", odd).await;
            assert!(refused.is_problem(422, "content_faults"), "{path}: {refused:?}");
        }

        let gone = post(demo.app(), "/content/file", wanted(None, 1)).await;
        assert_eq!((gone.status.as_u16(), &gone.body["version"]), (200, &0.into()), "{gone:?}");
        assert_eq!(get(demo.app(), "/board").await.body["proposals"], before);
    }

    #[tokio::test]
    async fn who_may_only_look_or_sees_a_part_writes_nothing() {
        let demo = demo();
        let text = draft(&demo, "9").await;
        let observer = || demo.app().for_observer();
        let refused = post(observer(), "/content/file", wanted(Some(&text), 0)).await;
        assert!(refused.is_problem(403, "forbidden"), "{refused:?}");
        let tried =
            post(observer(), "/content/preview", json!({ "path": PATH, "text": text })).await;
        assert!(tried.is_problem(403, "forbidden"), "{tried:?}");
        let list = get(observer(), "/content").await;
        assert_eq!((list.status.as_u16(), &list.body["may_write"]), (200, &false.into()));
        let officer: App = demo.app().for_actor(of_one_ward());
        let refused = post(officer, "/content/file", wanted(Some(&text), 0)).await;
        assert!(refused.is_problem(403, "forbidden"), "{refused:?}");
        assert_eq!(get(demo.app(), "/content").await.body["rows"], json!([]));
    }

    #[tokio::test]
    async fn a_faulty_file_of_the_folder_is_said_on_every_page() {
        let demo = demo();
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("measures")).unwrap();
        std::fs::write(folder.path().join("measures/hong.toml"), "x = 1").unwrap();
        let app = || demo.app().with_content_in(folder.path().to_owned()).unwrap();
        let session = get(app(), "/session").await.body;
        let list = get(app(), "/content").await.body;
        for told in [&session["warnings"][0], &list["folder_faults"][0]] {
            let [vi, en] = ["vi", "en"].map(|language| told[language].as_str().unwrap());
            assert!(vi.contains("measures/hong.toml, dòng 1"), "{vi}");
            assert!(en.contains("measures/hong.toml:1"), "{en}");
        }
        assert_eq!(list["rows"], json!([]));
    }

    #[tokio::test]
    async fn what_was_never_written_says_nothing() {
        let demo = demo();
        let never = get(demo.app(), "/content/file?path=rules/a/b/rules.toml").await;
        assert_eq!((never.status.as_u16(), &never.body["text"]), (200, &Value::Null), "{never:?}");
        assert_eq!((&never.body["version"], &never.body["versions"]), (&0.into(), &json!([])));
        let template = get(demo.app(), "/content/template?path=areas/areas.csv").await;
        assert!(template.is_problem(404, "not_found"), "{template:?}");
        assert!(get(demo.app(), "/content/file").await.is_problem(400, "no_path"));
    }
}
