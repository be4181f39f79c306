-- One key per life of an account: what jobs' definitions are sealed with wherever they are stored. wrapped: sealed itself, with
-- the operator's master key that master names. sealed: false while what was stored before there were keys may still be in clear.
-- master and wrapped are empty until the first start has made the key of an account that is older than this table.
CREATE TABLE data_key (
    account    text COLLATE "C" NOT NULL,
    epoch      integer          NOT NULL,
    master     text COLLATE "C" NOT NULL,
    wrapped    bytea            NOT NULL,
    sealed     boolean          NOT NULL,
    created_at timestamptz      NOT NULL,
    PRIMARY KEY (account, epoch)
);

INSERT INTO data_key (account, epoch, master, wrapped, sealed, created_at)
SELECT name, epoch, '', '', false, clock_timestamp() FROM account;

COMMENT ON COLUMN job.view IS 'JSON in UTF-8, sealed with the account''s data key; null once the job is deleted';
COMMENT ON COLUMN idempotency.body IS 'the answer in UTF-8, sealed with the account''s data key';
