-- Definitions hold header values, so they are sealed with the account's data key from now on; the first start seals the rows that
-- are there. What is asked for in SQL stands beside them.
alter table views.job add column name text;
update views.job set name = definition::json ->> 'name';
alter table views.job alter column name set not null,
  alter column definition type bytea using convert_to(definition, 'UTF8');

comment on column views.job.definition is 'JSON in UTF-8, sealed with the account''s data key';
