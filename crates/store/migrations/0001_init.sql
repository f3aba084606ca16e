-- Columns are text, bigint or double precision only, so that both databases read one text.
-- Dates are ISO text in Vietnam's calendar; instants are UTC microseconds.
-- `top` is the top area of the installation: what a spreading engine shards by.

create table changes (
    top text not null,
    id text not null,
    chain text not null,
    chain_seq bigint not null,
    recorded_at bigint not null,
    committed_at bigint not null,
    actor text not null,
    device text,
    operation text not null,
    reason text,
    undoes text,
    payload_salt text,
    payload_digest text not null,
    digest text not null,
    primary key (top, id)
);
create unique index changes_chain on changes (top, chain, chain_seq);
create index changes_recent on changes (top, recorded_at, id);

create table areas (
    top text not null, id text not null, version bigint not null,
    change_id text not null, recorded_at bigint not null, superseded_at bigint, superseded_by text,
    code text not null,
    name text not null,
    kind text not null,
    level text not null,
    parent_id text,
    path text not null,
    valid_from text,
    valid_to text,
    primary key (top, id, version)
);
create unique index areas_current on areas (top, id) where superseded_at is null;
create index areas_code on areas (top, code);
create index areas_path on areas (top, path);
create index areas_change on areas (top, change_id);
create index areas_superseded on areas (top, superseded_by) where superseded_by is not null;

create table area_links (
    top text not null, id text not null, version bigint not null,
    change_id text not null, recorded_at bigint not null, superseded_at bigint, superseded_by text,
    from_id text not null,
    to_id text not null,
    kind text not null,
    starts_on text not null,
    primary key (top, id, version)
);
create unique index area_links_current on area_links (top, id) where superseded_at is null;
create index area_links_from on area_links (top, from_id);
create index area_links_to on area_links (top, to_id);
create index area_links_change on area_links (top, change_id);
create index area_links_superseded on area_links (top, superseded_by) where superseded_by is not null;

create table places (
    top text not null, id text not null, version bigint not null,
    change_id text not null, recorded_at bigint not null, superseded_at bigint, superseded_by text,
    source_key text,
    kind text not null,
    name text not null,
    area_id text not null,
    area_path text not null,
    record_origin text not null,
    primary key (top, id, version)
);
create unique index places_current on places (top, id) where superseded_at is null;
create unique index places_key on places (top, source_key) where superseded_at is null;
create index places_area on places (top, area_path, id) where superseded_at is null;
create index places_change on places (top, change_id);
create index places_superseded on places (top, superseded_by) where superseded_by is not null;

create table people (
    top text not null, id text not null, version bigint not null,
    change_id text not null, recorded_at bigint not null, superseded_at bigint, superseded_by text,
    source_key text,
    full_name text not null,
    name_key text not null,
    sex text,
    birth_year bigint,
    born_on text,
    personal_id text,
    phone text,
    area_id text not null,
    area_path text not null,
    address text,
    residence text,
    household_id text,
    lodging_id text,
    workplace_id text,
    record_origin text not null,
    primary key (top, id, version)
);
create unique index people_current on people (top, id) where superseded_at is null;
create unique index people_key on people (top, source_key) where superseded_at is null;
create index people_area on people (top, area_path, id) where superseded_at is null;
create index people_name on people (top, name_key, id) where superseded_at is null;
create index people_change on people (top, change_id);
create index people_superseded on people (top, superseded_by) where superseded_by is not null;

create table cases (
    top text not null, id text not null, version bigint not null,
    change_id text not null, recorded_at bigint not null, superseded_at bigint, superseded_by text,
    source_key text,
    person_id text,
    disease text not null,
    area_id text not null,
    area_path text not null,
    zone_id text,
    status text not null,
    origin text not null,
    setting text not null,
    onset_on text,
    found_on text not null,
    detected_at bigint,
    reported_at bigint,
    source_known bigint,
    source_case_key text,
    cluster text,
    record_origin text not null,
    primary key (top, id, version)
);
create unique index cases_current on cases (top, id) where superseded_at is null;
create unique index cases_key on cases (top, source_key) where superseded_at is null;
create index cases_area on cases (top, area_path, id) where superseded_at is null;
create index cases_found on cases (top, found_on, id);
create index cases_change on cases (top, change_id);
create index cases_superseded on cases (top, superseded_by) where superseded_by is not null;

create table zones (
    top text not null, id text not null, version bigint not null,
    change_id text not null, recorded_at bigint not null, superseded_at bigint, superseded_by text,
    code text not null,
    name text not null,
    disease text not null,
    area_id text not null,
    area_path text not null,
    opened_on text not null,
    lifted_on text,
    households bigint,
    residents bigint,
    record_origin text not null,
    primary key (top, id, version)
);
create unique index zones_current on zones (top, id) where superseded_at is null;
create unique index zones_code on zones (top, code) where superseded_at is null;
create index zones_area on zones (top, area_path, id) where superseded_at is null;
create index zones_change on zones (top, change_id);
create index zones_superseded on zones (top, superseded_by) where superseded_by is not null;

create table sampling_rounds (
    top text not null, id text not null, version bigint not null,
    change_id text not null, recorded_at bigint not null, superseded_at bigint, superseded_by text,
    zone_id text not null,
    area_path text not null,
    taken_on text not null,
    listed bigint not null,
    sampled bigint not null,
    positive bigint,
    record_origin text not null,
    primary key (top, id, version)
);
create unique index sampling_rounds_current on sampling_rounds (top, id) where superseded_at is null;
create unique index sampling_rounds_key on sampling_rounds (top, zone_id, taken_on) where superseded_at is null;
create index sampling_rounds_area on sampling_rounds (top, area_path, id) where superseded_at is null;
create index sampling_rounds_change on sampling_rounds (top, change_id);
create index sampling_rounds_superseded on sampling_rounds (top, superseded_by) where superseded_by is not null;

create table facts (
    top text not null, id text not null, version bigint not null,
    change_id text not null, recorded_at bigint not null, superseded_at bigint, superseded_by text,
    area_id text not null,
    area_path text not null,
    zone_id text,
    disease text,
    name text not null,
    value text not null,
    valid_from text,
    valid_to text,
    origin text not null,
    confidence text not null,
    source text not null,
    primary key (top, id, version)
);
create unique index facts_current on facts (top, id) where superseded_at is null;
create index facts_area on facts (top, area_path, id) where superseded_at is null;
create index facts_change on facts (top, change_id);
create index facts_superseded on facts (top, superseded_by) where superseded_by is not null;

create table period_counts (
    top text not null, id text not null, version bigint not null,
    change_id text not null, recorded_at bigint not null, superseded_at bigint, superseded_by text,
    area_id text not null,
    area_path text not null,
    disease text not null,
    period text not null,
    starts_on text not null,
    cases bigint not null,
    was_epidemic bigint not null,
    record_origin text not null,
    primary key (top, id, version)
);
create unique index period_counts_current on period_counts (top, id) where superseded_at is null;
create index period_counts_area on period_counts (top, area_path, id) where superseded_at is null;
create index period_counts_change on period_counts (top, change_id);
create index period_counts_superseded on period_counts (top, superseded_by) where superseded_by is not null;

create table orders (
    top text not null, id text not null, version bigint not null,
    change_id text not null, recorded_at bigint not null, superseded_at bigint, superseded_by text,
    number text,
    kind text not null,
    value text not null,
    area_id text not null,
    area_path text not null,
    zone_id text,
    effective_from text not null,
    effective_to text,
    status text not null,
    document text not null,
    record_origin text not null,
    primary key (top, id, version)
);
create unique index orders_current on orders (top, id) where superseded_at is null;
create index orders_area on orders (top, area_path, id) where superseded_at is null;
create index orders_change on orders (top, change_id);
create index orders_superseded on orders (top, superseded_by) where superseded_by is not null;

create table decisions (
    top text not null, id text not null, version bigint not null,
    change_id text not null, recorded_at bigint not null, superseded_at bigint, superseded_by text,
    proposal_key text not null,
    area_id text not null,
    area_path text not null,
    outcome text not null,
    value text,
    reason text,
    proposal_json text not null,
    order_id text,
    primary key (top, id, version)
);
create unique index decisions_current on decisions (top, id) where superseded_at is null;
create index decisions_area on decisions (top, area_path, id) where superseded_at is null;
create index decisions_change on decisions (top, change_id);
create index decisions_superseded on decisions (top, superseded_by) where superseded_by is not null;

create table freezes (
    top text not null, id text not null, version bigint not null,
    change_id text not null, recorded_at bigint not null, superseded_at bigint, superseded_by text,
    area_id text not null,
    area_path text not null,
    frozen_at bigint not null,
    figures_json text not null,
    primary key (top, id, version)
);
create unique index freezes_current on freezes (top, id) where superseded_at is null;
create index freezes_area on freezes (top, area_path, frozen_at) where superseded_at is null;
create index freezes_change on freezes (top, change_id);
create index freezes_superseded on freezes (top, superseded_by) where superseded_by is not null;

create table imports (
    top text not null, id text not null, version bigint not null,
    change_id text not null, recorded_at bigint not null, superseded_at bigint, superseded_by text,
    file_name text not null,
    content_digest text not null,
    kind text not null,
    rows_read bigint not null,
    rows_added bigint not null,
    rows_corrected bigint not null,
    primary key (top, id, version)
);
create unique index imports_current on imports (top, id) where superseded_at is null;
create index imports_change on imports (top, change_id);
create index imports_superseded on imports (top, superseded_by) where superseded_by is not null;

create table settings (
    top text not null,
    name text not null,
    value text not null,
    primary key (top, name)
);
