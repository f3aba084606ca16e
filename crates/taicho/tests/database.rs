//! What the command line says of the shared database: in both languages, and never a password.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

const PASSWORD: &str = "s3cr3t-pw";

/// What the program says where it cannot open the shared database.
fn said(folder: &tempfile::TempDir, arguments: &[&str], environment: &[(&str, &str)]) -> String {
    let mut program = Command::new(env!("CARGO_BIN_EXE_taicho"));
    let program = program.current_dir(folder.path()).env_remove("TAICHO_DATABASE_URL");
    let program = program.arg("audit").args(arguments).envs(environment.iter().copied());
    let output = program.output().unwrap();
    assert!(!output.status.success(), "{arguments:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!said.contains(PASSWORD), "{said}");
    assert!(output.stdout.is_empty() && said.contains(" · "), "{said}");
    said
}

#[test]
fn a_password_on_the_command_line_is_refused_and_one_in_the_environment_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("postgres://office:{PASSWORD}@127.0.0.1:1/taicho");
    let option = format!("postgres://127.0.0.1:1/taicho?user=office&password={PASSWORD}");
    for arguments in [
        vec!["--database-url".to_owned(), address.clone()],
        vec![format!("--database-url={address}")],
        vec!["--database-url".to_owned(), option],
    ] {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let told = said(&folder, &arguments, &[]);
        assert!(told.contains("every user of this machine sees a password"), "{told}");
    }
    let told = said(&folder, &[], &[("TAICHO_DATABASE_URL", &address)]);
    assert!(told.contains("Không kết nối được") && told.contains("does not answer"), "{told}");
}

#[test]
fn a_password_file_is_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("password");
    std::fs::write(&file, format!("{PASSWORD}\n")).unwrap();
    let name = file.display().to_string();
    let address = "postgres://office@127.0.0.1:1/taicho";
    let arguments = ["--database-url", address, "--database-password-file", &name];
    for (mode, wanted) in [(0o644, "others may read the password file"), (0o600, "does not answer")]
    {
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        let told = said(&folder, &arguments, &[]);
        assert!(told.contains(wanted), "{told}");
    }
}

#[test]
fn an_address_that_cannot_be_read_is_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = format!("postgres://office:{PASSWORD}@127.0.0.1:port/taicho");
    let told = said(&folder, &[], &[("TAICHO_DATABASE_URL", &wrong)]);
    assert!(told.contains("cannot be used"), "{told}");
    let told = said(&folder, &["--database-url", "postgres://u@db.vn/d?sslmode=prefer"], &[]);
    assert!(told.contains("(sslmode)"), "{told}");
}
