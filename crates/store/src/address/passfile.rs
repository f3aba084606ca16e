//! The password file of PostgreSQL's own programs: `host:port:database:user:password`, one server a line.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use postgres::config::Host;

/// The password of the first line that fits, from the file given, of `PGPASSFILE`, or `~/.pgpass`.
pub(super) fn password(config: &postgres::Config, file: Option<PathBuf>) -> Option<String> {
    let file = file
        .or_else(|| std::env::var_os("PGPASSFILE").map(PathBuf::from))
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".pgpass")))?;
    let metadata = file.metadata().ok()?;
    if !metadata.is_file() {
        return None;
    }
    if metadata.permissions().mode() & 0o077 != 0 {
        let file = file.display();
        tracing::warn!(%file, "others may read the password file, so it is not used: chmod 600");
        return None;
    }
    found(&std::fs::read_to_string(file).ok()?, &places(config))
}

/// What each of the servers may be named by in the file.
fn places(config: &postgres::Config) -> Vec<[String; 4]> {
    let user = config.get_user().map(str::to_owned);
    let user = user.or_else(|| std::env::var("USER").ok()).unwrap_or_default();
    let database = config.get_dbname().unwrap_or(&user).to_owned();
    let ports = config.get_ports();
    let hosts = config.get_hosts().iter().enumerate().map(|(index, host)| {
        let host = match host {
            Host::Tcp(name) => name.clone(),
            Host::Unix(_) => "localhost".to_owned(),
        };
        let port = ports.get(index).or(ports.first()).copied().unwrap_or(5432);
        [host, port.to_string(), database.clone(), user.clone()]
    });
    hosts.collect()
}

fn found(text: &str, places: &[[String; 4]]) -> Option<String> {
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let fields = fields(line);
        let [told @ .., password] = fields.as_slice() else { continue };
        let fits = |place: &[String; 4]| {
            told.len() == 4 && told.iter().zip(place).all(|(told, is)| told == "*" || told == is)
        };
        if places.iter().any(fits) {
            return Some(password.clone());
        }
    }
    None
}

/// The fields of a line; a backslash takes the meaning from a colon or a backslash.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => fields.last_mut().expect("one at least").extend(letters.next()),
            ':' if fields.len() < 5 => fields.push(String::new()),
            letter => fields.last_mut().expect("one at least").push(letter),
        }
    }
    fields
}

#[test]
fn the_first_line_that_fits_tells_the_password() {
    let text = "# one server a line\nother:5432:*:*:wrong\ndb.vn:5433:taicho:office:a\\:b:c\\\\d\n*:*:*:*:last\n";
    let place = |host: &str, port: &str| vec![[host, port, "taicho", "office"].map(str::to_owned)];
    assert_eq!(found(text, &place("db.vn", "5433")).as_deref(), Some("a:b:c\\d"));
    assert_eq!(found(text, &place("db.vn", "5432")).as_deref(), Some("last"));
    assert_eq!(found("a:b\n", &place("a", "b")), None);
}
