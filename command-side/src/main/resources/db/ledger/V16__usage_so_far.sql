-- What was started before there were counters, as the events tell it.
INSERT INTO usage_block (account, period, used, runs, jobs, environments, at, counted, rules)
SELECT account,
       period,
       max(used),
       array_agg(run ORDER BY used),
       array_agg(job ORDER BY used),
       array_agg(environment ORDER BY used),
       array_agg(at ORDER BY used),
       array_agg(true ORDER BY used),
       array_agg('unlimited'::text ORDER BY used)
  FROM (SELECT start.account,
               to_char(start.at AT TIME ZONE 'UTC', 'YYYY-MM') AS period,
               row_number() OVER (
                   PARTITION BY start.account, to_char(start.at AT TIME ZONE 'UTC', 'YYYY-MM') ORDER BY start.position) AS used,
               start.run,
               start.at,
               triggered.of ->> 'job' AS job,
               triggered.of ->> 'environment' AS environment
          FROM (SELECT position,
                       stream,
                       regexp_replace(split_part(stream, '/', 1), '\.[0-9]+$', '') AS account,
                       split_part(stream, '/', 3)::uuid AS run,
                       (convert_from(payload, 'UTF8')::json ->> 'started_at')::timestamptz AS at
                  FROM event
                 WHERE name = 'RunStarted') start
         CROSS JOIN LATERAL (SELECT convert_from(payload, 'UTF8')::json AS of
                               FROM event
                              WHERE event.stream = start.stream AND sequence = 0) triggered) counted
 GROUP BY account, period, (used - 1) / 500
 ORDER BY account, period, (used - 1) / 500;

INSERT INTO usage (account, period, used, refused)
SELECT account, period, max(used), 0
  FROM usage_block
 GROUP BY account, period;
