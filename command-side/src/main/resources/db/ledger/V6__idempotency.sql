-- Requests that carry an Idempotency-Key, for 24 hours. slot: hash of path and key; request: hash of what was asked.
-- id: what the command is carried out under, however often it is tried. status and what follows it: the answer, once there is one.
CREATE TABLE idempotency (
    account      text COLLATE "C" NOT NULL,
    epoch        integer          NOT NULL,
    slot         text COLLATE "C" NOT NULL,
    request      text COLLATE "C" NOT NULL,
    id           uuid             NOT NULL,
    taker        uuid             NOT NULL,
    claimed_at   timestamptz      NOT NULL,
    leased_until timestamptz      NOT NULL,
    status       integer,
    etag         text,
    location     text,
    body         bytea,
    PRIMARY KEY (account, epoch, slot)
);

CREATE INDEX idempotency_by_age ON idempotency (claimed_at);
