-- Before 18 an account is of one company.
SELECT CAST(a.id AS VARCHAR) AS id,
       a.code AS code,
       COALESCE(
           NULLIF(t.names ->> CAST(:language AS VARCHAR), ''),
           (SELECT MIN(NULLIF(e.value, ''))
            FROM (SELECT (jsonb_each_text(CASE WHEN jsonb_typeof(t.names) = 'object' THEN t.names ELSE '{}' END)).*) e
            WHERE split_part(e.key, '_', 1) = :base_language),
           t.names ->> 'en_US',
           CASE WHEN jsonb_typeof(t.names) = 'string' THEN t.names #>> '{}' END
       ) AS name,
       (SELECT CAST(MIN(x.tax_id) AS VARCHAR) FROM {account_tax} x
        JOIN {tax} y ON y.id = x.tax_id
        WHERE x.account_id = a.id AND y.active AND y.type_tax_use = 'purchase' AND y.amount_type = 'percent'
          AND y.company_id IN (
              SELECT CAST(regexp_split_to_table(RTRIM(COALESCE({c.parent_path}, CAST(c.id AS VARCHAR)), '/'), '/') AS INTEGER)
              FROM {company} c WHERE c.id = CAST(:company AS INTEGER))) AS tax_code,
       CASE
           WHEN a.deprecated OR a.account_type IN ('equity_unaffected', 'off_balance') THEN 0
           WHEN a.account_type IN ('asset_receivable', 'liability_payable') AND :control_accounts <> 'keep' THEN 0
           ELSE 1
       END AS usable,
       CASE
           WHEN a.deprecated THEN 'deprecated'
           WHEN a.account_type = 'equity_unaffected' THEN 'undistributed_profits'
           WHEN a.account_type = 'off_balance' THEN 'off_balance'
           ELSE 'control_account'
       END AS why_not
FROM {account_17} a, LATERAL (SELECT to_jsonb(a.name) AS names) t
WHERE a.company_id IN (
          SELECT CAST(regexp_split_to_table(RTRIM(COALESCE({c.parent_path}, CAST(c.id AS VARCHAR)), '/'), '/') AS INTEGER)
          FROM {company} c WHERE c.id = CAST(:company AS INTEGER))
