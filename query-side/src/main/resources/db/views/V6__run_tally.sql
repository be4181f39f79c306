-- How many finished runs each environment has of each hour and each day in which runs were created, in UTC, so that statistics need not
-- read history. How long runs took is kept as counts per bin: a duration below 128 ms is a bin of its own, a longer one keeps its
-- leading bit and the six bits behind it, which is exact within 0.8 %.
create table views.run_tally (
  account        text collate "C" not null,    -- name.epoch
  environment    text collate "C" not null,
  grain          text collate "C" not null,    -- hour or day
  start          timestamptz(0) not null,
  succeeded      integer not null,
  failed         integer not null,
  canceled       integer not null,
  minutes        integer[],                    -- of an hour: how many of the runs were created in each of its 60
  pending_bins   integer[] not null,           -- from created to started, of runs that started: the bins that hold any …
  pending_counts integer[] not null,           -- … and how many each holds
  run_bins       integer[] not null,           -- from started to finished
  run_counts     integer[] not null,
  primary key (account, grain, start, environment)
) with (
  fillfactor = 70,
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_threshold = 200
);

-- What is to be added to these rows: every batch of finished runs leaves one row per environment and hour, and touches nobody else's.
-- It is emptied again and again, so it has to be cleaned as often, however few rows it has.
create table views.run_tally_news (
  account        text collate "C" not null,
  environment    text collate "C" not null,
  start          timestamptz(0) not null,
  succeeded      integer not null,
  failed         integer not null,
  canceled       integer not null,
  minutes        integer[] not null,
  pending_bins   integer[] not null,
  pending_counts integer[] not null,
  run_bins       integer[] not null,
  run_counts     integer[] not null
) with (
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 500,
  autovacuum_vacuum_insert_threshold = -1
);

-- From here on each batch is added. What was there before is counted once.
insert into views.run_tally (
  account, environment, grain, start, succeeded, failed, canceled, minutes, pending_bins, pending_counts, run_bins, run_counts)
with power as (
  select array_agg(1::bigint << bit order by bit) as powers from generate_series(7, 62) bit
), timed as (
  select account, environment, date_trunc('hour', created_at, 'UTC') as start, status,
         extract(minute from created_at at time zone 'UTC')::integer as minute,
         case when started_at is not null then greatest(round(date_part('epoch', started_at - created_at) * 1000)::bigint, 0) end as pending,
         case when started_at is not null then greatest(round(date_part('epoch', finished_at - started_at) * 1000)::bigint, 0) end as ran
  from views.run offset 0                     -- or durations would be reckoned for each place that uses them
), counted as (
  select account, environment, start, status, minute, pending, ran, count(*) as runs
  from (
    select account, environment, start, status, minute,
           ((width_bucket(pending, powers) << 6) + (pending >> width_bucket(pending, powers)))::integer as pending,
           ((width_bucket(ran, powers) << 6) + (ran >> width_bucket(ran, powers)))::integer as ran
    from timed cross join power) binned
  group by account, environment, start, grouping sets ((status), (minute), (pending), (ran))
), complete as (
  select * from counted
  union all
  select account, environment, start, null, minute, null, null, 0
  from (select distinct account, environment, start from counted) counted_hour cross join generate_series(0, 59) minute
  where not exists (
    select from counted
    where counted.account = counted_hour.account and counted.environment = counted_hour.environment
      and counted.start = counted_hour.start and counted.minute = minute.minute)
)
select account, environment, 'hour', start,
       coalesce(sum(runs) filter (where status = 'SUCCEEDED'), 0),
       coalesce(sum(runs) filter (where status = 'FAILED'), 0),
       coalesce(sum(runs) filter (where status = 'CANCELED'), 0),
       array_agg(runs::integer order by minute) filter (where minute is not null),
       coalesce(array_agg(pending order by pending) filter (where pending is not null), '{}'),
       coalesce(array_agg(runs::integer order by pending) filter (where pending is not null), '{}'),
       coalesce(array_agg(ran order by ran) filter (where ran is not null), '{}'),
       coalesce(array_agg(runs::integer order by ran) filter (where ran is not null), '{}')
from complete
group by account, environment, start;

insert into views.run_tally (
  account, environment, grain, start, succeeded, failed, canceled, minutes, pending_bins, pending_counts, run_bins, run_counts)
with power as (
  select array_agg(1::bigint << bit order by bit) as powers from generate_series(7, 62) bit
), timed as (
  select account, environment, date_trunc('day', created_at, 'UTC') as start, status,
         case when started_at is not null then greatest(round(date_part('epoch', started_at - created_at) * 1000)::bigint, 0) end as pending,
         case when started_at is not null then greatest(round(date_part('epoch', finished_at - started_at) * 1000)::bigint, 0) end as ran
  from views.run offset 0                     -- or durations would be reckoned for each place that uses them
), counted as (
  select account, environment, start, status, pending, ran, count(*) as runs
  from (
    select account, environment, start, status,
           ((width_bucket(pending, powers) << 6) + (pending >> width_bucket(pending, powers)))::integer as pending,
           ((width_bucket(ran, powers) << 6) + (ran >> width_bucket(ran, powers)))::integer as ran
    from timed cross join power) binned
  group by account, environment, start, grouping sets ((status), (pending), (ran))
)
select account, environment, 'day', start,
       coalesce(sum(runs) filter (where status = 'SUCCEEDED'), 0),
       coalesce(sum(runs) filter (where status = 'FAILED'), 0),
       coalesce(sum(runs) filter (where status = 'CANCELED'), 0),
       null,
       coalesce(array_agg(pending order by pending) filter (where pending is not null), '{}'),
       coalesce(array_agg(runs::integer order by pending) filter (where pending is not null), '{}'),
       coalesce(array_agg(ran order by ran) filter (where ran is not null), '{}'),
       coalesce(array_agg(runs::integer order by ran) filter (where ran is not null), '{}')
from counted
group by account, environment, start;

-- What runs by itself next, without reading every job's row.
create index next_run_by_time on views.next_run (account, at);
