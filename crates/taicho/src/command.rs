//! The command line: one file per command.

mod audit;
mod backup;
mod chains;
mod check;
mod clocks;
mod copresence;
mod database;
mod decide;
mod dedupe;
mod demo;
mod detect;
mod docs;
mod files;
mod forecast;
mod foresight;
mod import;
mod init;
mod jobs;
mod licences;
mod link;
mod linkage;
mod migrate;
mod plans;
mod records;
mod redate;
mod report;
mod restore;
mod rings;
mod rt;
mod rules;
mod seal;
mod serve;
mod simulate;
mod tracing;

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use taicho_ops::{Content, OpsError};
use taicho_rules::Library;
use taicho_store::{Store, StoreError};

/// Taicho (tại chỗ): the system that a commune, ward, city or province runs its epidemic response on.
#[derive(Debug, Parser)]
#[command(name = "taicho", version, arg_required_else_help = true)]
pub(crate) struct Arguments {
    /// Folder of the embedded database.
    #[arg(
        long,
        global = true,
        env = "TAICHO_DATA_DIR",
        hide_env_values = true,
        default_value = "taicho-data"
    )]
    data_dir: PathBuf,
    /// Shared database, `postgres://user@host/name`, in place of the embedded one; without a password, which every
    /// user of the machine would see. Beyond this machine the connection is encrypted, and the server's certificate
    /// checked against the system's roots or `?sslrootcert=FILE`.
    #[arg(long, global = true, env = "TAICHO_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// File with the password of the shared database; else `PGPASSFILE` or `~/.pgpass` may hold it.
    #[arg(long, global = true, env = "TAICHO_DATABASE_PASSWORD_FILE", hide_env_values = true)]
    database_password_file: Option<PathBuf>,
    /// Say more of what happens.
    #[arg(long, short, global = true)]
    verbose: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the web app and the API.
    Serve(serve::Serve),
    /// Load the demo where it is not there yet, and serve it.
    Demo(demo::Demo),
    /// Make a database ready for one's own place: its units of every day, the rules of its day, what to bring next.
    Init(init::Init),
    /// Import CSV or XLSX tables, a file or a folder.
    Import(import::Import),
    /// List the kinds of records with their fields.
    Kinds(records::Kinds),
    /// List the records of a kind, as they are known now or were at a moment.
    List(records::List),
    /// Show one record with its history.
    Show(records::Show),
    /// Enter a record by hand.
    Create(records::Create),
    /// Correct a record on the version that was seen.
    Correct(records::Correct),
    /// Withdraw a record that should not be there; its history stays.
    Withdraw(records::Withdraw),
    /// Take a change back.
    Undo(records::Undo),
    /// Write the records of a kind as a table that can be imported again.
    Export(records::Export),
    /// Write the empty workbook of a kind, to be filled in and imported.
    Workbook(records::Workbook),
    /// Print today's proposals with their reasons.
    Decide(decide::Decide),
    /// List the plans, or show one: what carries each paragraph, how far its targets are.
    Plans(plans::Plans),
    /// List the clocks of the law: what is overdue, due and met.
    Clocks(clocks::Clocks),
    /// Write the daily report as a file.
    Report(report::Report),
    /// Check the rule sets and run their examples.
    Rules(rules::Rules),
    /// Find the F1, F2 … Fn of index cases in a list of contacts.
    Rings(rings::Rings),
    /// Trace who infected whom in line lists.
    Chains(chains::Chains),
    /// Find who was at one place at the same time, from check-ins.
    Copresence(copresence::Copresence),
    /// Link two lists of people: who is in both.
    Link(link::Link),
    /// Find the rows of one list that are one person.
    Dedupe(dedupe::Dedupe),
    /// Estimate the reproduction number R(t) of counts, with its intervals.
    Rt(Box<rt::Rt>),
    /// Say which weeks or months are unusual: early warning.
    Detect(detect::Detect),
    /// Simulate what a measure would change.
    Simulate(simulate::Simulate),
    /// Forecast cases 1 to 28 days ahead, with the accuracy of past forecasts.
    Forecast(forecast::Forecast),
    /// Check that the log of changes and every row are as they were written.
    Audit(audit::Audit),
    /// Back the database up while work goes on.
    Backup(backup::Backup),
    /// Restore a backup into an empty place, and check it.
    Restore(restore::Restore),
    /// Check that everything is whole: pages, log, rows, files, and whether the last backup is old.
    Check(check::Check),
    /// Bring a shared database up to date, after a dump of it.
    Migrate(migrate::Migrate),
    /// Sign the log of changes as it is now.
    Seal(seal::Seal),
    /// List what the program does by itself: seals, checks, backups.
    Jobs(jobs::Jobs),
    /// Correct when a change was learned, as when a clock ran ahead.
    Redate(redate::Redate),
    /// Print the licences of everything that is in the program.
    Licences(licences::Licences),
    /// Write a page of the documentation.
    #[command(hide = true)]
    Docs(docs::Docs),
}

impl Arguments {
    pub(crate) fn log_level(&self) -> tracing_subscriber::filter::LevelFilter {
        use tracing_subscriber::filter::LevelFilter;
        if self.verbose { LevelFilter::DEBUG } else { LevelFilter::WARN }
    }
}

/// What every command works with.
struct Office {
    data_dir: PathBuf,
    shared: database::Shared,
}

/// The content that is built into the program.
static CONTENT: LazyLock<Result<Content, String>> =
    LazyLock::new(|| Content::built_in().map_err(|error| error.to_string()));

/// The rule sets of that content.
static LIBRARY: LazyLock<Result<Library, String>> = LazyLock::new(|| {
    let content = CONTENT.as_ref().map_err(Clone::clone)?;
    content.library().map_err(|error| error.to_string())
});

/// The machine's time, for what a person does at the terminal.
#[expect(clippy::disallowed_methods, reason = "the one clock of the command line")]
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// A failure of the store in both languages; over damage it also says what is left to do.
fn said(error: StoreError) -> anyhow::Error {
    let is_damage = matches!(error, StoreError::Damaged(_));
    let error = in_both_languages(OpsError::Store(error));
    if !is_damage {
        return error;
    }
    anyhow::anyhow!(
        "{error} Giữ nguyên thư mục này và khôi phục vào thư mục khác: `taicho restore`; nếu không có bản sao lưu nào mới hơn: `taicho check --accept-loss LÝ-DO`. Keep this folder as it is and restore into another: `taicho restore`; where no backup is newer: `taicho check --accept-loss REASON`."
    )
}

/// A failed operation in the words of whoever reads them.
fn in_both_languages(error: OpsError) -> anyhow::Error {
    let words = error.words();
    anyhow::anyhow!("{} {}", words.vi, words.en)
}

impl Office {
    /// The database, made where there is none yet.
    fn store(&self) -> anyhow::Result<Arc<Store>> {
        self.open(Store::open_folder)
    }

    /// The database for a command that has nothing to do where there is none: a mistyped path makes no folder.
    fn existing_store(&self) -> anyhow::Result<Arc<Store>> {
        self.open(Store::open_existing)
    }

    /// The area that is meant: the one that is named, that of a demo's scene, or the place of the installation.
    fn area(
        &self,
        store: &Store,
        named: Option<String>,
        at: jiff::Timestamp,
    ) -> anyhow::Result<String> {
        if let Some(named) = named {
            return Ok(named);
        }
        if let Some(scene) = taicho_ops::demo::scene_at(store, self.content()?, at)? {
            return Ok(scene.area_code);
        }
        let home = store.read(&taicho_store::Actor::local_operator(), taicho_ops::home);
        home.map_err(in_both_languages)?.map(|home| home.code).ok_or_else(|| {
            anyhow::anyhow!(
                "địa bàn nào? hãy thêm --area MÃ, hoặc chạy `taicho init` · which area? give --area CODE, or run `taicho init`"
            )
        })
    }

    /// The moment at which the place is looked at where none is named.
    fn opens_at(&self, store: &Store) -> anyhow::Result<jiff::Timestamp> {
        let replayed = store.read(&taicho_store::Actor::local_operator(), taicho_ops::replayed_on);
        Ok(replayed.map_err(in_both_languages)?.map_or_else(now, taicho_ops::freeze_at))
    }

    fn open(&self, embedded: fn(&Path) -> Result<Store, StoreError>) -> anyhow::Result<Arc<Store>> {
        let store = match self.shared.address()? {
            Some(address) => database::open(address)?,
            None => embedded(&self.data_dir).map_err(said).with_context(|| {
                format!("không mở được {0} · {0} cannot be opened", self.data_dir.display())
            })?,
        };
        Ok(Arc::new(store))
    }

    fn content(&self) -> anyhow::Result<&'static Content> {
        CONTENT.as_ref().map_err(|error| anyhow::anyhow!("{error}"))
    }

    /// The rule sets of the program; those of the place are read where they are asked.
    fn library(&self) -> anyhow::Result<&'static Library> {
        shipped_library()
    }

    /// The folder of the place's own content beside the database.
    fn local_content(&self) -> PathBuf {
        self.data_dir.join("content")
    }

    /// Takes what the content folder has of new, and says loudly what it could not take.
    fn take_in_content(&self, store: &Store) -> anyhow::Result<()> {
        let (content, library) = (self.content()?, self.library()?);
        let taken = taicho_ops::take_in(store, content, library, &self.local_content(), now())
            .map_err(in_both_languages)?;
        for path in &taken.files {
            eprintln!("đã nhận quy định của địa phương · content of one's own taken: {path}");
        }
        for path in &taken.older {
            eprintln!(
                "{path}: tệp trong thư mục cũ hơn bản đã ghi nhận, không nhận lại · the file in the folder is older than what is recorded, and is not taken"
            );
        }
        say_faults(&taken.faults);
        Ok(())
    }

    /// The rule sets of the program and those in a content folder, where each file can be read and used.
    fn library_with(&self, content: &Path) -> anyhow::Result<Library> {
        let files = taicho_ops::read_folder(content).map_err(in_both_languages)?;
        let mut faults = Vec::new();
        let mut texts = Vec::new();
        for (path, text) in files {
            match text {
                Ok(text) => texts.push((path, text)),
                Err(words) => faults.push(format!("{}\n{}", words.vi, words.en)),
            }
        }
        anyhow::ensure!(faults.is_empty(), "{}", faults.join("\n"));
        taicho_ops::check_local(shipped_library()?, texts).map_err(in_both_languages)
    }
}

/// Says loudly what is wrong with content of the place's own that was not taken.
fn say_faults(faults: &[taicho_model::Words]) {
    for words in faults {
        eprintln!(
            "LỖI, không dùng tệp này; bản đã ghi nhận trước đó, nếu có, vẫn được dùng · FAULT, this file is not in use; what was recorded before, if anything, stays:\n{}\n{}",
            words.vi, words.en
        );
    }
}

fn shipped_library() -> anyhow::Result<&'static Library> {
    LIBRARY.as_ref().map_err(|error| anyhow::anyhow!("{error}"))
}

pub(crate) fn run(arguments: Arguments) -> anyhow::Result<()> {
    let shared = database::Shared {
        url: arguments.database_url,
        password_file: arguments.database_password_file,
    };
    let office = Office { data_dir: arguments.data_dir, shared };
    match arguments.command {
        Command::Serve(serve) => serve.run(&office),
        Command::Demo(demo) => demo.run(&office),
        Command::Init(init) => init.run(&office),
        Command::Import(import) => import.run(&office),
        Command::Kinds(kinds) => {
            kinds.run();
            Ok(())
        }
        Command::List(list) => list.run(&office),
        Command::Show(show) => show.run(&office),
        Command::Create(create) => create.run(&office),
        Command::Correct(correct) => correct.run(&office),
        Command::Withdraw(withdraw) => withdraw.run(&office),
        Command::Undo(undo) => undo.run(&office),
        Command::Export(export) => export.run(&office),
        Command::Workbook(workbook) => workbook.run(),
        Command::Decide(decide) => decide.run(&office),
        Command::Plans(plans) => plans.run(&office),
        Command::Clocks(clocks) => clocks.run(&office),
        Command::Report(report) => report.run(&office),
        Command::Rules(rules) => rules.run(&office),
        Command::Rings(rings) => rings.run(),
        Command::Chains(chains) => chains.run(),
        Command::Copresence(copresence) => copresence.run(),
        Command::Link(link) => link.run(&office),
        Command::Dedupe(dedupe) => dedupe.run(&office),
        Command::Rt(rt) => rt.run(),
        Command::Detect(detect) => detect.run(&office),
        Command::Simulate(simulate) => simulate.run(&office),
        Command::Forecast(forecast) => forecast.run(),
        Command::Audit(audit) => audit.run(&office),
        Command::Backup(backup) => backup.run(&office),
        Command::Restore(restore) => restore.run(&office),
        Command::Check(check) => check.run(&office),
        Command::Migrate(migrate) => migrate.run(&office),
        Command::Seal(seal) => seal.run(&office),
        Command::Jobs(jobs) => jobs.run(&office),
        Command::Redate(redate) => redate.run(&office),
        Command::Licences(licences) => {
            licences.run();
            Ok(())
        }
        Command::Docs(docs) => {
            docs.run();
            Ok(())
        }
    }
}
