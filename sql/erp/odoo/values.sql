-- Of the company, of those above it, or of none. The reference is optional and need not be unique; it can be another row's id, but
-- not a marked one, since a reference that begins with the mark gets one more.
SELECT CASE
           WHEN :value_code = 'id' THEN CAST(a.id AS VARCHAR)
           WHEN :value_code = 'reference' THEN a.code
           WHEN :value_code = 'reference_or_marked_id' THEN
               COALESCE(NULLIF(TRIM(CASE WHEN TRIM(a.code) LIKE '#%' THEN '#' {+} TRIM(a.code) ELSE a.code END), ''),
                        '#' {+} CAST(a.id AS VARCHAR))
           ELSE COALESCE(NULLIF(TRIM(a.code), ''), CAST(a.id AS VARCHAR))
       END AS code,
       COALESCE(
           NULLIF(t.names ->> CAST(:language AS VARCHAR), ''),
           (SELECT MIN(NULLIF(e.value, ''))
            FROM (SELECT (jsonb_each_text(CASE WHEN jsonb_typeof(t.names) = 'object' THEN t.names ELSE '{}' END)).*) e
            WHERE split_part(e.key, '_', 1) = :base_language),
           t.names ->> 'en_US',
           CASE WHEN jsonb_typeof(t.names) = 'string' THEN t.names #>> '{}' END
       ) AS name,
       CASE WHEN a.active THEN 1 ELSE 0 END AS usable, 'archived' AS why_not
FROM {analytic} a, LATERAL (SELECT to_jsonb(a.name) AS names) t
WHERE a.root_plan_id = CAST(:dimension AS INTEGER)
  AND (a.company_id IS NULL OR a.company_id IN (
          SELECT CAST(regexp_split_to_table(RTRIM(COALESCE({c.parent_path}, CAST(c.id AS VARCHAR)), '/'), '/') AS INTEGER)
          FROM {company} c WHERE c.id = CAST(:company AS INTEGER)))
