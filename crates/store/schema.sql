CREATE TRIGGER areas_search_added after insert on areas when new.superseded_at is null begin insert into areas_search (rowid, words) values (new.rowid, replace(replace(coalesce(new.code, '') || ' ' || coalesce(new.name, ''), 'đ', 'd'), 'Đ', 'd')); end;

CREATE TRIGGER areas_search_again after update of superseded_at on areas when old.superseded_at is not null and new.superseded_at is null begin insert into areas_search (rowid, words) values (new.rowid, replace(replace(coalesce(new.code, '') || ' ' || coalesce(new.name, ''), 'đ', 'd'), 'Đ', 'd')); end;

CREATE TRIGGER areas_search_altered after update of code, name on areas when old.superseded_at is null and new.superseded_at is null begin delete from areas_search where rowid = old.rowid; insert into areas_search (rowid, words) values (new.rowid, replace(replace(coalesce(new.code, '') || ' ' || coalesce(new.name, ''), 'đ', 'd'), 'Đ', 'd')); end;

CREATE TRIGGER areas_search_ended after update of superseded_at on areas when old.superseded_at is null and new.superseded_at is not null begin delete from areas_search where rowid = old.rowid; end;

CREATE TRIGGER areas_search_removed after delete on areas when old.superseded_at is null begin delete from areas_search where rowid = old.rowid; end;

CREATE TRIGGER cases_search_added after insert on cases when new.superseded_at is null begin insert into cases_search (rowid, words) values (new.rowid, replace(replace(coalesce(new.source_key, '') || ' ' || coalesce(new.cluster, ''), 'đ', 'd'), 'Đ', 'd')); end;

CREATE TRIGGER cases_search_again after update of superseded_at on cases when old.superseded_at is not null and new.superseded_at is null begin insert into cases_search (rowid, words) values (new.rowid, replace(replace(coalesce(new.source_key, '') || ' ' || coalesce(new.cluster, ''), 'đ', 'd'), 'Đ', 'd')); end;

CREATE TRIGGER cases_search_altered after update of source_key, cluster on cases when old.superseded_at is null and new.superseded_at is null begin delete from cases_search where rowid = old.rowid; insert into cases_search (rowid, words) values (new.rowid, replace(replace(coalesce(new.source_key, '') || ' ' || coalesce(new.cluster, ''), 'đ', 'd'), 'Đ', 'd')); end;

CREATE TRIGGER cases_search_ended after update of superseded_at on cases when old.superseded_at is null and new.superseded_at is not null begin delete from cases_search where rowid = old.rowid; end;

CREATE TRIGGER cases_search_removed after delete on cases when old.superseded_at is null begin delete from cases_search where rowid = old.rowid; end;

CREATE TRIGGER isolations_search_added after insert on isolations when new.superseded_at is null begin insert into isolations_search (rowid, words) values (new.rowid, replace(replace(coalesce(new.source_key, '') || ' ' || coalesce(new.decision_number, ''), 'đ', 'd'), 'Đ', 'd')); end;

CREATE TRIGGER isolations_search_again after update of superseded_at on isolations when old.superseded_at is not null and new.superseded_at is null begin insert into isolations_search (rowid, words) values (new.rowid, replace(replace(coalesce(new.source_key, '') || ' ' || coalesce(new.decision_number, ''), 'đ', 'd'), 'Đ', 'd')); end;

CREATE TRIGGER isolations_search_altered after update of source_key, decision_number on isolations when old.superseded_at is null and new.superseded_at is null begin delete from isolations_search where rowid = old.rowid; insert into isolations_search (rowid, words) values (new.rowid, replace(replace(coalesce(new.source_key, '') || ' ' || coalesce(new.decision_number, ''), 'đ', 'd'), 'Đ', 'd')); end;

CREATE TRIGGER isolations_search_ended after update of superseded_at on isolations when old.superseded_at is null and new.superseded_at is not null begin delete from isolations_search where rowid = old.rowid; end;

CREATE TRIGGER isolations_search_removed after delete on isolations when old.superseded_at is null begin delete from isolations_search where rowid = old.rowid; end;

CREATE TRIGGER orders_search_added after insert on orders when new.superseded_at is null begin insert into orders_search (rowid, words) values (new.rowid, replace(replace(coalesce(new.number, '') || ' ' || coalesce(new.document, ''), 'đ', 'd'), 'Đ', 'd')); end;

CREATE TRIGGER orders_search_again after update of superseded_at on orders when old.superseded_at is not null and new.superseded_at is null begin insert into orders_search (rowid, words) values (new.rowid, replace(replace(coalesce(new.number, '') || ' ' || coalesce(new.document, ''), 'đ', 'd'), 'Đ', 'd')); end;

CREATE TRIGGER orders_search_altered after update of number, document on orders when old.superseded_at is null and new.superseded_at is null begin delete from orders_search where rowid = old.rowid; insert into orders_search (rowid, words) values (new.rowid, replace(replace(coalesce(new.number, '') || ' ' || coalesce(new.document, ''), 'đ', 'd'), 'Đ', 'd')); end;

CREATE TRIGGER orders_search_ended after update of superseded_at on orders when old.superseded_at is null and new.superseded_at is not null begin delete from orders_search where rowid = old.rowid; end;

CREATE TRIGGER orders_search_removed after delete on orders when old.superseded_at is null begin delete from orders_search where rowid = old.rowid; end;

CREATE TRIGGER outbreaks_search_added after insert on outbreaks when new.superseded_at is null begin insert into outbreaks_search (rowid, words) values (new.rowid, replace(replace(coalesce(new.code, '') || ' ' || coalesce(new.name, ''), 'đ', 'd'), 'Đ', 'd')); end;

CREATE TRIGGER outbreaks_search_again after update of superseded_at on outbreaks when old.superseded_at is not null and new.superseded_at is null begin insert into outbreaks_search (rowid, words) values (new.rowid, replace(replace(coalesce(new.code, '') || ' ' || coalesce(new.name, ''), 'đ', 'd'), 'Đ', 'd')); end;

CREATE TRIGGER outbreaks_search_altered after update of code, name on outbreaks when old.superseded_at is null and new.superseded_at is null begin delete from outbreaks_search where rowid = old.rowid; insert into outbreaks_search (rowid, words) values (new.rowid, replace(replace(coalesce(new.code, '') || ' ' || coalesce(new.name, ''), 'đ', 'd'), 'Đ', 'd')); end;

CREATE TRIGGER outbreaks_search_ended after update of superseded_at on outbreaks when old.superseded_at is null and new.superseded_at is not null begin delete from outbreaks_search where rowid = old.rowid; end;

CREATE TRIGGER outbreaks_search_removed after delete on outbreaks when old.superseded_at is null begin delete from outbreaks_search where rowid = old.rowid; end;

CREATE TRIGGER people_search_added after insert on people when new.superseded_at is null begin insert into people_search (rowid, words) values (new.rowid, replace(replace(case when new.source_key like 'natural:%' then '' else coalesce(new.source_key, '') end || ' ' || coalesce(new.full_name, '') || ' ' || coalesce(new.personal_id, '') || ' ' || coalesce(new.phone, ''), 'đ', 'd'), 'Đ', 'd')); end;

CREATE TRIGGER people_search_again after update of superseded_at on people when old.superseded_at is not null and new.superseded_at is null begin insert into people_search (rowid, words) values (new.rowid, replace(replace(case when new.source_key like 'natural:%' then '' else coalesce(new.source_key, '') end || ' ' || coalesce(new.full_name, '') || ' ' || coalesce(new.personal_id, '') || ' ' || coalesce(new.phone, ''), 'đ', 'd'), 'Đ', 'd')); end;

CREATE TRIGGER people_search_altered after update of source_key, full_name, personal_id, phone on people when old.superseded_at is null and new.superseded_at is null begin delete from people_search where rowid = old.rowid; insert into people_search (rowid, words) values (new.rowid, replace(replace(case when new.source_key like 'natural:%' then '' else coalesce(new.source_key, '') end || ' ' || coalesce(new.full_name, '') || ' ' || coalesce(new.personal_id, '') || ' ' || coalesce(new.phone, ''), 'đ', 'd'), 'Đ', 'd')); end;

CREATE TRIGGER people_search_ended after update of superseded_at on people when old.superseded_at is null and new.superseded_at is not null begin delete from people_search where rowid = old.rowid; end;

CREATE TRIGGER people_search_removed after delete on people when old.superseded_at is null begin delete from people_search where rowid = old.rowid; end;

CREATE TRIGGER places_search_added after insert on places when new.superseded_at is null begin insert into places_search (rowid, words) values (new.rowid, replace(replace(coalesce(new.source_key, '') || ' ' || coalesce(new.name, ''), 'đ', 'd'), 'Đ', 'd')); end;

CREATE TRIGGER places_search_again after update of superseded_at on places when old.superseded_at is not null and new.superseded_at is null begin insert into places_search (rowid, words) values (new.rowid, replace(replace(coalesce(new.source_key, '') || ' ' || coalesce(new.name, ''), 'đ', 'd'), 'Đ', 'd')); end;

CREATE TRIGGER places_search_altered after update of source_key, name on places when old.superseded_at is null and new.superseded_at is null begin delete from places_search where rowid = old.rowid; insert into places_search (rowid, words) values (new.rowid, replace(replace(coalesce(new.source_key, '') || ' ' || coalesce(new.name, ''), 'đ', 'd'), 'Đ', 'd')); end;

CREATE TRIGGER places_search_ended after update of superseded_at on places when old.superseded_at is null and new.superseded_at is not null begin delete from places_search where rowid = old.rowid; end;

CREATE TRIGGER places_search_removed after delete on places when old.superseded_at is null begin delete from places_search where rowid = old.rowid; end;

CREATE TRIGGER zones_search_added after insert on zones when new.superseded_at is null begin insert into zones_search (rowid, words) values (new.rowid, replace(replace(coalesce(new.code, '') || ' ' || coalesce(new.name, ''), 'đ', 'd'), 'Đ', 'd')); end;

CREATE TRIGGER zones_search_again after update of superseded_at on zones when old.superseded_at is not null and new.superseded_at is null begin insert into zones_search (rowid, words) values (new.rowid, replace(replace(coalesce(new.code, '') || ' ' || coalesce(new.name, ''), 'đ', 'd'), 'Đ', 'd')); end;

CREATE TRIGGER zones_search_altered after update of code, name on zones when old.superseded_at is null and new.superseded_at is null begin delete from zones_search where rowid = old.rowid; insert into zones_search (rowid, words) values (new.rowid, replace(replace(coalesce(new.code, '') || ' ' || coalesce(new.name, ''), 'đ', 'd'), 'Đ', 'd')); end;

CREATE TRIGGER zones_search_ended after update of superseded_at on zones when old.superseded_at is null and new.superseded_at is not null begin delete from zones_search where rowid = old.rowid; end;

CREATE TRIGGER zones_search_removed after delete on zones when old.superseded_at is null begin delete from zones_search where rowid = old.rowid; end;

CREATE TABLE "amendments" (
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

CREATE TABLE "area_links" (
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

CREATE TABLE "areas" (
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
    valid_to text, earliest_from text, earliest_to text,
    primary key (id, version, top, recorded_at)
);

CREATE VIRTUAL TABLE areas_search using fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 2");

CREATE TABLE 'areas_search_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'areas_search_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'areas_search_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);

CREATE TABLE 'areas_search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE attachment_parts (
    top text not null,
    content_digest text not null,
    number bigint not null,
    bytes blob not null,
    primary key (top, content_digest, number)
);

CREATE TABLE "attachments" (
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

CREATE TABLE barriers (
    top text not null,
    number bigint not null,
    primary key (top)
);

CREATE TABLE "cases" (
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
    record_origin text not null, seen_at bigint, died_on text, death_known_at bigint, death_reported_at bigint,
    primary key (id, version, top, recorded_at)
);

CREATE VIRTUAL TABLE cases_search using fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 2");

CREATE TABLE 'cases_search_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'cases_search_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'cases_search_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);

CREATE TABLE 'cases_search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

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

CREATE TABLE "decisions" (
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

CREATE TABLE "facts" (
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

CREATE TABLE "freezes" (
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

CREATE TABLE "imports" (
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

CREATE TABLE isolations (
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
    reason text not null,
    setting text not null,
    place_id text,
    found_on text not null,
    detected_at bigint,
    listed_at bigint,
    decided_at bigint,
    decision_number text,
    notified_at bigint,
    hold_began_at bigint,
    hold_ended_at bigint,
    mass_event bigint not null,
    began_at bigint,
    until_on text,
    ended_at bigint,
    record_origin text not null,
    primary key (id, version, top, recorded_at)
);

CREATE VIRTUAL TABLE isolations_search using fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 2");

CREATE TABLE 'isolations_search_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'isolations_search_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'isolations_search_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);

CREATE TABLE 'isolations_search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

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

CREATE TABLE local_contents (
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

CREATE TABLE migrations (name text not null primary key);

CREATE TABLE open_changes (
    top text not null,
    id text not null,
    actor text not null,
    operation text not null,
    began_at bigint not null,
    primary key (top, id)
);

CREATE TABLE "orders" (
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
    record_origin text not null, disease text, determined_at bigint, notified_at bigint,
    primary key (id, version, top, recorded_at)
);

CREATE VIRTUAL TABLE orders_search using fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 2");

CREATE TABLE 'orders_search_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'orders_search_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'orders_search_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);

CREATE TABLE 'orders_search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE other_cells (
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

CREATE TABLE outbreaks (
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
    determined_on text not null,
    determined_at bigint,
    reported_at bigint,
    ended_on text,
    record_origin text not null,
    primary key (id, version, top, recorded_at)
);

CREATE VIRTUAL TABLE outbreaks_search using fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 2");

CREATE TABLE 'outbreaks_search_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'outbreaks_search_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'outbreaks_search_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);

CREATE TABLE 'outbreaks_search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE "people" (
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

CREATE VIRTUAL TABLE people_search using fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 2");

CREATE TABLE 'people_search_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'people_search_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'people_search_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);

CREATE TABLE 'people_search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE "period_counts" (
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

CREATE TABLE "places" (
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

CREATE VIRTUAL TABLE places_search using fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 2");

CREATE TABLE 'places_search_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'places_search_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'places_search_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);

CREATE TABLE 'places_search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE "sampling_rounds" (
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

CREATE TABLE saved_views (
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

CREATE TABLE seals (
    top text not null,
    number bigint not null,
    seal text not null,
    primary key (top, number)
);

CREATE TABLE "settings" (
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

CREATE TABLE stays (
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

CREATE TABLE "zones" (
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
    record_origin text not null, source text,
    primary key (id, version, top, recorded_at)
);

CREATE VIRTUAL TABLE zones_search using fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 2");

CREATE TABLE 'zones_search_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE 'zones_search_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'zones_search_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);

CREATE TABLE 'zones_search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE INDEX amendments_change on amendments (change_id, ordinal);

CREATE UNIQUE INDEX amendments_current on amendments (id, top) where superseded_at is null;

CREATE INDEX amendments_superseded on amendments (superseded_by, id) where superseded_by is not null;

CREATE INDEX answers_age on answers (top, committed_at);

CREATE INDEX area_links_change on area_links (change_id, ordinal);

CREATE UNIQUE INDEX area_links_current on area_links (id, top) where superseded_at is null;

CREATE INDEX area_links_from_id on area_links (from_id, id) where superseded_at is null;

CREATE INDEX area_links_from_id_past on area_links (from_id, id, recorded_at, superseded_at) where superseded_at is not null;

CREATE INDEX area_links_superseded on area_links (superseded_by, id) where superseded_by is not null;

CREATE INDEX area_links_to_id on area_links (to_id, id) where superseded_at is null;

CREATE INDEX area_links_to_id_past on area_links (to_id, id, recorded_at, superseded_at) where superseded_at is not null;

CREATE INDEX areas_area on areas (path, id, recorded_at) where superseded_at is null;

CREATE INDEX areas_area_past on areas (path, id, recorded_at, superseded_at) where superseded_at is not null;

CREATE INDEX areas_change on areas (change_id, ordinal);

CREATE INDEX areas_code on areas (code) where superseded_at is null;

CREATE INDEX areas_code_past on areas (code) where superseded_at is not null;

CREATE UNIQUE INDEX areas_current on areas (id, top) where superseded_at is null;

CREATE INDEX areas_superseded on areas (superseded_by, id) where superseded_by is not null;

CREATE INDEX attachments_area on attachments (area_path, id, recorded_at) where superseded_at is null;

CREATE INDEX attachments_area_past on attachments (area_path, id, recorded_at, superseded_at) where superseded_at is not null;

CREATE INDEX attachments_change on attachments (change_id, ordinal);

CREATE INDEX attachments_content_digest on attachments (content_digest, id) where superseded_at is null;

CREATE INDEX attachments_content_digest_past on attachments (content_digest, id, recorded_at, superseded_at) where superseded_at is not null;

CREATE UNIQUE INDEX attachments_current on attachments (id, top) where superseded_at is null;

CREATE INDEX attachments_subject_id on attachments (subject_id, id) where superseded_at is null;

CREATE INDEX attachments_subject_id_past on attachments (subject_id, id, recorded_at, superseded_at) where superseded_at is not null;

CREATE INDEX attachments_superseded on attachments (superseded_by, id) where superseded_by is not null;

CREATE INDEX cases_area on cases (area_path, id, recorded_at) where superseded_at is null;

CREATE INDEX cases_area_past on cases (area_path, id, recorded_at, superseded_at) where superseded_at is not null;

CREATE INDEX cases_change on cases (change_id, ordinal);

CREATE UNIQUE INDEX cases_current on cases (id, top) where superseded_at is null;

CREATE INDEX cases_died_on on cases (died_on, id) where superseded_at is null and died_on is not null;

CREATE INDEX cases_died_on_past on cases (died_on, id, recorded_at, superseded_at) where superseded_at is not null and died_on is not null;

CREATE INDEX cases_disease on cases (disease, id) where superseded_at is null;

CREATE INDEX cases_disease_past on cases (disease, id, recorded_at, superseded_at) where superseded_at is not null;

CREATE INDEX cases_found_on on cases (found_on, id) where superseded_at is null;

CREATE INDEX cases_found_on_past on cases (found_on, id, recorded_at, superseded_at) where superseded_at is not null;

CREATE UNIQUE INDEX cases_key on cases (source_key, top) where superseded_at is null and source_key is not null;

CREATE INDEX cases_person_id on cases (person_id, id) where superseded_at is null and person_id is not null;

CREATE INDEX cases_person_id_past on cases (person_id, id, recorded_at, superseded_at) where superseded_at is not null and person_id is not null;

CREATE INDEX cases_source_key_past on cases (source_key) where superseded_at is not null and source_key is not null;

CREATE INDEX cases_superseded on cases (superseded_by, id, source_key) where superseded_by is not null;

CREATE INDEX cases_zone_id on cases (zone_id, id) where superseded_at is null and zone_id is not null;

CREATE INDEX cases_zone_id_past on cases (zone_id, id, recorded_at, superseded_at) where superseded_at is not null and zone_id is not null;

CREATE UNIQUE INDEX changes_chain on changes (top, chain, chain_seq);

CREATE INDEX changes_recent on changes (top, recorded_at, id);

CREATE UNIQUE INDEX changes_request on changes (top, request_id) where request_id is not null;

CREATE UNIQUE INDEX changes_undone on changes (top, undoes) where undoes is not null;

CREATE INDEX decisions_area on decisions (area_path, id, recorded_at) where superseded_at is null;

CREATE INDEX decisions_area_past on decisions (area_path, id, recorded_at, superseded_at) where superseded_at is not null;

CREATE INDEX decisions_change on decisions (change_id, ordinal);

CREATE UNIQUE INDEX decisions_current on decisions (id, top) where superseded_at is null;

CREATE UNIQUE INDEX decisions_key on decisions (proposal_key, top) where superseded_at is null;

CREATE INDEX decisions_superseded on decisions (superseded_by, id, proposal_key) where superseded_by is not null;

CREATE INDEX facts_area on facts (area_path, id, recorded_at) where superseded_at is null;

CREATE INDEX facts_area_past on facts (area_path, id, recorded_at, superseded_at) where superseded_at is not null;

CREATE INDEX facts_change on facts (change_id, ordinal);

CREATE UNIQUE INDEX facts_current on facts (id, top) where superseded_at is null;

CREATE INDEX facts_name on facts (name) where superseded_at is null;

CREATE INDEX facts_name_past on facts (name) where superseded_at is not null;

CREATE INDEX facts_superseded on facts (superseded_by, id) where superseded_by is not null;

CREATE INDEX freezes_area on freezes (area_path, id, recorded_at) where superseded_at is null;

CREATE INDEX freezes_area_past on freezes (area_path, id, recorded_at, superseded_at) where superseded_at is not null;

CREATE INDEX freezes_change on freezes (change_id, ordinal);

CREATE UNIQUE INDEX freezes_current on freezes (id, top) where superseded_at is null;

CREATE UNIQUE INDEX freezes_key on freezes (area_id, frozen_at, top) where superseded_at is null;

CREATE INDEX freezes_superseded on freezes (superseded_by, id, area_id, frozen_at) where superseded_by is not null;

CREATE INDEX imports_change on imports (change_id, ordinal);

CREATE UNIQUE INDEX imports_current on imports (id, top) where superseded_at is null;

CREATE UNIQUE INDEX imports_key on imports (content_digest, kind, top) where superseded_at is null;

CREATE INDEX imports_superseded on imports (superseded_by, id, content_digest, kind) where superseded_by is not null;

CREATE INDEX isolations_area on isolations (area_path, id, recorded_at) where superseded_at is null;

CREATE INDEX isolations_area_past on isolations (area_path, id, recorded_at, superseded_at) where superseded_at is not null;

CREATE INDEX isolations_change on isolations (change_id, ordinal);

CREATE UNIQUE INDEX isolations_current on isolations (id, top) where superseded_at is null;

CREATE INDEX isolations_found_on on isolations (found_on, id) where superseded_at is null;

CREATE INDEX isolations_found_on_past on isolations (found_on, id, recorded_at, superseded_at) where superseded_at is not null;

CREATE UNIQUE INDEX isolations_key on isolations (source_key, top) where superseded_at is null and source_key is not null;

CREATE INDEX isolations_person_id on isolations (person_id, id) where superseded_at is null and person_id is not null;

CREATE INDEX isolations_person_id_past on isolations (person_id, id, recorded_at, superseded_at) where superseded_at is not null and person_id is not null;

CREATE INDEX isolations_source_key_past on isolations (source_key) where superseded_at is not null and source_key is not null;

CREATE INDEX isolations_superseded on isolations (superseded_by, id, source_key) where superseded_by is not null;

CREATE INDEX jobs_open on jobs (top, run_at) where ended_at is null;

CREATE INDEX local_contents_change on local_contents (change_id, ordinal);

CREATE UNIQUE INDEX local_contents_current on local_contents (id, top) where superseded_at is null;

CREATE UNIQUE INDEX local_contents_key on local_contents (file, top) where superseded_at is null;

CREATE INDEX local_contents_superseded on local_contents (superseded_by, id, file) where superseded_by is not null;

CREATE INDEX orders_area on orders (area_path, id, recorded_at) where superseded_at is null;

CREATE INDEX orders_area_past on orders (area_path, id, recorded_at, superseded_at) where superseded_at is not null;

CREATE INDEX orders_change on orders (change_id, ordinal);

CREATE UNIQUE INDEX orders_current on orders (id, top) where superseded_at is null;

CREATE INDEX orders_superseded on orders (superseded_by, id) where superseded_by is not null;

CREATE INDEX other_cells_area on other_cells (area_path, id, recorded_at) where superseded_at is null;

CREATE INDEX other_cells_area_past on other_cells (area_path, id, recorded_at, superseded_at) where superseded_at is not null;

CREATE INDEX other_cells_change on other_cells (change_id, ordinal);

CREATE UNIQUE INDEX other_cells_current on other_cells (id, top) where superseded_at is null;

CREATE INDEX other_cells_superseded on other_cells (superseded_by, id) where superseded_by is not null;

CREATE INDEX outbreaks_area on outbreaks (area_path, id, recorded_at) where superseded_at is null;

CREATE INDEX outbreaks_area_past on outbreaks (area_path, id, recorded_at, superseded_at) where superseded_at is not null;

CREATE INDEX outbreaks_change on outbreaks (change_id, ordinal);

CREATE INDEX outbreaks_code_past on outbreaks (code) where superseded_at is not null;

CREATE UNIQUE INDEX outbreaks_current on outbreaks (id, top) where superseded_at is null;

CREATE UNIQUE INDEX outbreaks_key on outbreaks (code, top) where superseded_at is null;

CREATE INDEX outbreaks_superseded on outbreaks (superseded_by, id, code) where superseded_by is not null;

CREATE INDEX people_area on people (area_path, id, recorded_at) where superseded_at is null;

CREATE INDEX people_area_past on people (area_path, id, recorded_at, superseded_at) where superseded_at is not null;

CREATE INDEX people_change on people (change_id, ordinal);

CREATE UNIQUE INDEX people_current on people (id, top) where superseded_at is null;

CREATE INDEX people_household_id on people (household_id, id) where superseded_at is null and household_id is not null;

CREATE INDEX people_household_id_past on people (household_id, id, recorded_at, superseded_at) where superseded_at is not null and household_id is not null;

CREATE UNIQUE INDEX people_key on people (source_key, top) where superseded_at is null and source_key is not null;

CREATE INDEX people_name_key on people (name_key, id) where superseded_at is null;

CREATE INDEX people_name_key_past on people (name_key, id, recorded_at, superseded_at) where superseded_at is not null;

CREATE INDEX people_personal_id on people (personal_id) where superseded_at is null and personal_id is not null;

CREATE INDEX people_personal_id_past on people (personal_id) where superseded_at is not null and personal_id is not null;

CREATE INDEX people_phone on people (phone) where superseded_at is null and phone is not null;

CREATE INDEX people_phone_past on people (phone) where superseded_at is not null and phone is not null;

CREATE INDEX people_source_key_past on people (source_key) where superseded_at is not null and source_key is not null;

CREATE INDEX people_superseded on people (superseded_by, id, source_key) where superseded_by is not null;

CREATE INDEX period_counts_area on period_counts (area_path, id, recorded_at) where superseded_at is null;

CREATE INDEX period_counts_area_past on period_counts (area_path, id, recorded_at, superseded_at) where superseded_at is not null;

CREATE INDEX period_counts_change on period_counts (change_id, ordinal);

CREATE UNIQUE INDEX period_counts_current on period_counts (id, top) where superseded_at is null;

CREATE INDEX period_counts_superseded on period_counts (superseded_by, id) where superseded_by is not null;

CREATE INDEX period_counts_together on period_counts (area_id, disease, was_epidemic, starts_on, recorded_at) where superseded_at is null;

CREATE INDEX period_counts_together_past on period_counts (area_id, disease, was_epidemic, starts_on, recorded_at, superseded_at) where superseded_at is not null;

CREATE INDEX places_area on places (area_path, id, recorded_at) where superseded_at is null;

CREATE INDEX places_area_past on places (area_path, id, recorded_at, superseded_at) where superseded_at is not null;

CREATE INDEX places_change on places (change_id, ordinal);

CREATE UNIQUE INDEX places_current on places (id, top) where superseded_at is null;

CREATE UNIQUE INDEX places_key on places (source_key, top) where superseded_at is null and source_key is not null;

CREATE INDEX places_source_key_past on places (source_key) where superseded_at is not null and source_key is not null;

CREATE INDEX places_superseded on places (superseded_by, id, source_key) where superseded_by is not null;

CREATE INDEX sampling_rounds_area on sampling_rounds (area_path, id, recorded_at) where superseded_at is null;

CREATE INDEX sampling_rounds_area_past on sampling_rounds (area_path, id, recorded_at, superseded_at) where superseded_at is not null;

CREATE INDEX sampling_rounds_change on sampling_rounds (change_id, ordinal);

CREATE UNIQUE INDEX sampling_rounds_current on sampling_rounds (id, top) where superseded_at is null;

CREATE UNIQUE INDEX sampling_rounds_key on sampling_rounds (zone_id, taken_on, top) where superseded_at is null;

CREATE INDEX sampling_rounds_superseded on sampling_rounds (superseded_by, id, zone_id, taken_on) where superseded_by is not null;

CREATE INDEX sampling_rounds_zone_id on sampling_rounds (zone_id, id) where superseded_at is null;

CREATE INDEX sampling_rounds_zone_id_past on sampling_rounds (zone_id, id, recorded_at, superseded_at) where superseded_at is not null;

CREATE INDEX saved_views_change on saved_views (change_id, ordinal);

CREATE UNIQUE INDEX saved_views_current on saved_views (id, top) where superseded_at is null;

CREATE UNIQUE INDEX saved_views_key on saved_views (list, title, owner, top) where superseded_at is null;

CREATE INDEX saved_views_superseded on saved_views (superseded_by, id, list, title, owner) where superseded_by is not null;

CREATE INDEX settings_change on settings (change_id, ordinal);

CREATE UNIQUE INDEX settings_current on settings (id, top) where superseded_at is null;

CREATE INDEX settings_superseded on settings (superseded_by, id) where superseded_by is not null;

CREATE INDEX stays_area on stays (area_path, id, recorded_at) where superseded_at is null;

CREATE INDEX stays_area_past on stays (area_path, id, recorded_at, superseded_at) where superseded_at is not null;

CREATE INDEX stays_change on stays (change_id, ordinal);

CREATE UNIQUE INDEX stays_current on stays (id, top) where superseded_at is null;

CREATE UNIQUE INDEX stays_key on stays (person_id, began_at, top) where superseded_at is null;

CREATE UNIQUE INDEX stays_one on stays (person_id, top) where superseded_at is null and ended_at is null;

CREATE INDEX stays_person_id on stays (person_id, id) where superseded_at is null;

CREATE INDEX stays_person_id_past on stays (person_id, id, recorded_at, superseded_at) where superseded_at is not null;

CREATE INDEX stays_place_id on stays (place_id, id) where superseded_at is null;

CREATE INDEX stays_place_id_past on stays (place_id, id, recorded_at, superseded_at) where superseded_at is not null;

CREATE INDEX stays_superseded on stays (superseded_by, id, person_id, began_at) where superseded_by is not null;

CREATE INDEX zones_area on zones (area_path, id, recorded_at) where superseded_at is null;

CREATE INDEX zones_area_past on zones (area_path, id, recorded_at, superseded_at) where superseded_at is not null;

CREATE INDEX zones_change on zones (change_id, ordinal);

CREATE INDEX zones_code_past on zones (code) where superseded_at is not null;

CREATE UNIQUE INDEX zones_current on zones (id, top) where superseded_at is null;

CREATE UNIQUE INDEX zones_key on zones (code, top) where superseded_at is null;

CREATE INDEX zones_superseded on zones (superseded_by, id, code) where superseded_by is not null;
