-- pleo_erp standalone host, step 2: accounts of the company's own identity provider.

-- SHA-256 of the provider's address and its own id of the user; NULL: the user has not logged in through it.
ALTER TABLE pleo_erp_web_person ADD COLUMN subject_hash TEXT;

INSERT INTO pleo_erp_web_schema_version (step_number, step_name, applied_at)
VALUES (2, 'provider', to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'));
