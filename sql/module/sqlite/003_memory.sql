-- pleo_erp module, step 3: what has to be remembered from one run to the next.

-- The unit of the change: the approval lapses once a plan of this unit no longer has the change. NULL: it does not lapse.
ALTER TABLE pleo_erp_approval ADD COLUMN unit TEXT;

-- The order of the runs and releases of a company, whatever the clocks of its servers say.
ALTER TABLE pleo_erp_run ADD COLUMN sequence_number BIGINT NOT NULL DEFAULT 0;
ALTER TABLE pleo_erp_release ADD COLUMN sequence_number BIGINT NOT NULL DEFAULT 0;

-- The number of the release that confirmed the connection.
ALTER TABLE pleo_erp_connection ADD COLUMN confirmed_number BIGINT NOT NULL DEFAULT 0;

-- When the selection that a plan showed was saved: that names it.
ALTER TABLE pleo_erp_plan ADD COLUMN selection_saved_at TEXT;

-- Earlier rows: in the order of their time, to the second.
UPDATE pleo_erp_run SET sequence_number = CAST(REPLACE(REPLACE(REPLACE(SUBSTR(started_at, 1, 19), '-', ''), ':', ''), 'T', '') AS BIGINT);
UPDATE pleo_erp_release SET sequence_number = CAST(REPLACE(REPLACE(REPLACE(SUBSTR(released_at, 1, 19), '-', ''), ':', ''), 'T', '') AS BIGINT);
UPDATE pleo_erp_connection SET confirmed_number = CAST(REPLACE(REPLACE(REPLACE(SUBSTR(confirmed_at, 1, 19), '-', ''), ':', ''), 'T', '') AS BIGINT) WHERE confirmed_at IS NOT NULL;

CREATE INDEX ix_pleo_erp_run_sequence ON pleo_erp_run (company, sequence_number);

INSERT INTO pleo_erp_schema_version (step_number, step_name, applied_at)
VALUES (3, 'memory', strftime('%Y-%m-%dT%H:%M:%f000Z', 'now'));
