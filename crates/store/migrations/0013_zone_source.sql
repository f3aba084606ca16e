alter table zones add column source text;
