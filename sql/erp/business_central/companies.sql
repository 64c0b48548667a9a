SELECT c.[Name] AS id, COALESCE(NULLIF({c.display_name}, ''), c.[Name]) AS name
FROM {company} c
