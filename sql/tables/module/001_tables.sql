-- comments at 44: mariadb postgresql sqlite
-- pleo_erp module, step 1: all tables. Nothing here touches a table of the ERP.
--
-- Conventions (docs/tables.md): names begin with pleo_erp_; a moment is text, ISO 8601 in UTC with microseconds and a Z
-- (2026-11-24T19:38:09.123456Z), so that it sorts and compares as text; yes and no are 1 and 0; *_json columns hold JSON as text.
[postgresql] -- Rows are written by the module only. PostgreSQL 13 or later.
[sqlite] -- Rows are written by the module only.
[mariadb] -- Rows are written by the module only. MariaDB 10.5 or later.
[mariadb] --
[mariadb] -- Every statement commits itself, so each can run again: a step that was cut short is simply applied once more. Texts compare
[mariadb] -- exactly (utf8mb4_nopad_bin: case and blanks count). Those in an index have a length, since an index holds 768 characters.
[sqlserver] -- Rows are written by the module only. SQL Server 2012 or later: an index key has at most 900 bytes, which is 450 characters;
[sqlserver] -- what is compared has a binary collation, so that keys are equal only if they are the same; what people wrote has no limit.

-- Which steps have been applied. Each step ends with its own row, so that a script run by hand is recorded, too.
CREATE TABLE pleo_erp_schema_version (
    step_number BIGINT NOT NULL PRIMARY KEY,
    step_name KEY(-, 100) NOT NULL,
    applied_at MOMENT NOT NULL
);

-- One row: the identity of this installation. Secrets are bound to it; it never changes.
CREATE TABLE pleo_erp_installation (
    single_row BIGINT NOT NULL PRIMARY KEY CHECK (single_row = 1),
    installation_id KEY(-, 36) NOT NULL
);

-- One row for each company of the ERP that is connected to a company in Pleo.
CREATE TABLE pleo_erp_connection (
    company KEY(200, 100) NOT NULL PRIMARY KEY,  -- the company's id in the ERP
    pleo_company KEY(200, 100) NOT NULL UNIQUE,  -- the company's id in Pleo; no two companies feed the same one
    pleo_name TEXT,
    fingerprint TEXT NOT NULL,  -- of the database in which the connection was made
    connected_at MOMENT NOT NULL,
    connected_by TEXT NOT NULL,
    confirmed_at MOMENT,  -- the first release of a plan; NULL: nothing is written to Pleo
    confirmed_by TEXT,
    paused_at MOMENT,
    paused_by TEXT
);

-- API keys, encrypted. The key that opens them is not in this database.
CREATE TABLE pleo_erp_secret (
    company KEY(200, 100) NOT NULL,
    purpose KEY(200, 100) NOT NULL,  -- what it is for: api_key
    sealed TEXT NOT NULL,
    sealed_at MOMENT NOT NULL,
    PRIMARY KEY (company, purpose)
);

-- The dimensions that a company synchronises. No row: never selected; an empty list: deliberately none.
CREATE TABLE pleo_erp_selection (
    company KEY(200, 100) NOT NULL PRIMARY KEY,
    dimensions_json TEXT NOT NULL,  -- [{"code": ..., "name": ...}] in the order selected
    saved_at MOMENT NOT NULL,
    saved_by TEXT NOT NULL,
    confirmed BIGINT NOT NULL CHECK (confirmed IN (0, 1))
);

-- Settings that differ from their default.
CREATE TABLE pleo_erp_setting (
    company KEY(200, 100) NOT NULL,
    setting_name KEY(200, 100) NOT NULL,
    setting_value TEXT NOT NULL,
    PRIMARY KEY (company, setting_name)
);

-- Plans that were shown to a person; they can be released until they expire.
CREATE TABLE pleo_erp_plan (
    company KEY(200, 100) NOT NULL,
    plan_hash KEY(100, 64) NOT NULL,
    job KEY(-, -) NOT NULL,
    shown_at MOMENT NOT NULL,
    expires_at MOMENT NOT NULL,
    had_selection BIGINT NOT NULL CHECK (had_selection IN (0, 1)),
    shows_tags BIGINT NOT NULL CHECK (shows_tags IN (0, 1)),
    user_name TEXT NOT NULL,
    PRIMARY KEY (company, plan_hash)
);

-- The changes that a plan showed, in their order.
CREATE TABLE pleo_erp_plan_change (
    company KEY(200, 100) NOT NULL,
    plan_hash KEY(100, 64) NOT NULL,
    pos BIGINT NOT NULL,
    unit KEY(-, 280) NOT NULL,  -- tag_groups, tags:<CODE>, accounts
    action KEY(-, 20) NOT NULL,  -- create, update, unarchive, archive
    record_key KEY(-, -) NOT NULL,  -- the ERP's code; for accounts the external id
    record_id KEY(-, -),  -- Pleo's id; NULL for a create
    before_json TEXT,
    after_json TEXT,
    reason TEXT NOT NULL,
    rule_id TEXT NOT NULL,
    held BIGINT NOT NULL CHECK (held IN (0, 1)),
    approval_key KEY(-, 64) NOT NULL,  -- what a release of this plan approves
    PRIMARY KEY (company, plan_hash, pos)
);

-- Who released what, and when.
CREATE TABLE pleo_erp_release (
    release_id KEY(64, 32) NOT NULL PRIMARY KEY,
    company KEY(200, 100) NOT NULL,
    plan_hash KEY(-, 64),  -- NULL: approved by saving a selection, which shows its archives itself
    released_at MOMENT NOT NULL,
    released_by TEXT NOT NULL,
    expires_at MOMENT NOT NULL,
    INDEX ix_pleo_erp_release (company)
);

-- The single changes that a release approves. Used: the change is done.
CREATE TABLE pleo_erp_approval (
    company KEY(200, 100) NOT NULL,
    approval_key KEY(200, 64) NOT NULL,
    release_id KEY(64, 32) NOT NULL,
    expires_at MOMENT NOT NULL,
    used_at MOMENT,
    PRIMARY KEY (company, approval_key, release_id)
);

-- Changes that wait for a person, and the guard that holds each.
CREATE TABLE pleo_erp_hold (
    company KEY(200, 100) NOT NULL,
    unit KEY(360, 280) NOT NULL,
    change_identity KEY(200, 64) NOT NULL,
    guard TEXT NOT NULL,  -- blind, wipe, share, count, shift, flood
    run_id KEY(-, 40) NOT NULL,  -- the run that held it first
    held_at MOMENT NOT NULL,
    PRIMARY KEY (company, unit, change_identity)
);

-- What each unit looked like when it was last done, and when that was.
CREATE TABLE pleo_erp_unit (
    company KEY(200, 100) NOT NULL,
    unit KEY(360, 280) NOT NULL,
    row_count BIGINT,  -- rows in the ERP
    checked_at MOMENT,  -- NULL: due now
    PRIMARY KEY (company, unit)
);

-- The history: one row for each run. A failure that repeats is one row with its first and last time and a count.
CREATE TABLE pleo_erp_run (
    run_id KEY(64, 40) NOT NULL PRIMARY KEY,
    company KEY(200, 100) NOT NULL,
    job KEY(-, -) NOT NULL,
    user_name TEXT NOT NULL,
    started_at MOMENT NOT NULL,
    finished_at MOMENT,
    run_status KEY(-, -) NOT NULL,  -- running, success, held, partial, failed, interrupted
    plan_hash TEXT,
    read_count BIGINT NOT NULL,  -- requests to Pleo
    write_count BIGINT NOT NULL,
    retry_count BIGINT NOT NULL,
    change_count BIGINT NOT NULL,
    units_json TEXT NOT NULL,  -- the report of each unit
    error_code TEXT,
    error_message TEXT,
    error_next TEXT,
    first_at MOMENT NOT NULL,
    repeats BIGINT NOT NULL,  -- 1: happened once
    INDEX ix_pleo_erp_run (company, started_at)
);

-- The history: every change that was sent to Pleo, and what became of it.
CREATE TABLE pleo_erp_change (
    run_id KEY(64, 40) NOT NULL,
    pos BIGINT NOT NULL,
    company KEY(200, 100) NOT NULL,
    unit KEY(360, 280) NOT NULL,
    action KEY(-, 20) NOT NULL,
    record_key KEY(-, -) NOT NULL,
    record_id KEY(-, -),
    before_json TEXT,
    after_json TEXT,
    answered_json TEXT,  -- Pleo's answer, where it differs from what was sent
    reason TEXT NOT NULL,
    rule_id TEXT NOT NULL,
    change_status KEY(20, 20) NOT NULL,  -- sent, done, failed, unknown, not_done, skipped
    error_code TEXT,
    error_message TEXT,
    error_next TEXT,
    first_at MOMENT NOT NULL,
    last_at MOMENT NOT NULL,
    repeats BIGINT NOT NULL,
    last_run KEY(64, 40) NOT NULL,  -- the run that met the same failure last
    PRIMARY KEY (run_id, pos),
    INDEX ix_pleo_erp_change_record (company, unit, LONG record_key),
    INDEX ix_pleo_erp_change_status (company, change_status),
    INDEX ix_pleo_erp_change_last (last_run)
);

-- One row while a run of the company is under way. It ends by itself: expires_at is in milliseconds of the database's clock.
CREATE TABLE pleo_erp_lock (
    company KEY(200, 100) NOT NULL PRIMARY KEY,
    owner_name TEXT NOT NULL,
    host_name TEXT NOT NULL,
    process_id TEXT NOT NULL,
    started_at MOMENT NOT NULL,
    token KEY(-, 32) NOT NULL,
    expires_at BIGINT NOT NULL
);

INSERT INTO pleo_erp_installation (single_row, installation_id)
[postgresql] VALUES (1, CAST(gen_random_uuid() AS TEXT));
[sqlite] SELECT 1, lower(substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-4' || substr(h, 14, 3) || '-8' || substr(h, 18, 3) || '-' || substr(h, 21))
[sqlite] FROM (SELECT hex(randomblob(16)) AS h) AS drawn;
[mariadb] SELECT 1, UUID() FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM pleo_erp_installation);
[sqlserver] VALUES (1, LOWER(CAST(NEWID() AS NVARCHAR(36))));

INSERT INTO pleo_erp_schema_version (step_number, step_name, applied_at)
VALUES (1, 'tables', NOW());
