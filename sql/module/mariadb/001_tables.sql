-- pleo_erp module, step 1: all tables. Nothing here touches a table of the ERP.
--
-- Conventions (docs/tables.md): names begin with pleo_erp_; a moment is text, ISO 8601 in UTC with microseconds and a Z
-- (2026-11-24T19:38:09.123456Z), so that it sorts and compares as text; yes and no are 1 and 0; *_json columns hold JSON as text.
-- Rows are written by the module only. MariaDB 10.5 or later.
--
-- Every statement commits itself, so each can run again: a step that was cut short is simply applied once more. Texts compare
-- exactly (utf8mb4_nopad_bin: case and blanks count). Those in an index have a length, since an index holds 768 characters.

-- Which steps have been applied. Each step ends with its own row, so that a script run by hand is recorded, too.
CREATE TABLE IF NOT EXISTS pleo_erp_schema_version (
    step_number BIGINT NOT NULL PRIMARY KEY,
    step_name LONGTEXT NOT NULL,
    applied_at VARCHAR(30) NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- One row: the identity of this installation. Secrets are bound to it; it never changes.
CREATE TABLE IF NOT EXISTS pleo_erp_installation (
    single_row BIGINT NOT NULL PRIMARY KEY CHECK (single_row = 1),
    installation_id LONGTEXT NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- One row for each company of the ERP that is connected to a company in Pleo.
CREATE TABLE IF NOT EXISTS pleo_erp_connection (
    company VARCHAR(200) NOT NULL PRIMARY KEY, -- the company's id in the ERP
    pleo_company VARCHAR(200) NOT NULL UNIQUE, -- the company's id in Pleo; no two companies feed the same one
    pleo_name LONGTEXT,
    fingerprint LONGTEXT NOT NULL,          -- of the database in which the connection was made
    connected_at VARCHAR(30) NOT NULL,
    connected_by LONGTEXT NOT NULL,
    confirmed_at VARCHAR(30),               -- the first release of a plan; NULL: nothing is written to Pleo
    confirmed_by LONGTEXT,
    paused_at VARCHAR(30),
    paused_by LONGTEXT
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- API keys, encrypted. The key that opens them is not in this database.
CREATE TABLE IF NOT EXISTS pleo_erp_secret (
    company VARCHAR(200) NOT NULL,
    purpose VARCHAR(200) NOT NULL,          -- what it is for: api_key
    sealed LONGTEXT NOT NULL,
    sealed_at VARCHAR(30) NOT NULL,
    PRIMARY KEY (company, purpose)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- The dimensions that a company synchronises. No row: never selected; an empty list: deliberately none.
CREATE TABLE IF NOT EXISTS pleo_erp_selection (
    company VARCHAR(200) NOT NULL PRIMARY KEY,
    dimensions_json LONGTEXT NOT NULL,      -- [{"code": ..., "name": ...}] in the order selected
    saved_at VARCHAR(30) NOT NULL,
    saved_by LONGTEXT NOT NULL,
    confirmed BIGINT NOT NULL CHECK (confirmed IN (0, 1))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Settings that differ from their default.
CREATE TABLE IF NOT EXISTS pleo_erp_setting (
    company VARCHAR(200) NOT NULL,
    setting_name VARCHAR(200) NOT NULL,
    setting_value LONGTEXT NOT NULL,
    PRIMARY KEY (company, setting_name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Plans that were shown to a person; they can be released until they expire.
CREATE TABLE IF NOT EXISTS pleo_erp_plan (
    company VARCHAR(200) NOT NULL,
    plan_hash VARCHAR(100) NOT NULL,
    job LONGTEXT NOT NULL,
    shown_at VARCHAR(30) NOT NULL,
    expires_at VARCHAR(30) NOT NULL,
    had_selection BIGINT NOT NULL CHECK (had_selection IN (0, 1)),
    shows_tags BIGINT NOT NULL CHECK (shows_tags IN (0, 1)),
    user_name LONGTEXT NOT NULL,
    PRIMARY KEY (company, plan_hash)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- The changes that a plan showed, in their order.
CREATE TABLE IF NOT EXISTS pleo_erp_plan_change (
    company VARCHAR(200) NOT NULL,
    plan_hash VARCHAR(100) NOT NULL,
    pos BIGINT NOT NULL,
    unit LONGTEXT NOT NULL,                 -- tag_groups, tags:<CODE>, accounts
    action LONGTEXT NOT NULL,               -- create, update, unarchive, archive
    record_key LONGTEXT NOT NULL,           -- the ERP's code; for accounts the external id
    record_id LONGTEXT,                     -- Pleo's id; NULL for a create
    before_json LONGTEXT,
    after_json LONGTEXT,
    reason LONGTEXT NOT NULL,
    rule_id LONGTEXT NOT NULL,
    held BIGINT NOT NULL CHECK (held IN (0, 1)),
    approval_key LONGTEXT NOT NULL,         -- what a release of this plan approves
    PRIMARY KEY (company, plan_hash, pos)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Who released what, and when.
CREATE TABLE IF NOT EXISTS pleo_erp_release (
    release_id VARCHAR(64) NOT NULL PRIMARY KEY,
    company VARCHAR(200) NOT NULL,
    plan_hash LONGTEXT,                     -- NULL: approved by saving a selection, which shows its archives itself
    released_at VARCHAR(30) NOT NULL,
    released_by LONGTEXT NOT NULL,
    expires_at VARCHAR(30) NOT NULL,
    INDEX ix_pleo_erp_release (company)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- The single changes that a release approves. Used: the change is done.
CREATE TABLE IF NOT EXISTS pleo_erp_approval (
    company VARCHAR(200) NOT NULL,
    approval_key VARCHAR(200) NOT NULL,
    release_id VARCHAR(64) NOT NULL,
    expires_at VARCHAR(30) NOT NULL,
    used_at VARCHAR(30),
    PRIMARY KEY (company, approval_key, release_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Changes that wait for a person, and the guard that holds each.
CREATE TABLE IF NOT EXISTS pleo_erp_hold (
    company VARCHAR(200) NOT NULL,
    unit VARCHAR(360) NOT NULL,
    change_identity VARCHAR(200) NOT NULL,
    guard LONGTEXT NOT NULL,                -- blind, wipe, share, count, shift, flood
    run_id LONGTEXT NOT NULL,               -- the run that held it first
    held_at VARCHAR(30) NOT NULL,
    PRIMARY KEY (company, unit, change_identity)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- What each unit looked like when it was last done, and when that was.
CREATE TABLE IF NOT EXISTS pleo_erp_unit (
    company VARCHAR(200) NOT NULL,
    unit VARCHAR(360) NOT NULL,
    row_count BIGINT,                       -- rows in the ERP
    checked_at VARCHAR(30),                 -- NULL: due now
    PRIMARY KEY (company, unit)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- The history: one row for each run. A failure that repeats is one row with its first and last time and a count.
CREATE TABLE IF NOT EXISTS pleo_erp_run (
    run_id VARCHAR(64) NOT NULL PRIMARY KEY,
    company VARCHAR(200) NOT NULL,
    job LONGTEXT NOT NULL,
    user_name LONGTEXT NOT NULL,
    started_at VARCHAR(30) NOT NULL,
    finished_at VARCHAR(30),
    run_status LONGTEXT NOT NULL,           -- running, success, held, partial, failed, interrupted
    plan_hash LONGTEXT,
    read_count BIGINT NOT NULL,             -- requests to Pleo
    write_count BIGINT NOT NULL,
    retry_count BIGINT NOT NULL,
    change_count BIGINT NOT NULL,
    units_json LONGTEXT NOT NULL,           -- the report of each unit
    error_code LONGTEXT,
    error_message LONGTEXT,
    error_next LONGTEXT,
    first_at VARCHAR(30) NOT NULL,
    repeats BIGINT NOT NULL,                -- 1: happened once
    INDEX ix_pleo_erp_run (company, started_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- The history: every change that was sent to Pleo, and what became of it.
CREATE TABLE IF NOT EXISTS pleo_erp_change (
    run_id VARCHAR(64) NOT NULL,
    pos BIGINT NOT NULL,
    company VARCHAR(200) NOT NULL,
    unit VARCHAR(360) NOT NULL,
    action LONGTEXT NOT NULL,
    record_key LONGTEXT NOT NULL,
    record_id LONGTEXT,
    before_json LONGTEXT,
    after_json LONGTEXT,
    answered_json LONGTEXT,                 -- Pleo's answer, where it differs from what was sent
    reason LONGTEXT NOT NULL,
    rule_id LONGTEXT NOT NULL,
    change_status VARCHAR(20) NOT NULL,     -- sent, done, failed, unknown, not_done, skipped
    error_code LONGTEXT,
    error_message LONGTEXT,
    error_next LONGTEXT,
    first_at VARCHAR(30) NOT NULL,
    last_at VARCHAR(30) NOT NULL,
    repeats BIGINT NOT NULL,
    last_run VARCHAR(64) NOT NULL,          -- the run that met the same failure last
    PRIMARY KEY (run_id, pos),
    INDEX ix_pleo_erp_change_record (company, unit, record_key(200)),
    INDEX ix_pleo_erp_change_status (company, change_status),
    INDEX ix_pleo_erp_change_last (last_run)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- One row while a run of the company is under way. It ends by itself: expires_at is in milliseconds of the database's clock.
CREATE TABLE IF NOT EXISTS pleo_erp_lock (
    company VARCHAR(200) NOT NULL PRIMARY KEY,
    owner_name LONGTEXT NOT NULL,
    host_name LONGTEXT NOT NULL,
    process_id LONGTEXT NOT NULL,
    started_at VARCHAR(30) NOT NULL,
    token LONGTEXT NOT NULL,
    expires_at BIGINT NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

INSERT INTO pleo_erp_installation (single_row, installation_id)
SELECT 1, UUID() FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM pleo_erp_installation);

INSERT INTO pleo_erp_schema_version (step_number, step_name, applied_at)
VALUES (1, 'tables', DATE_FORMAT(UTC_TIMESTAMP(6), '%Y-%m-%dT%H:%i:%s.%fZ'));
