-- States of a project: 0 draft, 1 open, 2 closed.
SELECT p.ref AS code, p.title AS name,
       CASE WHEN p.fk_statut = 1 THEN 1 ELSE 0 END AS usable,
       CASE WHEN p.fk_statut = 0 THEN 'draft' ELSE 'closed' END AS why_not
FROM {project} p
WHERE :dimension = 'PROJECT' AND p.entity = CAST(:company AS INTEGER)
