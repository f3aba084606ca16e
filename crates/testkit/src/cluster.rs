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
        return address;
    }
    let bin = programs();
    if !folder.join("PG_VERSION").exists() {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("the temporary folder can be written");
        hand_over(&folder);
        let folder = folder.display().to_string();
        let arguments = [
            "-D",
            &folder,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        ];
        run(&bin.join("initdb"), &arguments);
    }
    // Durability is not what these tests are about on this side, and speed is.
    let options = format!(
        "-p {PORT} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off \
         -c max_connections=200"
    );
    let log = folder.join("server.log").display().to_string();
    let folder = folder.display().to_string();
    let pg_ctl = bin.join("pg_ctl").display().to_string();
    // The server outlives us, so it must not keep open what we were given: a lock or a pipe of whoever runs the tests.
    let alone = "for fd in 3 4 5 6 7 8 9; do eval \"exec $fd>&-\"; done; exec \"$0\" \"$@\"";
    let start = ["-D", &folder, "-l", &log, "-o", &options, "-w", "start"];
    let mut arguments = vec!["-c", alone, pg_ctl.as_str()];
    arguments.extend(start);
    run(Path::new("/bin/sh"), &arguments);
    assert!(answers(&address), "PostgreSQL was started and does not answer on port {PORT}");
    address
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
        run_as_is("chown", &["postgres", &folder.display().to_string()]);
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
