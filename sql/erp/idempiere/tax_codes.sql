-- A tax need not have a code. B is for both, P for purchases, S for sales.
SELECT CAST(t.c_tax_id AS VARCHAR) AS id, COALESCE(NULLIF(TRIM(t.taxindicator), ''), CAST(t.c_tax_id AS VARCHAR)) AS code,
       t.name AS name, t.rate / 100 AS rate,
       CASE
           WHEN t.isactive = 'Y' AND t.issummary = 'N' AND t.sopotype IN ('B', 'P') AND t.validfrom <= CAST(:today AS DATE) THEN 1
           ELSE 0
       END AS usable,
       CASE
           WHEN t.isactive <> 'Y' THEN 'inactive'
           WHEN t.issummary <> 'N' THEN 'summary'
           WHEN t.validfrom > CAST(:today AS DATE) THEN 'not_yet_valid'
           ELSE 'not_for_purchases'
       END AS why_not
FROM {tax} t
WHERE t.ad_client_id = CAST(:company AS INTEGER)
