-- The chart is shared: a company has it through its ledger. The state of an account is that of its value in the dimension of
-- type 2. Types of accounts: 0 to 6 are postable, 8 total, 9 reporting.
SELECT CAST(a.RECID AS VARCHAR(20)) AS id, a.MAINACCOUNTID AS code, a.NAME AS name,
       CASE
           WHEN a.TYPE NOT IN (0, 1, 2, 3, 4, 5, 6) THEN 0
           WHEN s.ISDELETED <> 0 OR s.ISSUSPENDED <> 0 OR s.ISBLOCKEDFORMANUALENTRY <> 0 THEN 0
           WHEN s.ACTIVEFROM > :today OR (s.ACTIVETO > '1900-01-01' AND s.ACTIVETO < :today) THEN 0
           ELSE 1
       END AS usable,
       CASE
           WHEN a.TYPE = 8 THEN 'total'
           WHEN a.TYPE = 9 THEN 'reporting'
           WHEN a.TYPE NOT IN (0, 1, 2, 3, 4, 5, 6) THEN 'not_postable'
           WHEN s.ISDELETED <> 0 THEN 'deleted'
           WHEN s.ISSUSPENDED <> 0 THEN 'suspended'
           WHEN s.ISBLOCKEDFORMANUALENTRY <> 0 THEN 'blocked_for_manual_entry'
           WHEN s.ACTIVEFROM > :today THEN 'not_yet_valid'
           ELSE 'expired'
       END AS why_not
FROM {party} c
JOIN {ledger} l ON l.PRIMARYFORLEGALENTITY = c.RECID AND l.[PARTITION] = c.[PARTITION]
JOIN {main_account} a ON a.LEDGERCHARTOFACCOUNTS = l.CHARTOFACCOUNTS AND a.[PARTITION] = c.[PARTITION]
LEFT JOIN {dimension} d ON d.TYPE = 2 AND d.[PARTITION] = c.[PARTITION]
LEFT JOIN {value} s ON s.DIMENSIONATTRIBUTE = d.RECID AND s.ENTITYINSTANCE = a.RECID AND s.[PARTITION] = c.[PARTITION]
WHERE UPPER(c.DATAAREA) = UPPER(:company) AND c.[PARTITION] = CAST(:partition AS BIGINT)
