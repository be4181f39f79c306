-- What other streams must know of a job to decide about its runs: kind, where it is enabled, retry policies (JSON, see JobRules).
-- Jobs from before it was kept are all manual ones without a policy; they rewrite it at their next edit.
ALTER TABLE job ADD COLUMN rules text NOT NULL DEFAULT '{"kind":"manual"}';

-- When each enabled environment of a recurring job fires next: the timetable of the firing loop. An edit or a fire moves it in
-- its own transaction, so an instant that is not in here any more has been decided about.
CREATE TABLE next_fire (
    account     text COLLATE "C" NOT NULL,
    epoch       integer          NOT NULL,
    slug        text COLLATE "C" NOT NULL,
    environment text COLLATE "C" NOT NULL,
    next_at     timestamptz      NOT NULL,
    PRIMARY KEY (account, epoch, slug, environment)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);

CREATE INDEX next_fire_by_time ON next_fire (next_at);

-- Runs may wait for an instant now, and be canceled by an edit.
ALTER TABLE open_run
    ADD COLUMN job_version integer          NOT NULL DEFAULT 1,
    ADD COLUMN kind        text COLLATE "C" NOT NULL DEFAULT 'manual';

CREATE INDEX open_run_by_due ON open_run (due_at) WHERE worker IS NULL;

-- One-offs whose run no longer waits, until their job has been told.
CREATE TABLE spent_one_off (
    run         text COLLATE "C" PRIMARY KEY,
    job         text COLLATE "C" NOT NULL,
    incarnation uuid             NOT NULL,
    environment text COLLATE "C" NOT NULL,
    noted_at    timestamptz      NOT NULL DEFAULT clock_timestamp()
);

-- When the latest run of a one-off ended: its definition goes a while after that.
CREATE TABLE one_off_end (
    job         text COLLATE "C" NOT NULL,
    incarnation uuid             NOT NULL,
    ended_at    timestamptz      NOT NULL,
    PRIMARY KEY (job, incarnation)
);

CREATE INDEX one_off_end_by_time ON one_off_end (ended_at);
