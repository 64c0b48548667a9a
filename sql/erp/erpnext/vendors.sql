-- Suppliers are those of all companies. On hold without a kind is on hold for everything; with a day, until then.
SELECT s.name AS id, s.name AS code, s.supplier_name AS name, s.tax_id AS vat_number,
       CASE
           WHEN s.disabled = 1 OR {s.is_frozen} = 1 THEN 0
           WHEN s.on_hold = 1 AND COALESCE(s.hold_type, '') <> 'Payments' AND (s.release_date IS NULL OR s.release_date >= :today) THEN 0
           ELSE 1
       END AS usable,
       CASE WHEN s.disabled = 1 THEN 'disabled' WHEN {s.is_frozen} = 1 THEN 'frozen' ELSE 'on_hold' END AS why_not
FROM {supplier} s
