-- A tax is an account; each row of its rates is valid until a day.
SELECT CAST(a.id AS VARCHAR) AS id, a.accno AS code, a.description AS name, COALESCE(t.rate, 0) AS rate,
       CASE WHEN a.obsolete OR t.rate IS NULL THEN 0 ELSE 1 END AS usable,
       CASE WHEN a.obsolete THEN 'obsolete' ELSE 'no_rate_today' END AS why_not
FROM {account} a
LEFT JOIN (
    SELECT x.chart_id AS chart_id, MIN(x.validto) AS validto
    FROM {tax} x WHERE x.validto >= CAST(:today AS DATE) GROUP BY x.chart_id
) d ON d.chart_id = a.id
LEFT JOIN {tax} t ON t.chart_id = d.chart_id AND t.validto = d.validto
WHERE a.tax
