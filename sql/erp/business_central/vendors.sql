-- Blocked: 0 no, 1 for payments only, 2 for everything.
SELECT {v.vendor_id} AS id, v.[No_] AS code, v.[Name] AS name, v.[VAT Registration No_] AS vat_number,
       CASE WHEN v.[Blocked] IN (0, 1) AND {v.privacy_blocked} = 0 THEN 1 ELSE 0 END AS usable,
       CASE WHEN v.[Blocked] IN (0, 1) THEN 'blocked_for_privacy' ELSE 'blocked' END AS why_not
FROM {vendor} v
