-- A plan has no code of its own. Names hold a text for each language, before 17 a single one: to_jsonb makes them alike. Since 18
-- the applicability is kept by company, in 16 it is one for all. A rule can make a plan available that by default is not.
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
FROM {plan_18} p, LATERAL (SELECT to_jsonb(p.name) AS names) t, LATERAL (
    SELECT CASE
        WHEN jsonb_typeof(to_jsonb(p.default_applicability)) = 'object'
        THEN to_jsonb(p.default_applicability) ->> CAST(:company AS VARCHAR)
        ELSE to_jsonb(p.default_applicability) #>> '{}'
    END AS applicability
) d
WHERE p.parent_id IS NULL
  AND ({p.plan_company} IS NULL OR {p.plan_company} IN (
          SELECT CAST(regexp_split_to_table(RTRIM(COALESCE({c.parent_path}, CAST(c.id AS VARCHAR)), '/'), '/') AS INTEGER)
          FROM {company} c WHERE c.id = CAST(:company AS INTEGER)))
