-- The name's own column holds the text of the default language; all others stand in ir_translation, where the type "field"
-- is the label of the field and a fuzzy text has not been reviewed. "fr_CA" falls back to "fr", as in Tryton.
SELECT
    CAST(a.id AS VARCHAR) AS id,
    a.code AS code,
    COALESCE(
        (SELECT MIN(NULLIF(t.value, '')) FROM {translation} t
         WHERE t.name = 'analytic_account.account,name' AND t.type = 'model' AND NOT t.fuzzy
           AND t.res_id = a.id AND t.lang = :language),
        (SELECT MIN(NULLIF(t.value, '')) FROM {translation} t
         WHERE t.name = 'analytic_account.account,name' AND t.type = 'model' AND NOT t.fuzzy
           AND t.res_id = a.id AND t.lang = :base_language),
        a.name
    ) AS name,
    CASE WHEN a.active AND a.state IN ('draft', 'opened') THEN 1 ELSE 0 END AS usable,
    CASE WHEN a.active THEN a.state ELSE 'inactive' END AS why_not
FROM {analytic} a
WHERE a.type = 'root' AND a.company = CAST(:company AS INTEGER)
ORDER BY a.id
