SELECT c.name AS id, c.company_name AS name,
       (SELECT MAX(s.value) FROM {setting} s WHERE s.doctype = 'System Settings' AND s.field = 'time_zone') AS time_zone
FROM {company} c
