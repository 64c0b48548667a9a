SELECT
    CAST(c.id AS VARCHAR) AS id,
    p.name AS name,
    {c.timezone} AS time_zone
FROM {company} c
JOIN {party} p ON p.id = c.party
ORDER BY c.id
