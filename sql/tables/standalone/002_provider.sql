-- pleo_erp standalone host, step 2: accounts of the company's own identity provider.
[mariadb] -- Every statement commits itself, and each can run again.

-- SHA-256 of the provider's address and its own id of the user; NULL: the user has not logged in through it.
ALTER TABLE pleo_erp_web_person ADD COLUMN subject_hash KEY(64, 64);

INSERT INTO pleo_erp_web_schema_version (step_number, step_name, applied_at)
VALUES (2, 'provider', NOW());
