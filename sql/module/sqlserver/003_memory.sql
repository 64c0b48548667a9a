-- pleo_erp module, step 3: what has to be remembered from one run to the next.

-- The unit of the change: the approval lapses once a plan of this unit no longer has the change. NULL: it does not lapse.
ALTER TABLE pleo_erp_approval ADD unit NVARCHAR(MAX);

INSERT INTO pleo_erp_schema_version (step_number, step_name, applied_at)
VALUES (3, 'memory', REPLACE(CONVERT(NVARCHAR(26), CAST(SYSUTCDATETIME() AS DATETIME2(6)), 121), ' ', 'T') + 'Z');
