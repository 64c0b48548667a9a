-- Client 0 is the system itself.
SELECT CAST(c.ad_client_id AS VARCHAR) AS id, c.name AS name, {i.timezone} AS time_zone
FROM {client} c
JOIN {client_info} i ON i.ad_client_id = c.ad_client_id
WHERE c.ad_client_id <> 0
