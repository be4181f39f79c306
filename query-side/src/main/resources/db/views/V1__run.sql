create schema if not exists views;

-- What the list of runs is filtered and sorted by, and nothing heavy. Text compares by code point.
create table views.run (
  account        text collate "C" not null,  -- name.epoch: the runs of a wiped account are another account's
  id             uuid not null,
  job            text collate "C" not null,
  incarnation    uuid not null,
  job_version    integer not null,
  environment    text collate "C" not null,
  trigger        text collate "C" not null,
  rerun_of       uuid,
  retry_of       uuid,                       -- the chain's first run
  retry_attempt  integer,
  of_rerun       boolean,                    -- whether a retry's chain began with a rerun
  scheduled_for  timestamptz(3),
  status         text collate "C" not null,
  created_at     timestamptz(3) not null,
  started_at     timestamptz(3),
  finished_at    timestamptz(3),
  total_ms       bigint generated always as
                   ((extract(epoch from finished_at - created_at) * 1000)::bigint) stored,
  failure_reason text collate "C",
  error          text collate "C",
  primary key (account, id)
);

create index run_by_creation    on views.run (account, created_at, id);
create index run_by_job         on views.run (account, job, created_at, id);
create index run_by_status      on views.run (account, status, created_at, id);
create index run_by_environment on views.run (account, environment, created_at, id);
create index run_by_chain       on views.run (account, retry_of) where retry_of is not null;
create index run_by_source      on views.run (account, rerun_of) where rerun_of is not null;

-- What a run sent and got, as JSON: read for the runs of one page only.
create table views.run_snapshot (
  account   text collate "C" not null,
  id        uuid not null,
  execution text,                            -- from the moment the run turned RUNNING
  result    text,                            -- once there was a complete response
  primary key (account, id)
);
