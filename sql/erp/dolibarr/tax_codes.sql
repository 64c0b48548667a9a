-- The rates of the company's country, which is kept as "1:FR:France". Codes are often empty, and rates repeat: the row is the key.
SELECT CAST(t.rowid AS CHAR(20)) AS id, COALESCE(NULLIF({t.rate_code}, ''), CAST(t.rowid AS CHAR(20))) AS code,
       COALESCE(NULLIF(t.note, ''), CAST(CAST(t.taux AS DECIMAL(9, 4)) AS CHAR(20))) AS name,
       CAST(t.taux AS DECIMAL(9, 4)) / 100 AS rate,
       CASE WHEN t.active = 1 AND {t.type_vat} <> 1 THEN 1 ELSE 0 END AS usable,
       CASE WHEN t.active = 1 THEN 'not_for_purchases' ELSE 'inactive' END AS why_not
FROM {rate} t
JOIN {country} y ON y.rowid = t.fk_pays
JOIN (
    SELECT c.value AS value FROM {setting} c WHERE c.name = 'MAIN_INFO_SOCIETE_COUNTRY'
        AND c.entity IN (0, CAST(:company AS INTEGER)) ORDER BY c.entity DESC LIMIT 1
) s ON CAST(s.value AS CHAR(200)) = CAST(y.rowid AS CHAR(200))
    OR CAST(s.value AS CHAR(200)) LIKE TRIM(CAST(y.rowid AS CHAR(20))) {+} ':%'
