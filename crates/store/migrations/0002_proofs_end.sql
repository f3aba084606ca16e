drop table settings_before;
alter table changes drop column payload_salt;
alter table changes drop column payload_digest;
