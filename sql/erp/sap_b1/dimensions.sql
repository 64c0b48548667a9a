-- There are always five; the name that people gave stands in DimDesc. Projects are an axis of their own.
SELECT CAST(d.[DimCode] AS VARCHAR(11)) AS id, CAST(d.[DimCode] AS VARCHAR(11)) AS code,
       COALESCE(NULLIF(d.[DimDesc], ''), d.[DimName]) AS name,
       CASE WHEN d.[DimActive] = 'Y' THEN 1 ELSE 0 END AS usable, 'inactive' AS why_not
FROM {dimension} d
UNION ALL
SELECT 'PRJ', 'PRJ', 'Project', 1, NULL
