SELECT 'Cost Center' AS id, 'cost_center' AS code, 'Cost Center' AS name, 1 AS usable, NULL AS why_not
FROM {company} c WHERE c.name = :company
UNION ALL
SELECT 'Project', 'project', 'Project', 1, NULL
FROM {company} c WHERE c.name = :company
UNION ALL
SELECT d.document_type, d.fieldname, d.label, CASE WHEN d.disabled = 0 THEN 1 ELSE 0 END, 'disabled'
FROM {dimension} d
