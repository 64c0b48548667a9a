SELECT CAST(c.[Code] AS VARCHAR(11)) AS id, c.[CompnyName] AS name
FROM {company} c
