SELECT CAST(a.id AS VARCHAR) AS id, a.accno AS code, a.description AS name,
       CASE WHEN a.obsolete OR a.tax THEN 0 ELSE 1 END AS usable,
       CASE WHEN a.obsolete THEN 'obsolete' ELSE 'tax account' END AS why_not
FROM {account} a
UNION ALL
SELECT 'H' {+} CAST(h.id AS VARCHAR), h.accno, h.description, 0, 'heading'
FROM {heading} h
