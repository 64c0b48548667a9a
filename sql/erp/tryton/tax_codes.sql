-- A tax adds up its parts, which are taxes themselves, each within its days: that is how a rate changes. Two levels of parts are
-- read. The description's own column holds the text of the default language.
SELECT
    CAST(t.id AS VARCHAR) AS id,
    t.name AS code,
    COALESCE(
        (SELECT MIN(NULLIF(x.value, '')) FROM {translation} x
         WHERE x.name = 'account.tax,description' AND x.type = 'model' AND NOT x.fuzzy
           AND x.res_id = t.id AND x.lang = :language),
        (SELECT MIN(NULLIF(x.value, '')) FROM {translation} x
         WHERE x.name = 'account.tax,description' AND x.type = 'model' AND NOT x.fuzzy
           AND x.res_id = t.id AND x.lang = :base_language),
        t.description
    ) AS name,
    ROUND(s.rate, 6) AS rate,
    CASE
        WHEN NOT t.active OR t.parent IS NOT NULL OR k.kind = 'sale' THEN 0
        WHEN {t.tax_start} > :today OR {t.tax_end} < :today THEN 0
        WHEN s.others > 0 OR s.percentages = 0 THEN 0
        ELSE 1
    END AS usable,
    CASE
        WHEN NOT t.active THEN 'inactive'
        WHEN t.parent IS NOT NULL THEN 'part_of_tax'
        WHEN k.kind = 'sale' THEN 'not_for_purchases'
        WHEN {t.tax_start} > :today THEN 'not_yet_valid'
        WHEN {t.tax_end} < :today THEN 'expired'
        WHEN s.others > 0 THEN 'no_percentage'
        ELSE 'no_rate_today'
    END AS why_not
FROM {tax_code} t
LEFT JOIN {tax_group} k ON k.id = t."group"
JOIN (
    SELECT l.tax AS tax,
           SUM(CASE WHEN p.type = 'percentage' THEN CAST(p.rate AS NUMERIC) ELSE 0 END) AS rate,
           SUM(CASE WHEN p.type = 'percentage' THEN 1 ELSE 0 END) AS percentages,
           SUM(CASE WHEN p.type = 'fixed' OR (l.level = 2 AND d.id IS NOT NULL) THEN 1 ELSE 0 END) AS others
    FROM (
        SELECT a.id AS tax, a.id AS part, 0 AS level FROM {tax_code} a
        UNION ALL
        SELECT a.parent, a.id, 1 FROM {tax_code} a
        WHERE a.active AND ({a.tax_start} IS NULL OR {a.tax_start} <= :today) AND ({a.tax_end} IS NULL OR {a.tax_end} >= :today)
        UNION ALL
        SELECT a.parent, b.id, 2 FROM {tax_code} a
        JOIN {tax_code} b ON b.parent = a.id
        WHERE a.active AND ({a.tax_start} IS NULL OR {a.tax_start} <= :today) AND ({a.tax_end} IS NULL OR {a.tax_end} >= :today)
          AND b.active AND ({b.tax_start} IS NULL OR {b.tax_start} <= :today) AND ({b.tax_end} IS NULL OR {b.tax_end} >= :today)
    ) l
    JOIN {tax_code} p ON p.id = l.part
    LEFT JOIN (SELECT MIN(e.id) AS id, e.parent AS parent FROM {tax_code} e GROUP BY e.parent) d ON d.parent = p.id
    GROUP BY l.tax
) s ON s.tax = t.id
WHERE t.company = CAST(:company AS INTEGER)
