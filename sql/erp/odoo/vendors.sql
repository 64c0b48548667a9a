-- A partner with a parent is one of its addresses. The VAT number '/' says that there is none.
SELECT CAST(p.id AS VARCHAR) AS id, COALESCE(NULLIF(TRIM(p.ref), ''), CAST(p.id AS VARCHAR)) AS code, p.name AS name,
       NULLIF(TRIM(p.vat), '/') AS vat_number,
       CASE WHEN p.active THEN 1 ELSE 0 END AS usable, 'archived' AS why_not
FROM {partner} p
WHERE p.supplier_rank > 0 AND p.parent_id IS NULL
  AND (p.company_id IS NULL OR p.company_id IN (
          SELECT CAST(regexp_split_to_table(RTRIM(COALESCE({c.parent_path}, CAST(c.id AS VARCHAR)), '/'), '/') AS INTEGER)
          FROM {company} c WHERE c.id = CAST(:company AS INTEGER)))
