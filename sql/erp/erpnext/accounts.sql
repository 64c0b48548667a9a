-- The name is the key and holds number, label and the company's abbreviation. The number is optional.
SELECT a.name AS id, COALESCE(NULLIF(a.account_number, ''), a.name) AS code, a.account_name AS name,
       CASE
           WHEN a.is_group = 1 OR a.disabled = 1 OR a.freeze_account = 'Yes' THEN 0
           WHEN :accounts <> 'purchases' OR {a.report_type} = 'Profit and Loss' THEN 1
           WHEN {a.account_type} IN (
               'Expense Account', 'Fixed Asset', 'Temporary', 'Asset Received But Not Billed', 'Capital Work in Progress') THEN 1
           ELSE 0
       END AS usable,
       CASE
           WHEN a.is_group = 1 THEN 'group'
           WHEN a.disabled = 1 THEN 'disabled'
           WHEN a.freeze_account = 'Yes' THEN 'frozen'
           ELSE 'not_for_purchases'
       END AS why_not
FROM {account} a
WHERE a.company = :company
