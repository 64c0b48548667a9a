-- Types: 0 posting, 1 heading, 2 total, 3 begin-total, 4 end-total.
SELECT {a.account_id} AS id, a.[No_] AS code, a.[Name] AS name,
       CASE WHEN a.[VAT Prod_ Posting Group] <> ''
            THEN a.[VAT Bus_ Posting Group] {+} '|' {+} a.[VAT Prod_ Posting Group] END AS tax_code,
       CASE WHEN a.[Account Type] = 0 AND a.[Blocked] = 0 AND a.[Direct Posting] <> 0 THEN 1 ELSE 0 END AS usable,
       CASE
           WHEN a.[Account Type] = 1 THEN 'heading'
           WHEN a.[Account Type] <> 0 THEN 'total'
           WHEN a.[Blocked] <> 0 THEN 'blocked'
           ELSE 'no_direct_posting'
       END AS why_not
FROM {account} a
