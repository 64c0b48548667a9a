SELECT q.id AS id, q.id AS code, q.name AS name, COALESCE(q.percentage, 0) / 100.0 AS rate,
       CASE WHEN q.percentage IS NULL THEN 0 ELSE 1 END AS usable, 'no_rate_today' AS why_not
FROM (
    SELECT t.TAXCODE AS id, t.TAXNAME AS name,
           (SELECT MAX(r.TAXVALUE) FROM {rate} r
            WHERE r.TAXCODE = t.TAXCODE AND r.DATAAREAID = t.DATAAREAID AND r.[PARTITION] = t.[PARTITION] AND r.TAXLIMITMIN = 0
              AND r.TAXFROMDATE <= :today AND (r.TAXTODATE <= '1900-01-01' OR r.TAXTODATE >= :today)) AS percentage
    FROM {tax} t
    WHERE UPPER(t.DATAAREAID) = UPPER(:company) AND t.[PARTITION] = CAST(:partition AS BIGINT)
) q
