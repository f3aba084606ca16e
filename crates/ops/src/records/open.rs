use serde::Serialize;
use taicho_model::{FieldType, KINDS, KindSpec};
use taicho_store::{Filter, Read};
use utoipa::ToSchema;

use crate::OpsError;

/// Records of one kind that refer to a record by one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Referrers {
    /// Their kind.
    pub kind: &'static str,
    /// The field by which they refer to it.
    pub field: &'static str,
    /// The ids of the first of them.
    pub ids: Vec<String>,
    /// Whether there are more.
    pub has_more: bool,
}

/// Of each kind and field so many are named.
const NAMED: u32 = 50;

/// What refers to a record now, as far as the actor may see it.
pub fn referrers(
    read: &mut Read<'_>,
    kind: &KindSpec,
    id: &str,
) -> Result<Vec<Referrers>, OpsError> {
    let mut found = Vec::new();
    for referring in KINDS.iter().copied().filter(|referring| !referring.is_internal) {
        let fields = referring.fields.iter();
        for field in fields.filter(|field| field.field_type == FieldType::Reference(kind.name)) {
            let mut ids = Vec::new();
            let filter = Filter::now().is(field.name, id).page(None, NAMED + 1);
            read.rows(referring, &filter, |row| {
                ids.push(row.record.id);
                Ok(())
            })?;
            let has_more = ids.len() > NAMED as usize;
            ids.truncate(NAMED as usize);
            if !ids.is_empty() {
                found.push(Referrers { kind: referring.name, field: field.name, ids, has_more });
            }
        }
    }
    Ok(found)
}
