-- A code for vendors is made only if the company wants one.
SELECT CAST(s.rowid AS CHAR(20)) AS id, COALESCE(NULLIF(s.code_fournisseur, ''), CAST(s.rowid AS CHAR(20))) AS code,
       s.nom AS name, s.tva_intra AS vat_number,
       CASE WHEN s.status = 1 THEN 1 ELSE 0 END AS usable, 'closed' AS why_not
FROM {third_party} s
WHERE s.fournisseur = 1 AND s.entity = CAST(:company AS INTEGER)
