create table stays (
    top text not null,
    id text not null,
    version bigint not null,
    change_id text not null,
    ordinal bigint not null,
    proof text not null,
    recorded_at bigint not null,
    superseded_at bigint,
    superseded_by text,
    place_id text not null,
    person_id text not null,
    area_path text not null,
    reason text not null,
    began_at bigint not null,
    ended_at bigint,
    record_origin text not null,
    primary key (id, version, top, recorded_at)
);
create unique index stays_current on stays (id, top) where superseded_at is null;
create unique index stays_key on stays (person_id, began_at, top) where superseded_at is null;
create unique index stays_one on stays (person_id, top) where superseded_at is null and ended_at is null;
create index stays_area on stays (area_path, id, recorded_at) where superseded_at is null;
create index stays_area_past on stays (area_path, id, recorded_at, superseded_at) where superseded_at is not null;
create index stays_place_id on stays (place_id, id) where superseded_at is null;
create index stays_place_id_past on stays (place_id, id, recorded_at, superseded_at) where superseded_at is not null;
create index stays_person_id on stays (person_id, id) where superseded_at is null;
create index stays_person_id_past on stays (person_id, id, recorded_at, superseded_at) where superseded_at is not null;
create index stays_change on stays (change_id, ordinal);
create index stays_superseded on stays (superseded_by, id, person_id, began_at) where superseded_by is not null;
