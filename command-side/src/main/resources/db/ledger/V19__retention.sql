-- Up to which position an account's history was looked through for finished runs that are older than its plan keeps them. Whatever is
-- older and lies before it is gone.
CREATE TABLE retention (
    account  text COLLATE "C" NOT NULL,
    epoch    integer          NOT NULL,
    position bigint           NOT NULL,
    PRIMARY KEY (account, epoch)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
