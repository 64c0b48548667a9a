-- The language of the company's own party; a language of one company counts before that of all.
SELECT
    CAST(c.id AS VARCHAR) AS id,
    p.name AS name,
    {c.timezone} AS time_zone,
    COALESCE(
        (SELECT MIN(l.code) FROM {party_language} x JOIN {language} l ON l.id = x.lang
         WHERE x.party = c.party AND {x.language_company} = c.id),
        (SELECT MIN(l.code) FROM {party_language} x JOIN {language} l ON l.id = x.lang
         WHERE x.party = c.party AND {x.language_company} IS NULL)
    ) AS language
FROM {company} c
JOIN {party} p ON p.id = c.party
ORDER BY c.id
