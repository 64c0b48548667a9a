-- The language of the company's own partner: names are in the language in which somebody typed them last where English is off.
SELECT CAST(c.id AS VARCHAR) AS id, c.name AS name, p.lang AS language
FROM {company_partner} c
LEFT JOIN {language} p ON p.id = c.partner_id
