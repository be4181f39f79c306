-- Keys are told by the account's events from now on (ApiKeyCreated …), but for the hash, which is no part of history. reserved: only
-- the hash is known yet, so nobody is let in. environments: null opens all. deleted ones stay, so that they stay refused.
-- sequence: null of keys from before they had events, which the next start tells.
ALTER TABLE api_key
    ADD COLUMN reserved     boolean NOT NULL DEFAULT false,
    ADD COLUMN environments text[],
    ADD COLUMN expires_at   timestamptz,
    ADD COLUMN deleted_at   timestamptz,
    ADD COLUMN last_used_at timestamptz,
    ADD COLUMN sequence     bigint;

CREATE INDEX api_key_by_account ON api_key (account, epoch);
