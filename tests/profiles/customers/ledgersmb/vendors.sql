-- Class 1 is a vendor, 2 a customer.
SELECT CAST(k.id AS VARCHAR) AS id, k.meta_number AS code, COALESCE(c.legal_name, e.name) AS name,
       COALESCE(c.sales_tax_id, c.tax_id) AS vat_number,
       CASE
           WHEN (k.startdate IS NULL OR k.startdate <= :today) AND (k.enddate IS NULL OR k.enddate >= :today) THEN 1
           ELSE 0
       END AS usable,
       CASE WHEN k.startdate > :today THEN 'not_yet_valid' ELSE 'expired' END AS why_not
FROM {credit_account} k
JOIN {entity} e ON e.id = k.entity_id
LEFT JOIN {business} c ON c.entity_id = e.id
WHERE k.entity_class = 1
