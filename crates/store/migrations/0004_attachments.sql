-- Files of any record. Their bytes stand apart, once for each content, in parts that fit into memory.

create table attachments (
    top text not null, id text not null, version bigint not null,
    change_id text not null, recorded_at bigint not null, superseded_at bigint, superseded_by text,
    subject_kind text not null,
    subject_id text not null,
    area_id text not null,
    area_path text not null,
    file_name text not null,
    media_type text not null,
    size_bytes bigint not null,
    content_digest text not null,
    record_origin text not null,
    ordinal bigint not null,
    proof text not null,
    primary key (top, id, version)
);
create unique index attachments_current on attachments (top, id) where superseded_at is null;
create index attachments_subject on attachments (top, subject_kind, subject_id) where superseded_at is null;
create index attachments_area on attachments (top, area_path, id) where superseded_at is null;
create index attachments_content on attachments (top, content_digest);
create index attachments_change on attachments (top, change_id, ordinal);
create index attachments_superseded on attachments (top, superseded_by) where superseded_by is not null;

create table attachment_parts (
    top text not null,
    content_digest text not null,
    number bigint not null,
    bytes blob not null,
    primary key (top, content_digest, number)
);

-- An answer tells by a digest beside it whether it is still what was answered; older ones have none.
alter table answers add column proof text;
