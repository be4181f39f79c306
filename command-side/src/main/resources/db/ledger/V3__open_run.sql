-- The saga's rows: one per run that is not over, the one index of open runs. Gone when the run is.
CREATE TABLE open_run (
    saga        text COLLATE "C" PRIMARY KEY,
    run         text COLLATE "C" NOT NULL UNIQUE,
    job         text COLLATE "C" NOT NULL,
    incarnation uuid             NOT NULL,
    environment text COLLATE "C" NOT NULL,
    trigger     text             NOT NULL,
    chain       uuid             NOT NULL,
    due_at      timestamptz      NOT NULL,
    worker      uuid
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);

CREATE INDEX open_run_by_job ON open_run (job) WHERE worker IS NULL;
CREATE INDEX open_run_by_worker ON open_run (worker) WHERE worker IS NOT NULL;

-- One row per start of a worker process. node: what only one process at a time can be, so a later start ends earlier ones.
CREATE TABLE worker (
    id           uuid PRIMARY KEY,
    node         uuid        NOT NULL,
    started_at   timestamptz NOT NULL,
    heartbeat_at timestamptz NOT NULL
);
