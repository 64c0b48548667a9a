-- Several charts are kept in one table: only the company's is read. Parents are for reports, expenses go to every active account.
-- Trailing zeros up to the configured length are virtual: Dolibarr shows and exports them, but does not store them.
SELECT CAST(a.rowid AS CHAR(20)) AS id,
       CASE
           WHEN s.digits IN ('2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13', '14', '15', '16', '17', '18', '19', '20')
                AND COALESCE(s.stored_zeros, '') IN ('', '0')
           THEN RPAD(NULLIF(TRIM(a.account_number), ''), GREATEST(CHAR_LENGTH(TRIM(a.account_number)), CAST(s.digits AS INTEGER)), '0')
           ELSE a.account_number
       END AS code,
       a.label AS name,
       CASE WHEN a.active = 1 AND CHAR_LENGTH(TRIM(a.account_number)) >= CAST(:shortest_number AS INTEGER) THEN 1 ELSE 0 END AS usable,
       CASE WHEN a.active = 1 THEN 'heading' ELSE 'inactive' END AS why_not
FROM (
    SELECT (SELECT c.value FROM {setting} c WHERE c.name = 'CHARTOFACCOUNTS'
                AND c.entity IN (0, CAST(:company AS INTEGER)) ORDER BY c.entity DESC LIMIT 1) AS chart,
           (SELECT TRIM(c.value) FROM {setting} c WHERE c.name = 'ACCOUNTING_LENGTH_GACCOUNT'
                AND c.entity IN (0, CAST(:company AS INTEGER)) ORDER BY c.entity DESC LIMIT 1) AS digits,
           (SELECT TRIM(c.value) FROM {setting} c WHERE c.name = 'ACCOUNTING_MANAGE_ZERO'
                AND c.entity IN (0, CAST(:company AS INTEGER)) ORDER BY c.entity DESC LIMIT 1) AS stored_zeros
) s
JOIN {chart} q ON CAST(q.rowid AS CHAR(20)) = CAST(s.chart AS CHAR(20))
JOIN {account} a ON a.fk_pcg_version = q.pcg_version
WHERE a.entity = CAST(:company AS INTEGER)
