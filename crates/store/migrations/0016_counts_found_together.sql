create index period_counts_together on period_counts (area_id, disease, was_epidemic, starts_on, recorded_at) where superseded_at is null;
create index period_counts_together_past on period_counts (area_id, disease, was_epidemic, starts_on, recorded_at, superseded_at) where superseded_at is not null;
