-- pleo_erp standalone host, step 1: accounts of the web pages and what people did there.
-- Conventions as for the module's tables (docs/tables.md): names begin with pleo_erp_; a moment is text, ISO 8601 in UTC with
-- microseconds and a Z; yes and no are 1 and 0. Tokens and passwords are stored as hashes only.
[mariadb] -- Every statement commits itself, so each can run again: a step that was cut short is simply applied once more.

-- Which steps have been applied. Each step ends with its own row, so that a script run by hand is recorded, too.
CREATE TABLE pleo_erp_web_schema_version (
    step_number BIGINT NOT NULL PRIMARY KEY,
    step_name KEY(100, 100) NOT NULL,
    applied_at MOMENT NOT NULL
);

-- One row for each account, with its last login (seen_at). The login name is folded, so that case does not matter.
CREATE TABLE pleo_erp_web_person (
    login_name KEY(100, 100) NOT NULL PRIMARY KEY,
    full_name TEXT NOT NULL,
    role_name KEY(100, 100) NOT NULL,  -- administrator, bookkeeper
    password_hash TEXT,  -- Argon2id; NULL: none was chosen yet
    language_code KEY(100, 100),  -- NULL: the browser's
    time_zone TEXT,  -- NULL: the configuration's
    is_active BIGINT NOT NULL CHECK (is_active IN (0, 1)),
    created_at MOMENT NOT NULL,
    created_by TEXT NOT NULL,
    seen_at MOMENT
);

-- Who is logged in. The token itself is in the browser's cookie only.
CREATE TABLE pleo_erp_web_session (
    token_hash KEY(64, 64) NOT NULL PRIMARY KEY,  -- SHA-256
    login_name KEY(100, 100) NOT NULL,
    started_at MOMENT NOT NULL,
    seen_at MOMENT NOT NULL,
    address TEXT NOT NULL,
    INDEX ix_pleo_erp_web_session (login_name)
);

-- One-time links that were not used yet.
CREATE TABLE pleo_erp_web_link (
    token_hash KEY(64, 64) NOT NULL PRIMARY KEY,  -- SHA-256
    login_name KEY(100, 100),  -- NULL: whoever opens it becomes an administrator
    made_at MOMENT NOT NULL,
    made_by TEXT NOT NULL,
    expires_at MOMENT NOT NULL
);

-- Logins that failed, for each account and each address.
CREATE TABLE pleo_erp_web_try (
    try_key KEY(64, 64) NOT NULL PRIMARY KEY,  -- SHA-256 of the account or address
    try_count BIGINT NOT NULL,
    last_at MOMENT NOT NULL
);

-- Every change that a person made, numbered without a gap but for the oldest, which go.
CREATE TABLE pleo_erp_web_audit (
    entry_number BIGINT NOT NULL PRIMARY KEY,
    happened_at MOMENT NOT NULL,
    user_name TEXT NOT NULL,
    address TEXT NOT NULL,
    action TEXT NOT NULL,
    company TEXT,  -- the company's id in the ERP
    detail TEXT NOT NULL  -- in a few words, without secrets
);

-- Messages to people, one row for each way by which one goes out. Waiting ones are sent until they arrive, a bounded number of times.
CREATE TABLE pleo_erp_web_notice (
    notice_id KEY(64, 64) NOT NULL PRIMARY KEY,
    company KEY(200, 100) NOT NULL,
    channel_name KEY(100, 100) NOT NULL,  -- mail, webhook
    notice_code KEY(100, 100) NOT NULL,
    message TEXT NOT NULL,
    next_step TEXT NOT NULL,
    created_at MOMENT NOT NULL,
    notice_state KEY(100, 100) NOT NULL,  -- waiting, sent, given_up
    attempts BIGINT NOT NULL,
    next_at MOMENT NOT NULL,  -- of a waiting one: when it is tried next
    sent_at MOMENT,
    last_fault TEXT,
    INDEX ix_pleo_erp_web_notice (notice_state, next_at)
);

-- Faults of runs that people were told of and that are not over; so each is told once.
CREATE TABLE pleo_erp_web_fault (
    company KEY(200, 100) NOT NULL,
    reason KEY(400, 330) NOT NULL,
    told_at MOMENT NOT NULL,
    PRIMARY KEY (company, reason)
);

INSERT INTO pleo_erp_web_schema_version (step_number, step_name, applied_at)
VALUES (1, 'tables', NOW());
