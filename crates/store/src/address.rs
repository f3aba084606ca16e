//! The address of a shared database: what it may say, how the connection is kept safe, and where its password is.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::time::Duration;

use postgres::NoTls;
use postgres::config::{Host, SslMode};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::StoreError;

mod passfile;

/// Whoever does not answer for so long is taken for not there.
const CONNECT: Duration = Duration::from_secs(5);
/// So long what was sent may stay unconfirmed by the other side's machine.
const UNCONFIRMED: Duration = Duration::from_secs(15);

/// The roots of the system as one file, which PostgreSQL's own programs want.
const SYSTEM_ROOTS: &str = "/etc/ssl/certs/ca-certificates.crt";

/// Where a shared database is, and how to come to it. Its text and its errors never tell the password.
#[derive(Clone)]
pub struct SharedAddress {
    config: postgres::Config,
    tls: Option<MakeRustlsConnect>,
    /// The address for PostgreSQL's own programs, without password and without what is said of encryption.
    plain: String,
    /// The file of root certificates that was named.
    roots: Option<String>,
}

/// Why a connection to the shared database would not be safe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TlsFault {
    /// The server does not encrypt.
    NotOffered,
    /// Its certificate is for another name.
    WrongName,
    /// Its certificate is signed by nobody whom we know.
    UnknownIssuer,
    /// Its certificate is no longer or not yet valid.
    OutOfDate,
    /// There is no root certificate to check it with.
    NoRoots(String),
    /// Something else, in the words of the library.
    Other(String),
}

impl SharedAddress {
    /// Reads a `postgres://` address.
    ///
    /// Beyond this machine the connection is encrypted and the server's certificate has to be for its name and signed
    /// by a root of the system, or of `sslrootcert=FILE`; `sslmode=disable` turns that off, for a network that nobody
    /// else can listen to. Without a password in the address it is looked for where PostgreSQL's own programs do.
    pub fn parse(url: &str) -> Result<Self, StoreError> {
        if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(StoreError::UnknownAddress);
        }
        let (url, [mode, roots, passfile]) = without(url, ["sslmode", "sslrootcert", "passfile"])?;
        // The library's own error might repeat a part of the address.
        let mut config =
            postgres::Config::from_str(&url).map_err(|_| StoreError::BadAddress("syntax"))?;
        let encrypt = match mode.as_deref() {
            None => !is_this_machine(&config),
            Some("disable") => false,
            Some("require" | "verify-ca" | "verify-full") => true,
            Some(_) => return Err(StoreError::BadAddress("sslmode")),
        };
        let tls = match encrypt {
            true => Some(verify_full(roots.as_deref())?),
            false => None,
        };
        config.ssl_mode(if encrypt { SslMode::Require } else { SslMode::Disable });
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(UNCONFIRMED);
        }
        config.keepalives_idle(Duration::from_secs(30));
        config.keepalives_interval(Duration::from_secs(5));
        config.keepalives_retries(3);
        if config.get_application_name().is_none() {
            config.application_name("taicho");
        }
        if config.get_password().is_none()
            && let Some(password) = passfile::password(&config, passfile.map(PathBuf::from))
        {
            config.password(password);
        }
        let (plain, _) = without(&plain_of(&url), ["password"])?;
        Ok(Self { config, tls, plain, roots })
    }

    /// A name for the folder of what is kept beside the database, like `db.office.vn-5432-taicho`.
    pub fn file_name(&self) -> String {
        let host = match self.config.get_hosts().first() {
            Some(Host::Tcp(name)) => name.clone(),
            #[cfg(unix)]
            Some(Host::Unix(path)) => path.display().to_string(),
            None => "local".into(),
        };
        let port = self.config.get_ports().first().copied().unwrap_or(5_432);
        let user = self.config.get_user().unwrap_or_default();
        let database = self.config.get_dbname().unwrap_or(user);
        let plain = |letter: char| letter.is_ascii_alphanumeric() || ".-_".contains(letter);
        format!("{host}-{port}-{database}").replace(|letter| !plain(letter), "_")
    }

    /// Whether the text of an address itself holds a password, which every user of the machine would see in a list of
    /// processes.
    pub fn tells_a_password(url: &str) -> bool {
        let user = url.split_once("://").and_then(|(_, rest)| rest.split(['/', '?']).next());
        let user = user.and_then(|place| place.rsplit_once('@')).map_or("", |(user, _)| user);
        let query = url.split_once('?').map_or("", |(_, query)| query);
        user.contains(':') || query.split('&').any(|option| option.starts_with("password="))
    }

    /// The same with a password that was kept elsewhere.
    pub fn with_password(mut self, password: &str) -> Self {
        self.config.password(password);
        self
    }

    /// The address for PostgreSQL's own programs, which others may read in a list of processes, and what they are told
    /// in their environment: the password, and how far to trust the server.
    pub(crate) fn for_tools(&self) -> (&str, Vec<(&'static str, String)>) {
        let mut told = Vec::new();
        if let Some(password) = self.config.get_password() {
            told.push(("PGPASSWORD", String::from_utf8_lossy(password).into_owned()));
        }
        match &self.tls {
            None => told.push(("PGSSLMODE", "disable".into())),
            Some(_) => {
                let roots = self.roots.clone().unwrap_or_else(|| SYSTEM_ROOTS.into());
                told.push(("PGSSLMODE", "verify-full".into()));
                told.push(("PGSSLROOTCERT", roots));
            }
        }
        (&self.plain, told)
    }

    /// Whether what is sent is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.tls.is_some()
    }

    pub(crate) fn connect(&self) -> Result<postgres::Client, StoreError> {
        Ok(match &self.tls {
            Some(tls) => self.config.connect(tls.clone())?,
            None => self.config.connect(NoTls)?,
        })
    }
}

impl std::fmt::Debug for SharedAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SharedAddress")
            .field("hosts", &self.config.get_hosts())
            .field("database", &self.config.get_dbname())
            .field("is_encrypted", &self.is_encrypted())
            .finish_non_exhaustive()
    }
}

impl std::fmt::Display for TlsFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotOffered => f.write_str("the server does not encrypt"),
            Self::WrongName => f.write_str("the server's certificate is for another name"),
            Self::UnknownIssuer => {
                f.write_str("the server's certificate is signed by nobody whom this machine trusts")
            }
            Self::OutOfDate => f.write_str("the server's certificate is not valid today"),
            Self::NoRoots(place) => write!(f, "there are no root certificates in {place}"),
            Self::Other(reason) => f.write_str(reason),
        }
    }
}

impl TlsFault {
    /// What an error of a connection says about its encryption, if anything.
    pub(crate) fn of(error: &postgres::Error) -> Option<Self> {
        use std::error::Error as _;
        if !error.to_string().starts_with("error performing TLS handshake") {
            return None;
        }
        let source = error.source();
        let io = source.and_then(|source| source.downcast_ref::<std::io::Error>());
        let Some(io) = io else { return Some(Self::NotOffered) };
        let tls = io.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
        use rustls::CertificateError as C;
        Some(match tls {
            Some(rustls::Error::InvalidCertificate(fault)) => match fault {
                C::NotValidForName | C::NotValidForNameContext { .. } => Self::WrongName,
                // A stranger may call himself by the name of one whom we know.
                C::UnknownIssuer | C::BadSignature => Self::UnknownIssuer,
                C::Expired
                | C::ExpiredContext { .. }
                | C::NotValidYet
                | C::NotValidYetContext { .. } => Self::OutOfDate,
                other => Self::Other(other.to_string()),
            },
            _ => Self::Other(io.to_string()),
        })
    }
}

/// Takes options out of the address that the library does not know in all their values.
fn without<const N: usize>(
    url: &str,
    names: [&str; N],
) -> Result<(String, [Option<String>; N]), StoreError> {
    let mut values = [const { None }; N];
    let Some((before, query)) = url.split_once('?') else {
        return Ok((url.to_owned(), values));
    };
    let mut kept = Vec::new();
    for option in query.split('&').filter(|option| !option.is_empty()) {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        match names.iter().position(|known| *known == name) {
            Some(index) => values[index] = Some(decoded(value)?),
            None => kept.push(option),
        }
    }
    let sign = if kept.is_empty() { "" } else { "?" };
    Ok((format!("{before}{sign}{}", kept.join("&")), values))
}

fn decoded(text: &str) -> Result<String, StoreError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let hex = rest.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.ok_or(StoreError::BadAddress("syntax"))?);
        rest = &rest[2..];
    }
    String::from_utf8(bytes).map_err(|_| StoreError::BadAddress("syntax"))
}

/// Whether nothing that is sent leaves this machine.
fn is_this_machine(config: &postgres::Config) -> bool {
    let is_loopback = |name: &str| {
        let name = name.trim_start_matches('[').trim_end_matches(']');
        name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    };
    config.get_hostaddrs().iter().all(IpAddr::is_loopback)
        && config.get_hosts().iter().all(|host| match host {
            Host::Tcp(name) => is_loopback(name),
            Host::Unix(_) => true,
        })
}

fn verify_full(roots: Option<&str>) -> Result<MakeRustlsConnect, StoreError> {
    let mut store = RootCertStore::empty();
    let place = match roots {
        None | Some("system") => {
            for root in rustls_native_certs::load_native_certs().certs {
                // One that cannot be read is no root, and the others still are.
                let _ = store.add(root);
            }
            "/etc/ssl/certs"
        }
        Some(file) => {
            let unusable = || StoreError::Tls(TlsFault::NoRoots(file.to_owned()));
            let found = CertificateDer::pem_file_iter(Path::new(file)).map_err(|_| unusable())?;
            for root in found {
                store.add(root.map_err(|_| unusable())?).map_err(|_| unusable())?;
            }
            file
        }
    };
    if store.is_empty() {
        return Err(StoreError::Tls(TlsFault::NoRoots(place.to_owned())));
    }
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| StoreError::Tls(TlsFault::Other(error.to_string())))?
        .with_root_certificates(store)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

/// An address without the password before its host.
fn plain_of(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (place, after) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let Some((user, host)) = place.rsplit_once('@') else { return url.to_owned() };
    let user = user.split_once(':').map_or(user, |(user, _)| user);
    format!("{scheme}://{user}@{host}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_told_to_a_program_where_others_can_read_it() {
        for (url, plain, password) in [
            ("postgres://a:b@127.0.0.1/c", "postgres://a@127.0.0.1/c", Some("b")),
            (
                "postgres://a:p%40ss%3A@127.0.0.1:5433/c",
                "postgres://a@127.0.0.1:5433/c",
                Some("p@ss:"),
            ),
            ("postgres://a@127.0.0.1/c?password=x%20y", "postgres://a@127.0.0.1/c", Some("x y")),
            (
                "postgres://a@127.0.0.1/c?sslmode=disable&passfile=/none",
                "postgres://a@127.0.0.1/c",
                None,
            ),
        ] {
            let address = SharedAddress::parse(url).unwrap();
            let (told, environment) = address.for_tools();
            assert_eq!(told, plain);
            let found = environment.iter().find(|(name, _)| *name == "PGPASSWORD");
            assert_eq!(found.map(|(_, value)| value.as_str()), password, "{url}");
        }
    }
}
