-- Every table as the description of its kind asks for it: what is current and what was replaced are indexed apart, the
-- second with its times, so that a past moment is listed as fast as today; `top` stands behind, where no read needs it.

create table areas_new (
    top text not null,
    id text not null,
    version bigint not null,
    change_id text not null,
    ordinal bigint not null,
    proof text not null,
    recorded_at bigint not null,
    superseded_at bigint,
    superseded_by text,
    code text not null,
    name text not null,
    kind text not null,
    level text not null,
    parent_id text,
    path text not null,
    valid_from text,
    valid_to text,
    primary key (id, version, top, recorded_at)
);
insert into areas_new (top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by,
    code, name, kind, level, parent_id, path, valid_from, valid_to)
select top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by, code, name, kind,
    level, parent_id, path, valid_from, valid_to from areas;
drop table areas;
alter table areas_new rename to areas;
create unique index areas_current on areas (id, top) where superseded_at is null;
create index areas_area on areas (path, id, recorded_at) where superseded_at is null;
create index areas_area_past on areas (path, id, recorded_at, superseded_at) where superseded_at is not null;
create index areas_code on areas (code) where superseded_at is null;
create index areas_code_past on areas (code) where superseded_at is not null;
create index areas_change on areas (change_id, ordinal);
create index areas_superseded on areas (superseded_by, id) where superseded_by is not null;

create table area_links_new (
    top text not null,
    id text not null,
    version bigint not null,
    change_id text not null,
    ordinal bigint not null,
    proof text not null,
    recorded_at bigint not null,
    superseded_at bigint,
    superseded_by text,
    from_id text not null,
    to_id text not null,
    kind text not null,
    starts_on text not null,
    primary key (id, version, top, recorded_at)
);
insert into area_links_new (top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by,
    from_id, to_id, kind, starts_on)
select top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by, from_id, to_id,
    kind, starts_on from area_links;
drop table area_links;
alter table area_links_new rename to area_links;
create unique index area_links_current on area_links (id, top) where superseded_at is null;
create index area_links_from_id on area_links (from_id, id) where superseded_at is null;
create index area_links_from_id_past on area_links (from_id, id, recorded_at, superseded_at) where superseded_at is not null;
create index area_links_to_id on area_links (to_id, id) where superseded_at is null;
create index area_links_to_id_past on area_links (to_id, id, recorded_at, superseded_at) where superseded_at is not null;
create index area_links_change on area_links (change_id, ordinal);
create index area_links_superseded on area_links (superseded_by, id) where superseded_by is not null;

create table places_new (
    top text not null,
    id text not null,
    version bigint not null,
    change_id text not null,
    ordinal bigint not null,
    proof text not null,
    recorded_at bigint not null,
    superseded_at bigint,
    superseded_by text,
    source_key text,
    kind text not null,
    name text not null,
    area_id text not null,
    area_path text not null,
    record_origin text not null,
    primary key (id, version, top, recorded_at)
);
insert into places_new (top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by,
    source_key, kind, name, area_id, area_path, record_origin)
select top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by, source_key, kind,
    name, area_id, area_path, record_origin from places;
drop table places;
alter table places_new rename to places;
create unique index places_current on places (id, top) where superseded_at is null;
create unique index places_key on places (source_key, top) where superseded_at is null and source_key is not null;
create index places_area on places (area_path, id, recorded_at) where superseded_at is null;
create index places_area_past on places (area_path, id, recorded_at, superseded_at) where superseded_at is not null;
create index places_source_key_past on places (source_key) where superseded_at is not null and source_key is not null;
create index places_change on places (change_id, ordinal);
create index places_superseded on places (superseded_by, id, source_key) where superseded_by is not null;

create table people_new (
    top text not null,
    id text not null,
    version bigint not null,
    change_id text not null,
    ordinal bigint not null,
    proof text not null,
    recorded_at bigint not null,
    superseded_at bigint,
    superseded_by text,
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
    primary key (id, version, top, recorded_at)
);
insert into people_new (top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by,
    source_key, full_name, name_key, sex, birth_year, born_on, personal_id, phone, area_id, area_path, address,
    residence, household_id, lodging_id, workplace_id, record_origin)
select top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by, source_key,
    full_name, name_key, sex, birth_year, born_on, personal_id, phone, area_id, area_path, address, residence,
    household_id, lodging_id, workplace_id, record_origin from people;
drop table people;
alter table people_new rename to people;
create unique index people_current on people (id, top) where superseded_at is null;
create unique index people_key on people (source_key, top) where superseded_at is null and source_key is not null;
create index people_area on people (area_path, id, recorded_at) where superseded_at is null;
create index people_area_past on people (area_path, id, recorded_at, superseded_at) where superseded_at is not null;
create index people_source_key_past on people (source_key) where superseded_at is not null and source_key is not null;
create index people_full_name on people (full_name, id) where superseded_at is null;
create index people_full_name_past on people (full_name, id, recorded_at, superseded_at) where superseded_at is not null;
create index people_name_key on people (name_key, id) where superseded_at is null;
create index people_name_key_past on people (name_key, id, recorded_at, superseded_at) where superseded_at is not null;
create index people_personal_id on people (personal_id) where superseded_at is null and personal_id is not null;
create index people_personal_id_past on people (personal_id) where superseded_at is not null and personal_id is not null;
create index people_phone on people (phone) where superseded_at is null and phone is not null;
create index people_phone_past on people (phone) where superseded_at is not null and phone is not null;
create index people_household_id on people (household_id, id) where superseded_at is null and household_id is not null;
create index people_household_id_past on people (household_id, id, recorded_at, superseded_at) where superseded_at is not null and household_id is not null;
create index people_change on people (change_id, ordinal);
create index people_superseded on people (superseded_by, id, source_key) where superseded_by is not null;

create table zones_new (
    top text not null,
    id text not null,
    version bigint not null,
    change_id text not null,
    ordinal bigint not null,
    proof text not null,
    recorded_at bigint not null,
    superseded_at bigint,
    superseded_by text,
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
    primary key (id, version, top, recorded_at)
);
insert into zones_new (top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by,
    code, name, disease, area_id, area_path, opened_on, lifted_on, households, residents, record_origin)
select top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by, code, name, disease,
    area_id, area_path, opened_on, lifted_on, households, residents, record_origin from zones;
drop table zones;
alter table zones_new rename to zones;
create unique index zones_current on zones (id, top) where superseded_at is null;
create unique index zones_key on zones (code, top) where superseded_at is null;
create index zones_area on zones (area_path, id, recorded_at) where superseded_at is null;
create index zones_area_past on zones (area_path, id, recorded_at, superseded_at) where superseded_at is not null;
create index zones_code_past on zones (code) where superseded_at is not null;
create index zones_change on zones (change_id, ordinal);
create index zones_superseded on zones (superseded_by, id, code) where superseded_by is not null;

create table cases_new (
    top text not null,
    id text not null,
    version bigint not null,
    change_id text not null,
    ordinal bigint not null,
    proof text not null,
    recorded_at bigint not null,
    superseded_at bigint,
    superseded_by text,
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
    primary key (id, version, top, recorded_at)
);
insert into cases_new (top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by,
    source_key, person_id, disease, area_id, area_path, zone_id, status, origin, setting, onset_on, found_on,
    detected_at, reported_at, source_known, source_case_key, cluster, record_origin)
select top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by, source_key,
    person_id, disease, area_id, area_path, zone_id, status, origin, setting, onset_on, found_on, detected_at,
    reported_at, source_known, source_case_key, cluster, record_origin from cases;
drop table cases;
alter table cases_new rename to cases;
create unique index cases_current on cases (id, top) where superseded_at is null;
create unique index cases_key on cases (source_key, top) where superseded_at is null and source_key is not null;
create index cases_area on cases (area_path, id, recorded_at) where superseded_at is null;
create index cases_area_past on cases (area_path, id, recorded_at, superseded_at) where superseded_at is not null;
create index cases_source_key_past on cases (source_key) where superseded_at is not null and source_key is not null;
create index cases_person_id on cases (person_id, id) where superseded_at is null and person_id is not null;
create index cases_person_id_past on cases (person_id, id, recorded_at, superseded_at) where superseded_at is not null and person_id is not null;
create index cases_disease on cases (disease, id) where superseded_at is null;
create index cases_disease_past on cases (disease, id, recorded_at, superseded_at) where superseded_at is not null;
create index cases_zone_id on cases (zone_id, id) where superseded_at is null and zone_id is not null;
create index cases_zone_id_past on cases (zone_id, id, recorded_at, superseded_at) where superseded_at is not null and zone_id is not null;
create index cases_found_on on cases (found_on, id) where superseded_at is null;
create index cases_found_on_past on cases (found_on, id, recorded_at, superseded_at) where superseded_at is not null;
create index cases_change on cases (change_id, ordinal);
create index cases_superseded on cases (superseded_by, id, source_key) where superseded_by is not null;

create table sampling_rounds_new (
    top text not null,
    id text not null,
    version bigint not null,
    change_id text not null,
    ordinal bigint not null,
    proof text not null,
    recorded_at bigint not null,
    superseded_at bigint,
    superseded_by text,
    zone_id text not null,
    area_path text not null,
    taken_on text not null,
    listed bigint not null,
    sampled bigint not null,
    positive bigint,
    record_origin text not null,
    primary key (id, version, top, recorded_at)
);
insert into sampling_rounds_new (top, id, version, change_id, ordinal, proof, recorded_at, superseded_at,
    superseded_by, zone_id, area_path, taken_on, listed, sampled, positive, record_origin)
select top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by, zone_id, area_path,
    taken_on, listed, sampled, positive, record_origin from sampling_rounds;
drop table sampling_rounds;
alter table sampling_rounds_new rename to sampling_rounds;
create unique index sampling_rounds_current on sampling_rounds (id, top) where superseded_at is null;
create unique index sampling_rounds_key on sampling_rounds (zone_id, taken_on, top) where superseded_at is null;
create index sampling_rounds_area on sampling_rounds (area_path, id, recorded_at) where superseded_at is null;
create index sampling_rounds_area_past on sampling_rounds (area_path, id, recorded_at, superseded_at) where superseded_at is not null;
create index sampling_rounds_zone_id on sampling_rounds (zone_id, id) where superseded_at is null;
create index sampling_rounds_zone_id_past on sampling_rounds (zone_id, id, recorded_at, superseded_at) where superseded_at is not null;
create index sampling_rounds_change on sampling_rounds (change_id, ordinal);
create index sampling_rounds_superseded on sampling_rounds (superseded_by, id, zone_id, taken_on) where superseded_by is not null;

create table facts_new (
    top text not null,
    id text not null,
    version bigint not null,
    change_id text not null,
    ordinal bigint not null,
    proof text not null,
    recorded_at bigint not null,
    superseded_at bigint,
    superseded_by text,
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
    primary key (id, version, top, recorded_at)
);
insert into facts_new (top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by,
    area_id, area_path, zone_id, disease, name, value, valid_from, valid_to, origin, confidence, source)
select top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by, area_id, area_path,
    zone_id, disease, name, value, valid_from, valid_to, origin, confidence, source from facts;
drop table facts;
alter table facts_new rename to facts;
create unique index facts_current on facts (id, top) where superseded_at is null;
create index facts_area on facts (area_path, id, recorded_at) where superseded_at is null;
create index facts_area_past on facts (area_path, id, recorded_at, superseded_at) where superseded_at is not null;
create index facts_name on facts (name) where superseded_at is null;
create index facts_name_past on facts (name) where superseded_at is not null;
create index facts_change on facts (change_id, ordinal);
create index facts_superseded on facts (superseded_by, id) where superseded_by is not null;

create table period_counts_new (
    top text not null,
    id text not null,
    version bigint not null,
    change_id text not null,
    ordinal bigint not null,
    proof text not null,
    recorded_at bigint not null,
    superseded_at bigint,
    superseded_by text,
    area_id text not null,
    area_path text not null,
    disease text not null,
    period text not null,
    starts_on text not null,
    cases bigint not null,
    was_epidemic bigint not null,
    record_origin text not null,
    primary key (id, version, top, recorded_at)
);
insert into period_counts_new (top, id, version, change_id, ordinal, proof, recorded_at, superseded_at,
    superseded_by, area_id, area_path, disease, period, starts_on, cases, was_epidemic, record_origin)
select top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by, area_id, area_path,
    disease, period, starts_on, cases, was_epidemic, record_origin from period_counts;
drop table period_counts;
alter table period_counts_new rename to period_counts;
create unique index period_counts_current on period_counts (id, top) where superseded_at is null;
create index period_counts_area on period_counts (area_path, id, recorded_at) where superseded_at is null;
create index period_counts_area_past on period_counts (area_path, id, recorded_at, superseded_at) where superseded_at is not null;
create index period_counts_change on period_counts (change_id, ordinal);
create index period_counts_superseded on period_counts (superseded_by, id) where superseded_by is not null;

create table orders_new (
    top text not null,
    id text not null,
    version bigint not null,
    change_id text not null,
    ordinal bigint not null,
    proof text not null,
    recorded_at bigint not null,
    superseded_at bigint,
    superseded_by text,
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
    primary key (id, version, top, recorded_at)
);
insert into orders_new (top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by,
    number, kind, value, area_id, area_path, zone_id, effective_from, effective_to, status, document, record_origin)
select top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by, number, kind, value,
    area_id, area_path, zone_id, effective_from, effective_to, status, document, record_origin from orders;
drop table orders;
alter table orders_new rename to orders;
create unique index orders_current on orders (id, top) where superseded_at is null;
create index orders_area on orders (area_path, id, recorded_at) where superseded_at is null;
create index orders_area_past on orders (area_path, id, recorded_at, superseded_at) where superseded_at is not null;
create index orders_change on orders (change_id, ordinal);
create index orders_superseded on orders (superseded_by, id) where superseded_by is not null;

create table decisions_new (
    top text not null,
    id text not null,
    version bigint not null,
    change_id text not null,
    ordinal bigint not null,
    proof text not null,
    recorded_at bigint not null,
    superseded_at bigint,
    superseded_by text,
    proposal_key text not null,
    area_id text not null,
    area_path text not null,
    outcome text not null,
    value text,
    reason text,
    proposal_json text not null,
    order_id text,
    primary key (id, version, top, recorded_at)
);
insert into decisions_new (top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by,
    proposal_key, area_id, area_path, outcome, value, reason, proposal_json, order_id)
select top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by, proposal_key,
    area_id, area_path, outcome, value, reason, proposal_json, order_id from decisions;
drop table decisions;
alter table decisions_new rename to decisions;
create unique index decisions_current on decisions (id, top) where superseded_at is null;
create unique index decisions_key on decisions (proposal_key, top) where superseded_at is null;
create index decisions_area on decisions (area_path, id, recorded_at) where superseded_at is null;
create index decisions_area_past on decisions (area_path, id, recorded_at, superseded_at) where superseded_at is not null;
create index decisions_change on decisions (change_id, ordinal);
create index decisions_superseded on decisions (superseded_by, id, proposal_key) where superseded_by is not null;

create table freezes_new (
    top text not null,
    id text not null,
    version bigint not null,
    change_id text not null,
    ordinal bigint not null,
    proof text not null,
    recorded_at bigint not null,
    superseded_at bigint,
    superseded_by text,
    area_id text not null,
    area_path text not null,
    frozen_at bigint not null,
    figures_json text not null,
    primary key (id, version, top, recorded_at)
);
insert into freezes_new (top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by,
    area_id, area_path, frozen_at, figures_json)
select top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by, area_id, area_path,
    frozen_at, figures_json from freezes;
drop table freezes;
alter table freezes_new rename to freezes;
create unique index freezes_current on freezes (id, top) where superseded_at is null;
create unique index freezes_key on freezes (area_id, frozen_at, top) where superseded_at is null;
create index freezes_area on freezes (area_path, id, recorded_at) where superseded_at is null;
create index freezes_area_past on freezes (area_path, id, recorded_at, superseded_at) where superseded_at is not null;
create index freezes_change on freezes (change_id, ordinal);
create index freezes_superseded on freezes (superseded_by, id, area_id, frozen_at) where superseded_by is not null;

create table attachments_new (
    top text not null,
    id text not null,
    version bigint not null,
    change_id text not null,
    ordinal bigint not null,
    proof text not null,
    recorded_at bigint not null,
    superseded_at bigint,
    superseded_by text,
    subject_kind text not null,
    subject_id text not null,
    area_id text not null,
    area_path text not null,
    file_name text not null,
    media_type text not null,
    size_bytes bigint not null,
    content_digest text not null,
    record_origin text not null,
    primary key (id, version, top, recorded_at)
);
insert into attachments_new (top, id, version, change_id, ordinal, proof, recorded_at, superseded_at,
    superseded_by, subject_kind, subject_id, area_id, area_path, file_name, media_type, size_bytes, content_digest,
    record_origin)
select top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by, subject_kind,
    subject_id, area_id, area_path, file_name, media_type, size_bytes, content_digest, record_origin from attachments;
drop table attachments;
alter table attachments_new rename to attachments;
create unique index attachments_current on attachments (id, top) where superseded_at is null;
create index attachments_area on attachments (area_path, id, recorded_at) where superseded_at is null;
create index attachments_area_past on attachments (area_path, id, recorded_at, superseded_at) where superseded_at is not null;
create index attachments_subject_id on attachments (subject_id, id) where superseded_at is null;
create index attachments_subject_id_past on attachments (subject_id, id, recorded_at, superseded_at) where superseded_at is not null;
create index attachments_content_digest on attachments (content_digest, id) where superseded_at is null;
create index attachments_content_digest_past on attachments (content_digest, id, recorded_at, superseded_at) where superseded_at is not null;
create index attachments_change on attachments (change_id, ordinal);
create index attachments_superseded on attachments (superseded_by, id) where superseded_by is not null;

create table imports_new (
    top text not null,
    id text not null,
    version bigint not null,
    change_id text not null,
    ordinal bigint not null,
    proof text not null,
    recorded_at bigint not null,
    superseded_at bigint,
    superseded_by text,
    file_name text not null,
    content_digest text not null,
    kind text not null,
    rows_read bigint not null,
    rows_added bigint not null,
    rows_corrected bigint not null,
    primary key (id, version, top, recorded_at)
);
insert into imports_new (top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by,
    file_name, content_digest, kind, rows_read, rows_added, rows_corrected)
select top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by, file_name,
    content_digest, kind, rows_read, rows_added, rows_corrected from imports;
drop table imports;
alter table imports_new rename to imports;
create unique index imports_current on imports (id, top) where superseded_at is null;
create unique index imports_key on imports (content_digest, kind, top) where superseded_at is null;
create index imports_change on imports (change_id, ordinal);
create index imports_superseded on imports (superseded_by, id, content_digest, kind) where superseded_by is not null;

create table settings_new (
    top text not null,
    id text not null,
    version bigint not null,
    change_id text not null,
    ordinal bigint not null,
    proof text not null,
    recorded_at bigint not null,
    superseded_at bigint,
    superseded_by text,
    value text not null,
    primary key (id, version, top, recorded_at)
);
insert into settings_new (top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by,
    value)
select top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by, value from settings;
drop table settings;
alter table settings_new rename to settings;
create unique index settings_current on settings (id, top) where superseded_at is null;
create index settings_change on settings (change_id, ordinal);
create index settings_superseded on settings (superseded_by, id) where superseded_by is not null;

create table amendments_new (
    top text not null,
    id text not null,
    version bigint not null,
    change_id text not null,
    ordinal bigint not null,
    proof text not null,
    recorded_at bigint not null,
    superseded_at bigint,
    superseded_by text,
    what text not null,
    kind text not null,
    row_id text not null,
    row_version bigint not null,
    before_at bigint,
    after_at bigint,
    primary key (id, version, top, recorded_at)
);
insert into amendments_new (top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by,
    what, kind, row_id, row_version, before_at, after_at)
select top, id, version, change_id, ordinal, proof, recorded_at, superseded_at, superseded_by, what, kind, row_id,
    row_version, before_at, after_at from amendments;
drop table amendments;
alter table amendments_new rename to amendments;
create unique index amendments_current on amendments (id, top) where superseded_at is null;
create index amendments_change on amendments (change_id, ordinal);
create index amendments_superseded on amendments (superseded_by, id) where superseded_by is not null;
