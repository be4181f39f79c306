-- Environments as users make them. incarnation: given by whoever creates one, so that asking again makes no second one.
ALTER TABLE environment
    ADD COLUMN incarnation    uuid NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN color          text,
    ADD COLUMN classification text NOT NULL DEFAULT 'STANDARD',
    ADD COLUMN updated_at     timestamptz;

UPDATE environment SET updated_at = created_at;

ALTER TABLE environment
    ALTER COLUMN incarnation DROP DEFAULT,
    ALTER COLUMN classification DROP DEFAULT,
    ALTER COLUMN updated_at SET NOT NULL;
