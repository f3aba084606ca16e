alter table cases add column seen_at bigint;
alter table cases add column died_on text;
alter table cases add column death_known_at bigint;
alter table cases add column death_reported_at bigint;
create index cases_died_on on cases (died_on, id) where superseded_at is null and died_on is not null;
create index cases_died_on_past on cases (died_on, id, recorded_at, superseded_at) where superseded_at is not null and died_on is not null;
create table isolations (
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
create unique index isolations_current on isolations (id, top) where superseded_at is null;
create unique index isolations_key on isolations (source_key, top) where superseded_at is null and source_key is not null;
create index isolations_area on isolations (area_path, id, recorded_at) where superseded_at is null;
create index isolations_area_past on isolations (area_path, id, recorded_at, superseded_at) where superseded_at is not null;
create index isolations_source_key_past on isolations (source_key) where superseded_at is not null and source_key is not null;
create index isolations_person_id on isolations (person_id, id) where superseded_at is null and person_id is not null;
create index isolations_person_id_past on isolations (person_id, id, recorded_at, superseded_at) where superseded_at is not null and person_id is not null;
create index isolations_found_on on isolations (found_on, id) where superseded_at is null;
create index isolations_found_on_past on isolations (found_on, id, recorded_at, superseded_at) where superseded_at is not null;
create index isolations_change on isolations (change_id, ordinal);
create index isolations_superseded on isolations (superseded_by, id, source_key) where superseded_by is not null;
-- only sqlite
create virtual table isolations_search using fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 2");
insert into isolations_search (rowid, words) select rowid, replace(replace(coalesce(source_key, '') || ' ' || coalesce(decision_number, ''), 'đ', 'd'), 'Đ', 'd') from isolations where superseded_at is null;
create trigger isolations_search_added after insert on isolations when new.superseded_at is null begin insert into isolations_search (rowid, words) values (new.rowid, replace(replace(coalesce(new.source_key, '') || ' ' || coalesce(new.decision_number, ''), 'đ', 'd'), 'Đ', 'd')); end;
create trigger isolations_search_ended after update of superseded_at on isolations when old.superseded_at is null and new.superseded_at is not null begin delete from isolations_search where rowid = old.rowid; end;
create trigger isolations_search_again after update of superseded_at on isolations when old.superseded_at is not null and new.superseded_at is null begin insert into isolations_search (rowid, words) values (new.rowid, replace(replace(coalesce(new.source_key, '') || ' ' || coalesce(new.decision_number, ''), 'đ', 'd'), 'Đ', 'd')); end;
create trigger isolations_search_altered after update of source_key, decision_number on isolations when old.superseded_at is null and new.superseded_at is null begin delete from isolations_search where rowid = old.rowid; insert into isolations_search (rowid, words) values (new.rowid, replace(replace(coalesce(new.source_key, '') || ' ' || coalesce(new.decision_number, ''), 'đ', 'd'), 'Đ', 'd')); end;
create trigger isolations_search_removed after delete on isolations when old.superseded_at is null begin delete from isolations_search where rowid = old.rowid; end;
-- only postgres
create index isolations_search on isolations using gin (to_tsvector('simple', translate(lower(coalesce(source_key, '') || ' ' || coalesce(decision_number, '')), 'àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ-/.,;:_@+()#"&|!*<>%=?[]{}~^`\–—«»''̛̣̀́̃̉̂̆', 'aaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyydaaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyyd                                   '))) where superseded_at is null;
-- both
create table outbreaks (
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
create unique index outbreaks_current on outbreaks (id, top) where superseded_at is null;
create unique index outbreaks_key on outbreaks (code, top) where superseded_at is null;
create index outbreaks_area on outbreaks (area_path, id, recorded_at) where superseded_at is null;
create index outbreaks_area_past on outbreaks (area_path, id, recorded_at, superseded_at) where superseded_at is not null;
create index outbreaks_code_past on outbreaks (code) where superseded_at is not null;
create index outbreaks_change on outbreaks (change_id, ordinal);
create index outbreaks_superseded on outbreaks (superseded_by, id, code) where superseded_by is not null;
-- only sqlite
create virtual table outbreaks_search using fts5(words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 2");
insert into outbreaks_search (rowid, words) select rowid, replace(replace(coalesce(code, '') || ' ' || coalesce(name, ''), 'đ', 'd'), 'Đ', 'd') from outbreaks where superseded_at is null;
create trigger outbreaks_search_added after insert on outbreaks when new.superseded_at is null begin insert into outbreaks_search (rowid, words) values (new.rowid, replace(replace(coalesce(new.code, '') || ' ' || coalesce(new.name, ''), 'đ', 'd'), 'Đ', 'd')); end;
create trigger outbreaks_search_ended after update of superseded_at on outbreaks when old.superseded_at is null and new.superseded_at is not null begin delete from outbreaks_search where rowid = old.rowid; end;
create trigger outbreaks_search_again after update of superseded_at on outbreaks when old.superseded_at is not null and new.superseded_at is null begin insert into outbreaks_search (rowid, words) values (new.rowid, replace(replace(coalesce(new.code, '') || ' ' || coalesce(new.name, ''), 'đ', 'd'), 'Đ', 'd')); end;
create trigger outbreaks_search_altered after update of code, name on outbreaks when old.superseded_at is null and new.superseded_at is null begin delete from outbreaks_search where rowid = old.rowid; insert into outbreaks_search (rowid, words) values (new.rowid, replace(replace(coalesce(new.code, '') || ' ' || coalesce(new.name, ''), 'đ', 'd'), 'Đ', 'd')); end;
create trigger outbreaks_search_removed after delete on outbreaks when old.superseded_at is null begin delete from outbreaks_search where rowid = old.rowid; end;
-- only postgres
create index outbreaks_search on outbreaks using gin (to_tsvector('simple', translate(lower(coalesce(code, '') || ' ' || coalesce(name, '')), 'àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ-/.,;:_@+()#"&|!*<>%=?[]{}~^`\–—«»''̛̣̀́̃̉̂̆', 'aaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyydaaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyyd                                   '))) where superseded_at is null;
-- both
alter table orders add column determined_at bigint;
alter table orders add column notified_at bigint;
