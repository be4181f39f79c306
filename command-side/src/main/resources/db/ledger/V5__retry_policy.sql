-- One row per slug that ever lived, as in job. sequence: the last event in the policy's stream. view: null once deleted.
CREATE TABLE retry_policy (
    account     text COLLATE "C" NOT NULL,
    epoch       integer          NOT NULL,
    slug        text COLLATE "C" NOT NULL,
    incarnation uuid             NOT NULL,
    version     integer          NOT NULL,
    sequence    bigint           NOT NULL,
    view        bytea,
    PRIMARY KEY (account, epoch, slug)
);

-- The slugs of all policies that the job's base or an overlay names; none once it is deleted.
ALTER TABLE job ADD COLUMN policies text[] NOT NULL DEFAULT '{}';

-- Who names a policy: asked when one is to be deleted.
CREATE INDEX job_by_policy ON job USING gin (policies) WHERE view IS NOT NULL;
