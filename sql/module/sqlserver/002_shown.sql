-- pleo_erp module, step 2: what screens show without asking the ERP, Pleo or the vault.

-- What the ERP called the company when it was connected; NULL: it was connected before this step.
ALTER TABLE pleo_erp_connection ADD company_name NVARCHAR(MAX);

-- The last four characters of the API key, so that people can tell which one is in use.
ALTER TABLE pleo_erp_connection ADD key_end NVARCHAR(MAX);

-- What a plan told besides its changes: holds, errors, warnings and what was left out, the long lists of it shortened.
ALTER TABLE pleo_erp_plan ADD told_json NVARCHAR(MAX);

INSERT INTO pleo_erp_schema_version (step_number, step_name, applied_at)
VALUES (2, 'shown', REPLACE(CONVERT(NVARCHAR(26), CAST(SYSUTCDATETIME() AS DATETIME2(6)), 121), ' ', 'T') + 'Z');
