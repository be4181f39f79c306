-- When jobs run by themselves, by environment: recurring ones at their next fire, one-offs at the instant their run waits for.
create table views.next_run (
  account     text collate "C" not null,
  slug        text collate "C" not null,
  environment text collate "C" not null,
  sequence    bigint not null,              -- of the job's event that planned it: older ones change nothing
  incarnation uuid not null,                -- the job's life: fires of another change nothing
  version     integer not null,             -- the job's version then: fires of older versions change nothing
  at          timestamptz(3) not null,
  run         uuid,                         -- the run that waits; null where it is made when the instant comes
  primary key (account, slug, environment)
) with (fillfactor = 70);
