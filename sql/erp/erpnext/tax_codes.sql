-- A template of charges: its rate is the sum of those on the net total. Those of reverse charge add up to nothing.
SELECT q.id AS id, q.id AS code, q.name AS name, COALESCE(q.percentage, 0) / 100 AS rate,
       CASE WHEN q.disabled = 1 OR q.others > 0 OR q.percentage IS NULL THEN 0 ELSE 1 END AS usable,
       CASE WHEN q.disabled = 1 THEN 'disabled' ELSE 'no_percentage' END AS why_not
FROM (
    SELECT t.name AS id, t.title AS name, t.disabled AS disabled,
           (SELECT SUM(CASE WHEN x.add_deduct_tax = 'Deduct' THEN -x.rate ELSE x.rate END) FROM {charge} x
            WHERE x.parent = t.name AND x.parenttype = 'Purchase Taxes and Charges Template'
              AND x.charge_type = 'On Net Total') AS percentage,
           (SELECT COUNT(*) FROM {charge} x
            WHERE x.parent = t.name AND x.parenttype = 'Purchase Taxes and Charges Template'
              AND x.charge_type <> 'On Net Total') AS others
    FROM {template} t
    WHERE t.company = :company
) q
