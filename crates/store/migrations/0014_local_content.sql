create table local_contents (
    top text not null,
    id text not null,
    version bigint not null,
    change_id text not null,
    ordinal bigint not null,
    proof text not null,
    recorded_at bigint not null,
    superseded_at bigint,
    superseded_by text,
    file text not null,
    body text not null,
    primary key (id, version, top, recorded_at)
);
create unique index local_contents_current on local_contents (id, top) where superseded_at is null;
create unique index local_contents_key on local_contents (file, top) where superseded_at is null;
create index local_contents_change on local_contents (change_id, ordinal);
create index local_contents_superseded on local_contents (superseded_by, id, file) where superseded_by is not null;
