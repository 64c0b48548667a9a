-- Several charts are kept in one table; a setting names the company's. An account is a heading if others are below it.
SELECT CAST(a.rowid AS CHAR(20)) AS id, a.account_number AS code, a.label AS name,
       CASE WHEN s.rowid IS NOT NULL AND a.active = 1 AND h.below IS NULL THEN 1 ELSE 0 END AS usable,
       CASE
           WHEN s.rowid IS NULL THEN 'other_chart'
           WHEN h.below IS NOT NULL THEN 'heading'
           ELSE 'inactive'
       END AS why_not
FROM {account} a
LEFT JOIN (
    SELECT q.rowid AS rowid, q.pcg_version AS version
    FROM {chart} q
    JOIN {setting} c ON CAST(c.value AS CHAR(20)) = CAST(q.rowid AS CHAR(20))
    WHERE c.name = 'CHARTOFACCOUNTS' AND c.entity = CAST(:company AS INTEGER)
) s ON s.version = a.fk_pcg_version
LEFT JOIN (
    SELECT k.account_parent AS rowid, COUNT(*) AS below
    FROM {account} k WHERE k.entity = CAST(:company AS INTEGER) GROUP BY k.account_parent
) h ON h.rowid = a.rowid
WHERE a.entity = CAST(:company AS INTEGER)
