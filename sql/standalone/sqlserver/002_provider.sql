-- pleo_erp standalone host, step 2: accounts of the company's own identity provider.

-- SHA-256 of the provider's address and its own id of the user; NULL: the user has not logged in through it.
ALTER TABLE pleo_erp_web_person ADD subject_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2;

INSERT INTO pleo_erp_web_schema_version (step_number, step_name, applied_at)
VALUES (2, 'provider', REPLACE(CONVERT(NVARCHAR(26), CAST(SYSUTCDATETIME() AS DATETIME2(6)), 121), ' ', 'T') + 'Z');
