-- Runs that are not over leave the table of history, which then only ever grows: its many indexes are written once per run, when
-- it has ended, and not for each state on the way.

-- For millions of rows, once.
set local work_mem = '64MB';
set local maintenance_work_mem = '256MB';

create table views.open_run (
  account        text collate "C" not null,  -- name.epoch
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
  status         text collate "C" not null,  -- PENDING or RUNNING; in no index, so that turning RUNNING touches none
  created_at     timestamptz(3) not null,
  started_at     timestamptz(3),
  execution      text,                       -- JSON, from the moment the run turned RUNNING
  primary key (account, id)
) with (
  fillfactor = 60,
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_threshold = 2000
);

create index open_run_by_creation on views.open_run (account, created_at, id);
create index open_run_by_chain    on views.open_run (account, retry_of) where retry_of is not null;
create index open_run_by_source   on views.open_run (account, rerun_of) where rerun_of is not null;
create index open_run_ahead       on views.open_run (account, scheduled_for) where scheduled_for > created_at;

insert into views.open_run
select run.account, run.id, job, incarnation, job_version, environment, trigger, rerun_of, retry_of, retry_attempt, of_rerun,
       scheduled_for, status, created_at, started_at, snapshot.execution
from views.run left join views.run_snapshot snapshot on snapshot.account = run.account and snapshot.id = run.id
where finished_at is null;

drop index views.run_by_creation;
drop index views.run_by_job;
drop index views.run_by_status;
drop index views.run_by_environment;
drop index views.run_by_chain;
drop index views.run_by_source;

delete from views.run_snapshot using views.open_run open
where run_snapshot.account = open.account and run_snapshot.id = open.id;
delete from views.run where finished_at is null;
alter table views.run alter column finished_at set not null;

-- From here on rows are only added: a page can be frozen the first time vacuum meets it, and what is newest is known to the planner soon.
alter table views.run set (
  autovacuum_freeze_min_age = 0,
  autovacuum_vacuum_insert_scale_factor = 0.02,
  autovacuum_vacuum_insert_threshold = 100000,
  autovacuum_analyze_scale_factor = 0.02
);
alter table views.run_snapshot set (
  autovacuum_freeze_min_age = 0,
  autovacuum_vacuum_insert_scale_factor = 0.02,
  autovacuum_vacuum_insert_threshold = 100000
);

-- For the order of creation under each filter …
create index run_by_creation    on views.run (account, created_at, id);
create index run_by_job         on views.run (account, job, environment, created_at, id);
create index run_by_environment on views.run (account, environment, status, created_at, id);
create index run_by_trigger     on views.run (account, trigger, created_at, id);
create index run_by_failure     on views.run (account, failure_reason, created_at, id) where failure_reason is not null;
create index run_failed_by_job  on views.run (account, job, environment, created_at, id) where status = 'FAILED';
create index run_by_chain       on views.run (account, retry_of) where retry_of is not null;
create index run_by_source      on views.run (account, rerun_of) where rerun_of is not null;

-- … and for the other orders.
create index run_in_order_of_start    on views.run (account, started_at, id);
create index run_in_order_of_end      on views.run (account, finished_at, id);
create index run_in_order_of_schedule on views.run (account, scheduled_for, id);
create index run_in_order_of_duration on views.run (account, total_ms, id);
create index run_in_order_of_job      on views.run (account, lower(job), id);
create index run_in_order_of_status   on views.run (account, status, id);

-- The latest finished run per job and environment: of all, of those with one status, one trigger, or one of both. An empty status or
-- trigger stands for any.
create table views.last_run (
  account       text collate "C" not null,
  status        text collate "C" not null,
  trigger       text collate "C" not null,
  job           text collate "C" not null,
  environment   text collate "C" not null,
  run           uuid not null,
  run_status    text collate "C" not null,
  created_at    timestamptz(3) not null,
  started_at    timestamptz(3),
  finished_at   timestamptz(3) not null,
  scheduled_for timestamptz(3),
  total_ms      bigint generated always as
                  ((extract(epoch from finished_at - created_at) * 1000)::bigint) stored,
  primary key (account, status, trigger, job, environment)
) with (fillfactor = 60);

insert into views.last_run (
  account, status, trigger, job, environment, run, run_status, created_at, started_at, finished_at, scheduled_for)
with latest as (
  select distinct on (account, job, environment, status, trigger)
         account, job, environment, status, trigger, id, created_at, started_at, finished_at, scheduled_for
  from views.run
  order by account, job, environment, status, trigger, finished_at desc, created_at desc, id desc
)
select distinct on (account, slice.status, slice.trigger, job, environment)
       account, slice.status, slice.trigger, job, environment, id, latest.status, created_at, started_at, finished_at, scheduled_for
from latest
cross join lateral (values ('', ''), (latest.status, ''), ('', latest.trigger), (latest.status, latest.trigger)) slice (status, trigger)
order by account, slice.status, slice.trigger, job, environment, finished_at desc, created_at desc, id desc;
