-- What a change that is still being written has replaced is current until that change is whole: it is read here by id.
-- Where it has a key, nobody else may take that meanwhile.

drop index areas_superseded;
create index areas_superseded on areas (top, superseded_by, id) where superseded_by is not null;

drop index area_links_superseded;
create index area_links_superseded on area_links (top, superseded_by, id) where superseded_by is not null;

drop index places_superseded;
create index places_superseded on places (top, superseded_by, id, source_key) where superseded_by is not null;

drop index people_superseded;
create index people_superseded on people (top, superseded_by, id, source_key) where superseded_by is not null;

drop index cases_superseded;
create index cases_superseded on cases (top, superseded_by, id, source_key) where superseded_by is not null;

drop index zones_superseded;
create index zones_superseded on zones (top, superseded_by, id, code) where superseded_by is not null;

drop index sampling_rounds_superseded;
create index sampling_rounds_superseded on sampling_rounds (top, superseded_by, id, zone_id, taken_on) where superseded_by is not null;

drop index facts_superseded;
create index facts_superseded on facts (top, superseded_by, id) where superseded_by is not null;

drop index period_counts_superseded;
create index period_counts_superseded on period_counts (top, superseded_by, id) where superseded_by is not null;

drop index orders_superseded;
create index orders_superseded on orders (top, superseded_by, id) where superseded_by is not null;

drop index decisions_superseded;
create index decisions_superseded on decisions (top, superseded_by, id, proposal_key) where superseded_by is not null;

drop index freezes_superseded;
create index freezes_superseded on freezes (top, superseded_by, id, area_id, frozen_at) where superseded_by is not null;

drop index imports_superseded;
create index imports_superseded on imports (top, superseded_by, id, content_digest, kind) where superseded_by is not null;

drop index settings_superseded;
create index settings_superseded on settings (top, superseded_by, id) where superseded_by is not null;

drop index amendments_superseded;
create index amendments_superseded on amendments (top, superseded_by, id) where superseded_by is not null;
