//! The log as the first program wrote it, without a proof beside each version: checked as it was, then proved again.

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use taicho_model::{Amendment, AmendmentKind};

use crate::StoreError;
use crate::Value;
use crate::change::{CHANGE_COLUMNS, Change, chain_digest, hex, read_change};
use crate::db::Conn;
use crate::proof::{Columns, Place, Prover};
use crate::write::amendment_id;
use taicho_model::Record;

/// The kinds and columns that there were, in the order in which they were digested.
const KINDS: &[(&str, &[&str])] = &[
    ("areas", &["code", "name", "kind", "level", "parent_id", "path", "valid_from", "valid_to"]),
    ("area_links", &["from_id", "to_id", "kind", "starts_on"]),
    ("places", &["source_key", "kind", "name", "area_id", "area_path", "record_origin"]),
    (
        "people",
        &[
            "source_key",
            "full_name",
            "name_key",
            "sex",
            "birth_year",
            "born_on",
            "personal_id",
            "phone",
            "area_id",
            "area_path",
            "address",
            "residence",
            "household_id",
            "lodging_id",
            "workplace_id",
            "record_origin",
        ],
    ),
    (
        "zones",
        &[
            "code",
            "name",
            "disease",
            "area_id",
            "area_path",
            "opened_on",
            "lifted_on",
            "households",
            "residents",
            "record_origin",
        ],
    ),
    (
        "cases",
        &[
            "source_key",
            "person_id",
            "disease",
            "area_id",
            "area_path",
            "zone_id",
            "status",
            "origin",
            "setting",
            "onset_on",
            "found_on",
            "detected_at",
            "reported_at",
            "source_known",
            "source_case_key",
            "cluster",
            "record_origin",
        ],
    ),
    (
        "sampling_rounds",
        &["zone_id", "area_path", "taken_on", "listed", "sampled", "positive", "record_origin"],
    ),
    (
        "facts",
        &[
            "area_id",
            "area_path",
            "zone_id",
            "disease",
            "name",
            "value",
            "valid_from",
            "valid_to",
            "origin",
            "confidence",
            "source",
        ],
    ),
    (
        "period_counts",
        &[
            "area_id",
            "area_path",
            "disease",
            "period",
            "starts_on",
            "cases",
            "was_epidemic",
            "record_origin",
        ],
    ),
    (
        "orders",
        &[
            "number",
            "kind",
            "value",
            "area_id",
            "area_path",
            "zone_id",
            "effective_from",
            "effective_to",
            "status",
            "document",
            "record_origin",
        ],
    ),
    (
        "decisions",
        &[
            "proposal_key",
            "area_id",
            "area_path",
            "outcome",
            "value",
            "reason",
            "proposal_json",
            "order_id",
        ],
    ),
    ("freezes", &["area_id", "area_path", "frozen_at", "figures_json"]),
    (
        "imports",
        &["file_name", "content_digest", "kind", "rows_read", "rows_added", "rows_corrected"],
    ),
];

/// A change of the log before, and how it was bound.
struct Before {
    top: String,
    change: Change,
    salt: Option<String>,
    payload_digest: String,
    digest: String,
}

/// Gives every version its proof and every change its parts, and chains the changes anew.
///
/// What was wrong in the log before is said in the reason of the change that follows, so that it does not look sound
/// only because it was proved again.
pub(super) fn prove_again(conn: &mut Conn) -> Result<(), StoreError> {
    let log = read_log(conn)?;
    let (mut place, mut previous) = ((String::new(), String::new()), String::new());
    let (mut seq, mut before) = (0, String::new());
    let mut faults = Vec::new();
    for Before { top, mut change, salt, payload_digest, digest } in log {
        if (&top, &change.chain) != (&place.0, &place.1) {
            place = (top.clone(), change.chain.clone());
            (seq, before, previous) = (0, String::new(), String::new());
            conn.execute(
                "insert into chains (top, chain) values ($1, $2)",
                &[Value::Text(top.clone()), Value::Text(change.chain.clone())],
            )?;
        }
        let is_sound = change.chain_seq == seq + 1
            && digest_before(&before, &change, &payload_digest) == digest
            && salt.map_or(Ok(true), |salt| {
                payload_before(conn, &top, &change.id, &salt).map(|found| found == payload_digest)
            })?;
        if !is_sound {
            faults.push(change.id.clone());
        }
        (seq, before) = (change.chain_seq, digest);
        change.parts = prove_change(conn, &top, &change)?;
        previous = chain_digest(&previous, &change);
        conn.execute(
            "update changes set parts = $1, digest = $2 where top = $3 and id = $4",
            &[
                Value::Text(change.parts),
                Value::Text(previous.clone()),
                Value::Text(top),
                Value::Text(change.id),
            ],
        )?;
    }
    let mut settings = Vec::new();
    conn.each("select top, name, value from settings_before order by top, name", &[], |row| {
        settings.push([row.text(0)?, row.text(1)?, row.text(2)?].map(Option::unwrap_or_default));
        Ok(())
    })?;
    say_so(conn, &place.0, &place.1, seq, &previous, settings, &faults)
}

fn read_log(conn: &mut Conn) -> Result<Vec<Before>, StoreError> {
    let mut log = Vec::new();
    let sql = format!(
        "select {CHANGE_COLUMNS}, top, payload_salt, payload_digest, digest from changes
         order by top, chain, chain_seq"
    );
    conn.each(&sql, &[], |row| {
        log.push(Before {
            change: read_change(row, 0)?,
            top: row.text(12)?.unwrap_or_default(),
            salt: row.text(13)?,
            payload_digest: row.text(14)?.unwrap_or_default(),
            digest: row.text(15)?.unwrap_or_default(),
        });
        Ok(())
    })?;
    Ok(log)
}

fn prove_change(conn: &mut Conn, top: &str, change: &Change) -> Result<String, StoreError> {
    let mut prover = Prover::new();
    let params = [Value::Text(top.to_owned()), Value::Text(change.id.clone())];
    let mut told = Vec::new();
    for &(name, columns_before) in KINDS {
        let sql = format!(
            "select id, version, recorded_at, {} from {name} where top = $1 and change_id = $2
             order by id, version",
            columns_before.join(", ")
        );
        let columns = Columns::of(columns_before);
        let mut proofs = Vec::new();
        conn.each(&sql, &params, |row| {
            let id = row.text(0)?.unwrap_or_default();
            let version = row.int(1)?.unwrap_or_default();
            let recorded_at = row.int(2)?.unwrap_or_default();
            let values = (3..3 + columns_before.len()).map(|column| row.value(column));
            let values = values.collect::<Result<Vec<_>, _>>()?;
            let place = Place {
                kind: name,
                id: &id,
                version,
                change_id: &change.id,
                ordinal: 0,
                recorded_at,
            };
            let proof = prover.prove(name, &place, &columns, &values);
            proofs.push((id, version, proof));
            Ok(())
        })?;
        let update = format!(
            "update {name} set ordinal = $1, proof = $2 where top = $3 and id = $4 and version = $5"
        );
        for (id, version, (ordinal, proof)) in proofs {
            conn.execute(
                &update,
                &[
                    Value::Int(ordinal),
                    Value::Text(proof),
                    params[0].clone(),
                    Value::Text(id),
                    Value::Int(version),
                ],
            )?;
        }
        let sql = format!(
            "select id, version, superseded_at from {name} row where top = $1 and superseded_by = $2
             and not exists (select 1 from {name} next where next.top = row.top
             and next.id = row.id and next.version = row.version + 1 and next.change_id = $2)
             order by id, version"
        );
        conn.each(&sql, &params, |row| {
            let (id, version) = (row.text(0)?.unwrap_or_default(), row.int(1)?.unwrap_or_default());
            let at = row.int(2)?.and_then(|at| Timestamp::from_microsecond(at).ok());
            told.push(Amendment {
                id: amendment_id(AmendmentKind::Withdrawn, name, &id, version).into(),
                what: AmendmentKind::Withdrawn,
                kind: name.to_owned(),
                row_id: id,
                row_version: version,
                before_at: None,
                after_at: at,
            });
            Ok(())
        })?;
    }
    for amendment in told {
        insert(conn, top, change, &mut prover, &amendment)?;
    }
    Ok(prover.finish())
}

fn insert<R: Record>(
    conn: &mut Conn,
    top: &str,
    change: &Change,
    prover: &mut Prover,
    record: &R,
) -> Result<(), StoreError> {
    let recorded_at = change.recorded_at.as_microsecond();
    let values = taicho_model::Row::of(record).values;
    let place = Place {
        kind: R::KIND,
        id: record.id(),
        version: 1,
        change_id: &change.id,
        ordinal: 0,
        recorded_at,
    };
    let (ordinal, proof) = prover.prove(R::KIND, &place, &Columns::of(R::COLUMNS), &values);
    let mut params = vec![
        Value::Text(top.to_owned()),
        Value::Text(record.id().to_owned()),
        Value::Int(1),
        Value::Text(change.id.clone()),
        Value::Int(ordinal),
        Value::Text(proof),
        Value::Int(recorded_at),
    ];
    params.extend(values);
    let places: Vec<String> = (1..=params.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "insert into {} (top, id, version, change_id, ordinal, proof, recorded_at, {}) values ({})",
        R::KIND,
        R::COLUMNS.join(", "),
        places.join(", ")
    );
    conn.execute(&sql, &params).map(|_| ())
}

/// One more change, which holds the settings and says what was found; an empty database needs none.
#[expect(clippy::disallowed_methods, reason = "the moment of the commit is the machine's own")]
fn say_so(
    conn: &mut Conn,
    top: &str,
    chain: &str,
    seq: i64,
    previous: &str,
    settings: Vec<[String; 3]>,
    faults: &[String],
) -> Result<(), StoreError> {
    if chain.is_empty() {
        return Ok(());
    }
    let found = match faults {
        [] => "the log before was sound".to_owned(),
        faults => format!("the log before was not sound in the changes {}", faults.join(", ")),
    };
    let now = Timestamp::now();
    let now = Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now);
    let mut change = Change {
        id: uuid::Uuid::now_v7().to_string(),
        chain: chain.to_owned(),
        chain_seq: seq + 1,
        recorded_at: now,
        committed_at: now,
        actor: "taicho".into(),
        device: None,
        operation: "prove_again".into(),
        reason: Some(found),
        undoes: None,
        request_id: None,
        parts: String::new(),
    };
    let mut prover = Prover::new();
    for [_, name, value] in settings.into_iter().filter(|[of, ..]| of == top) {
        let setting = taicho_model::Setting { id: name.into(), value };
        insert(conn, top, &change, &mut prover, &setting)?;
    }
    change.parts = prover.finish();
    let text = |text: &str| Value::Text(text.to_owned());
    conn.execute(
        "insert into changes (top, id, chain, chain_seq, recorded_at, committed_at, actor, operation,
         reason, parts, payload_digest, digest) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', $11)",
        &[
            text(top),
            text(&change.id),
            text(chain),
            Value::Int(change.chain_seq),
            Value::Int(now.as_microsecond()),
            Value::Int(now.as_microsecond()),
            text(&change.actor),
            text(&change.operation),
            change.reason.clone().map_or(Value::Null, Value::Text),
            text(&change.parts),
            text(&chain_digest(previous, &change)),
        ],
    )?;
    Ok(())
}

fn payload_before(
    conn: &mut Conn,
    top: &str,
    change_id: &str,
    salt: &str,
) -> Result<String, StoreError> {
    let mut rows = Vec::new();
    let params = [Value::Text(top.to_owned()), Value::Text(change_id.to_owned())];
    for &(name, columns_before) in KINDS {
        let sql = format!(
            "select id, version, recorded_at, {} from {} where top = $1 and change_id = $2",
            columns_before.join(", "),
            name
        );
        conn.each(&sql, &params, |row| {
            let values = (2..3 + columns_before.len()).map(|column| row.value(column));
            let values = values.collect::<Result<Vec<_>, _>>()?;
            let id = row.text(0)?.unwrap_or_default();
            rows.push(row_before(salt, b"+", name, &id, row.int(1)?.unwrap_or_default(), &values));
            Ok(())
        })?;
        let sql = format!("select id, version from {} where top = $1 and superseded_by = $2", name);
        conn.each(&sql, &params, |row| {
            let id = row.text(0)?.unwrap_or_default();
            rows.push(row_before(salt, b"-", name, &id, row.int(1)?.unwrap_or_default(), &[]));
            Ok(())
        })?;
    }
    rows.sort_unstable();
    let mut hasher = Sha256::new_with_prefix(salt.as_bytes());
    for row in &rows {
        hasher.update(row);
    }
    Ok(hex(&hasher.finalize()))
}

fn row_before(
    salt: &str,
    mark: &[u8],
    kind: &str,
    id: &str,
    version: i64,
    values: &[Value],
) -> [u8; 32] {
    let mut hasher = Sha256::new_with_prefix(salt.as_bytes());
    hasher.update(mark);
    crate::proof::add_text(&mut hasher, kind);
    crate::proof::add_text(&mut hasher, id);
    hasher.update(version.to_le_bytes());
    for value in values {
        match value {
            Value::Null => hasher.update([0]),
            Value::Text(value) => {
                hasher.update([1]);
                crate::proof::add_text(&mut hasher, value);
            }
            Value::Int(number) => {
                hasher.update([2]);
                hasher.update(number.to_le_bytes());
            }
            Value::Real(number) => {
                hasher.update([3]);
                hasher.update(number.to_le_bytes());
            }
            // The first program kept no bytes: what reads as such is damaged, and agrees with no digest.
            Value::Bytes(_) => hasher.update([255]),
        }
    }
    hasher.finalize().into()
}

fn digest_before(previous: &str, change: &Change, payload_digest: &str) -> String {
    let mut hasher = Sha256::new();
    for part in [
        previous,
        &change.id,
        &change.chain,
        &change.chain_seq.to_string(),
        &change.recorded_at.as_microsecond().to_string(),
        &change.committed_at.as_microsecond().to_string(),
        &change.actor,
        change.device.as_deref().unwrap_or(""),
        &change.operation,
        change.reason.as_deref().unwrap_or(""),
        change.undoes.as_deref().unwrap_or(""),
        payload_digest,
    ] {
        crate::proof::add_text(&mut hasher, part);
    }
    hex(&hasher.finalize())
}
