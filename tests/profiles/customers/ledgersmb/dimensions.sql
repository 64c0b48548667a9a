-- Seven classes are there from the beginning, and none of them is active.
SELECT CAST(c.id AS VARCHAR) AS id, c.label AS code, c.label AS name,
       CASE WHEN c.active THEN 1 ELSE 0 END AS usable, 'inactive' AS why_not
FROM {class} c
