-- A rule that is not direct splits an amount and has no dates.
SELECT r.[OcrCode] AS code, r.[OcrName] AS name,
       CASE
           WHEN d.[DimActive] = 'Y' AND r.[Active] = 'Y' AND COALESCE(c.[Active], 'Y') = 'Y'
                AND (c.[ValidFrom] IS NULL OR c.[ValidFrom] <= :today) AND (c.[ValidTo] IS NULL OR c.[ValidTo] >= :today) THEN 1
           ELSE 0
       END AS usable,
       CASE
           WHEN COALESCE(d.[DimActive], 'N') <> 'Y' THEN 'dimension_inactive'
           WHEN COALESCE(r.[Active], 'N') <> 'Y' OR c.[Active] <> 'Y' THEN 'inactive'
           WHEN c.[ValidFrom] > :today THEN 'not_yet_valid'
           ELSE 'expired'
       END AS why_not
FROM {rule} r
JOIN {dimension} d ON d.[DimCode] = r.[DimCode]
LEFT JOIN {cost_centre} c ON c.[PrcCode] = r.[OcrCode] AND r.[Direct] = 'Y'
WHERE CAST(r.[DimCode] AS VARCHAR(11)) = :dimension
UNION ALL
SELECT p.[PrjCode], p.[PrjName],
       CASE
           WHEN p.[Active] = 'Y' AND (p.[ValidFrom] IS NULL OR p.[ValidFrom] <= :today)
                AND (p.[ValidTo] IS NULL OR p.[ValidTo] >= :today) THEN 1
           ELSE 0
       END,
       CASE
           WHEN COALESCE(p.[Active], 'N') <> 'Y' THEN 'inactive'
           WHEN p.[ValidFrom] > :today THEN 'not_yet_valid'
           ELSE 'expired'
       END
FROM {project} p
WHERE :dimension = 'PRJ'
