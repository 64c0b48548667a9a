SELECT u.control_code AS code, u.description AS name,
       CASE
           WHEN (u.start_date IS NULL OR u.start_date <= :today) AND (u.end_date IS NULL OR u.end_date >= :today) THEN 1
           ELSE 0
       END AS usable,
       CASE WHEN u.start_date > :today THEN 'not_yet_valid' ELSE 'expired' END AS why_not
FROM {unit} u
WHERE u.class_id = CAST(:dimension AS INTEGER)
