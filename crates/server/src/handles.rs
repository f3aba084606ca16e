//! File handles: every connection takes one, and so does every file of the database. Where they run out nothing else
//! works either, so connections and uploads are bounded below what the process may open.

use std::sync::LazyLock;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// How the handles of the process are shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Handles {
    /// Connections that are answered at once.
    pub(crate) connections: usize,
    /// Connections beyond them, which are just being told to come again.
    pub(crate) turned_away: usize,
    /// Files that are arriving or being imported.
    pub(crate) uploads: usize,
}

/// More connections than this wait for one another only.
const CONNECTIONS_MAX: usize = 4_096;

/// Files that arrive at once at most, whatever the handles: each may take its place on the disk.
const UPLOADS_MAX: usize = 16;

/// What the database in a folder, the runtime and the terminal open.
const KEPT_AT_LEAST: usize = 36;

/// What is kept where handles abound: a shared database takes one for each of its connections.
const KEPT: usize = 112;

/// The share-out of this process, made at its first use: the limit is raised as far as the process may raise it.
pub(crate) fn handles() -> Handles {
    static HANDLES: LazyLock<Handles> = LazyLock::new(|| share(raised()));
    *HANDLES
}

fn raised() -> usize {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    // A limit that cannot be raised is the limit.
    let current = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum,
        Err(_) => limit.current,
    };
    current.and_then(|current| usize::try_from(current).ok()).unwrap_or(usize::MAX)
}

fn share(limit: usize) -> Handles {
    let kept = if limit < 512 { KEPT_AT_LEAST } else { KEPT };
    let uploads = (limit / 32).clamp(1, UPLOADS_MAX);
    let turned_away = (limit / 8).clamp(4, 32);
    // Of a file that is imported a second handle is open.
    let rest = limit.saturating_sub(kept + 2 * uploads + turned_away);
    Handles { connections: rest.clamp(4, CONNECTIONS_MAX), turned_away, uploads }
}

#[cfg(test)]
mod tests {
    use super::{Handles, share};

    #[test]
    fn what_is_shared_out_stays_below_the_limit() {
        for limit in [64, 100, 256, 511, 512, 1_024, 4_096, 1 << 20] {
            let Handles { connections, turned_away, uploads } = share(limit);
            assert!(connections + turned_away + 2 * uploads + 36 <= limit, "{limit}");
        }
        assert_eq!(share(64), Handles { connections: 16, turned_away: 8, uploads: 2 });
        assert_eq!(share(usize::MAX).connections, 4_096);
        assert!(share(1_024).connections >= 800);
    }
}
