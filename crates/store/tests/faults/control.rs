//! The file by which the parent makes calls of its child fail; `shim.c` says what its slots mean.

use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// What happens to a call that is struck, as `shim.c` numbers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub(crate) enum Action {
    IoError = 1,
    NoRoom,
    Short,
    DoneThenError,
    KillBefore,
    KillAfter,
    HalfThenKill,
    HalfThenError,
}

impl Action {
    pub(crate) const ALL: [Self; 8] = [
        Self::IoError,
        Self::NoRoom,
        Self::Short,
        Self::DoneThenError,
        Self::KillBefore,
        Self::KillAfter,
        Self::HalfThenKill,
        Self::HalfThenError,
    ];

    pub(crate) fn kills(self) -> bool {
        matches!(self, Self::KillBefore | Self::KillAfter | Self::HalfThenKill)
    }
}

/// Calls that count: all kinds, and those that change something.
pub(crate) const ALL_KINDS: u64 = 0xff;
pub(crate) const WRITES: u64 = 0b0111_1101;
pub(crate) const SYNCS: u64 = 0b0000_1000;

/// Which calls fail, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Plan {
    /// So many calls in a row, from that one on.
    Calls { first: u64, count: u64, action: Action, kinds: u64 },
    /// Each call with a chance of so many in 65,536.
    Chance { chance: u64, seed: u64, action: Action, kinds: u64 },
}

impl Plan {
    pub(crate) fn action(self) -> Action {
        match self {
            Self::Calls { action, .. } | Self::Chance { action, .. } => action,
        }
    }

    /// Nothing fails, and every call is counted.
    pub(crate) fn count() -> Self {
        Self::Calls { first: u64::MAX, count: 0, action: Action::IoError, kinds: ALL_KINDS }
    }
}

pub(crate) struct Control {
    path: PathBuf,
    file: File,
}

impl Control {
    pub(crate) fn new(path: &Path) -> Self {
        let mut options = File::options();
        let file = options.read(true).write(true).create(true).truncate(false).open(path).unwrap();
        file.set_len(4096).unwrap();
        Self { path: path.to_owned(), file }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    fn set(&self, slot: u64, value: u64) {
        self.file.write_all_at(&value.to_le_bytes(), slot * 8).unwrap();
    }

    fn get(&self, slot: u64) -> u64 {
        let mut bytes = [0; 8];
        self.file.read_exact_at(&mut bytes, slot * 8).unwrap();
        u64::from_le_bytes(bytes)
    }

    /// Begins to count, and to strike by the plan.
    pub(crate) fn arm(&self, plan: Plan) {
        self.arm_and_kill(plan, 0);
    }

    /// The same, and the process is killed so many calls after the first that failed.
    pub(crate) fn arm_and_kill(&self, plan: Plan, gap: u64) {
        self.set(0, 0);
        let (mode, first, count, action, kinds, seed, chance) = match plan {
            Plan::Calls { first, count, action, kinds } => (1, first, count, action, kinds, 0, 0),
            Plan::Chance { chance, seed, action, kinds } => (2, 0, 0, action, kinds, seed, chance),
        };
        let slots = [0, first, count, action as u64, kinds, 0, 0, seed, chance, gap];
        for (slot, value) in (1..).zip(slots) {
            self.set(slot, value);
        }
        self.set(0, mode);
    }

    /// From here on nothing fails.
    pub(crate) fn disarm(&self) {
        self.set(0, 0);
    }

    /// Calls counted since it was armed.
    pub(crate) fn calls(&self) -> u64 {
        self.get(1)
    }

    /// Calls that failed since it was armed.
    pub(crate) fn hits(&self) -> u64 {
        self.get(6)
    }
}

/// The shim, built once; the compiler that SQLite is built with is there.
pub(crate) fn shim() -> &'static Path {
    static BUILT: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = BUILT.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shim.so");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults/shim.c");
        let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
        let built = Command::new(&compiler)
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .args([path.as_path(), Path::new(source)])
            .arg("-ldl")
            .status();
        assert!(
            built.is_ok_and(|status| status.success()),
            "{compiler} does not build {source}: a C compiler is needed, as for SQLite"
        );
        (folder, path)
    });
    path
}
