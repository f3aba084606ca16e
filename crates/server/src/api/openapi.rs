use std::sync::OnceLock;

use axum::http::header;
use axum::response::IntoResponse;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::server::Server;
use utoipa::openapi::{
    Components, ContentBuilder, InfoBuilder, OpenApi, PathItem, Ref, RefOr, Required,
    ResponseBuilder,
};
use utoipa::{PartialSchema, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::{App, Caller};
use crate::problem::{PROBLEM_TYPE, Problem, ProblemWire};

pub(super) fn routes() -> OpenApiRouter<std::sync::Arc<App>> {
    OpenApiRouter::new().routes(routes!(read_openapi))
}

/// This description of the API, as OpenAPI 3.1.
#[utoipa::path(get, path = "/openapi.json", responses((status = 200, body = serde_json::Value)))]
async fn read_openapi(caller: Caller) -> Result<impl IntoResponse, Problem> {
    caller.role.require("read_openapi")?;
    Ok(([(header::CONTENT_TYPE, "application/json")], text()))
}

/// The description as text; it is the same for every request.
pub(crate) fn text() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        let document = describe(super::described_routes().into_openapi());
        document.to_pretty_json().expect("a description has a text") + "\n"
    })
}

/// Adds what all operations have in common: the scene they may name, and the problem document they may fail with.
fn describe(mut document: OpenApi) -> OpenApi {
    document.info = InfoBuilder::new()
        .title("Taicho")
        .version("1")
        .description(Some(
            "What the web app does, any client may do. Every failure is a problem document (RFC 9457) with a stable \
             code and words in Vietnamese and English. Instants are ISO 8601 with an offset, days are civil dates in \
             Vietnam.",
        ))
        .build();
    document.servers = Some(vec![Server::new("/api/v1")]);
    let components = document.components.get_or_insert_with(Components::new);
    components.schemas.insert(ProblemWire::name().into_owned(), ProblemWire::schema());
    let mut within = Vec::new();
    ProblemWire::schemas(&mut within);
    components.schemas.extend(within);
    components.schemas.values_mut().for_each(whole);
    for item in document.paths.paths.values_mut() {
        operations(item).for_each(complete);
    }
    document
}

/// What is left out of an answer where there is none; every other field is always there, and null where it is empty.
const LEFT_OUT: &[&str] = &["case", "sheet", "row", "column", "header"];

/// Says of an answer that its fields are always there. What is taken in refuses unknown fields, and says so.
fn whole(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::Object(object)) if object.additional_properties.is_none() => {
            let always = object.properties.keys().filter(|name| !LEFT_OUT.contains(&name.as_str()));
            object.required = always.cloned().collect();
        }
        RefOr::T(Schema::AllOf(parts)) => parts.items.iter_mut().for_each(whole),
        _ => {}
    }
}

fn complete(operation: &mut Operation) {
    operation.tags = None;
    operation.parameters.get_or_insert_default().push(RefOr::T(scene()));
    let problem = Ref::from_schema_name(ProblemWire::name());
    let failure = ResponseBuilder::new()
        .description("A problem document.")
        .content(PROBLEM_TYPE, ContentBuilder::new().schema(Some(problem)).build())
        .build();
    operation.responses.responses.insert("default".to_owned(), RefOr::T(failure));
    for (status, answer) in &mut operation.responses.responses {
        if let RefOr::T(answer) = answer
            && answer.description.is_empty()
        {
            answer.description = if status == "201" { "Recorded." } else { "Done." }.to_owned();
        }
    }
}

fn scene() -> Parameter {
    ParameterBuilder::new()
        .name("scene")
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some("The scene of a demo; the first where none is named."))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .build()
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete]
        .into_iter()
        .filter_map(Option::as_mut)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use serde_json::{Value, json};

    use super::text;
    use crate::rights::{Role, right_of};
    use crate::testing::{Answer, get, request, send, shared};

    /// Method, path and id of every operation.
    fn described() -> Vec<(String, String, String)> {
        let document: Value = serde_json::from_str(text()).unwrap();
        let mut found = Vec::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let id = operation["operationId"].as_str().unwrap().to_owned();
                assert!(
                    operation["summary"].as_str().is_some_and(|text| text.ends_with('.')),
                    "{id}"
                );
                let failure = &operation["responses"]["default"]["content"];
                assert!(failure["application/problem+json"].is_object(), "{id}");
                found.push((method.to_uppercase(), path.clone(), id));
            }
        }
        found
    }

    /// The description that is kept is today's; set `TAICHO_BLESS` to write it anew.
    #[test]
    fn the_description_is_the_one_that_is_kept() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
        if std::env::var_os("TAICHO_BLESS").is_some() {
            std::fs::write(path, text()).unwrap();
        }
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert!(kept == text(), "docs/openapi.json is not of today: TAICHO_BLESS=1 writes it anew");
    }

    #[test]
    fn closed_lists_are_described_by_the_words_that_are_sent() {
        let document: Value = serde_json::from_str(text()).unwrap();
        let outcome = &document["components"]["schemas"]["DecisionOutcome"]["enum"];
        assert_eq!(*outcome, json!(["approved", "rejected", "overridden"]));
    }

    /// Whether an answer has the fields and the words that its schema promises; what is missing, by path.
    fn broken(
        document: &Value,
        schema: &Value,
        value: &Value,
        path: &str,
        faults: &mut Vec<String>,
    ) {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.rsplit('/').next().unwrap();
            return broken(document, &document["components"]["schemas"][name], value, path, faults);
        }
        let many = |name: &str| schema[name].as_array().into_iter().flatten();
        many("allOf").for_each(|part| broken(document, part, value, path, faults));
        if value.is_null() {
            return;
        }
        let one = many("oneOf").find(|part| part["type"] != "null");
        one.into_iter().for_each(|part| broken(document, part, value, path, faults));
        for name in many("required").filter_map(Value::as_str) {
            if value.get(name).is_none() {
                faults.push(format!("{path}.{name} is missing"));
            }
        }
        if schema["enum"].is_array() && !many("enum").any(|word| word == value) {
            faults.push(format!("{path} is {value}"));
        }
        for (name, part) in schema["properties"].as_object().into_iter().flatten() {
            if let Some(value) = value.get(name) {
                broken(document, part, value, &format!("{path}.{name}"), faults);
            }
        }
        for item in value.as_array().into_iter().flatten() {
            broken(document, &schema["items"], item, &format!("{path}[]"), faults);
        }
    }

    #[tokio::test]
    async fn answers_are_as_they_are_described() {
        let document: Value = serde_json::from_str(text()).unwrap();
        let mut faults = Vec::new();
        for path in [
            "/board",
            "/board?scene=kinh-bac-2026",
            "/session",
            "/changes",
            "/diseases",
            "/plan-comparison",
            "/cases",
            "/zones",
            "/orders",
            "/facts",
            "/people",
            "/places",
            "/sampling-rounds",
            "/decisions",
            "/imports",
            "/attachments",
        ] {
            let answer = get(shared().app(), path).await;
            assert_eq!(answer.status, 200, "{path}");
            let described = &document["paths"][path.split('?').next().unwrap()]["get"];
            let schema = &described["responses"]["200"]["content"]["application/json"]["schema"];
            broken(&document, schema, &answer.body, path, &mut faults);
        }
        faults.sort();
        faults.dedup();
        assert_eq!(faults, Vec::<String>::new());
    }

    /// A request that would pass if the role allowed it.
    fn body(operation: &str) -> Value {
        match operation {
            "create_case" => json!({
                "disease": "covid-19", "area_code": "09187", "status": "confirmed", "origin": "community",
                "setting": "quarter", "found_on": "2021-06-17",
            }),
            "create_decision" => json!({ "proposal_key": "none", "outcome": "approved" }),
            "undo_change" => json!({ "reason": "a test" }),
            "create_import" | "create_attachment" => json!(""),
            "create_freeze" => json!({}),
            "create_record" => json!({ "values": {} }),
            "search_records" | "search_table" => json!({}),
            "find_records" => json!({ "search": "an" }),
            "name_records" => json!({ "records": {} }),
            "keep_content" => json!({
                "path": "measures/x.toml", "text": "", "base_version": 0, "reason": "a test",
            }),
            "preview_content" => json!({ "path": "measures/x.toml" }),
            "set_home" => json!({ "area_code": "09187" }),
            "correct_record" => json!({ "version": 1, "values": {} }),
            "correct_records" => json!({ "rows": {}, "values": {} }),
            "withdraw_records" => json!({ "rows": {}, "reason": "a test" }),
            _ => panic!("{operation} needs a body here, so that its rights are tried"),
        }
    }

    /// Each operation with what a role is answered that asks for it.
    async fn asked_as(role: Role) -> Vec<(String, Answer)> {
        let mut answers = Vec::new();
        for (method, path, id) in described() {
            assert!(right_of(&id).is_some(), "{id} has no row in rights.rs");
            let path = path.replace("{kind}", "cases").replace("{id}", "none");
            let query = match id.as_str() {
                "create_import" => "?name=none.csv",
                "create_attachment" => "?subject_kind=cases&subject_id=none&name=none.csv",
                _ => "",
            };
            let request = request(&method, &format!("/api/v1{path}{query}"))
                .header("content-type", "application/json");
            let sent = if method == "GET" { String::new() } else { body(&id).to_string() };
            let app = shared().app().for_role(role);
            answers.push((id, send(app, request.body(Body::from(sent)).unwrap()).await));
        }
        answers
    }

    #[tokio::test]
    async fn an_observer_may_do_exactly_what_the_table_says() {
        for (id, answer) in asked_as(Role::Observer).await {
            match Role::Observer.require(&id) {
                Ok(()) => assert_ne!(answer.status, 403, "{id}"),
                Err(_) => assert!(answer.is_problem(403, "forbidden"), "{id}: {answer:?}"),
            }
        }
    }

    /// Whoever has a role may see, so only somebody without any shows whether what is only read is asked for.
    #[tokio::test]
    async fn whoever_may_do_nothing_is_refused_everywhere() {
        for (id, answer) in asked_as(Role::Stranger).await {
            assert!(answer.is_problem(403, "forbidden"), "{id}: {}", answer.status);
        }
    }
}
