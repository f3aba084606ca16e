-- Each version is bound to its change by a proof beside it, and each change to the versions that it wrote.
-- `ordinal` is a version's place among those that its change wrote of the kind, from 1.

alter table areas add column ordinal bigint not null default 0;
alter table areas add column proof text not null default '';
drop index areas_change;
create index areas_change on areas (top, change_id, ordinal);

alter table area_links add column ordinal bigint not null default 0;
alter table area_links add column proof text not null default '';
drop index area_links_change;
create index area_links_change on area_links (top, change_id, ordinal);

alter table places add column ordinal bigint not null default 0;
alter table places add column proof text not null default '';
drop index places_change;
create index places_change on places (top, change_id, ordinal);

alter table people add column ordinal bigint not null default 0;
alter table people add column proof text not null default '';
drop index people_change;
create index people_change on people (top, change_id, ordinal);

alter table cases add column ordinal bigint not null default 0;
alter table cases add column proof text not null default '';
drop index cases_change;
create index cases_change on cases (top, change_id, ordinal);

alter table zones add column ordinal bigint not null default 0;
alter table zones add column proof text not null default '';
drop index zones_change;
create index zones_change on zones (top, change_id, ordinal);

alter table sampling_rounds add column ordinal bigint not null default 0;
alter table sampling_rounds add column proof text not null default '';
drop index sampling_rounds_change;
create index sampling_rounds_change on sampling_rounds (top, change_id, ordinal);

alter table facts add column ordinal bigint not null default 0;
alter table facts add column proof text not null default '';
drop index facts_change;
create index facts_change on facts (top, change_id, ordinal);

alter table period_counts add column ordinal bigint not null default 0;
alter table period_counts add column proof text not null default '';
drop index period_counts_change;
create index period_counts_change on period_counts (top, change_id, ordinal);

alter table orders add column ordinal bigint not null default 0;
alter table orders add column proof text not null default '';
drop index orders_change;
create index orders_change on orders (top, change_id, ordinal);

alter table decisions add column ordinal bigint not null default 0;
alter table decisions add column proof text not null default '';
drop index decisions_change;
create index decisions_change on decisions (top, change_id, ordinal);

alter table freezes add column ordinal bigint not null default 0;
alter table freezes add column proof text not null default '';
drop index freezes_change;
create index freezes_change on freezes (top, change_id, ordinal);

alter table imports add column ordinal bigint not null default 0;
alter table imports add column proof text not null default '';
drop index imports_change;
create index imports_change on imports (top, change_id, ordinal);

alter table settings rename to settings_before;
create table settings (
    top text not null, id text not null, version bigint not null,
    change_id text not null, recorded_at bigint not null, superseded_at bigint, superseded_by text,
    value text not null,
    ordinal bigint not null,
    proof text not null,
    primary key (top, id, version)
);
create unique index settings_current on settings (top, id) where superseded_at is null;
create index settings_change on settings (top, change_id, ordinal);
create index settings_superseded on settings (top, superseded_by) where superseded_by is not null;

-- What was done to a version after it was written, and is not told by its successor.
create table amendments (
    top text not null, id text not null, version bigint not null,
    change_id text not null, recorded_at bigint not null, superseded_at bigint, superseded_by text,
    what text not null,
    kind text not null,
    row_id text not null,
    row_version bigint not null,
    before_at bigint,
    after_at bigint,
    ordinal bigint not null,
    proof text not null,
    primary key (top, id, version)
);
create unique index amendments_current on amendments (top, id) where superseded_at is null;
create index amendments_change on amendments (top, change_id, ordinal);
create index amendments_superseded on amendments (top, superseded_by) where superseded_by is not null;

alter table changes add column request_id text;
alter table changes add column parts text not null default '';
create unique index changes_request on changes (top, request_id) where request_id is not null;
create unique index changes_undone on changes (top, undoes) where undoes is not null;

-- The chains of changes: one for the embedded database, one for each node of a shared one.
create table chains (
    top text not null,
    chain text not null,
    primary key (top, chain)
);

-- What was answered to a request with an id, for when it comes again.
create table answers (
    top text not null,
    request_id text not null,
    request_digest text not null,
    actor text not null,
    change_id text not null,
    answer text not null,
    committed_at bigint not null,
    primary key (top, request_id)
);
create index answers_age on answers (top, committed_at);

-- Changes that are being written in parts: nobody sees what they wrote until they are whole.
create table open_changes (
    top text not null,
    id text not null,
    actor text not null,
    operation text not null,
    began_at bigint not null,
    primary key (top, id)
);

-- A commit that takes the place of one whose end was not known.
create table barriers (
    top text not null,
    number bigint not null,
    primary key (top)
);

-- Heads of the chains, signed with a key that is not in the database.
create table seals (
    top text not null,
    number bigint not null,
    seal text not null,
    primary key (top, number)
);

-- Work that is done later.
create table jobs (
    top text not null,
    id text not null,
    kind text not null,
    about text not null,
    run_at bigint not null,
    change_id text,
    attempts bigint not null,
    claimed_by text,
    lease_until bigint,
    ended_at bigint,
    is_given_up bigint not null,
    said_vi text,
    said_en text,
    primary key (top, id)
);
create index jobs_open on jobs (top, run_at) where ended_at is null;

-- Of each of these there is one that stands: the second of two who race finds the first.
create unique index decisions_proposal on decisions (top, proposal_key) where superseded_at is null;
create unique index freezes_moment on freezes (top, area_id, frozen_at) where superseded_at is null;
create unique index imports_content on imports (top, content_digest, kind) where superseded_at is null;
