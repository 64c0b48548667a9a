-- The type of an element names its list: OO and OT organization, AY activity, PJ project, MC campaign, SR sales region, U1 and U2
-- lists of the users' own; since 13 DP department, CC cost center, EP employee, WH warehouse, AS asset, CH charge. AC is the account.
SELECT CAST(e.c_acctschema_element_id AS VARCHAR) AS id, e.elementtype AS code, e.name AS name,
       CASE WHEN e.isactive = 'Y' AND e.elementtype IN (
           'OO', 'OT', 'AY', 'PJ', 'MC', 'SR', 'U1', 'U2', 'DP', 'CC', 'EP', 'WH', 'AS', 'CH') THEN 1 ELSE 0 END AS usable,
       CASE WHEN e.isactive = 'Y' THEN 'no_list_of_values' ELSE 'inactive' END AS why_not
FROM {element} e
JOIN {client_info} i ON i.ad_client_id = e.ad_client_id AND i.c_acctschema1_id = e.c_acctschema_id
WHERE e.ad_client_id = CAST(:company AS INTEGER) AND e.elementtype <> 'AC'
