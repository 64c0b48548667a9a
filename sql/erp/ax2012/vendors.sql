-- Blocked: 0 no, 1 invoices, 2 all, 3 payments, 4 requisitions, 5 never.
SELECT v.ACCOUNTNUM AS id, v.ACCOUNTNUM AS code, p.NAME AS name, v.VATNUM AS vat_number,
       CASE WHEN v.BLOCKED IN (1, 2) THEN 0 ELSE 1 END AS usable,
       CASE WHEN v.BLOCKED = 1 THEN 'blocked_for_invoices' ELSE 'blocked' END AS why_not
FROM {vendor} v
LEFT JOIN {party} p ON p.RECID = v.PARTY AND p.[PARTITION] = v.[PARTITION]
WHERE UPPER(v.DATAAREAID) = UPPER(:company) AND v.[PARTITION] = CAST(:partition AS BIGINT)
