-- A document's name is its key, and changes when it is renamed; a cost centre's number stays. What a kind of document lacks (groups,
-- a company, a state) says nothing against it; a company that is not filled in does: ERPNext offers such a document to nobody.
SELECT CASE WHEN :value_code = 'number' THEN COALESCE(NULLIF(TRIM({v.value_number}), ''), v.name) ELSE v.name END AS code,
       COALESCE(NULLIF(TRIM(CAST({v.title} AS CHAR(1000))), ''), v.name) AS name,
       CASE
           WHEN v.docstatus = 2 OR {v.is_group} = 1 OR {v.value_disabled} = 1 OR {v.enabled} = 0 THEN 0
           WHEN COALESCE({v.value_company}, '') = '' THEN 0
           WHEN :dimension = 'Project' THEN CASE WHEN {v.status} IN ('Completed', 'Cancelled') THEN 0 ELSE 1 END
           WHEN CAST({v.is_active} AS CHAR(20)) IN ('No', '0') THEN 0
           WHEN :dimension = 'Employee' AND {v.status} <> 'Active' THEN 0
           ELSE 1
       END AS usable,
       CASE
           WHEN v.docstatus = 2 THEN 'cancelled'
           WHEN {v.is_group} = 1 THEN 'group'
           WHEN {v.value_disabled} = 1 OR {v.enabled} = 0 THEN 'disabled'
           WHEN COALESCE({v.value_company}, '') = '' THEN 'no_company'
           WHEN :dimension <> 'Project' AND CAST({v.is_active} AS CHAR(20)) IN ('No', '0') THEN 'inactive'
           ELSE {v.status}
       END AS why_not
FROM {value} v
WHERE COALESCE({v.value_company}, '') IN ('', '*', :company)
