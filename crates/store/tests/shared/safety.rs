//! The connection is encrypted beyond this machine, to the server that was meant and to no other.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use taicho_store::{SharedAddress, Store, StoreError, TlsFault};
use taicho_testkit::Cluster;

use crate::ask;

const NAME: &str = "db.commune.test";

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A server with a certificate for [`NAME`], and the folder with the roots of whom it trusts and of a stranger.
fn server(name: &str) -> (Cluster, tempfile::TempDir) {
    let (ours, strangers) = (authority(), authority());
    let key = KeyPair::generate().unwrap();
    let certificate =
        CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &ours).unwrap();
    let roots = tempfile::tempdir().unwrap();
    std::fs::write(roots.path().join("ours.pem"), ours.pem()).unwrap();
    std::fs::write(roots.path().join("strangers.pem"), strangers.pem()).unwrap();
    let prepare = |folder: &Path| {
        std::fs::write(folder.join("server.crt"), certificate.pem()).unwrap();
        let file = folder.join("server.key");
        std::fs::write(&file, key.serialize_pem()).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    };
    (Cluster::start(&["ssl=on"], prepare), roots)
}

fn open(cluster: &Cluster, host: &str, options: &str) -> Result<Store, StoreError> {
    let port = cluster.port();
    let address = format!("postgres://postgres@{host}:{port}/postgres?hostaddr=127.0.0.1{options}");
    Store::open_postgres(&address)
}

fn fault(opened: Result<Store, StoreError>) -> TlsFault {
    match opened {
        Err(StoreError::Tls(fault)) => fault,
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("the connection was made"),
    }
}

#[test]
fn beyond_this_machine_the_server_has_to_prove_its_name() {
    let (cluster, roots) = server(NAME);
    let root = |name: &str| format!("&sslrootcert={}", roots.path().join(name).display());
    let store = open(&cluster, NAME, &root("ours.pem")).unwrap();
    ask(&store, "over an encrypted way").unwrap();
    // What goes over the wire is what the server says of its connections.
    let mut client =
        postgres::Client::connect(&cluster.address("postgres"), postgres::NoTls).unwrap();
    let plain = "select count(*) from pg_stat_ssl join pg_stat_activity using (pid)
                 where application_name = 'taicho' and not ssl";
    assert_eq!(client.query_one(plain, &[]).unwrap().get::<_, i64>(0), 0);
    let encrypted = plain.replace("not ssl", "ssl");
    assert!(client.query_one(&encrypted, &[]).unwrap().get::<_, i64>(0) > 0);

    assert_eq!(fault(open(&cluster, "other.commune.test", &root("ours.pem"))), TlsFault::WrongName);
    assert_eq!(fault(open(&cluster, NAME, &root("strangers.pem"))), TlsFault::UnknownIssuer);
    // Without a file the roots of the system decide, and they know nothing of ours.
    let unknown = fault(open(&cluster, NAME, ""));
    assert!(matches!(unknown, TlsFault::UnknownIssuer | TlsFault::NoRoots(_)), "{unknown:?}");
    let missing = fault(open(&cluster, NAME, &root("missing.pem")));
    assert!(matches!(missing, TlsFault::NoRoots(place) if place.ends_with("missing.pem")));
    // Asked for on this machine, it is as strict there.
    let strict = format!("&sslmode=verify-full{}", root("ours.pem"));
    assert_eq!(fault(open(&cluster, "localhost", &strict)), TlsFault::WrongName);
    // Said in so many words, it is left off.
    open(&cluster, NAME, "&sslmode=disable").unwrap();
}

#[test]
fn a_server_that_does_not_encrypt_is_refused() {
    let cluster = Cluster::start(&[], |_| {});
    let roots = tempfile::tempdir().unwrap();
    let root = roots.path().join("ours.pem");
    std::fs::write(&root, authority().pem()).unwrap();
    let refused = open(&cluster, NAME, &format!("&sslrootcert={}", root.display()));
    assert_eq!(fault(refused), TlsFault::NotOffered);
}

#[test]
fn what_leaves_this_machine_is_told_by_the_address() {
    let encrypted = |url: &str| {
        let root = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(root.path(), authority().pem()).unwrap();
        let sign = if url.contains('?') { '&' } else { '?' };
        let url = format!("{url}{sign}sslrootcert={}", root.path().display());
        SharedAddress::parse(&url).unwrap().is_encrypted()
    };
    for (url, wanted) in [
        ("postgres://u@localhost/d", false),
        ("postgres://u@127.0.0.1:5433/d", false),
        ("postgres://u@[::1]/d", false),
        ("postgres://u@%2Frun%2Fpostgresql/d", false),
        ("postgres://u@localhost/d?sslmode=require", true),
        ("postgres://u@10.0.0.7/d", true),
        ("postgres://u@db.vn,localhost/d", true),
        ("postgres://u@localhost/d?hostaddr=10.0.0.7", true),
        ("postgres://u@db.vn/d?sslmode=disable", false),
        ("postgres://u@db.vn/d?sslmode=verify-full&connect_timeout=3", true),
    ] {
        assert_eq!(encrypted(url), wanted, "{url}");
    }
    // What libpq would take for "if it can be had" is no promise.
    for mode in ["prefer", "allow", "none"] {
        let refused = SharedAddress::parse(&format!("postgres://u@db.vn/d?sslmode={mode}"));
        assert!(matches!(refused, Err(StoreError::BadAddress("sslmode"))));
    }
}

/// Without its unique indexes the database takes twice what stands once, and a trigger can swallow what is
/// acknowledged: the log of both is sound.
#[test]
fn a_schema_that_was_meddled_with_is_found() {
    let test = taicho_testkit::open(taicho_testkit::Engine::Postgres);
    let faults = || -> Vec<String> {
        let (_, findings) = test.store.check(&taicho_store::Witness::default()).unwrap();
        let faults = findings.into_iter().filter(|finding| finding.is_fault);
        faults.map(|finding| finding.found.en).collect()
    };
    assert_eq!(faults(), [""; 0]);
    test.run("create index for_speed on places (name)");
    assert_eq!(faults(), [""; 0], "an index more does no harm");
    for (statements, named, mended) in [
        (
            "drop index cases_key",
            "INDEX cases_key",
            "create unique index cases_key on cases (source_key, top) where superseded_at is null and source_key is not null",
        ),
        (
            "drop index cases_key; create index cases_key on cases (source_key, top)",
            "INDEX cases_key",
            "drop index cases_key;
             create unique index cases_key on cases (source_key, top) where superseded_at is null and source_key is not null",
        ),
        (
            "alter table answers drop constraint answers_pkey",
            "primary key on answers",
            "alter table answers add primary key (top, request_id)",
        ),
        (
            "create function swallow() returns trigger language plpgsql as 'begin return null; end';
             create trigger quiet before insert on cases for each row execute function swallow()",
            "trigger quiet on cases",
            "drop trigger quiet on cases",
        ),
        (
            "create rule quiet as on insert to cases do instead nothing",
            "rule quiet on cases",
            "drop rule quiet on cases",
        ),
        (
            "alter table cases enable row level security",
            "row security on cases",
            "alter table cases disable row level security",
        ),
        (
            "alter table cases alter column disease drop not null",
            "column cases.disease not null",
            "alter table cases alter column disease set not null",
        ),
        (
            "alter table answers set unlogged",
            "unlogged table answers",
            "alter table answers set logged",
        ),
        ("alter table cases drop column cluster", "column cases.cluster", ""),
    ] {
        test.run(statements);
        let found = faults();
        assert!(found.iter().any(|found| found.contains(named)), "{statements}: {found:#?}");
        test.run(mended);
    }
}
