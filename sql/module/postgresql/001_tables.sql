-- pleo_erp module, step 1: all tables. Nothing here touches a table of the ERP.
--
-- Conventions (docs/tables.md): names begin with pleo_erp_; a moment is text, ISO 8601 in UTC with microseconds and a Z
-- (2026-11-24T19:38:09.123456Z), so that it sorts and compares as text; yes and no are 1 and 0; *_json columns hold JSON as text.
-- Rows are written by the module only. PostgreSQL 13 or later.

-- Which steps have been applied. Each step ends with its own row, so that a script run by hand is recorded, too.
CREATE TABLE pleo_erp_schema_version (
    step_number BIGINT NOT NULL PRIMARY KEY,
    step_name TEXT NOT NULL,
    applied_at TEXT NOT NULL
);

-- One row: the identity of this installation. Secrets are bound to it; it never changes.
CREATE TABLE pleo_erp_installation (
    single_row BIGINT NOT NULL PRIMARY KEY CHECK (single_row = 1),
    installation_id TEXT NOT NULL
);

-- One row for each company of the ERP that is connected to a company in Pleo.
CREATE TABLE pleo_erp_connection (
    company TEXT NOT NULL PRIMARY KEY,      -- the company's id in the ERP
    pleo_company TEXT NOT NULL UNIQUE,      -- the company's id in Pleo; no two companies feed the same one
    pleo_name TEXT,
    fingerprint TEXT NOT NULL,              -- of the database in which the connection was made
    connected_at TEXT NOT NULL,
    connected_by TEXT NOT NULL,
    confirmed_at TEXT,                      -- the first release of a plan; NULL: nothing is written to Pleo
    confirmed_by TEXT,
    paused_at TEXT,
    paused_by TEXT
);

-- API keys, encrypted. The key that opens them is not in this database.
CREATE TABLE pleo_erp_secret (
    company TEXT NOT NULL,
    purpose TEXT NOT NULL,                  -- what it is for: api_key
    sealed TEXT NOT NULL,
    sealed_at TEXT NOT NULL,
    PRIMARY KEY (company, purpose)
);

-- The dimensions that a company synchronises. No row: never selected; an empty list: deliberately none.
CREATE TABLE pleo_erp_selection (
    company TEXT NOT NULL PRIMARY KEY,
    dimensions_json TEXT NOT NULL,          -- [{"code": ..., "name": ...}] in the order selected
    saved_at TEXT NOT NULL,
    saved_by TEXT NOT NULL,
    confirmed BIGINT NOT NULL CHECK (confirmed IN (0, 1))
);

-- Settings that differ from their default.
CREATE TABLE pleo_erp_setting (
    company TEXT NOT NULL,
    setting_name TEXT NOT NULL,
    setting_value TEXT NOT NULL,
    PRIMARY KEY (company, setting_name)
);

-- Plans that were shown to a person; they can be released until they expire.
CREATE TABLE pleo_erp_plan (
    company TEXT NOT NULL,
    plan_hash TEXT NOT NULL,
    job TEXT NOT NULL,
    shown_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    had_selection BIGINT NOT NULL CHECK (had_selection IN (0, 1)),
    shows_tags BIGINT NOT NULL CHECK (shows_tags IN (0, 1)),
    user_name TEXT NOT NULL,
    PRIMARY KEY (company, plan_hash)
);

-- The changes that a plan showed, in their order.
CREATE TABLE pleo_erp_plan_change (
    company TEXT NOT NULL,
    plan_hash TEXT NOT NULL,
    pos BIGINT NOT NULL,
    unit TEXT NOT NULL,                     -- tag_groups, tags:<CODE>, accounts
    action TEXT NOT NULL,                   -- create, update, unarchive, archive
    record_key TEXT NOT NULL,               -- the ERP's code; for accounts the external id
    record_id TEXT,                         -- Pleo's id; NULL for a create
    before_json TEXT,
    after_json TEXT,
    reason TEXT NOT NULL,
    rule_id TEXT NOT NULL,
    held BIGINT NOT NULL CHECK (held IN (0, 1)),
    approval_key TEXT NOT NULL,             -- what a release of this plan approves
    PRIMARY KEY (company, plan_hash, pos)
);

-- Who released what, and when.
CREATE TABLE pleo_erp_release (
    release_id TEXT NOT NULL PRIMARY KEY,
    company TEXT NOT NULL,
    plan_hash TEXT,                         -- NULL: approved by saving a selection, which shows its archives itself
    released_at TEXT NOT NULL,
    released_by TEXT NOT NULL,
    expires_at TEXT NOT NULL
);
CREATE INDEX ix_pleo_erp_release ON pleo_erp_release (company);

-- The single changes that a release approves. Used: the change is done.
CREATE TABLE pleo_erp_approval (
    company TEXT NOT NULL,
    approval_key TEXT NOT NULL,
    release_id TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT,
    PRIMARY KEY (company, approval_key, release_id)
);

-- Changes that wait for a person, and the guard that holds each.
CREATE TABLE pleo_erp_hold (
    company TEXT NOT NULL,
    unit TEXT NOT NULL,
    change_identity TEXT NOT NULL,
    guard TEXT NOT NULL,                    -- blind, wipe, share, count, shift, flood
    run_id TEXT NOT NULL,                   -- the run that held it first
    held_at TEXT NOT NULL,
    PRIMARY KEY (company, unit, change_identity)
);

-- What each unit looked like when it was last done, and when that was.
CREATE TABLE pleo_erp_unit (
    company TEXT NOT NULL,
    unit TEXT NOT NULL,
    row_count BIGINT,                       -- rows in the ERP
    checked_at TEXT,                        -- NULL: due now
    PRIMARY KEY (company, unit)
);

-- The history: one row for each run. A failure that repeats is one row with its first and last time and a count.
CREATE TABLE pleo_erp_run (
    run_id TEXT NOT NULL PRIMARY KEY,
    company TEXT NOT NULL,
    job TEXT NOT NULL,
    user_name TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    run_status TEXT NOT NULL,               -- running, success, held, partial, failed, interrupted
    plan_hash TEXT,
    read_count BIGINT NOT NULL,             -- requests to Pleo
    write_count BIGINT NOT NULL,
    retry_count BIGINT NOT NULL,
    change_count BIGINT NOT NULL,
    units_json TEXT NOT NULL,               -- the report of each unit
    error_code TEXT,
    error_message TEXT,
    error_next TEXT,
    first_at TEXT NOT NULL,
    repeats BIGINT NOT NULL                 -- 1: happened once
);
CREATE INDEX ix_pleo_erp_run ON pleo_erp_run (company, started_at);

-- The history: every change that was sent to Pleo, and what became of it.
CREATE TABLE pleo_erp_change (
    run_id TEXT NOT NULL,
    pos BIGINT NOT NULL,
    company TEXT NOT NULL,
    unit TEXT NOT NULL,
    action TEXT NOT NULL,
    record_key TEXT NOT NULL,
    record_id TEXT,
    before_json TEXT,
    after_json TEXT,
    answered_json TEXT,                     -- Pleo's answer, where it differs from what was sent
    reason TEXT NOT NULL,
    rule_id TEXT NOT NULL,
    change_status TEXT NOT NULL,            -- sent, done, failed, unknown, not_done, skipped
    error_code TEXT,
    error_message TEXT,
    error_next TEXT,
    first_at TEXT NOT NULL,
    last_at TEXT NOT NULL,
    repeats BIGINT NOT NULL,
    last_run TEXT NOT NULL,                 -- the run that met the same failure last
    PRIMARY KEY (run_id, pos)
);
CREATE INDEX ix_pleo_erp_change_record ON pleo_erp_change (company, unit, record_key);
CREATE INDEX ix_pleo_erp_change_status ON pleo_erp_change (company, change_status);
CREATE INDEX ix_pleo_erp_change_last ON pleo_erp_change (last_run);

-- One row while a run of the company is under way. It ends by itself: expires_at is in milliseconds of the database's clock.
CREATE TABLE pleo_erp_lock (
    company TEXT NOT NULL PRIMARY KEY,
    owner_name TEXT NOT NULL,
    host_name TEXT NOT NULL,
    process_id TEXT NOT NULL,
    started_at TEXT NOT NULL,
    token TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

INSERT INTO pleo_erp_installation (single_row, installation_id)
VALUES (1, CAST(gen_random_uuid() AS TEXT));

INSERT INTO pleo_erp_schema_version (step_number, step_name, applied_at)
VALUES (1, 'tables', to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'));
