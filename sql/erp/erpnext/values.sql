-- A document's name is its key. What a kind of document lacks (groups, companies, a state) says nothing against it.
SELECT v.name AS code, {v.title} AS name,
       CASE
           WHEN v.docstatus = 2 OR {v.is_group} = 1 OR {v.value_disabled} = 1 OR {v.enabled} = 0 THEN 0
           WHEN CAST({v.is_active} AS CHAR(20)) IN ('No', '0') THEN 0
           WHEN :dimension = 'Project' AND {v.status} <> 'Open' THEN 0
           WHEN :dimension = 'Employee' AND {v.status} <> 'Active' THEN 0
           ELSE 1
       END AS usable,
       CASE
           WHEN v.docstatus = 2 THEN 'cancelled'
           WHEN {v.is_group} = 1 THEN 'group'
           WHEN {v.value_disabled} = 1 OR {v.enabled} = 0 THEN 'disabled'
           WHEN CAST({v.is_active} AS CHAR(20)) IN ('No', '0') THEN 'inactive'
           ELSE {v.status}
       END AS why_not
FROM {value} v
WHERE COALESCE({v.value_company}, '') IN ('', :company)
