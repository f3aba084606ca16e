//! Written by `TAICHO_BLESS=1 cargo test -p taicho-store --test contract migrations` from the files that there are.

use super::Migration;

pub(super) const MIGRATIONS: &[Migration] = &[
    Migration { name: "0001_init", sql: include_str!("../../migrations/0001_init.sql") },
    Migration { name: "0002_proofs", sql: include_str!("../../migrations/0002_proofs.sql") },
    Migration { name: "0003_held_rows", sql: include_str!("../../migrations/0003_held_rows.sql") },
    Migration {
        name: "0004_attachments",
        sql: include_str!("../../migrations/0004_attachments.sql"),
    },
    Migration {
        name: "0005_declared_tables",
        sql: include_str!("../../migrations/0005_declared_tables.sql"),
    },
];
