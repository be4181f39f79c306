-- What an account wants once its plan's runs are used, as its settings say: read with each batch of starts.
ALTER TABLE account
    ADD COLUMN overage_policy       text COLLATE "C" NOT NULL DEFAULT 'ALLOW',
    ADD COLUMN overage_budget_cents bigint;

UPDATE account
   SET overage_policy = coalesce(settings::json #>> '{jobs,overage_policy}', 'ALLOW'),
       overage_budget_cents = (settings::json #>> '{jobs,overage_budget_cents}')::bigint
 WHERE settings IS NOT NULL;

-- Plans limit how many live jobs there are that are no one-offs.
ALTER TABLE job ADD COLUMN kind text COLLATE "C" GENERATED ALWAYS AS (rules::json ->> 'kind') STORED;

CREATE INDEX job_permanent ON job (account, epoch) WHERE view IS NOT NULL AND kind <> 'one_off';
