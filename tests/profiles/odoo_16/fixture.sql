-- Odoo 16: names in one language, plans of a company, no branches.
CREATE TABLE res_company (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL, parent_id INTEGER, active BOOLEAN, partner_id INTEGER);
CREATE TABLE account_analytic_plan (id INTEGER PRIMARY KEY, parent_id INTEGER, parent_path VARCHAR, name VARCHAR NOT NULL, company_id INTEGER, default_applicability VARCHAR NOT NULL);
CREATE TABLE account_analytic_applicability (id INTEGER PRIMARY KEY, analytic_plan_id INTEGER, business_domain VARCHAR NOT NULL, applicability VARCHAR NOT NULL);
CREATE TABLE account_analytic_account (id INTEGER PRIMARY KEY, plan_id INTEGER NOT NULL, root_plan_id INTEGER, company_id INTEGER, code VARCHAR, name VARCHAR NOT NULL, active BOOLEAN);
CREATE TABLE account_account (id INTEGER PRIMARY KEY, company_id INTEGER NOT NULL, code VARCHAR(64) NOT NULL, name VARCHAR NOT NULL, account_type VARCHAR NOT NULL, deprecated BOOLEAN);
CREATE TABLE account_account_tax_default_rel (account_id INTEGER NOT NULL, tax_id INTEGER NOT NULL, PRIMARY KEY (account_id, tax_id));
CREATE TABLE account_tax (id INTEGER PRIMARY KEY, company_id INTEGER NOT NULL, name VARCHAR NOT NULL, type_tax_use VARCHAR NOT NULL, amount_type VARCHAR NOT NULL, amount NUMERIC NOT NULL, active BOOLEAN, sequence INTEGER NOT NULL);
CREATE TABLE res_partner (id INTEGER PRIMARY KEY, company_id INTEGER, parent_id INTEGER, name VARCHAR, ref VARCHAR, vat VARCHAR, active BOOLEAN, supplier_rank INTEGER, customer_rank INTEGER, lang VARCHAR);
-- a company with a branch that has another language, and one that stands alone
INSERT INTO res_company VALUES (1, 'Fjeld & Sønner', NULL, true, 1), (2, 'Zakład Łódź', NULL, true, 2), (3, ' Fjeld Bergen ', 1, true, 3);
-- roots, and a plan below one of them; unavailable but for bills, and switched off in the first company
INSERT INTO account_analytic_plan VALUES (1, NULL, '1/', 'Projects', 1, 'optional');
INSERT INTO account_analytic_plan VALUES (2, NULL, '2/', 'Departments', NULL, 'unavailable');
INSERT INTO account_analytic_plan VALUES (4, 2, '2/4/', 'Workshops', NULL, 'unavailable');
INSERT INTO account_analytic_plan VALUES (5, NULL, '5/', 'Switched off', NULL, 'unavailable');
INSERT INTO account_analytic_applicability VALUES (1, 2, 'bill', 'mandatory'), (2, 5, 'bill', 'unavailable');
-- a reference with blanks, the same again, none, an archived one, one that nobody set active, of a sub-plan, of each company
INSERT INTO account_analytic_account VALUES (20, 2, 2, 1, ' SAL ', 'Sales ', true);
INSERT INTO account_analytic_account VALUES (21, 2, 2, 1, 'sal', 'Øst – Łódź', true);
INSERT INTO account_analytic_account VALUES (22, 2, 2, NULL, NULL, 'No reference', true);
INSERT INTO account_analytic_account VALUES (23, 2, 2, NULL, '  ', 'Blank reference', true);
INSERT INTO account_analytic_account VALUES (24, 2, 2, 1, 'ARC', 'Archived', false);
INSERT INTO account_analytic_account VALUES (25, 2, 2, 1, 'NUL', 'Never active', NULL);
INSERT INTO account_analytic_account VALUES (26, 4, 2, NULL, 'WOOD', 'Joinery', true);
INSERT INTO account_analytic_account VALUES (27, 2, 2, 2, 'PL', 'Of the other company', true);
INSERT INTO account_analytic_account VALUES (28, 2, 2, 3, 'BRG', 'Of the branch', true);
INSERT INTO account_analytic_account VALUES (29, 1, 1, 1, 'P/2026/001', 'New head office', true);
INSERT INTO account_analytic_account VALUES (30, 2, 2, 2, '22', 'Another id', true), (31, 2, 2, 2, ' #22', 'Another marked id', true);
-- accounts: usable, deprecated, nobody said, of the other company, of the branch, of the system, control accounts, off-balance
INSERT INTO account_account VALUES (1, 1, '6110', 'Travel ', 'expense', false);
INSERT INTO account_account VALUES (2, 1, ' 0615 ', 'Small purchases', 'expense', NULL);
INSERT INTO account_account VALUES (3, 1, '6120', 'Deprecated', 'expense', true);
INSERT INTO account_account VALUES (4, 2, '6110', 'Of the other company', 'expense', false);
INSERT INTO account_account VALUES (5, 3, '6140', 'Bergen only', 'expense', false);
INSERT INTO account_account VALUES (6, 1, '999999', 'Undistributed Profits/Losses', 'equity_unaffected', false);
INSERT INTO account_account VALUES (9, 1, '2440', 'Payable', 'liability_payable', false), (10, 1, '1510', 'Receivable', 'asset_receivable', false), (11, 1, '0', 'Guarantees', 'off_balance', false);
-- taxes: the same name for sales and purchases, archived, no percentage, of the other company, for neither
INSERT INTO account_tax VALUES (1, 1, '25%', 'sale', 'percent', 25, true, 1), (2, 1, '25%', 'purchase', 'percent', 25, true, 1);
INSERT INTO account_tax VALUES (3, 1, '12.5% EU', 'purchase', 'percent', 12.5, true, 2), (4, 1, 'Old 22%', 'purchase', 'percent', 22, false, 3);
INSERT INTO account_tax VALUES (5, 1, 'Eco fee', 'purchase', 'fixed', 1.5, true, 4), (6, 1, '25% and fee', 'purchase', 'group', 0, true, 5);
INSERT INTO account_tax VALUES (7, 2, '23%', 'purchase', 'percent', 23, true, 1), (8, 1, 'Neither', 'none', 'percent', 10, NULL, 6);
INSERT INTO account_account_tax_default_rel VALUES (1, 7), (1, 3), (1, 2), (2, 1), (2, 4), (3, 5);
-- vendors: with and without a reference, an address, an archived one, of the other company, a customer, one without VAT
INSERT INTO res_partner VALUES (1, 1, NULL, 'Fjeld & Sønner', NULL, NULL, true, 0, 0, NULL), (2, 2, NULL, 'Zakład Łódź', NULL, NULL, true, 0, 0, 'pl_PL'), (3, 3, NULL, 'Fjeld Bergen', NULL, NULL, true, 0, 0, 'da_DK');
INSERT INTO res_partner VALUES (10, NULL, NULL, 'Møller & Søn A/S', 'V001', 'DK12345678', true, 3, 0, NULL);
INSERT INTO res_partner VALUES (11, NULL, NULL, 'Żółw Sp. z o.o. ', NULL, ' PL5260001246', true, 1, 0, NULL);
INSERT INTO res_partner VALUES (12, NULL, 10, NULL, NULL, 'DK12345678', true, 1, 0, NULL);
INSERT INTO res_partner VALUES (13, NULL, NULL, 'Archived', ' ', '', false, 5, 0, NULL);
INSERT INTO res_partner VALUES (14, 2, NULL, 'Of the other company', NULL, '/', true, 1, 0, NULL);
INSERT INTO res_partner VALUES (15, NULL, NULL, 'Only a customer', NULL, NULL, true, 0, 7, NULL);
INSERT INTO res_partner VALUES (16, 1, NULL, 'Not taxable', 'V002', ' / ', true, 1, NULL, NULL);
