-- pleo_erp module, step 3: what has to be remembered from one run to the next.

-- The unit of the change: the approval lapses once a plan of this unit no longer has the change. NULL: it does not lapse.
ALTER TABLE pleo_erp_approval ADD COLUMN unit TEXT;

INSERT INTO pleo_erp_schema_version (step_number, step_name, applied_at)
VALUES (3, 'memory', strftime('%Y-%m-%dT%H:%M:%f000Z', 'now'));
