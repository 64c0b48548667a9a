-- pleo_erp module, step 3: what has to be remembered from one run to the next.

-- The unit of the change: the approval lapses once a plan of this unit no longer has the change. NULL: it does not lapse.
ALTER TABLE pleo_erp_approval ADD unit NVARCHAR(MAX);

-- The order of the runs and releases of a company, whatever the clocks of its servers say.
ALTER TABLE pleo_erp_run ADD sequence_number BIGINT NOT NULL DEFAULT 0;
ALTER TABLE pleo_erp_release ADD sequence_number BIGINT NOT NULL DEFAULT 0;

-- The number of the release that confirmed the connection.
ALTER TABLE pleo_erp_connection ADD confirmed_number BIGINT NOT NULL DEFAULT 0;

-- When the selection that a plan showed was saved: that names it.
ALTER TABLE pleo_erp_plan ADD selection_saved_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2;


CREATE INDEX ix_pleo_erp_run_sequence ON pleo_erp_run (company, sequence_number);

INSERT INTO pleo_erp_schema_version (step_number, step_name, applied_at)
VALUES (3, 'memory', REPLACE(CONVERT(NVARCHAR(26), CAST(SYSUTCDATETIME() AS DATETIME2(6)), 121), ' ', 'T') + 'Z');
