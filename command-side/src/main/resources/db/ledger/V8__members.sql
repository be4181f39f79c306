-- Several processes share one database. Rows of before are of processes that have ended; their runs end as lost.
DELETE FROM worker;

-- process: one start of a program, also its name in pg_stat_activity and as owner of tokens. roles: what it does for all (a comma
-- list), empty while it stops. beats: counted up with each sign of life; only that it changes means something.
ALTER TABLE worker
    ADD COLUMN process uuid             NOT NULL,
    ADD COLUMN roles   text COLLATE "C" NOT NULL,
    ADD COLUMN beats   bigint           NOT NULL;

-- A saga is known by its run. segment: which of the saga processor's segments it belongs to; not known of rows of before, which
-- every node may take up.
ALTER TABLE open_run
    DROP COLUMN saga,
    DROP CONSTRAINT open_run_run_key,
    ADD PRIMARY KEY (run),
    ADD COLUMN segment smallint;
