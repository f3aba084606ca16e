use std::sync::OnceLock;

use axum::http::header;
use axum::response::IntoResponse;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::server::Server;
use utoipa::openapi::{
    Components, ContentBuilder, InfoBuilder, OpenApi, PathItem, Ref, RefOr, Required, ResponseBuilder,
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
    for item in document.paths.paths.values_mut() {
        operations(item).for_each(complete);
    }
    document
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
