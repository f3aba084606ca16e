//! All of it: pages, tables, the log, every version, every attached file, and the folder around them.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use taicho_model::{KINDS, KindSpec, Words};

use super::folder::{Folder, NEWEST};
use super::{Address, Store, group, start};
use crate::audit::{self, AuditReport};
use crate::change::{ChainHead, Intent};
use crate::db::{Conn, IN_MEMORY};
use crate::record::WHOLE;
use crate::seal::Witness;
use crate::shape::plain;
use crate::{Actor, StoreError, migrate, search};

/// Something that a check found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What it is about: `pages`, `schema`, `words`, `log`, `folder` …
    pub part: &'static str,
    /// Whether something is damaged or lost; otherwise it is only worth knowing.
    pub is_fault: bool,
    /// What was found.
    pub found: Words,
    /// What to do about it.
    pub to_do: Words,
}

/// Changes that were on disk once and are not there any more, as they were accepted for lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// The number of the newest change that was on disk.
    pub had: i64,
    /// The number of the newest change that is there.
    pub has: i64,
}

const RESTORE: (&str, &str) = (
    "dừng chương trình, giữ nguyên thư mục dữ liệu và khôi phục bản sao lưu gần nhất bằng `taicho restore` vào một thư mục trống",
    "stop the program, keep the data folder as it is, and restore the last backup into an empty folder with `taicho restore`",
);

/// The setting that tells of a loss.
const ACCEPTED: &str = "accepted_loss";

/// Lines of the database's own check that are shown.
const LINES: usize = 20;

impl Finding {
    fn fault(part: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        let found = Words::new(vi.into(), en.into());
        Self { part, is_fault: true, found, to_do: Words::new(RESTORE.0, RESTORE.1) }
    }

    fn note(part: &'static str, found: (String, String), to_do: (&str, &str)) -> Self {
        let (found, to_do) = (Words::new(found.0, found.1), Words::new(to_do.0, to_do.1));
        Self { part, is_fault: false, found, to_do }
    }

    fn failed(part: &'static str, error: &StoreError) -> Self {
        Self::fault(part, format!("không đọc được: {error}"), format!("it cannot be read: {error}"))
    }
}

impl Store {
    /// Checks all of it; faults of the log and of rows stand in the audit, everything else is a finding.
    pub fn check(&self, witness: &Witness) -> Result<(AuditReport, Vec<Finding>), StoreError> {
        let mut findings = Vec::new();
        let noted = match &*self.address {
            Address::Sqlite(folder) => folder.noted(),
            Address::Postgres(_) => None,
        };
        let mut lent = self.walking()?;
        let conn = lent.conn();
        if let Address::Sqlite(folder) = &*self.address {
            note_faults("pages", pages(conn), &mut findings);
            note_faults("schema", schema(conn), &mut findings);
            note_faults("words", words(conn), &mut findings);
            let head = ChainHead::load(conn, &self.top, group::CHAIN);
            let looked = head.and_then(|head| {
                Folder::compare(noted, conn, &self.top, &head)?;
                start::look(folder, conn, &self.top, &head)
            });
            if let Err(error) = looked {
                findings.push(Finding::failed("log", &error));
            }
            findings.extend(open_to_others(folder.path()));
        } else {
            findings.extend(checksums(conn)?);
            note_faults("schema", shared_schema(conn), &mut findings);
            note_faults("schema", invalid_indexes(conn), &mut findings);
        }
        let report = audit::audit(conn, &self.top, witness).unwrap_or_else(|error| {
            findings.push(Finding::failed("rows", &error));
            AuditReport::default()
        });
        if report.open_changes > 0 {
            let open = report.open_changes;
            findings.push(Finding::note(
                "log",
                (
                    format!("{open} thay đổi lớn đang được ghi"),
                    format!("{open} long changes are being written"),
                ),
                (
                    "không cần làm gì: thay đổi dở dang sẽ được gỡ bỏ khi chương trình khởi động lại",
                    "nothing: one that broke off is taken back when the program starts again",
                ),
            ));
        }
        Ok((report, findings))
    }
}

fn note_faults(
    part: &'static str,
    found: Result<Vec<Words>, StoreError>,
    findings: &mut Vec<Finding>,
) {
    match found {
        Ok(faults) => findings
            .extend(faults.into_iter().map(|words| Finding::fault(part, words.vi, words.en))),
        Err(error) => findings.push(Finding::failed(part, &error)),
    }
}

/// Whether the pages fit together, every index has the rows of its table, and no value is of another type.
fn pages(conn: &mut Conn) -> Result<Vec<Words>, StoreError> {
    let mut faults = Vec::new();
    conn.each(&format!("pragma integrity_check({LINES})"), &[], |row| {
        let line = row.text(0)?.unwrap_or_default();
        if line != "ok" {
            faults.push(Words::new(
                format!("SQLite báo lỗi: {line}"),
                format!("SQLite says: {line}"),
            ));
        }
        Ok(())
    })?;
    Ok(faults)
}

/// Whether the words by which rows are found are those of the rows: a damaged one hides somebody from every search.
fn words(conn: &mut Conn) -> Result<Vec<Words>, StoreError> {
    // The second index is a temporary one; of the database nothing is written.
    conn.batch("pragma query_only = off")?;
    let faults = KINDS.iter().filter_map(|kind| match has_its_words(conn, kind) {
        Ok(true) => None,
        Ok(false) => {
            let (vi, en) = kind.title;
            Some(Ok(Words::new(
                format!("chỉ mục tìm kiếm của {vi} không khớp với dữ liệu"),
                format!("the words by which {en} are found are not those of the rows"),
            )))
        }
        Err(error) => Some(Err(error)),
    });
    let faults = faults.collect();
    conn.batch("pragma query_only = on")?;
    faults
}

/// Whether the full-text index of a kind is as one that is made anew.
fn has_its_words(conn: &mut Conn, kind: &KindSpec) -> Result<bool, StoreError> {
    let Some((make, [there, wanted], take_away)) = search::sqlite_words(kind) else {
        return Ok(true);
    };
    make.iter().try_for_each(|sql| conn.batch(sql))?;
    let same = word_digest(conn, &there).and_then(|there| Ok(there == word_digest(conn, &wanted)?));
    conn.batch(&take_away)?;
    same
}

/// A digest of all words with their rows.
fn word_digest(conn: &mut Conn, sql: &str) -> Result<[u8; 32], StoreError> {
    let mut digest = Sha256::new();
    conn.each(sql, &[], |row| {
        digest.update(row.text(0)?.unwrap_or_default());
        digest.update([0]);
        digest.update(row.int(1)?.unwrap_or_default().to_le_bytes());
        Ok(())
    })?;
    Ok(digest.finalize().into())
}

/// The tables and indexes as they should be: a damaged word in them would read every row in another way.
fn schema(conn: &mut Conn) -> Result<Vec<Words>, StoreError> {
    let list = |conn: &mut Conn| -> Result<Vec<(String, String)>, StoreError> {
        let mut found = Vec::new();
        let sql =
            "select type || ' ' || name || ' ' || tbl_name, coalesce(sql, '') from sqlite_master
             where name not like 'sqlite_stat%' order by 1";
        conn.each(sql, &[], |row| {
            found.push((row.text(0)?.unwrap_or_default(), row.text(1)?.unwrap_or_default()));
            Ok(())
        })?;
        Ok(found)
    };
    let mut model = Conn::open_sqlite(Path::new(IN_MEMORY), false, true)?;
    migrate::migrate(&mut model)?;
    let (wanted, found) = (list(&mut model)?, list(conn)?);
    let differs = wanted
        .iter()
        .filter(|item| !found.contains(item))
        .chain(found.iter().filter(|item| !wanted.contains(item)));
    let mut faults: Vec<Words> = differs
        .map(|(name, _)| {
            Words::new(
                format!("cấu trúc {name} không như chương trình tạo ra"),
                format!("{name} is not as the program makes it"),
            )
        })
        .collect();
    faults.dedup();
    faults.truncate(LINES);
    Ok(faults)
}

/// Whether the shared database has every column, key and index that the program makes, and nothing that would change
/// what is written on its way. Indexes that somebody added for speed do no harm.
fn shared_schema(conn: &mut Conn) -> Result<Vec<Words>, StoreError> {
    let mut model = Conn::open_sqlite(Path::new(IN_MEMORY), false, true)?;
    migrate::migrate(&mut model)?;
    let wanted = texts(
        &mut model,
        "select sql from sqlite_master where type = 'index' and sql is not null
         union all select 'column ' || t.name || '.' || c.name
         || case when c.\"notnull\" or c.pk then ' not null' else '' end
         from sqlite_master t, pragma_table_info(t.name) c
         where t.type = 'table' and t.name not like 'sqlite_%' and t.name not like '%!_search%' escape '!'
         union all select 'primary key on ' || name || ' ' || (select group_concat(c.name, ', ') from
         (select name from pragma_table_info(t.name) where pk > 0 order by pk) c) from sqlite_master t
         where t.type = 'table' and t.name not like 'sqlite_%' and t.name not like '%!_search%' escape '!'",
    )?;
    let found = texts(
        conn,
        "select replace(indexdef, ' ' || schemaname || '.', ' ') from pg_indexes where schemaname = current_schema()
         union all select 'column ' || table_name || '.' || column_name
         || case is_nullable when 'NO' then ' not null' else '' end
         from information_schema.columns where table_schema = current_schema()
         union all select replace(pg_get_constraintdef(pg_constraint.oid), 'PRIMARY KEY', 'primary key on ' || relname)
         from pg_constraint join pg_class on pg_class.oid = conrelid
         where contype = 'p' and connamespace = current_schema()::regnamespace",
    )?;
    let found: BTreeSet<String> = found.iter().map(|text| plain(text)).collect();
    let missing = wanted.into_iter().filter(|text| !found.contains(&plain(text)));
    let mut faults: Vec<Words> = missing
        .map(|text| Words::new(format!("thiếu cấu trúc: {text}"), format!("missing: {text}")))
        .collect();
    let meddling = texts(
        conn,
        "select 'trigger ' || tgname || ' on ' || relname from pg_trigger join pg_class on pg_class.oid = tgrelid
         where not tgisinternal and relnamespace = current_schema()::regnamespace
         union all select 'rule ' || rulename || ' on ' || tablename from pg_rules where schemaname = current_schema()
         union all select 'row security on ' || relname from pg_class
         where relrowsecurity and relnamespace = current_schema()::regnamespace
         union all select 'unlogged table ' || relname from pg_class
         where relkind = 'r' and relpersistence <> 'p' and relnamespace = current_schema()::regnamespace",
    )?;
    faults.extend(meddling.into_iter().map(|text| {
        Words::new(
            format!("{text} có thể làm sai hoặc mất dữ liệu đã ghi"),
            format!("{text} may change or lose what is written"),
        )
    }));
    faults.truncate(LINES);
    Ok(faults)
}

fn texts(conn: &mut Conn, sql: &str) -> Result<Vec<String>, StoreError> {
    let mut texts = Vec::new();
    conn.each(sql, &[], |row| {
        texts.extend(row.text(0)?);
        Ok(())
    })?;
    Ok(texts)
}

fn invalid_indexes(conn: &mut Conn) -> Result<Vec<Words>, StoreError> {
    let mut faults = Vec::new();
    let sql = "select relname::text from pg_index join pg_class on pg_class.oid = indexrelid
         where not indisvalid order by 1";
    conn.each(sql, &[], |row| {
        let name = row.text(0)?.unwrap_or_default();
        faults.push(Words::new(
            format!("chỉ mục {name} không dùng được"),
            format!("the index {name} is not valid"),
        ));
        Ok(())
    })?;
    Ok(faults)
}

/// PostgreSQL notices damaged pages by itself where its cluster was made so.
fn checksums(conn: &mut Conn) -> Result<Option<Finding>, StoreError> {
    let mut are_on = false;
    conn.each("select current_setting('data_checksums')", &[], |row| {
        are_on = row.text(0)?.as_deref() == Some("on");
        Ok(())
    })?;
    let note = || {
        Finding::note(
            "pages",
            (
                "máy chủ PostgreSQL không ghi mã kiểm của trang dữ liệu".to_owned(),
                "the PostgreSQL server keeps no checksums of its pages".to_owned(),
            ),
            (
                "dừng máy chủ rồi chạy `pg_checksums --enable`",
                "stop the server and run `pg_checksums --enable`",
            ),
        )
    };
    Ok((!are_on).then(note))
}

/// What in the folder others on the machine may read.
fn open_to_others(folder: &Path) -> Vec<Finding> {
    let mut open = Vec::new();
    let mut look = |path: &Path| {
        let mode = path.metadata().map_or(0, |found| found.permissions().mode());
        if mode & 0o077 != 0 {
            open.push(path.file_name().unwrap_or_default().to_string_lossy().into_owned());
        }
    };
    look(folder);
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().filter(|path| path.is_file()).for_each(|path| look(path));
    if open.is_empty() {
        return Vec::new();
    }
    let names = open.join(", ");
    vec![Finding::note(
        "folder",
        (
            format!("người khác trên máy này đọc được: {names}"),
            format!("others on this machine may read: {names}"),
        ),
        (
            "chạy `chmod -R go= THƯ-MỤC` để chỉ chủ sở hữu đọc được",
            "run `chmod -R go= FOLDER`, so that its owner alone may",
        ),
    )]
}

/// Takes the changes that a folder once had, and lost to damage, for lost, and says so in the log: the way to serve
/// what is left where no backup is newer.
///
/// What is left must be sound; otherwise it is refused, and a backup is the only way. None where nothing is missing.
pub fn accept_loss(
    path: &Path,
    actor: &Actor,
    reason: &str,
    at: Timestamp,
) -> Result<Option<Loss>, StoreError> {
    let folder = Folder::open(path, false)?;
    let top = WHOLE;
    let (had, has) = {
        let turns = folder.turns()?;
        let _turn = turns.take()?;
        let mut conn = Conn::open_sqlite(&folder.database(), false, false)?;
        if !migrate::missing(&mut conn)?.is_empty() {
            return Err(StoreError::Damaged("it is of an older program".into()));
        }
        let faults = pages(&mut conn)?;
        if let Some(fault) = faults.first() {
            return Err(StoreError::Damaged(fault.en.clone()));
        }
        let head = ChainHead::load(&mut conn, top, group::CHAIN)?;
        start::look(&folder, &mut conn, top, &head)?;
        if Folder::compare(folder.noted(), &mut conn, top, &head).is_ok() {
            return Ok(None);
        }
        let report = audit::audit(&mut conn, top, &Witness::default())?;
        if !report.is_clean() {
            return Err(StoreError::Damaged(format!(
                "{} faults in its rows",
                report.faults_in_all
            )));
        }
        let had = folder.noted().map_or(0, |(seq, _)| seq);
        // The note is kept beside, for whoever looks into it later.
        let kept = format!("{NEWEST}.lost-{}", at.as_second());
        std::fs::rename(path.join(NEWEST), path.join(kept))?;
        (had, head.seq)
    };
    let store = Store::open_existing(path)?;
    let said = format!("{reason} [{had} → {has}]");
    let intent = Intent::new("accept_loss", at).because(said.clone());
    store.write::<_, StoreError>(actor, intent, move |write| write.set(ACCEPTED, &said))?;
    Ok(Some(Loss { had, has }))
}
