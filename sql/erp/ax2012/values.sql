-- A value's code and name stand in the list behind the dimension, its state in the value table. 1900-01-01 means no date.
SELECT e.code AS code, e.name AS name,
       CASE
           WHEN s.ISDELETED <> 0 OR s.ISSUSPENDED <> 0 OR s.ISTOTAL <> 0 OR s.ISBLOCKEDFORMANUALENTRY <> 0 THEN 0
           WHEN s.ACTIVEFROM > :today OR (s.ACTIVETO > '1900-01-01' AND s.ACTIVETO < :today) THEN 0
           ELSE 1
       END AS usable,
       CASE
           WHEN s.ISDELETED <> 0 THEN 'deleted'
           WHEN s.ISSUSPENDED <> 0 THEN 'suspended'
           WHEN s.ISTOTAL <> 0 THEN 'total'
           WHEN s.ISBLOCKEDFORMANUALENTRY <> 0 THEN 'blocked_for_manual_entry'
           WHEN s.ACTIVEFROM > :today THEN 'not_yet_valid'
           ELSE 'expired'
       END AS why_not
FROM (
    SELECT d.RECID AS dimension, t.RECID AS instance, t.VALUE AS code, t.DESCRIPTION AS name, d.[PARTITION] AS part
    FROM {dimension} d
    JOIN {category} c ON c.DIMENSIONATTRIBUTE = d.RECID AND c.[PARTITION] = d.[PARTITION]
    JOIN {tag} t ON t.FINANCIALTAGCATEGORY = c.DIRCATEGORY AND t.[PARTITION] = d.[PARTITION]
    WHERE d.TYPE = 1
    UNION ALL
    SELECT d.RECID, v.KEY_, v.VALUE, v.NAME, d.[PARTITION]
    FROM {dimension} d
    JOIN {departments} v ON v.[PARTITION] = d.[PARTITION]
    WHERE d.TYPE = 0 AND d.NAME = :department
    UNION ALL
    SELECT d.RECID, v.KEY_, v.VALUE, v.NAME, d.[PARTITION]
    FROM {dimension} d
    JOIN {cost_centers} v ON v.[PARTITION] = d.[PARTITION]
    WHERE d.TYPE = 0 AND d.NAME = :cost_center
    UNION ALL
    SELECT d.RECID, v.KEY_, v.VALUE, v.NAME, d.[PARTITION]
    FROM {dimension} d
    JOIN {business_units} v ON v.[PARTITION] = d.[PARTITION]
    WHERE d.TYPE = 0 AND d.NAME = :business_unit
) e
LEFT JOIN {value} s ON s.DIMENSIONATTRIBUTE = e.dimension AND s.ENTITYINSTANCE = e.instance AND s.[PARTITION] = e.part
WHERE e.dimension = CAST(:dimension AS BIGINT) AND e.part = CAST(:partition AS BIGINT)
