-- Sales and purchases have taxes of the same name: only the id tells them apart. Only percentages are one rate.
SELECT CAST(y.id AS VARCHAR) AS id, CAST(y.id AS VARCHAR) AS code,
       COALESCE(
           NULLIF(t.names ->> CAST(:language AS VARCHAR), ''),
           (SELECT MIN(NULLIF(e.value, ''))
            FROM (SELECT (jsonb_each_text(CASE WHEN jsonb_typeof(t.names) = 'object' THEN t.names ELSE '{}' END)).*) e
            WHERE split_part(e.key, '_', 1) = :base_language),
           t.names ->> 'en_US',
           CASE WHEN jsonb_typeof(t.names) = 'string' THEN t.names #>> '{}' END
       ) AS name,
       y.amount / 100 AS rate,
       CASE WHEN y.active AND y.type_tax_use = 'purchase' AND y.amount_type = 'percent' THEN 1 ELSE 0 END AS usable,
       CASE
           WHEN y.active IS NOT TRUE THEN 'archived'
           WHEN y.type_tax_use <> 'purchase' THEN 'not_for_purchases'
           ELSE 'no_percentage'
       END AS why_not
FROM {tax} y, LATERAL (SELECT to_jsonb(y.name) AS names) t
WHERE y.company_id IN (
          SELECT CAST(regexp_split_to_table(RTRIM(COALESCE({c.parent_path}, CAST(c.id AS VARCHAR)), '/'), '/') AS INTEGER)
          FROM {company} c WHERE c.id = CAST(:company AS INTEGER))
