-- A charge has no search key: its name is the key, as in iDempiere itself.
SELECT q.code AS code, q.name AS name,
       CASE
           WHEN e.isactive = 'Y' AND q.active = 'Y' AND q.summary = 'N' AND q.closed = 'N'
                AND (q.valid_from IS NULL OR q.valid_from <= CAST(:today AS DATE))
                AND (q.valid_to IS NULL OR q.valid_to >= CAST(:today AS DATE)) THEN 1
           ELSE 0
       END AS usable,
       CASE
           WHEN e.isactive <> 'Y' THEN 'dimension_inactive'
           WHEN q.active <> 'Y' THEN 'inactive'
           WHEN q.summary <> 'N' THEN 'summary'
           WHEN q.closed <> 'N' THEN 'closed'
           WHEN q.valid_from > CAST(:today AS DATE) THEN 'not_yet_valid'
           ELSE 'expired'
       END AS why_not
FROM {element} e
JOIN (
    SELECT 'OO' AS kind, v.ad_client_id AS client, CAST(NULL AS NUMERIC) AS list, v.value AS code, v.name AS name, v.isactive AS active,
           v.issummary AS summary, 'N' AS closed, CAST(NULL AS TIMESTAMP) AS valid_from, CAST(NULL AS TIMESTAMP) AS valid_to
    FROM {organization} v
    UNION ALL
    SELECT 'AY', v.ad_client_id, NULL, v.value, v.name, v.isactive, v.issummary, 'N', NULL, NULL
    FROM {activity} v
    UNION ALL
    SELECT 'PJ', v.ad_client_id, NULL, v.value, v.name, v.isactive, v.issummary, v.processed, NULL, NULL
    FROM {project} v
    UNION ALL
    SELECT 'MC', v.ad_client_id, NULL, v.value, v.name, v.isactive, v.issummary, 'N', NULL, NULL
    FROM {campaign} v
    UNION ALL
    SELECT 'SR', v.ad_client_id, NULL, v.value, v.name, v.isactive, v.issummary, 'N', NULL, NULL
    FROM {region} v
    UNION ALL
    SELECT 'U', v.ad_client_id, v.c_element_id, v.value, v.name, v.isactive, v.issummary, 'N', v.validfrom, v.validto
    FROM {account} v
    UNION ALL
    SELECT 'DP', v.ad_client_id, NULL, v.value, v.name, v.isactive, 'N', 'N', NULL, NULL
    FROM {department} v
    UNION ALL
    SELECT 'CC', v.ad_client_id, NULL, v.value, v.name, v.isactive, 'N', 'N', NULL, NULL
    FROM {cost_center} v
    UNION ALL
    SELECT 'WH', v.ad_client_id, NULL, v.value, v.name, v.isactive, 'N', 'N', NULL, NULL
    FROM {warehouse} v
    UNION ALL
    SELECT 'AS', v.ad_client_id, NULL, v.value, v.name, v.isactive, 'N', 'N', NULL, NULL
    FROM {asset} v
    UNION ALL
    SELECT 'CH', v.ad_client_id, NULL, v.name, COALESCE(NULLIF(v.description, ''), v.name), v.isactive, 'N', 'N', NULL, NULL
    FROM {charge} v
    UNION ALL
    SELECT 'EP', v.ad_client_id, NULL, v.value, v.name, v.isactive, v.issummary, 'N', NULL, NULL
    FROM {employee} v WHERE v.isemployee = 'Y'
) q ON q.client = e.ad_client_id
   AND (q.kind = e.elementtype OR (q.kind = 'OO' AND e.elementtype = 'OT')
        OR (q.kind = 'U' AND e.elementtype IN ('U1', 'U2') AND q.list = e.c_element_id))
WHERE e.c_acctschema_element_id = CAST(:dimension AS INTEGER) AND e.ad_client_id = CAST(:company AS INTEGER)
