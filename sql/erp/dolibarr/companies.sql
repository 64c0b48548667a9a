-- Every company has its name among its settings, with or without the module for several companies.
SELECT CAST(c.entity AS CHAR(20)) AS id, c.value AS name
FROM {setting} c
WHERE c.name = 'MAIN_INFO_SOCIETE_NOM' AND c.entity > 0
