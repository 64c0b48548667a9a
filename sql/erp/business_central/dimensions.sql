-- A blank code is possible, a blank id is not.
SELECT COALESCE(NULLIF(d.[Code], ''), '-') AS id, d.[Code] AS code, d.[Name] AS name,
       CASE WHEN d.[Blocked] = 0 THEN 1 ELSE 0 END AS usable, 'blocked' AS why_not
FROM {dimension} d
