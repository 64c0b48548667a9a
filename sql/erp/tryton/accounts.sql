-- An account has no active flag: without a type it is a heading, and it can be closed or have dates.
SELECT
    CAST(a.id AS VARCHAR) AS id,
    a.code AS code,
    a.name AS name,
    (SELECT CAST(MIN(x.tax) AS VARCHAR) FROM {account_tax} x
     JOIN {tax} t ON t.id = x.tax
     WHERE x.account = a.id AND t.active) AS tax_code,
    CASE
        WHEN a.type IS NULL THEN 0
        WHEN a.closed THEN 0
        WHEN {a.start_date} > :today THEN 0
        WHEN {a.end_date} < :today THEN 0
        ELSE 1
    END AS usable,
    CASE
        WHEN a.type IS NULL THEN 'heading'
        WHEN a.closed THEN 'closed'
        WHEN {a.start_date} > :today THEN 'not_yet_valid'
        WHEN {a.end_date} < :today THEN 'expired'
    END AS why_not
FROM {account} a
WHERE a.company = CAST(:company AS INTEGER)
ORDER BY a.id
