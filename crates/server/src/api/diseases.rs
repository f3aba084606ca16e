use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;
use taicho_model::Words;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::{App, Caller};
use crate::extract::Json;
use crate::problem::Problem;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(list_diseases))
}

/// The diseases that the program knows.
#[derive(Serialize, ToSchema)]
struct Diseases {
    /// By code.
    rows: Vec<Disease>,
}

/// A disease.
#[derive(Serialize, ToSchema)]
struct Disease {
    /// The code, as records carry it.
    code: String,
    /// The name as it stands within a sentence.
    name: Words,
}

/// The diseases that the program knows, by code.
#[utoipa::path(get, path = "/diseases", responses((status = 200, body = Diseases)))]
async fn list_diseases(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<Diseases>, Problem> {
    caller.role.require("list_diseases")?;
    let rows = app.content.diseases().iter();
    let rows =
        rows.map(|(code, disease)| Disease { code: code.clone(), name: disease.name.clone() });
    Ok(Json(Diseases { rows: rows.collect() }))
}

#[cfg(test)]
mod tests {
    use crate::testing::{get, shared};

    #[tokio::test]
    async fn every_disease_has_a_name_in_both_languages() {
        let answer = get(shared().app(), "/diseases").await;
        let rows = answer.body["rows"].as_array().unwrap();
        assert!(rows.len() >= 80, "{}", rows.len());
        let measles = rows.iter().find(|row| row["code"] == "measles").unwrap();
        assert_eq!(
            (&measles["name"]["vi"], &measles["name"]["en"]),
            (&"bệnh sởi".into(), &"measles".into())
        );
    }
}
