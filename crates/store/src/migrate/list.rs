//! Written by `TAICHO_BLESS=1 cargo test -p taicho-store --test contract migrations` from the files that there are.

use super::{Migration, step};

pub(super) const MIGRATIONS: &[Migration] = &[
    step("0001_init", include_str!("../../migrations/0001_init.sql")),
    step("0002_proofs", include_str!("../../migrations/0002_proofs.sql")),
    step("0003_held_rows", include_str!("../../migrations/0003_held_rows.sql")),
    step("0004_attachments", include_str!("../../migrations/0004_attachments.sql")),
    step("0005_declared_tables", include_str!("../../migrations/0005_declared_tables.sql")),
    step("0006_province", include_str!("../../migrations/0006_province.sql")),
    step(
        "0007_other_cells_and_views",
        include_str!("../../migrations/0007_other_cells_and_views.sql"),
    ),
    step("0008_stays", include_str!("../../migrations/0008_stays.sql")),
    step("0009_search", include_str!("../../migrations/0009_search.sql")),
    step("0010_order_diseases", include_str!("../../migrations/0010_order_diseases.sql")),
    step("0011_names_by_search", include_str!("../../migrations/0011_names_by_search.sql")),
    step("0012_area_intervals", include_str!("../../migrations/0012_area_intervals.sql")),
    step("0013_zone_source", include_str!("../../migrations/0013_zone_source.sql")),
    step("0014_local_content", include_str!("../../migrations/0014_local_content.sql")),
    step("0015_isolations", include_str!("../../migrations/0015_isolations.sql")),
    step(
        "0016_counts_found_together",
        include_str!("../../migrations/0016_counts_found_together.sql"),
    ),
];
