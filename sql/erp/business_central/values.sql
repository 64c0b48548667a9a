-- Types: 0 standard, 1 heading, 2 total, 3 begin-total, 4 end-total. Postings go to 0 and 3.
SELECT v.[Code] AS code, v.[Name] AS name,
       CASE WHEN d.[Blocked] = 0 AND v.[Blocked] = 0 AND v.[Dimension Value Type] IN (0, 3) THEN 1 ELSE 0 END AS usable,
       CASE
           WHEN d.[Blocked] <> 0 THEN 'dimension_inactive'
           WHEN v.[Dimension Value Type] = 1 THEN 'heading'
           WHEN v.[Dimension Value Type] IN (2, 4) THEN 'total'
           WHEN v.[Blocked] <> 0 THEN 'blocked'
           ELSE 'unknown_type'
       END AS why_not
FROM {dimension_value} v
JOIN {dimension} d ON d.[Code] = v.[Dimension Code]
WHERE v.[Dimension Code] = :dimension
