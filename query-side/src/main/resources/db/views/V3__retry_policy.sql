-- Every slug that ever lived, as in views.job.
create table views.retry_policy (
  account     text collate "C" not null,     -- name.epoch
  slug        text collate "C" not null,
  sequence    bigint not null,               -- of the slug's latest event: older ones change nothing
  incarnation uuid not null,
  version     integer not null,
  name_folded text collate "C" not null,     -- the name's code points, each in lower case
  created_at  timestamptz(3) not null,
  updated_at  timestamptz(3) not null,
  deleted_at  timestamptz(3),
  policy      text not null,                 -- JSON
  primary key (account, slug)
);
