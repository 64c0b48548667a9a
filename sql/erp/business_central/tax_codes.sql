-- The rate hangs on a pair of groups, of which the first may be blank. Types: 0 normal, 1 reverse charge, 2 full, 3 sales tax.
SELECT t.[VAT Bus_ Posting Group] {+} '|' {+} t.[VAT Prod_ Posting Group] AS id,
       t.[VAT Bus_ Posting Group] {+} '|' {+} t.[VAT Prod_ Posting Group] AS code,
       COALESCE(NULLIF({t.description}, ''), t.[VAT Prod_ Posting Group]) AS name,
       t.[VAT _] / 100.0 AS rate,
       CASE WHEN {t.vat_blocked} = 0 AND t.[VAT Calculation Type] IN (0, 1) THEN 1 ELSE 0 END AS usable,
       CASE
           WHEN {t.vat_blocked} <> 0 THEN 'blocked'
           WHEN t.[VAT Calculation Type] = 2 THEN 'full_vat'
           ELSE 'sales_tax'
       END AS why_not
FROM {vat} t
