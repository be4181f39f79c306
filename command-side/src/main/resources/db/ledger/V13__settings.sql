-- What users set for the whole account (JSON, API.md §8.1); null: nothing yet.
ALTER TABLE account ADD COLUMN settings text;
