use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The address of a server that accepts connections, without a database name.
///
/// One cluster serves all test programs of a user: it is started where none answers, and left running, so that the
/// next program finds it; its folder lies in the temporary folder.
pub(crate) fn address() -> &'static str {
    static ADDRESS: OnceLock<String> = OnceLock::new();
    ADDRESS.get_or_init(|| match std::env::var("TAICHO_TEST_POSTGRES") {
        Ok(address) => format!("{}/", address.trim_end_matches('/')),
        Err(_) => start(),
    })
}

const PORT: u16 = 54_329;

fn start() -> String {
    let address = format!("postgres://postgres@127.0.0.1:{PORT}/");
    let folder = std::env::temp_dir().join("taicho-test-postgres");
    // Several test programs may start at once: the first makes the cluster, the others wait for it.
    let lock = std::fs::File::create(std::env::temp_dir().join("taicho-test-postgres.lock"))
        .expect("the temporary folder can be written");
    lock.lock().expect("a lock can be taken");
    if answers(&address) {
        clear(&address);
        return address;
    }
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("the temporary folder can be written");
    make(&folder);
    // Durability is not what these tests are about on this side, and speed is.
    let options = format!("-p {PORT} -c fsync=off -c max_connections=200 -c max_wal_size=256MB");
    control(&folder, &["-o", &format!("{options} {LOOPBACK}"), "-w", "start"]);
    assert!(answers(&address), "PostgreSQL was started and does not answer on port {PORT}");
    address
}

/// What the names of databases of tests begin with; the number of the process follows.
pub(crate) const DATABASES: &str = "taicho_test_";

/// Drops what test programs that have ended left: one database takes 8 MB, and a run of all tests makes hundreds.
fn clear(address: &str) {
    let mut client = postgres::Client::connect(&format!("{address}postgres"), postgres::NoTls)
        .expect("the test server answers");
    let names = client.query("select datname from pg_database", &[]).expect("databases are listed");
    for name in names.iter().map(|row| row.get::<_, String>(0)) {
        let process = name.strip_prefix(DATABASES).and_then(|rest| rest.split('_').next());
        let is_left = process.is_some_and(|it| !Path::new("/proc").join(it).exists());
        if is_left {
            // Something of an ended program may still hold it: then the next program drops it.
            let _ = client.batch_execute(&format!("drop database if exists {name}"));
        }
    }
}

/// Nobody else reaches the servers of tests.
const LOOPBACK: &str = "-c listen_addresses=127.0.0.1 -c unix_socket_directories=''";

/// A server that a test has for itself: it syncs as one in an office does, may be restarted, and ends with the test.
pub struct Cluster {
    folder: tempfile::TempDir,
    port: u16,
}

impl Cluster {
    /// Starts a server with these settings; `prepare` may put files into its folder before, and say who is admitted.
    pub fn start(settings: &[&str], prepare: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let free = std::net::TcpListener::bind(("127.0.0.1", 0)).and_then(|it| it.local_addr());
        let cluster = Self { folder, port: free.expect("a port is free").port() };
        make(cluster.folder.path());
        prepare(cluster.folder.path());
        hand_over(cluster.folder.path());
        let settings: String = settings.iter().map(|setting| format!(" -c {setting}")).collect();
        let options = format!("-p {} {LOOPBACK}{settings}", cluster.port);
        control(cluster.folder.path(), &["-o", &options, "-w", "start"]);
        cluster
    }

    /// The port on loopback.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The folder of the server.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The address of a database, as its administrator.
    pub fn address(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// Makes an empty database and gives its address.
    pub fn database(&self, name: &str) -> String {
        self.run(&format!("create database {name}"));
        self.address(name)
    }

    /// Runs a statement as the administrator.
    pub fn run(&self, statement: &str) {
        let mut client = postgres::Client::connect(&self.address("postgres"), postgres::NoTls)
            .expect("the server of the test answers");
        client.batch_execute(statement).expect("the statement of the test runs");
    }

    /// Ends the server as a loss of power would, and starts it again.
    pub fn restart_at_once(&self) {
        control(self.folder.path(), &["-m", "immediate", "-w", "restart"]);
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        control(self.folder.path(), &["-m", "immediate", "-w", "stop"]);
    }
}

/// Makes the files of a server in an empty folder.
fn make(folder: &Path) {
    hand_over(folder);
    let folder = folder.display().to_string();
    let arguments =
        ["-D", &folder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"];
    run(&programs().join("initdb"), &arguments);
}

/// Starts, stops or restarts the server of a folder.
fn control(folder: &Path, what: &[&str]) {
    let log = folder.join("server.log").display().to_string();
    let folder = folder.display().to_string();
    let pg_ctl = programs().join("pg_ctl").display().to_string();
    // The server outlives us, so it must not keep open what we were given: a lock or a pipe of whoever runs the tests.
    let alone = "for fd in 3 4 5 6 7 8 9; do eval \"exec $fd>&-\"; done; exec \"$0\" \"$@\"";
    let mut arguments = vec!["-c", alone, pg_ctl.as_str(), "-D", &folder, "-l", &log];
    arguments.extend(what);
    run(Path::new("/bin/sh"), &arguments);
}

fn answers(address: &str) -> bool {
    postgres::Client::connect(&format!("{address}postgres"), postgres::NoTls).is_ok()
}

/// Where the newest installed server has its programs.
fn programs() -> PathBuf {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    found.sort();
    found.pop().expect(
        "PostgreSQL is not installed: `apt-get install postgresql` (15 or newer), or name a server in TAICHO_TEST_POSTGRES",
    )
}

/// PostgreSQL refuses to run as root, so the cluster then belongs to the user that its package made.
fn hand_over(folder: &Path) {
    if is_root() {
        run_as_is("chown", &["-R", "postgres", &folder.display().to_string()]);
    }
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|metadata| metadata.uid() == 0)
}

fn run(program: &Path, arguments: &[&str]) {
    let program = program.display().to_string();
    if is_root() {
        let mut all = vec!["-u", "postgres", "--", program.as_str()];
        all.extend_from_slice(arguments);
        run_as_is("runuser", &all);
    } else {
        run_as_is(&program, arguments);
    }
}

fn run_as_is(program: &str, arguments: &[&str]) {
    let status = Command::new(program)
        .args(arguments)
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status();
    assert!(status.is_ok_and(|status| status.success()), "{program} failed: {arguments:?}");
}
