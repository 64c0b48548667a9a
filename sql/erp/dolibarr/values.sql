-- States of a project: 0 draft, 1 open, 2 closed.
SELECT a.code AS code, a.label AS name,
       CASE
           WHEN x.active = 1 AND a.active = 1 AND (a.date_start IS NULL OR a.date_start <= :today)
                AND (a.date_end IS NULL OR a.date_end >= :today) THEN 1
           ELSE 0
       END AS usable,
       CASE
           WHEN COALESCE(x.active, 0) <> 1 THEN 'dimension_inactive'
           WHEN COALESCE(a.active, 0) <> 1 THEN 'inactive'
           WHEN a.date_start > :today THEN 'not_yet_valid'
           ELSE 'expired'
       END AS why_not
FROM {analytic} a
JOIN {axis} x ON x.rowid = a.fk_axis
WHERE CAST(x.rowid AS CHAR(20)) = :dimension AND a.entity = CAST(:company AS INTEGER)
UNION ALL
SELECT p.ref, p.title,
       CASE WHEN p.fk_statut = 1 THEN 1 ELSE 0 END,
       CASE WHEN p.fk_statut = 0 THEN 'draft' ELSE 'closed' END
FROM {project} p
WHERE :dimension = 'PROJECT' AND p.entity = CAST(:company AS INTEGER)
