-- In 17 the applicability is a property of the company, or of all.
SELECT CAST(p.id AS VARCHAR) AS id, CAST(p.id AS VARCHAR) AS code,
       COALESCE(
           NULLIF(t.names ->> CAST(:language AS VARCHAR), ''),
           (SELECT MIN(NULLIF(e.value, ''))
            FROM (SELECT (jsonb_each_text(CASE WHEN jsonb_typeof(t.names) = 'object' THEN t.names ELSE '{}' END)).*) e
            WHERE split_part(e.key, '_', 1) = :base_language),
           t.names ->> 'en_US',
           CASE WHEN jsonb_typeof(t.names) = 'string' THEN t.names #>> '{}' END
       ) AS name,
       CASE
           WHEN d.applicability = 'unavailable' AND NOT EXISTS (
               SELECT 1 FROM {applicability} r
               WHERE r.analytic_plan_id = p.id AND r.applicability <> 'unavailable'
                 AND ({r.rule_company} IS NULL OR {r.rule_company} = CAST(:company AS INTEGER))) THEN 0
           ELSE 1
       END AS usable,
       'unavailable' AS why_not
FROM {plan} p, LATERAL (SELECT to_jsonb(p.name) AS names) t, LATERAL (
    SELECT (
        SELECT y.value_text FROM {property} y
        WHERE y.name = 'default_applicability' AND y.res_id = 'account.analytic.plan,' || CAST(p.id AS VARCHAR)
          AND (y.company_id IS NULL OR y.company_id = CAST(:company AS INTEGER))
        ORDER BY y.company_id NULLS LAST LIMIT 1
    ) AS applicability
) d
WHERE p.parent_id IS NULL
