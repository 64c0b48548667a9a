-- All values of the dimension whose id is :dimension. Columns: code, name, usable, why_not. Leave no row out: a blocked one
-- says usable = 0, so that it can be told from one that has vanished.
SELECT d.dept_no AS code, d.title AS name,
       CASE WHEN d.blocked = 'Y' THEN 0 ELSE 1 END AS usable, 'blocked' AS why_not
FROM {department} d
WHERE :dimension = 'DEP' AND d.firm_no = CAST(:company AS INTEGER)
UNION ALL
SELECT p.project_no, p.title,
       CASE WHEN p.closed_on <= :today THEN 0 ELSE 1 END, 'closed'
FROM {project} p
WHERE :dimension = 'PRJ' AND p.firm_no = CAST(:company AS INTEGER)
