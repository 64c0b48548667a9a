-- pleo_erp module, step 1: all tables. Nothing here touches a table of the ERP.
--
-- Conventions (docs/tables.md): names begin with pleo_erp_; a moment is text, ISO 8601 in UTC with microseconds and a Z
-- (2026-11-24T19:38:09.123456Z), so that it sorts and compares as text; yes and no are 1 and 0; *_json columns hold JSON as text.
-- Rows are written by the module only. SQL Server 2012 or later: an index key has at most 900 bytes, which is 450 characters;
-- what is compared has a binary collation, so that keys are equal only if they are the same; what people wrote has no limit.

-- Which steps have been applied. Each step ends with its own row, so that a script run by hand is recorded, too.
CREATE TABLE pleo_erp_schema_version (
    step_number BIGINT NOT NULL PRIMARY KEY,
    step_name NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    applied_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2 NOT NULL
);

-- One row: the identity of this installation. Secrets are bound to it; it never changes.
CREATE TABLE pleo_erp_installation (
    single_row BIGINT NOT NULL PRIMARY KEY CHECK (single_row = 1),
    installation_id NVARCHAR(36) COLLATE Latin1_General_100_BIN2 NOT NULL
);

-- One row for each company of the ERP that is connected to a company in Pleo.
CREATE TABLE pleo_erp_connection (
    company NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,  -- the company's id in the ERP
    pleo_company NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL UNIQUE,  -- the company's id in Pleo; no two companies feed the same one
    pleo_name NVARCHAR(MAX),
    fingerprint NVARCHAR(MAX) NOT NULL,  -- of the database in which the connection was made
    connected_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2 NOT NULL,
    connected_by NVARCHAR(MAX) NOT NULL,
    confirmed_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2,  -- the first release of a plan; NULL: nothing is written to Pleo
    confirmed_by NVARCHAR(MAX),
    paused_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2,
    paused_by NVARCHAR(MAX)
);

-- API keys, encrypted. The key that opens them is not in this database.
CREATE TABLE pleo_erp_secret (
    company NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    purpose NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL,  -- what it is for: api_key
    sealed NVARCHAR(MAX) NOT NULL,
    sealed_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2 NOT NULL,
    PRIMARY KEY (company, purpose)
);

-- The dimensions that a company synchronises. No row: never selected; an empty list: deliberately none.
CREATE TABLE pleo_erp_selection (
    company NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
    dimensions_json NVARCHAR(MAX) NOT NULL,  -- [{"code": ..., "name": ...}] in the order selected
    saved_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2 NOT NULL,
    saved_by NVARCHAR(MAX) NOT NULL,
    confirmed BIGINT NOT NULL CHECK (confirmed IN (0, 1))
);

-- Settings that differ from their default.
CREATE TABLE pleo_erp_setting (
    company NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    setting_name NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    setting_value NVARCHAR(MAX) NOT NULL,
    PRIMARY KEY (company, setting_name)
);

-- Plans that were shown to a person; they can be released until they expire.
CREATE TABLE pleo_erp_plan (
    company NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    plan_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    job NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    shown_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2 NOT NULL,
    expires_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2 NOT NULL,
    had_selection BIGINT NOT NULL CHECK (had_selection IN (0, 1)),
    shows_tags BIGINT NOT NULL CHECK (shows_tags IN (0, 1)),
    user_name NVARCHAR(MAX) NOT NULL,
    PRIMARY KEY (company, plan_hash)
);

-- The changes that a plan showed, in their order.
CREATE TABLE pleo_erp_plan_change (
    company NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    plan_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    pos BIGINT NOT NULL,
    unit NVARCHAR(280) COLLATE Latin1_General_100_BIN2 NOT NULL,  -- tag_groups, tags:<CODE>, accounts
    action NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL,  -- create, update, unarchive, archive
    record_key NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,  -- the ERP's code; for accounts the external id
    record_id NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2,  -- Pleo's id; NULL for a create
    before_json NVARCHAR(MAX),
    after_json NVARCHAR(MAX),
    reason NVARCHAR(MAX) NOT NULL,
    rule_id NVARCHAR(MAX) NOT NULL,
    held BIGINT NOT NULL CHECK (held IN (0, 1)),
    approval_key NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,  -- what a release of this plan approves
    PRIMARY KEY (company, plan_hash, pos)
);

-- Who released what, and when.
CREATE TABLE pleo_erp_release (
    release_id NVARCHAR(32) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
    company NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    plan_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2,  -- NULL: approved by saving a selection, which shows its archives itself
    released_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2 NOT NULL,
    released_by NVARCHAR(MAX) NOT NULL,
    expires_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2 NOT NULL
);
CREATE INDEX ix_pleo_erp_release ON pleo_erp_release (company);

-- The single changes that a release approves. Used: the change is done.
CREATE TABLE pleo_erp_approval (
    company NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    approval_key NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    release_id NVARCHAR(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
    expires_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2 NOT NULL,
    used_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2,
    PRIMARY KEY (company, approval_key, release_id)
);

-- Changes that wait for a person, and the guard that holds each.
CREATE TABLE pleo_erp_hold (
    company NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    unit NVARCHAR(280) COLLATE Latin1_General_100_BIN2 NOT NULL,
    change_identity NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    guard NVARCHAR(MAX) NOT NULL,  -- blind, wipe, share, count, shift, flood
    run_id NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL,  -- the run that held it first
    held_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2 NOT NULL,
    PRIMARY KEY (company, unit, change_identity)
);

-- What each unit looked like when it was last done, and when that was.
CREATE TABLE pleo_erp_unit (
    company NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    unit NVARCHAR(280) COLLATE Latin1_General_100_BIN2 NOT NULL,
    row_count BIGINT,  -- rows in the ERP
    checked_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2,  -- NULL: due now
    PRIMARY KEY (company, unit)
);

-- The history: one row for each run. A failure that repeats is one row with its first and last time and a count.
CREATE TABLE pleo_erp_run (
    run_id NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
    company NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    job NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    user_name NVARCHAR(MAX) NOT NULL,
    started_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2 NOT NULL,
    finished_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2,
    run_status NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,  -- running, success, held, partial, failed, interrupted
    plan_hash NVARCHAR(MAX),
    read_count BIGINT NOT NULL,  -- requests to Pleo
    write_count BIGINT NOT NULL,
    retry_count BIGINT NOT NULL,
    change_count BIGINT NOT NULL,
    units_json NVARCHAR(MAX) NOT NULL,  -- the report of each unit
    error_code NVARCHAR(MAX),
    error_message NVARCHAR(MAX),
    error_next NVARCHAR(MAX),
    first_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2 NOT NULL,
    repeats BIGINT NOT NULL  -- 1: happened once
);
CREATE INDEX ix_pleo_erp_run ON pleo_erp_run (company, started_at);

-- The history: every change that was sent to Pleo, and what became of it.
CREATE TABLE pleo_erp_change (
    run_id NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
    pos BIGINT NOT NULL,
    company NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    unit NVARCHAR(280) COLLATE Latin1_General_100_BIN2 NOT NULL,
    action NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL,
    record_key NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    record_id NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2,
    before_json NVARCHAR(MAX),
    after_json NVARCHAR(MAX),
    answered_json NVARCHAR(MAX),  -- Pleo's answer, where it differs from what was sent
    reason NVARCHAR(MAX) NOT NULL,
    rule_id NVARCHAR(MAX) NOT NULL,
    change_status NVARCHAR(20) COLLATE Latin1_General_100_BIN2 NOT NULL,  -- sent, done, failed, unknown, not_done, skipped
    error_code NVARCHAR(MAX),
    error_message NVARCHAR(MAX),
    error_next NVARCHAR(MAX),
    first_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2 NOT NULL,
    last_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2 NOT NULL,
    repeats BIGINT NOT NULL,
    last_run NVARCHAR(40) COLLATE Latin1_General_100_BIN2 NOT NULL,  -- the run that met the same failure last
    PRIMARY KEY (run_id, pos)
);
-- Not in the key, for its length.
CREATE INDEX ix_pleo_erp_change_record ON pleo_erp_change (company, unit) INCLUDE (record_key);
CREATE INDEX ix_pleo_erp_change_status ON pleo_erp_change (company, change_status);
CREATE INDEX ix_pleo_erp_change_last ON pleo_erp_change (last_run);

-- One row while a run of the company is under way. It ends by itself: expires_at is in milliseconds of the database's clock.
CREATE TABLE pleo_erp_lock (
    company NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
    owner_name NVARCHAR(MAX) NOT NULL,
    host_name NVARCHAR(MAX) NOT NULL,
    process_id NVARCHAR(MAX) NOT NULL,
    started_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2 NOT NULL,
    token NVARCHAR(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
    expires_at BIGINT NOT NULL
);

INSERT INTO pleo_erp_installation (single_row, installation_id)
VALUES (1, LOWER(CAST(NEWID() AS NVARCHAR(36))));

INSERT INTO pleo_erp_schema_version (step_number, step_name, applied_at)
VALUES (1, 'tables', REPLACE(CONVERT(NVARCHAR(26), CAST(SYSUTCDATETIME() AS DATETIME2(6)), 121), ' ', 'T') + 'Z');
