-- Columns: id, name; if the ERP knows it also time_zone (such as Europe/Copenhagen).
SELECT CAST(f.firm_no AS CHAR(20)) AS id, f.firm_name AS name
FROM {firm} f
ORDER BY f.firm_no
