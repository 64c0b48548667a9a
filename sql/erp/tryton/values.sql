-- Postings go to 'normal' and 'distribution'; a 'view' only groups others. State and active are independent.
SELECT
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
    CASE
        WHEN a.type IN ('normal', 'distribution') AND a.active AND a.state IN ('draft', 'opened') THEN 1
        ELSE 0
    END AS usable,
    CASE
        WHEN a.type NOT IN ('normal', 'distribution') THEN 'heading'
        WHEN a.active THEN a.state
        ELSE 'inactive'
    END AS why_not
FROM {analytic} a
WHERE a.root = CAST(:dimension AS INTEGER) AND a.company = CAST(:company AS INTEGER)
ORDER BY a.id
