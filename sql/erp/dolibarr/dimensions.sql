-- The axes and, as one more, the projects, whose id no axis can have.
SELECT CAST(x.rowid AS CHAR(20)) AS id, x.code AS code, x.label AS name,
       CASE WHEN x.active = 1 THEN 1 ELSE 0 END AS usable, 'inactive' AS why_not
FROM {axis} x
WHERE x.entity = CAST(:company AS INTEGER)
UNION ALL
SELECT 'PROJECT', 'PROJECT', 'Project', 1, NULL
FROM {setting} c
WHERE c.name = 'MAIN_INFO_SOCIETE_NOM' AND c.entity = CAST(:company AS INTEGER)
