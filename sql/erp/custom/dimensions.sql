-- Columns: id, code, name; and if some cannot be used: usable (1 or 0) and why_not. Every dimension, usable or not.
SELECT 'DEP' AS id, 'DEP' AS code, 'Department' AS name
UNION ALL
SELECT 'PRJ', 'PRJ', 'Project'
