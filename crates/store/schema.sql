CREATE TABLE amendments (
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

CREATE TABLE answers (
    top text not null,
    request_id text not null,
    request_digest text not null,
    actor text not null,
    change_id text not null,
    answer text not null,
    committed_at bigint not null, proof text,
    primary key (top, request_id)
);

CREATE TABLE area_links (
    top text not null, id text not null, version bigint not null,
    change_id text not null, recorded_at bigint not null, superseded_at bigint, superseded_by text,
    from_id text not null,
    to_id text not null,
    kind text not null,
    starts_on text not null, ordinal bigint not null default 0, proof text not null default '',
    primary key (top, id, version)
);

CREATE TABLE areas (
    top text not null, id text not null, version bigint not null,
    change_id text not null, recorded_at bigint not null, superseded_at bigint, superseded_by text,
    code text not null,
    name text not null,
    kind text not null,
    level text not null,
    parent_id text,
    path text not null,
    valid_from text,
    valid_to text, ordinal bigint not null default 0, proof text not null default '',
    primary key (top, id, version)
);

CREATE TABLE attachment_parts (
    top text not null,
    content_digest text not null,
    number bigint not null,
    bytes blob not null,
    primary key (top, content_digest, number)
);

CREATE TABLE attachments (
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

CREATE TABLE barriers (
    top text not null,
    number bigint not null,
    primary key (top)
);

CREATE TABLE cases (
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
    record_origin text not null, ordinal bigint not null default 0, proof text not null default '',
    primary key (top, id, version)
);

CREATE TABLE chains (
    top text not null,
    chain text not null,
    primary key (top, chain)
);

CREATE TABLE changes (
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
    digest text not null, request_id text, parts text not null default '',
    primary key (top, id)
);

CREATE TABLE decisions (
    top text not null, id text not null, version bigint not null,
    change_id text not null, recorded_at bigint not null, superseded_at bigint, superseded_by text,
    proposal_key text not null,
    area_id text not null,
    area_path text not null,
    outcome text not null,
    value text,
    reason text,
    proposal_json text not null,
    order_id text, ordinal bigint not null default 0, proof text not null default '',
    primary key (top, id, version)
);

CREATE TABLE facts (
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
    source text not null, ordinal bigint not null default 0, proof text not null default '',
    primary key (top, id, version)
);

CREATE TABLE freezes (
    top text not null, id text not null, version bigint not null,
    change_id text not null, recorded_at bigint not null, superseded_at bigint, superseded_by text,
    area_id text not null,
    area_path text not null,
    frozen_at bigint not null,
    figures_json text not null, ordinal bigint not null default 0, proof text not null default '',
    primary key (top, id, version)
);

CREATE TABLE imports (
    top text not null, id text not null, version bigint not null,
    change_id text not null, recorded_at bigint not null, superseded_at bigint, superseded_by text,
    file_name text not null,
    content_digest text not null,
    kind text not null,
    rows_read bigint not null,
    rows_added bigint not null,
    rows_corrected bigint not null, ordinal bigint not null default 0, proof text not null default '',
    primary key (top, id, version)
);

CREATE TABLE jobs (
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

CREATE TABLE migrations (name text not null primary key);

CREATE TABLE open_changes (
    top text not null,
    id text not null,
    actor text not null,
    operation text not null,
    began_at bigint not null,
    primary key (top, id)
);

CREATE TABLE orders (
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
    record_origin text not null, ordinal bigint not null default 0, proof text not null default '',
    primary key (top, id, version)
);

CREATE TABLE people (
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
    record_origin text not null, ordinal bigint not null default 0, proof text not null default '',
    primary key (top, id, version)
);

CREATE TABLE period_counts (
    top text not null, id text not null, version bigint not null,
    change_id text not null, recorded_at bigint not null, superseded_at bigint, superseded_by text,
    area_id text not null,
    area_path text not null,
    disease text not null,
    period text not null,
    starts_on text not null,
    cases bigint not null,
    was_epidemic bigint not null,
    record_origin text not null, ordinal bigint not null default 0, proof text not null default '',
    primary key (top, id, version)
);

CREATE TABLE places (
    top text not null, id text not null, version bigint not null,
    change_id text not null, recorded_at bigint not null, superseded_at bigint, superseded_by text,
    source_key text,
    kind text not null,
    name text not null,
    area_id text not null,
    area_path text not null,
    record_origin text not null, ordinal bigint not null default 0, proof text not null default '',
    primary key (top, id, version)
);

CREATE TABLE sampling_rounds (
    top text not null, id text not null, version bigint not null,
    change_id text not null, recorded_at bigint not null, superseded_at bigint, superseded_by text,
    zone_id text not null,
    area_path text not null,
    taken_on text not null,
    listed bigint not null,
    sampled bigint not null,
    positive bigint,
    record_origin text not null, ordinal bigint not null default 0, proof text not null default '',
    primary key (top, id, version)
);

CREATE TABLE seals (
    top text not null,
    number bigint not null,
    seal text not null,
    primary key (top, number)
);

CREATE TABLE settings (
    top text not null, id text not null, version bigint not null,
    change_id text not null, recorded_at bigint not null, superseded_at bigint, superseded_by text,
    value text not null,
    ordinal bigint not null,
    proof text not null,
    primary key (top, id, version)
);

CREATE TABLE zones (
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
    record_origin text not null, ordinal bigint not null default 0, proof text not null default '',
    primary key (top, id, version)
);

CREATE INDEX amendments_change on amendments (top, change_id, ordinal);

CREATE UNIQUE INDEX amendments_current on amendments (top, id) where superseded_at is null;

CREATE INDEX amendments_superseded on amendments (top, superseded_by, id) where superseded_by is not null;

CREATE INDEX answers_age on answers (top, committed_at);

CREATE INDEX area_links_change on area_links (top, change_id, ordinal);

CREATE UNIQUE INDEX area_links_current on area_links (top, id) where superseded_at is null;

CREATE INDEX area_links_from on area_links (top, from_id);

CREATE INDEX area_links_superseded on area_links (top, superseded_by, id) where superseded_by is not null;

CREATE INDEX area_links_to on area_links (top, to_id);

CREATE INDEX areas_change on areas (top, change_id, ordinal);

CREATE INDEX areas_code on areas (top, code);

CREATE UNIQUE INDEX areas_current on areas (top, id) where superseded_at is null;

CREATE INDEX areas_path on areas (top, path);

CREATE INDEX areas_superseded on areas (top, superseded_by, id) where superseded_by is not null;

CREATE INDEX attachments_area on attachments (top, area_path, id) where superseded_at is null;

CREATE INDEX attachments_change on attachments (top, change_id, ordinal);

CREATE INDEX attachments_content on attachments (top, content_digest);

CREATE UNIQUE INDEX attachments_current on attachments (top, id) where superseded_at is null;

CREATE INDEX attachments_subject on attachments (top, subject_kind, subject_id) where superseded_at is null;

CREATE INDEX attachments_superseded on attachments (top, superseded_by) where superseded_by is not null;

CREATE INDEX cases_area on cases (top, area_path, id) where superseded_at is null;

CREATE INDEX cases_change on cases (top, change_id, ordinal);

CREATE UNIQUE INDEX cases_current on cases (top, id) where superseded_at is null;

CREATE INDEX cases_found on cases (top, found_on, id);

CREATE UNIQUE INDEX cases_key on cases (top, source_key) where superseded_at is null;

CREATE INDEX cases_superseded on cases (top, superseded_by, id, source_key) where superseded_by is not null;

CREATE UNIQUE INDEX changes_chain on changes (top, chain, chain_seq);

CREATE INDEX changes_recent on changes (top, recorded_at, id);

CREATE UNIQUE INDEX changes_request on changes (top, request_id) where request_id is not null;

CREATE UNIQUE INDEX changes_undone on changes (top, undoes) where undoes is not null;

CREATE INDEX decisions_area on decisions (top, area_path, id) where superseded_at is null;

CREATE INDEX decisions_change on decisions (top, change_id, ordinal);

CREATE UNIQUE INDEX decisions_current on decisions (top, id) where superseded_at is null;

CREATE UNIQUE INDEX decisions_proposal on decisions (top, proposal_key) where superseded_at is null;

CREATE INDEX decisions_superseded on decisions (top, superseded_by, id, proposal_key) where superseded_by is not null;

CREATE INDEX facts_area on facts (top, area_path, id) where superseded_at is null;

CREATE INDEX facts_change on facts (top, change_id, ordinal);

CREATE UNIQUE INDEX facts_current on facts (top, id) where superseded_at is null;

CREATE INDEX facts_superseded on facts (top, superseded_by, id) where superseded_by is not null;

CREATE INDEX freezes_area on freezes (top, area_path, frozen_at) where superseded_at is null;

CREATE INDEX freezes_change on freezes (top, change_id, ordinal);

CREATE UNIQUE INDEX freezes_current on freezes (top, id) where superseded_at is null;

CREATE UNIQUE INDEX freezes_moment on freezes (top, area_id, frozen_at) where superseded_at is null;

CREATE INDEX freezes_superseded on freezes (top, superseded_by, id, area_id, frozen_at) where superseded_by is not null;

CREATE INDEX imports_change on imports (top, change_id, ordinal);

CREATE UNIQUE INDEX imports_content on imports (top, content_digest, kind) where superseded_at is null;

CREATE UNIQUE INDEX imports_current on imports (top, id) where superseded_at is null;

CREATE INDEX imports_superseded on imports (top, superseded_by, id, content_digest, kind) where superseded_by is not null;

CREATE INDEX jobs_open on jobs (top, run_at) where ended_at is null;

CREATE INDEX orders_area on orders (top, area_path, id) where superseded_at is null;

CREATE INDEX orders_change on orders (top, change_id, ordinal);

CREATE UNIQUE INDEX orders_current on orders (top, id) where superseded_at is null;

CREATE INDEX orders_superseded on orders (top, superseded_by, id) where superseded_by is not null;

CREATE INDEX people_area on people (top, area_path, id) where superseded_at is null;

CREATE INDEX people_change on people (top, change_id, ordinal);

CREATE UNIQUE INDEX people_current on people (top, id) where superseded_at is null;

CREATE UNIQUE INDEX people_key on people (top, source_key) where superseded_at is null;

CREATE INDEX people_name on people (top, name_key, id) where superseded_at is null;

CREATE INDEX people_superseded on people (top, superseded_by, id, source_key) where superseded_by is not null;

CREATE INDEX period_counts_area on period_counts (top, area_path, id) where superseded_at is null;

CREATE INDEX period_counts_change on period_counts (top, change_id, ordinal);

CREATE UNIQUE INDEX period_counts_current on period_counts (top, id) where superseded_at is null;

CREATE INDEX period_counts_superseded on period_counts (top, superseded_by, id) where superseded_by is not null;

CREATE INDEX places_area on places (top, area_path, id) where superseded_at is null;

CREATE INDEX places_change on places (top, change_id, ordinal);

CREATE UNIQUE INDEX places_current on places (top, id) where superseded_at is null;

CREATE UNIQUE INDEX places_key on places (top, source_key) where superseded_at is null;

CREATE INDEX places_superseded on places (top, superseded_by, id, source_key) where superseded_by is not null;

CREATE INDEX sampling_rounds_area on sampling_rounds (top, area_path, id) where superseded_at is null;

CREATE INDEX sampling_rounds_change on sampling_rounds (top, change_id, ordinal);

CREATE UNIQUE INDEX sampling_rounds_current on sampling_rounds (top, id) where superseded_at is null;

CREATE UNIQUE INDEX sampling_rounds_key on sampling_rounds (top, zone_id, taken_on) where superseded_at is null;

CREATE INDEX sampling_rounds_superseded on sampling_rounds (top, superseded_by, id, zone_id, taken_on) where superseded_by is not null;

CREATE INDEX settings_change on settings (top, change_id, ordinal);

CREATE UNIQUE INDEX settings_current on settings (top, id) where superseded_at is null;

CREATE INDEX settings_superseded on settings (top, superseded_by, id) where superseded_by is not null;

CREATE INDEX zones_area on zones (top, area_path, id) where superseded_at is null;

CREATE INDEX zones_change on zones (top, change_id, ordinal);

CREATE UNIQUE INDEX zones_code on zones (top, code) where superseded_at is null;

CREATE UNIQUE INDEX zones_current on zones (top, id) where superseded_at is null;

CREATE INDEX zones_superseded on zones (top, superseded_by, id, code) where superseded_by is not null;
