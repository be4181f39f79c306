-- An account has a stream of its own from now on (AccountEvent); its row and those of its environments follow that. title: for
-- people. sequence: the last event in the stream; null where none was begun yet, which the next start does.
ALTER TABLE account
    ADD COLUMN title    text,
    ADD COLUMN plan     text COLLATE "C" NOT NULL DEFAULT 'enterprise',
    ADD COLUMN sequence bigint;

UPDATE account SET title = name;

ALTER TABLE account
    ALTER COLUMN title SET NOT NULL,
    ALTER COLUMN plan DROP DEFAULT;

-- The keys of all environments that the job has an entry for; none once it is deleted.
ALTER TABLE job ADD COLUMN environments text[] NOT NULL DEFAULT '{}';

UPDATE job
   SET environments = ARRAY(SELECT json_object_keys(convert_from(view, 'UTF8')::json -> 'definition' -> 'environments'))
 WHERE view IS NOT NULL AND get_byte(view, 0) = ascii('{');

-- Who has an entry: asked about an environment's use, and when one comes back or goes.
CREATE INDEX job_by_environment ON job USING gin (environments) WHERE view IS NOT NULL;
