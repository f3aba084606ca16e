use std::collections::BTreeMap;

use serde::Serialize;
use taicho_model::{FieldType, KINDS, KindSpec, OtherCells};
use taicho_store::{Filter, Read, StoreError};
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

/// What stood beside a record in tables, in columns that no field takes, by heading.
pub fn other_cells(
    read: &mut Read<'_>,
    kind: &KindSpec,
    id: &str,
) -> Result<BTreeMap<String, String>, OpsError> {
    let kept = read.fetch::<OtherCells>(&OtherCells::id_of(kind.name, id))?;
    let Some(kept) = kept else { return Ok(BTreeMap::new()) };
    let unreadable = |_| StoreError::Unreadable { kind: "other_cells", column: "cells_json" };
    Ok(serde_json::from_str(&kept.record.cells_json).map_err(unreadable)?)
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
