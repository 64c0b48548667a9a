SELECT CAST(b.c_bpartner_id AS VARCHAR) AS id, b.value AS code, b.name AS name, b.taxid AS vat_number,
       CASE WHEN b.isactive = 'Y' AND b.issummary = 'N' THEN 1 ELSE 0 END AS usable,
       CASE WHEN b.isactive = 'Y' THEN 'summary' ELSE 'inactive' END AS why_not
FROM {partner} b
WHERE b.isvendor = 'Y' AND b.ad_client_id = CAST(:company AS INTEGER)
