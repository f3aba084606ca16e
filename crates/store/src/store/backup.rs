//! Backups of a whole store, made while others write, and their way back into an empty place.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::folder::Folder;
use super::{Address, Store, group};
use crate::SharedAddress;
use crate::Value;
use crate::backup::{BackupError, Engine, Header, KEPT_FILES, Lock, Made, Opener, file, postgres};
use crate::change::ChainHead;
use crate::db::Conn;
use crate::migrate;
use crate::record::WHOLE;
use crate::seal::Heads;

/// The copy from which a backup is written; only who holds the lock beside it has one.
const COPY: &str = "backup-in-progress.db";

impl Store {
    /// Writes a backup while others write, of one moment of the database; `program` is the version of ours.
    ///
    /// Changes in parts that are open at that moment are in it, and taken back where it is restored.
    pub fn back_up<W: Write>(
        &self,
        out: W,
        lock: &Lock,
        made_at: Timestamp,
        program: &str,
    ) -> Result<(Made, W), BackupError> {
        lock.check()?;
        match &*self.address {
            Address::Sqlite(folder) => {
                let header = |engine, migrations, heads| Header {
                    program: program.to_owned(),
                    made_at,
                    engine,
                    migrations,
                    heads,
                    files: kept_files(folder.path()),
                };
                self.back_up_folder(folder, out, lock, header)
            }
            Address::Postgres(address) => {
                let mut conn = self.address.connect(false)?;
                // The snapshot has to last as long as the tool reads from it.
                conn.batch("set idle_in_transaction_session_timeout = 0")?;
                conn.begin("begin isolation level repeatable read read only")?;
                let mut snapshot = String::new();
                conn.each("select pg_export_snapshot()", &[], |row| {
                    snapshot = row.text(0)?.unwrap_or_default();
                    Ok(())
                })?;
                let header = Header {
                    program: program.to_owned(),
                    made_at,
                    engine: Engine::Postgres,
                    migrations: migrate::done(&mut conn)?,
                    heads: Heads::load(&mut conn, &self.top)?,
                    files: BTreeMap::new(),
                };
                let mut writer = file::Writer::begin(out, header, lock)?;
                postgres::dump(address, Some(&snapshot), &mut writer)?;
                conn.rollback()?;
                writer.finish()
            }
        }
    }

    fn back_up_folder<W: Write>(
        &self,
        folder: &Folder,
        out: W,
        lock: &Lock,
        header: impl FnOnce(Engine, Vec<String>, Heads) -> Header,
    ) -> Result<(Made, W), BackupError> {
        folder.check()?;
        let turn = folder.lock_file("backup.lock")?;
        turn.try_lock().map_err(|_| BackupError::UnderWay)?;
        let copy = Scrap(vec![folder.path().join(COPY)]);
        // What a backup that was killed left behind.
        copy.clear();
        let mut conn = self.address.connect(true)?;
        conn.begin("begin")?;
        let heads = Heads::load(&mut conn, &self.top)?;
        let migrations = migrate::done(&mut conn)?;
        conn.copy_to(&copy.0[0])?;
        conn.rollback()?;
        drop(conn);
        sound(&copy.0[0], &self.top, &heads)?;
        let mut writer = file::Writer::begin(out, header(Engine::Sqlite, migrations, heads), lock)?;
        std::io::copy(&mut File::open(&copy.0[0])?, &mut writer)?;
        writer.finish()
    }

    /// Reads a backup that was just made: all of it where the lock can be opened here, else its checksum.
    pub fn read_back(
        file: &mut (impl Read + Seek),
        made: &Made,
        lock: &Lock,
    ) -> Result<(), BackupError> {
        file::read_back(file, made, lock.opener().as_ref())
    }
}

/// Files that go away when their user is done or fails, unless they are kept.
struct Scrap(Vec<PathBuf>);

impl Scrap {
    fn clear(&self) {
        for path in &self.0 {
            for ending in ["", "-wal", "-shm", "-journal"] {
                let mut name = path.clone().into_os_string();
                name.push(ending);
                // What is not there need not go.
                let _ = std::fs::remove_file(name);
            }
        }
    }
}

impl Drop for Scrap {
    fn drop(&mut self) {
        self.clear();
    }
}

fn kept_files(folder: &Path) -> BTreeMap<String, String> {
    let kept = KEPT_FILES.iter().filter_map(|name| {
        let text = std::fs::read_to_string(folder.join(name)).ok()?;
        Some(((*name).to_owned(), text))
    });
    kept.collect()
}

/// Fails unless the pages of a copy fit together and its chains end where they should.
fn sound(path: &Path, top: &str, heads: &Heads) -> Result<(), BackupError> {
    let mut conn = Conn::open_sqlite(path, false, false)?;
    let mut faults = Vec::new();
    conn.each("pragma integrity_check(3)", &[], |row| {
        faults.extend(row.text(0)?.filter(|line| line != "ok"));
        Ok(())
    })?;
    if !faults.is_empty() {
        return Err(crate::StoreError::Damaged(faults.join("; ")).into());
    }
    match Heads::load(&mut conn, top)? == *heads {
        true => Ok(()),
        false => Err(crate::StoreError::Damaged("the copy ends with other changes".into()).into()),
    }
}

/// What a backup says of itself, once it is known to be whole.
pub fn inspect(file: &mut (impl Read + Seek)) -> Result<Header, BackupError> {
    Ok(file::whole(file)?.header)
}

fn fits(header: &Header, engine: Engine) -> Result<(), BackupError> {
    if header.engine != engine {
        return Err(BackupError::OtherEngine(header.engine));
    }
    match header.migrations.iter().find(|step| !migrate::is_known(step)) {
        Some(newer) => Err(BackupError::NewerDatabase(newer.clone())),
        None => Ok(()),
    }
}

/// Restores the backup of an embedded database into a folder that is empty or not there; where it fails, nothing of
/// it is left.
pub fn restore_folder(
    from: &mut (impl Read + Seek),
    opener: &Opener,
    path: &Path,
) -> Result<Header, BackupError> {
    let is_new = !path.exists();
    let is_empty = is_new || std::fs::read_dir(path)?.next().is_none();
    if !is_empty {
        return Err(BackupError::NotEmpty(path.display().to_string()));
    }
    let whole = file::whole(from)?;
    fits(&whole.header, Engine::Sqlite)?;
    // What opens it is tried before a folder is made.
    let mut database = file::open(from, &whole, opener)?;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    let done = restored(&mut database, &whole.header, path);
    if done.is_err() {
        for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
            let _ = std::fs::remove_file(entry.path());
        }
        if is_new {
            let _ = std::fs::remove_dir(path);
        }
    }
    done.map(|()| whole.header)
}

fn restored(database: &mut impl Read, header: &Header, path: &Path) -> Result<(), BackupError> {
    let partial = path.join("restoring.db");
    let options = |path: &Path| File::options().write(true).create_new(true).mode(0o600).open(path);
    let mut written = options(&partial)?;
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let read = database.read(&mut buffer).map_err(file::damaged)?;
        if read == 0 {
            break;
        }
        written.write_all(&buffer[..read])?;
    }
    written.sync_all()?;
    drop(written);
    sound(&partial, WHOLE, &header.heads)?;
    for (name, text) in &header.files {
        if KEPT_FILES.contains(&name.as_str()) {
            let mut kept = options(&path.join(name))?;
            kept.write_all(text.as_bytes())?;
            kept.sync_all()?;
        }
    }
    let head = {
        let mut conn = Conn::open_sqlite(&partial, false, false)?;
        // The backup is the copy before these steps.
        migrate::migrate(&mut conn)?;
        let head = ChainHead::load(&mut conn, WHOLE, group::CHAIN)?;
        conn.batch("pragma wal_checkpoint(truncate)")?;
        head
    };
    std::fs::rename(&partial, path.join("taicho.db"))?;
    let folder = Folder::open(path, false)?;
    folder.remember(&head);
    File::open(path)?.sync_all()?;
    Ok(())
}

/// Restores the backup of a shared database into a database that is empty, in one transaction.
pub fn restore_postgres(
    from: &mut (impl Read + Seek),
    opener: &Opener,
    address: &SharedAddress,
) -> Result<Header, BackupError> {
    let mut conn = Conn::open_postgres(address)?;
    let mut found = 0;
    conn.each(
        "select count(*) from pg_class join pg_namespace on pg_namespace.oid = relnamespace
         where nspname <> 'information_schema' and nspname not like 'pg\\_%'
         and relkind in ('r', 'v', 'm', 'S', 'p')",
        &[],
        |row| {
            found = row.int(0)?.unwrap_or_default();
            Ok(())
        },
    )?;
    if found > 0 {
        return Err(BackupError::NotEmpty("--database-url".into()));
    }
    let whole = file::whole(from)?;
    fits(&whole.header, Engine::Postgres)?;
    let mut database = file::open(from, &whole, opener)?;
    postgres::restore(address, &mut database)?;
    if Heads::load(&mut conn, WHOLE)? != whole.header.heads {
        return Err(BackupError::Damaged("its chains end with other changes".into()));
    }
    conn.batch("analyze")?;
    migrate::migrate(&mut conn)?;
    Ok(whole.header)
}

/// Whether anything was ever written; the steps to a database in which nothing was need no copy before them.
pub(super) fn holds_changes(conn: &mut Conn) -> Result<bool, crate::StoreError> {
    let mut found = false;
    conn.each("select 1 from (select id from changes limit 1) one", &[] as &[Value], |_| {
        found = true;
        Ok(())
    })?;
    Ok(found)
}
