-- pleo_erp module, step 2: what screens show without asking the ERP, Pleo or the vault.
[mariadb] -- Every statement commits itself, and each can run again.

-- What the ERP called the company when it was connected; NULL: it was connected before this step.
ALTER TABLE pleo_erp_connection ADD COLUMN company_name TEXT;

-- The last four characters of the API key, so that people can tell which one is in use.
ALTER TABLE pleo_erp_connection ADD COLUMN key_end TEXT;

-- What a plan told besides its changes: holds, errors, warnings and what was left out, the long lists of it shortened.
ALTER TABLE pleo_erp_plan ADD COLUMN told_json TEXT;

INSERT INTO pleo_erp_schema_version (step_number, step_name, applied_at)
VALUES (2, 'shown', NOW());
