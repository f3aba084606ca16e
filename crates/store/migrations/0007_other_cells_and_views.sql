create table other_cells (
    top text not null,
    id text not null,
    version bigint not null,
    change_id text not null,
    ordinal bigint not null,
    proof text not null,
    recorded_at bigint not null,
    superseded_at bigint,
    superseded_by text,
    row_kind text not null,
    row_id text not null,
    area_path text not null,
    cells_json text not null,
    primary key (id, version, top, recorded_at)
);
create unique index other_cells_current on other_cells (id, top) where superseded_at is null;
create index other_cells_area on other_cells (area_path, id, recorded_at) where superseded_at is null;
create index other_cells_area_past on other_cells (area_path, id, recorded_at, superseded_at) where superseded_at is not null;
create index other_cells_change on other_cells (change_id, ordinal);
create index other_cells_superseded on other_cells (superseded_by, id) where superseded_by is not null;
create table saved_views (
    top text not null,
    id text not null,
    version bigint not null,
    change_id text not null,
    ordinal bigint not null,
    proof text not null,
    recorded_at bigint not null,
    superseded_at bigint,
    superseded_by text,
    list text not null,
    title text not null,
    owner text not null,
    query text not null,
    primary key (id, version, top, recorded_at)
);
create unique index saved_views_current on saved_views (id, top) where superseded_at is null;
create unique index saved_views_key on saved_views (list, title, owner, top) where superseded_at is null;
create index saved_views_change on saved_views (change_id, ordinal);
create index saved_views_superseded on saved_views (superseded_by, id, list, title, owner) where superseded_by is not null;
