-- pleo_erp standalone host, step 1: accounts of the web pages and what people did there.
-- Conventions as for the module's tables (docs/tables.md): names begin with pleo_erp_; a moment is text, ISO 8601 in UTC with
-- microseconds and a Z; yes and no are 1 and 0. Tokens and passwords are stored as hashes only.
-- Every statement commits itself, so each can run again: a step that was cut short is simply applied once more.

-- Which steps have been applied. Each step ends with its own row, so that a script run by hand is recorded, too.
CREATE TABLE IF NOT EXISTS pleo_erp_web_schema_version (
    step_number BIGINT NOT NULL PRIMARY KEY,
    step_name VARCHAR(100) NOT NULL,
    applied_at VARCHAR(30) NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- One row for each account, with its last login (seen_at). The login name is folded, so that case does not matter.
CREATE TABLE IF NOT EXISTS pleo_erp_web_person (
    login_name VARCHAR(100) NOT NULL PRIMARY KEY,
    full_name LONGTEXT NOT NULL,
    role_name VARCHAR(100) NOT NULL,  -- administrator, bookkeeper
    password_hash LONGTEXT,  -- Argon2id; NULL: none was chosen yet
    language_code VARCHAR(100),  -- NULL: the browser's
    time_zone LONGTEXT,  -- NULL: the configuration's
    is_active BIGINT NOT NULL CHECK (is_active IN (0, 1)),
    created_at VARCHAR(30) NOT NULL,
    created_by LONGTEXT NOT NULL,
    seen_at VARCHAR(30)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Who is logged in. The token itself is in the browser's cookie only.
CREATE TABLE IF NOT EXISTS pleo_erp_web_session (
    token_hash VARCHAR(64) NOT NULL PRIMARY KEY,  -- SHA-256
    login_name VARCHAR(100) NOT NULL,
    started_at VARCHAR(30) NOT NULL,
    seen_at VARCHAR(30) NOT NULL,
    address LONGTEXT NOT NULL,
    INDEX ix_pleo_erp_web_session (login_name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- One-time links that were not used yet.
CREATE TABLE IF NOT EXISTS pleo_erp_web_link (
    token_hash VARCHAR(64) NOT NULL PRIMARY KEY,  -- SHA-256
    login_name VARCHAR(100),  -- NULL: whoever opens it becomes an administrator
    made_at VARCHAR(30) NOT NULL,
    made_by LONGTEXT NOT NULL,
    expires_at VARCHAR(30) NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Logins that failed, for each account and each address.
CREATE TABLE IF NOT EXISTS pleo_erp_web_try (
    try_key VARCHAR(64) NOT NULL PRIMARY KEY,  -- SHA-256 of the account or address
    try_count BIGINT NOT NULL,
    last_at VARCHAR(30) NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Every change that a person made, numbered without a gap but for the oldest, which go.
CREATE TABLE IF NOT EXISTS pleo_erp_web_audit (
    entry_number BIGINT NOT NULL PRIMARY KEY,
    happened_at VARCHAR(30) NOT NULL,
    user_name LONGTEXT NOT NULL,
    address LONGTEXT NOT NULL,
    action LONGTEXT NOT NULL,
    company LONGTEXT,  -- the company's id in the ERP
    detail LONGTEXT NOT NULL  -- in a few words, without secrets
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Messages to people, one row for each way by which one goes out. Waiting ones are sent until they arrive, a bounded number of times.
CREATE TABLE IF NOT EXISTS pleo_erp_web_notice (
    notice_id VARCHAR(64) NOT NULL PRIMARY KEY,
    company VARCHAR(200) NOT NULL,
    channel_name VARCHAR(100) NOT NULL,  -- mail, webhook
    notice_code VARCHAR(100) NOT NULL,
    message LONGTEXT NOT NULL,
    next_step LONGTEXT NOT NULL,
    created_at VARCHAR(30) NOT NULL,
    notice_state VARCHAR(100) NOT NULL,  -- waiting, sent, given_up
    attempts BIGINT NOT NULL,
    next_at VARCHAR(30) NOT NULL,  -- of a waiting one: when it is tried next
    sent_at VARCHAR(30),
    last_fault LONGTEXT,
    INDEX ix_pleo_erp_web_notice (notice_state, next_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Faults of runs that people were told of and that are not over; so each is told once.
CREATE TABLE IF NOT EXISTS pleo_erp_web_fault (
    company VARCHAR(200) NOT NULL,
    reason VARCHAR(400) NOT NULL,
    told_at VARCHAR(30) NOT NULL,
    PRIMARY KEY (company, reason)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

INSERT INTO pleo_erp_web_schema_version (step_number, step_name, applied_at)
VALUES (1, 'tables', DATE_FORMAT(UTC_TIMESTAMP(6), '%Y-%m-%dT%H:%i:%s.%fZ'));
