-- An account is in use unless it is frozen (for ever, or between two days) or has days of validity; without either it is.
SELECT a.[AcctCode] AS id, COALESCE(NULLIF({a.FormatCode}, ''), a.[AcctCode]) AS code, a.[AcctName] AS name,
       {a.DfltVat} AS tax_code,
       CASE
           WHEN COALESCE(a.[Postable], 'N') <> 'Y' OR a.[LocManTran] = 'Y' THEN 0
           WHEN a.[FrozenFor] = 'Y' AND (a.[FrozenFrom] IS NULL OR a.[FrozenFrom] <= :today)
                AND (a.[FrozenTo] IS NULL OR a.[FrozenTo] >= :today) THEN 0
           WHEN a.[ValidFor] = 'Y' AND (a.[ValidFrom] > :today OR a.[ValidTo] < :today) THEN 0
           ELSE 1
       END AS usable,
       CASE
           WHEN COALESCE(a.[Postable], 'N') <> 'Y' THEN 'heading'
           WHEN a.[LocManTran] = 'Y' THEN 'control_account'
           WHEN a.[FrozenFor] = 'Y' AND (a.[FrozenFrom] IS NULL OR a.[FrozenFrom] <= :today)
                AND (a.[FrozenTo] IS NULL OR a.[FrozenTo] >= :today) THEN 'frozen'
           WHEN a.[ValidFrom] > :today THEN 'not_yet_valid'
           ELSE 'expired'
       END AS why_not
FROM {account} a
