-- Facts that span streams, written in the command's own transaction and locked by it (docs/architecture.md, decision 9).

CREATE TABLE account (
    name       text COLLATE "C" PRIMARY KEY,
    epoch      integer     NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE environment (
    account    text COLLATE "C" NOT NULL,
    epoch      integer          NOT NULL,
    key        text COLLATE "C" NOT NULL,
    name       text             NOT NULL,
    managed    boolean          NOT NULL,
    protected  boolean          NOT NULL,
    created_at timestamptz      NOT NULL,
    PRIMARY KEY (account, epoch, key)
);

-- Only the SHA-256 of a key is ever stored.
CREATE TABLE api_key (
    id         uuid PRIMARY KEY,
    sha256     bytea            NOT NULL UNIQUE,
    account    text COLLATE "C" NOT NULL,
    epoch      integer          NOT NULL,
    name       text             NOT NULL,
    prefix     text             NOT NULL,
    role       text             NOT NULL,
    created_at timestamptz      NOT NULL,
    revoked_at timestamptz
);

-- One row per slug that ever lived. sequence: the last event in the job's stream. view: null once deleted.
CREATE TABLE job (
    account     text COLLATE "C" NOT NULL,
    epoch       integer          NOT NULL,
    slug        text COLLATE "C" NOT NULL,
    incarnation uuid             NOT NULL,
    version     integer          NOT NULL,
    sequence    bigint           NOT NULL,
    view        bytea,
    PRIMARY KEY (account, epoch, slug)
);
