SELECT CAST(p.id AS VARCHAR) AS id, CAST(p.id AS VARCHAR) AS code,
       COALESCE(
           NULLIF(t.names ->> CAST(:language AS VARCHAR), ''),
           (SELECT MIN(NULLIF(e.value, ''))
            FROM (SELECT (jsonb_each_text(CASE WHEN jsonb_typeof(t.names) = 'object' THEN t.names ELSE '{}' END)).*) e
            WHERE split_part(e.key, '_', 1) = :base_language),
           t.names ->> 'en_US',
           CASE WHEN jsonb_typeof(t.names) = 'string' THEN t.names #>> '{}' END
       ) AS name
FROM {plan} p, LATERAL (SELECT to_jsonb(p.name) AS names) t
WHERE p.parent_id IS NULL
