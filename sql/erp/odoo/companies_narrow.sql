SELECT CAST(c.id AS VARCHAR) AS id, c.name AS name
FROM {company} c
