-- Runs that turned RUNNING, per account and month (UTC) of their start, and those refused for want of allowance. By the account's name:
-- a wipe leaves it as it is.
CREATE TABLE usage (
    account text COLLATE "C" NOT NULL,
    period  text COLLATE "C" NOT NULL,
    used    bigint           NOT NULL,
    refused bigint           NOT NULL,
    PRIMARY KEY (account, period)
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

-- The decisions behind it, in their order, as many in a row as one transaction took. used: the counter after the last of them.
CREATE TABLE usage_block (
    account      text COLLATE "C" NOT NULL,
    period       text COLLATE "C" NOT NULL,
    number       bigint           NOT NULL GENERATED ALWAYS AS IDENTITY,
    used         bigint           NOT NULL,
    runs         uuid[]           NOT NULL,
    jobs         text[]           NOT NULL,
    environments text[]           NOT NULL,
    at           timestamptz[]    NOT NULL,
    counted      boolean[]        NOT NULL,
    rules        text[]           NOT NULL,
    PRIMARY KEY (account, period, number)
);
