SELECT v.[CardCode] AS id, v.[CardCode] AS code, v.[CardName] AS name,
       COALESCE(NULLIF({v.LicTradNum}, ''), {v.VatIdUnCmp}) AS vat_number,
       CASE
           WHEN v.[frozenFor] = 'Y' AND (v.[frozenFrom] IS NULL OR v.[frozenFrom] <= :today)
                AND (v.[frozenTo] IS NULL OR v.[frozenTo] >= :today) THEN 0
           WHEN v.[validFor] = 'Y' AND (v.[validFrom] > :today OR v.[validTo] < :today) THEN 0
           ELSE 1
       END AS usable,
       CASE
           WHEN v.[frozenFor] = 'Y' AND (v.[frozenFrom] IS NULL OR v.[frozenFrom] <= :today)
                AND (v.[frozenTo] IS NULL OR v.[frozenTo] >= :today) THEN 'frozen'
           WHEN v.[validFrom] > :today THEN 'not_yet_valid'
           ELSE 'expired'
       END AS why_not
FROM {partner} v
WHERE v.[CardType] = 'S'
