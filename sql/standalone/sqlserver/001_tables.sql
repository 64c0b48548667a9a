-- pleo_erp standalone host, step 1: accounts of the web pages and what people did there.
-- Conventions as for the module's tables (docs/tables.md): names begin with pleo_erp_; a moment is text, ISO 8601 in UTC with
-- microseconds and a Z; yes and no are 1 and 0. Tokens and passwords are stored as hashes only.

-- Which steps have been applied. Each step ends with its own row, so that a script run by hand is recorded, too.
CREATE TABLE pleo_erp_web_schema_version (
    step_number BIGINT NOT NULL PRIMARY KEY,
    step_name NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    applied_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2 NOT NULL
);

-- One row for each account, with its last login (seen_at). The login name is folded, so that case does not matter.
CREATE TABLE pleo_erp_web_person (
    login_name NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
    full_name NVARCHAR(MAX) NOT NULL,
    role_name NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL,  -- administrator, bookkeeper
    password_hash NVARCHAR(MAX),  -- Argon2id; NULL: none was chosen yet
    language_code NVARCHAR(100) COLLATE Latin1_General_100_BIN2,  -- NULL: the browser's
    time_zone NVARCHAR(MAX),  -- NULL: the configuration's
    is_active BIGINT NOT NULL CHECK (is_active IN (0, 1)),
    created_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2 NOT NULL,
    created_by NVARCHAR(MAX) NOT NULL,
    seen_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2
);

-- Who is logged in. The token itself is in the browser's cookie only.
CREATE TABLE pleo_erp_web_session (
    token_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,  -- SHA-256
    login_name NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    started_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2 NOT NULL,
    seen_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2 NOT NULL,
    address NVARCHAR(MAX) NOT NULL
);
CREATE INDEX ix_pleo_erp_web_session ON pleo_erp_web_session (login_name);

-- One-time links that were not used yet.
CREATE TABLE pleo_erp_web_link (
    token_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,  -- SHA-256
    login_name NVARCHAR(100) COLLATE Latin1_General_100_BIN2,  -- NULL: whoever opens it becomes an administrator
    made_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2 NOT NULL,
    made_by NVARCHAR(MAX) NOT NULL,
    expires_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2 NOT NULL
);

-- Logins that failed, for each account and each address.
CREATE TABLE pleo_erp_web_try (
    try_key NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,  -- SHA-256 of the account or address
    try_count BIGINT NOT NULL,
    last_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2 NOT NULL
);

-- Every change that a person made, numbered without a gap but for the oldest, which go.
CREATE TABLE pleo_erp_web_audit (
    entry_number BIGINT NOT NULL PRIMARY KEY,
    happened_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2 NOT NULL,
    user_name NVARCHAR(MAX) NOT NULL,
    address NVARCHAR(MAX) NOT NULL,
    action NVARCHAR(MAX) NOT NULL,
    company NVARCHAR(MAX),  -- the company's id in the ERP
    detail NVARCHAR(MAX) NOT NULL  -- in a few words, without secrets
);

-- Messages to people, one row for each way by which one goes out. Waiting ones are sent until they arrive, a bounded number of times.
CREATE TABLE pleo_erp_web_notice (
    notice_id NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY,
    company NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    channel_name NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL,  -- mail, webhook
    notice_code NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    message NVARCHAR(MAX) NOT NULL,
    next_step NVARCHAR(MAX) NOT NULL,
    created_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2 NOT NULL,
    notice_state NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL,  -- waiting, sent, given_up
    attempts BIGINT NOT NULL,
    next_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2 NOT NULL,  -- of a waiting one: when it is tried next
    sent_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2,
    last_fault NVARCHAR(MAX)
);
CREATE INDEX ix_pleo_erp_web_notice ON pleo_erp_web_notice (notice_state, next_at);

-- Faults of runs that people were told of and that are not over; so each is told once.
CREATE TABLE pleo_erp_web_fault (
    company NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    reason NVARCHAR(330) COLLATE Latin1_General_100_BIN2 NOT NULL,
    told_at NVARCHAR(27) COLLATE Latin1_General_100_BIN2 NOT NULL,
    PRIMARY KEY (company, reason)
);

INSERT INTO pleo_erp_web_schema_version (step_number, step_name, applied_at)
VALUES (1, 'tables', REPLACE(CONVERT(NVARCHAR(26), CAST(SYSUTCDATETIME() AS DATETIME2(6)), 121), ' ', 'T') + 'Z');
