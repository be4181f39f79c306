-- Wipes that have begun and are not done: what an account had in its life epoch is being removed. position: the wipe's last event, the
-- first behind all that the life wrote. block: the last usage_block of that life. removed: what AccountWiped will tell (JSON).
-- The row goes with the transaction that stores AccountWiped.
CREATE TABLE wipe (
    account  text COLLATE "C" NOT NULL,
    epoch    integer          NOT NULL,
    begun_at timestamptz      NOT NULL,
    position bigint           NOT NULL,
    block    bigint           NOT NULL,
    removed  text             NOT NULL,
    PRIMARY KEY (account, epoch)
);

-- The first of these lives that a wipe has ended; null if all go on, or are none yet. Asked by each append once it has the ledger's
-- head locked. Volatile, so that it has a snapshot of its own and sees whatever was committed before that.
CREATE FUNCTION ended(names text[], epochs integer[]) RETURNS text LANGUAGE plpgsql VOLATILE AS '
BEGIN
    RETURN (SELECT min(a.name || ''.'' || life.epoch)
              FROM unnest(names, epochs) AS life (name, epoch)
              JOIN ledger.account a ON a.name = life.name AND a.epoch > life.epoch);
END';
