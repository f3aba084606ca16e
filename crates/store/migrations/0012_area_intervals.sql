alter table areas add column earliest_from text;
alter table areas add column earliest_to text;
