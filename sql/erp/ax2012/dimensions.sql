-- Types: 0 a list that another part of AX keeps, 1 a list of its own, 2 the main account, 3 an account of another kind.
SELECT CAST(d.RECID AS VARCHAR(20)) AS id, d.NAME AS code, d.NAME AS name,
       CASE WHEN d.TYPE = 1 OR (d.TYPE = 0 AND d.NAME IN (:department, :cost_center, :business_unit)) THEN 1 ELSE 0 END AS usable,
       CASE WHEN d.TYPE = 0 THEN 'list_not_read' WHEN d.TYPE = 2 THEN 'main_account' ELSE 'no_list_of_values' END AS why_not
FROM {dimension} d
WHERE d.[PARTITION] = CAST(:partition AS BIGINT) AND EXISTS (
    SELECT 1 FROM {party} c
    WHERE UPPER(c.DATAAREA) = UPPER(:company) AND c.[PARTITION] = d.[PARTITION])
