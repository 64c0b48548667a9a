-- The rate of the day stands in the history; the group's own may lag behind.
SELECT q.code AS id, q.code AS code, q.name AS name, COALESCE(q.percentage, 0) / 100.0 AS rate,
       CASE WHEN q.inactive = 'Y' OR q.percentage IS NULL OR COALESCE(q.category, '') <> 'I' THEN 0 ELSE 1 END AS usable,
       CASE
           WHEN q.inactive = 'Y' THEN 'inactive'
           WHEN q.percentage IS NULL THEN 'no_rate_today'
           ELSE 'output_tax'
       END AS why_not
FROM (
    SELECT t.[Code] AS code, t.[Name] AS name, t.[Inactive] AS inactive, t.[Category] AS category,
           COALESCE(
               (SELECT MAX(r.[Rate]) FROM {rate} r
                WHERE r.[Code] = t.[Code] AND r.[EffecDate] =
                    (SELECT MAX(x.[EffecDate]) FROM {rate} x WHERE x.[Code] = t.[Code] AND x.[EffecDate] <= :today)),
               t.[Rate]) AS percentage
    FROM {tax} t
) q
