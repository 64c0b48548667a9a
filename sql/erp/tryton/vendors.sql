-- Parties are those of all companies, and none is marked as a vendor. A VAT number within the European Union comes first, then
-- whatever number of a country stands first.
SELECT
    CAST(p.id AS VARCHAR) AS id,
    p.code AS code,
    COALESCE(NULLIF(p.name, ''), p.code) AS name,
    COALESCE(
        (SELECT i.code FROM {identifier} i WHERE i.party = p.id AND i.active AND i.type = 'eu_vat'
         ORDER BY COALESCE(i.sequence, 999999), i.id LIMIT 1),
        (SELECT i.code FROM {identifier} i WHERE i.party = p.id AND i.active AND i.type LIKE '%_vat'
         ORDER BY COALESCE(i.sequence, 999999), i.id LIMIT 1)
    ) AS vat_number,
    CASE WHEN p.active AND c.party IS NULL THEN 1 ELSE 0 END AS usable,
    CASE
        WHEN c.party IS NOT NULL THEN 'erp_company'
        WHEN {p.replaced_by} IS NOT NULL THEN 'merged'
        ELSE 'inactive'
    END AS why_not
FROM {vendor} p
LEFT JOIN (SELECT MIN(q.id) AS id, q.party AS party FROM {company} q GROUP BY q.party) c ON c.party = p.id
