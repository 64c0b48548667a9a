-- Columns: id (never changes), code (the number that people know), name, tax_code, usable, why_not.
SELECT CAST(a.account_id AS CHAR(20)) AS id, a.account_no AS code, a.title AS name, {a.vat_code} AS tax_code,
       CASE WHEN a.kind = 'heading' OR a.account_no < :first_account THEN 0 ELSE 1 END AS usable,
       CASE WHEN a.kind = 'heading' THEN 'heading' ELSE 'balance_sheet' END AS why_not
FROM {ledger_account} a
WHERE a.firm_no = CAST(:company AS INTEGER)
ORDER BY a.account_id
