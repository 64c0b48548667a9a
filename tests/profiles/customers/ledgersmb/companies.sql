SELECT '1' AS id, COALESCE(MAX(CASE WHEN s.setting_key = 'company_name' THEN s.value END), 'LedgerSMB') AS name
FROM {setting} s
