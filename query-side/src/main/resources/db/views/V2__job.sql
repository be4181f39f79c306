-- Every slug that ever lived; the deleted ones stay, so that a replay cannot bring them back for a while.
create table views.job (
  account     text collate "C" not null,     -- name.epoch
  slug        text collate "C" not null,
  sequence    bigint not null,               -- of the slug's latest event: older ones change nothing
  incarnation uuid not null,
  version     integer not null,
  kind        text collate "C" not null,
  name_folded text collate "C" not null,     -- the name's code points, each in lower case
  enabled_in  text[] collate "C" not null,
  created_at  timestamptz(3) not null,
  updated_at  timestamptz(3) not null,
  deleted_at  timestamptz(3),
  definition  text not null,                 -- JSON
  primary key (account, slug)
);
