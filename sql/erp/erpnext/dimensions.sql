-- The id is the kind of document, which names the table of the values. Two dimensions are always there.
SELECT 'Cost Center' AS id, 'cost_center' AS code, 'Cost Center' AS name, 1 AS usable, NULL AS why_not, NULL AS name_column
FROM {company} c WHERE c.name = :company
UNION ALL
SELECT 'Project', 'project', 'Project', 1, NULL, NULL
FROM {company} c WHERE c.name = :company
UNION ALL
SELECT d.document_type, d.fieldname, d.label, CASE WHEN d.disabled = 0 THEN 1 ELSE 0 END, 'disabled',
       COALESCE(
           (SELECT MAX(NULLIF(p.value, '')) FROM {customisation} p
            WHERE p.doc_type = d.document_type AND p.property = 'title_field'),
           t.title_field
       )
FROM {dimension} d
LEFT JOIN {document_type} t ON t.name = d.document_type
