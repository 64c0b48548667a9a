-- Rows of a company in LedgerSMB's own tables; its constraints and triggers have their say.
INSERT INTO defaults VALUES ('company_name', 'Łódź Bakery Ltd ');
INSERT INTO account_heading (id, accno, description) VALUES (9001, '6', 'Costs'), (9002, '61', 'Travel and such');
INSERT INTO account (id, accno, description, category, heading, obsolete) VALUES (9101, '6110', 'Travel ', 'E', 9002, false), (9102, '0615', 'Småting', 'E', 9001, false), (9103, '6190', 'Telex', 'E', 9001, true);
INSERT INTO account (id, accno, description, category, heading, tax, obsolete) VALUES (9104, '2310', 'VAT 25 %', 'L', 9001, true, false), (9105, '2311', 'VAT of the past', 'L', 9001, true, false), (9106, '2312', 'Old VAT', 'L', 9001, true, true), (9107, '2100', 'Payables', 'L', 9001, false, false);
INSERT INTO tax (chart_id, rate, validto) VALUES (9104, 0.22, '2026-01-30'), (9104, 0.25, 'infinity'), (9105, 0.2, '2025-12-31'), (9106, 0.1, 'infinity');
UPDATE business_unit_class SET active = true WHERE id IN (1, 2);
INSERT INTO business_unit (class_id, control_code, description, start_date, end_date) VALUES (1, ' SAL ', 'Sales', NULL, NULL), (1, 'OPS', 'Øst – Łódź', '2026-01-31', '2026-01-31'), (1, 'OLD', 'Ended yesterday', NULL, '2026-01-30'), (1, 'NEW', 'Starts tomorrow', '2026-02-01', NULL);
INSERT INTO business_unit (class_id, control_code, description) VALUES (1, NULL, 'No code'), (2, 'P1', 'New oven'), (2, 'p1', 'Another oven'), (3, 'J1', 'Of an inactive class');
INSERT INTO entity (id, name, entity_class, control_code, country_id) SELECT n.id, n.name, 1, n.code, (SELECT MIN(id) FROM country) FROM (VALUES (9201, 'Møller', 'E-1'), (9202, 'Żółw', 'E-2'), (9203, 'Gone', 'E-3'), (9204, 'Buyer', 'E-4')) AS n (id, name, code);
INSERT INTO company (entity_id, legal_name, tax_id, sales_tax_id) VALUES (9201, 'Møller & Søn A/S', 'T1', 'DK12345678'), (9202, 'Żółw Sp. z o.o. ', 'PL5260001246', NULL);
INSERT INTO entity_credit_account (id, entity_id, entity_class, meta_number, startdate, enddate, ar_ap_account_id, curr) VALUES (9301, 9201, 1, 'V-1', '2020-01-01', NULL, 9107, NULL), (9302, 9202, 1, 'V-2', NULL, '2026-01-31', 9107, NULL), (9303, 9203, 1, 'V-3', NULL, '2026-01-30', 9107, NULL), (9304, 9204, 2, 'C-1', NULL, NULL, 9107, NULL);
