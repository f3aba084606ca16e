alter table orders add column disease text;
