-- A summary groups others; an account under document control is posted to by documents alone, others take budgets only.
SELECT CAST(v.c_elementvalue_id AS VARCHAR) AS id, v.value AS code, v.name AS name,
       CASE
           WHEN v.isactive = 'Y' AND v.issummary = 'N' AND v.postactual = 'Y' AND v.isdoccontrolled = 'N'
                AND (v.validfrom IS NULL OR v.validfrom <= CAST(:today AS DATE))
                AND (v.validto IS NULL OR v.validto >= CAST(:today AS DATE)) THEN 1
           ELSE 0
       END AS usable,
       CASE
           WHEN v.isactive <> 'Y' THEN 'inactive'
           WHEN v.issummary <> 'N' THEN 'summary'
           WHEN v.postactual <> 'Y' THEN 'actual_postings_off'
           WHEN v.isdoccontrolled <> 'N' THEN 'document_controlled'
           WHEN v.validfrom > CAST(:today AS DATE) THEN 'not_yet_valid'
           ELSE 'expired'
       END AS why_not
FROM {account} v
JOIN {element} e ON e.elementtype = 'AC' AND e.c_element_id = v.c_element_id AND e.ad_client_id = v.ad_client_id
JOIN {client_info} i ON i.ad_client_id = e.ad_client_id AND i.c_acctschema1_id = e.c_acctschema_id
WHERE v.ad_client_id = CAST(:company AS INTEGER)
