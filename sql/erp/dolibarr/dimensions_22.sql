SELECT 'PROJECT' AS id, 'PROJECT' AS code, 'Project' AS name
FROM {setting} c
WHERE c.name = 'MAIN_INFO_SOCIETE_NOM' AND c.entity = CAST(:company AS INTEGER)
