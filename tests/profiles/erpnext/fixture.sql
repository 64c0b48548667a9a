-- ERPNext 15: one table for each kind of document, named "tab" and its kind. Runs on both engines.
CREATE TABLE "tabCompany" (name VARCHAR(140) PRIMARY KEY, docstatus INTEGER NOT NULL DEFAULT 0, company_name VARCHAR(140), abbr VARCHAR(140));
CREATE TABLE "tabSingles" (doctype VARCHAR(255), field VARCHAR(255), value TEXT);
CREATE TABLE "tabAccounting Dimension" (name VARCHAR(140) PRIMARY KEY, docstatus INTEGER NOT NULL DEFAULT 0, label VARCHAR(140), fieldname VARCHAR(140), document_type VARCHAR(140), disabled INTEGER NOT NULL DEFAULT 0);
CREATE TABLE "tabDocType" (name VARCHAR(140) PRIMARY KEY, title_field VARCHAR(140));
CREATE TABLE "tabProperty Setter" (name VARCHAR(140) PRIMARY KEY, doc_type VARCHAR(140), property VARCHAR(140), value TEXT);
CREATE TABLE "tabCost Center" (name VARCHAR(140) PRIMARY KEY, docstatus INTEGER NOT NULL DEFAULT 0, cost_center_name VARCHAR(140), cost_center_number VARCHAR(140), company VARCHAR(140), is_group INTEGER NOT NULL DEFAULT 0, disabled INTEGER NOT NULL DEFAULT 0);
CREATE TABLE "tabProject" (name VARCHAR(140) PRIMARY KEY, docstatus INTEGER NOT NULL DEFAULT 0, project_name VARCHAR(140), status VARCHAR(140), is_active VARCHAR(140), company VARCHAR(140), department VARCHAR(140), cost_center VARCHAR(140));
CREATE TABLE "tabDepartment" (name VARCHAR(140) PRIMARY KEY, docstatus INTEGER NOT NULL DEFAULT 0, department_name VARCHAR(140), company VARCHAR(140), is_group INTEGER NOT NULL DEFAULT 0, disabled INTEGER NOT NULL DEFAULT 0);
CREATE TABLE "tabBranch" (name VARCHAR(140) PRIMARY KEY, docstatus INTEGER NOT NULL DEFAULT 0, branch VARCHAR(140));
CREATE TABLE "tabEmployee" (name VARCHAR(140) PRIMARY KEY, docstatus INTEGER NOT NULL DEFAULT 0, employee_name VARCHAR(140), status VARCHAR(140), company VARCHAR(140), department VARCHAR(140), branch VARCHAR(140));
CREATE TABLE "tabCustomer" (name VARCHAR(140) PRIMARY KEY, docstatus INTEGER NOT NULL DEFAULT 0, customer_name VARCHAR(140), disabled INTEGER NOT NULL DEFAULT 0);
CREATE TABLE "tabItem" (name VARCHAR(140) PRIMARY KEY, docstatus INTEGER NOT NULL DEFAULT 0, item_name VARCHAR(140), disabled INTEGER NOT NULL DEFAULT 0);
CREATE TABLE "tabAsset" (name VARCHAR(140) PRIMARY KEY, docstatus INTEGER NOT NULL DEFAULT 0, asset_name VARCHAR(140), status VARCHAR(140), company VARCHAR(140), location VARCHAR(140));
CREATE TABLE "tabTerritory" (name VARCHAR(140) PRIMARY KEY, docstatus INTEGER NOT NULL DEFAULT 0, territory_name VARCHAR(140), is_group INTEGER NOT NULL DEFAULT 0);
CREATE TABLE "tabWarehouse" (name VARCHAR(140) PRIMARY KEY, docstatus INTEGER NOT NULL DEFAULT 0, warehouse_name VARCHAR(140), company VARCHAR(140), is_group INTEGER NOT NULL DEFAULT 0, disabled INTEGER NOT NULL DEFAULT 0);
CREATE TABLE "tabLocation" (name VARCHAR(140) PRIMARY KEY, docstatus INTEGER NOT NULL DEFAULT 0, location_name VARCHAR(140), is_group INTEGER NOT NULL DEFAULT 0);
CREATE TABLE "tabItem Group" (name VARCHAR(140) PRIMARY KEY, docstatus INTEGER NOT NULL DEFAULT 0, item_group_name VARCHAR(140), is_group INTEGER NOT NULL DEFAULT 0);
CREATE TABLE "tabSales Person" (name VARCHAR(140) PRIMARY KEY, docstatus INTEGER NOT NULL DEFAULT 0, sales_person_name VARCHAR(140), enabled INTEGER NOT NULL DEFAULT 1, is_group INTEGER NOT NULL DEFAULT 0);
CREATE TABLE "tabGrant Ægide" (name VARCHAR(140) PRIMARY KEY, docstatus INTEGER NOT NULL DEFAULT 0, title VARCHAR(140), is_active INTEGER NOT NULL DEFAULT 1);
CREATE TABLE "tabVessel" (name VARCHAR(140) PRIMARY KEY, docstatus INTEGER NOT NULL DEFAULT 0, tonnage INTEGER);
CREATE TABLE "tabCase" (name VARCHAR(140) PRIMARY KEY, docstatus INTEGER NOT NULL DEFAULT 0, title VARCHAR(140), subject VARCHAR(140), company VARCHAR(140));
CREATE TABLE "tabAccount" (name VARCHAR(140) PRIMARY KEY, docstatus INTEGER NOT NULL DEFAULT 0, account_name VARCHAR(140), account_number VARCHAR(140), is_group INTEGER NOT NULL DEFAULT 0, company VARCHAR(140), root_type VARCHAR(140), report_type VARCHAR(140), account_type VARCHAR(140), freeze_account VARCHAR(140), disabled INTEGER NOT NULL DEFAULT 0);
CREATE TABLE "tabPurchase Taxes and Charges Template" (name VARCHAR(140) PRIMARY KEY, docstatus INTEGER NOT NULL DEFAULT 0, title VARCHAR(140), disabled INTEGER NOT NULL DEFAULT 0, company VARCHAR(140));
CREATE TABLE "tabPurchase Taxes and Charges" (name VARCHAR(140) PRIMARY KEY, docstatus INTEGER NOT NULL DEFAULT 0, parent VARCHAR(140), parenttype VARCHAR(140), charge_type VARCHAR(140), add_deduct_tax VARCHAR(140), rate DECIMAL(21,9) NOT NULL DEFAULT 0);
CREATE TABLE "tabSupplier" (name VARCHAR(140) PRIMARY KEY, docstatus INTEGER NOT NULL DEFAULT 0, supplier_name VARCHAR(140), tax_id VARCHAR(140), disabled INTEGER NOT NULL DEFAULT 0, is_frozen INTEGER NOT NULL DEFAULT 0, on_hold INTEGER NOT NULL DEFAULT 0, hold_type VARCHAR(140), release_date DATE);
INSERT INTO "tabCompany" VALUES ('Fjord DK', 0, 'Fjord Danmark A/S', 'FD'), ('Östra AB', 0, 'Östra AB', 'OE'), ('Tom ApS', 0, 'Tom ApS', 'TA');
INSERT INTO "tabSingles" VALUES ('System Settings', 'time_zone', 'Europe/Copenhagen'), ('System Settings', 'language', 'da'), ('Website Settings', 'time_zone', 'x');
-- dimensions over documents of ERPNext and of the company's own; one is disabled
INSERT INTO "tabAccounting Dimension" VALUES ('Department', 0, 'Afdeling ', 'department', 'Department', 0), ('Branch', 0, 'Branch', 'branch', 'Branch', 0);
INSERT INTO "tabAccounting Dimension" VALUES ('Employee', 0, 'Employee', 'employee', 'Employee', 0), ('Customer', 0, 'Customer', 'customer', 'Customer', 0);
INSERT INTO "tabAccounting Dimension" VALUES ('Item', 0, 'Item', 'item', 'Item', 0), ('Asset', 0, 'Asset', 'asset', 'Asset', 0), ('Territory', 0, 'Région', 'région', 'Territory', 1);
INSERT INTO "tabAccounting Dimension" VALUES ('Warehouse', 0, 'Warehouse', 'warehouse', 'Warehouse', 0), ('Location', 0, 'Location', 'location', 'Location', 0);
INSERT INTO "tabAccounting Dimension" VALUES ('Item Group', 0, 'Item Group', 'item_group', 'Item Group', 0), ('Sales Person', 0, 'Sales Person', 'sales_person', 'Sales Person', 0);
INSERT INTO "tabAccounting Dimension" VALUES ('Supplier', 0, 'Supplier', 'supplier', 'Supplier', 0), ('Grant Ægide', 0, 'Grant', 'grant_aegide', 'Grant Ægide', 0), ('Vessel', 0, 'Vessel', 'vessel', 'Vessel', 0);
INSERT INTO "tabAccounting Dimension" VALUES ('Case', 0, 'Case', 'case', 'Case', 0);
-- the column of the names: as the kind of document says, as the site changed it, one that is not there, none
INSERT INTO "tabDocType" VALUES ('Case', 'subject'), ('Item Group', NULL), ('Vessel', 'gone'), ('Location', ''), ('Branch', 'branch');
INSERT INTO "tabProperty Setter" VALUES ('Grant-title', 'Grant Ægide', 'title_field', 'name'), ('Case-x', 'Case', 'search_fields', 'company');
-- values: groups, disabled ones, states, cancelled ones, of the other company, of none
INSERT INTO "tabCost Center" VALUES ('Fjord DK - FD', 0, 'Fjord DK', NULL, 'Fjord DK', 1, 0), ('100 - Salg - FD', 0, 'Salg ', '100', 'Fjord DK', 0, 0);
INSERT INTO "tabCost Center" VALUES ('Øst – Łódź - FD', 0, 'Øst – Łódź', '', 'Fjord DK', 0, 0), ('Lukket - FD', 0, 'Lukket', NULL, 'Fjord DK', 0, 1), ('Main - OE', 0, 'Main', NULL, 'Östra AB', 0, 0);
INSERT INTO "tabProject" VALUES ('PROJ-0001', 0, 'Nyt hovedkontor', 'Open', 'Yes', 'Fjord DK', 'Salg - FD', NULL), ('PROJ-0002', 0, 'Done', 'Completed', 'Yes', 'Fjord DK', NULL, NULL);
INSERT INTO "tabProject" VALUES ('PROJ-0003', 0, 'Parked', 'Open', 'No', 'Fjord DK', NULL, NULL), ('PROJ-0004', 0, '', 'On hold', NULL, 'Fjord DK', NULL, NULL), ('PROJ-0006', 0, 'Dropped', 'Cancelled', 'Yes', 'Fjord DK', NULL, NULL), ('PROJ-0005', 0, 'Of the other company', 'Open', 'Yes', 'Östra AB', NULL, NULL);
INSERT INTO "tabDepartment" VALUES ('All Departments', 0, 'All Departments', '', 1, 0), ('Økonomi - FD', 0, 'Økonomi', 'Fjord DK', 0, 0), ('R&D - FD', 0, 'R&D', 'Fjord DK', 0, 1), ('R&D - OE', 0, 'R&D', 'Östra AB', 0, 0), ('Shared', 0, 'Shared', NULL, 0, 0);
INSERT INTO "tabBranch" VALUES ('København', 0, 'København N'), ('Århus', 0, 'Århus ');
INSERT INTO "tabEmployee" VALUES ('HR-EMP-1', 0, 'Åse Øye', 'Active', 'Fjord DK', 'Økonomi - FD', 'Århus'), ('HR-EMP-2', 0, 'Gone', 'Left', 'Fjord DK', NULL, NULL);
INSERT INTO "tabCustomer" VALUES ('CUST-1', 0, 'Kunde', 0), ('CUST-2', 0, 'Kunde før', 1);
INSERT INTO "tabItem" VALUES ('IT-1', 0, 'Skrue', 0);
INSERT INTO "tabAsset" VALUES ('AST-1', 1, 'Lorry', 'Submitted', 'Fjord DK', 'Yard'), ('AST-2', 2, 'Cancelled lorry', 'Draft', 'Fjord DK', NULL);
INSERT INTO "tabTerritory" VALUES ('Norden', 0, 'The North', 0);
INSERT INTO "tabWarehouse" VALUES ('Lager - FD', 0, 'Lager', 'Fjord DK', 0, 0);
INSERT INTO "tabLocation" VALUES ('Yard', 0, 'The yard', 0);
INSERT INTO "tabItem Group" VALUES ('Screws', 0, 'All screws', 0);
INSERT INTO "tabSales Person" VALUES ('Bo', 0, 'Bo Bang', 1, 0), ('Ib', 0, 'Ib Iversen', 0, 0);
INSERT INTO "tabGrant Ægide" VALUES ('G-1', 0, 'Culture', 1), ('G-2', 0, 'Ended', 0);
INSERT INTO "tabVessel" VALUES ('M/S Alma', 0, 900);
INSERT INTO "tabCase" VALUES ('C-1', 0, 'x', 'Sagen om broen ', 'Fjord DK'), ('C-2', 0, 'x', NULL, 'Fjord DK'), ('C-3', 0, 'x', 'Nobody', ''), ('C-4', 0, 'x', 'Other', 'Östra AB');
-- accounts: group, without a number, frozen, disabled, nobody said, not for purchases, of the other company
INSERT INTO "tabAccount" VALUES ('6000 - Udgifter - FD', 0, 'Udgifter', '6000', 1, 'Fjord DK', 'Expense', 'Profit and Loss', '', 'No', 0), ('6110 - Rejser - FD', 0, 'Rejser', '6110', 0, 'Fjord DK', 'Expense', 'Profit and Loss', 'Expense Account', 'No', 0);
INSERT INTO "tabAccount" VALUES ('Repræsentation - FD', 0, 'Repræsentation ', NULL, 0, 'Fjord DK', 'Expense', 'Profit and Loss', NULL, NULL, 0), ('0615 - Småt - FD', 0, 'Småt', '0615', 0, 'Fjord DK', 'Asset', 'Balance Sheet', 'Fixed Asset', '', 0), ('Gebyr - FD', 0, 'Gebyr', '', 0, 'Fjord DK', 'Expense', 'Profit and Loss', '', 'No', 0);
INSERT INTO "tabAccount" VALUES ('6190 - Frosset - FD', 0, 'Frosset', '6190', 0, 'Fjord DK', 'Expense', 'Profit and Loss', '', 'Yes', 0), ('6195 - Lukket - FD', 0, 'Lukket', '6195', 0, 'Fjord DK', 'Expense', 'Profit and Loss', '', 'No', 1), ('6110 - Resor - OE', 0, 'Resor', '6110', 0, 'Östra AB', 'Expense', 'Profit and Loss', '', 'No', 0);
INSERT INTO "tabAccount" VALUES ('1000 - Bank - FD', 0, 'Bank', '1000', 0, 'Fjord DK', 'Asset', 'Balance Sheet', 'Bank', 'No', 0), ('2000 - Gæld - FD', 0, 'Gæld', '2000', 0, 'Fjord DK', 'Liability', 'Balance Sheet', NULL, 'No', 0);
-- taxes: one rate, disabled, reverse charge, a fixed amount, both, nothing inside, of the other company; a line of an invoice
INSERT INTO "tabPurchase Taxes and Charges Template" VALUES ('Købsmoms 25% - FD', 0, 'Købsmoms 25%', 0, 'Fjord DK'), ('Gammel - FD', 0, 'Gammel', 1, 'Fjord DK'), ('EU - FD', 0, 'EU', 0, 'Fjord DK');
INSERT INTO "tabPurchase Taxes and Charges Template" VALUES ('Told - FD', 0, 'Told', 0, 'Fjord DK'), ('Both - FD', 0, 'Both', 0, 'Fjord DK'), ('Empty - FD', 0, 'Empty', 0, 'Fjord DK'), ('Moms 12% - OE', 0, 'Moms 12%', 0, 'Östra AB');
INSERT INTO "tabPurchase Taxes and Charges" VALUES ('a1', 0, 'Købsmoms 25% - FD', 'Purchase Taxes and Charges Template', 'On Net Total', 'Add', 25), ('a2', 0, 'Gammel - FD', 'Purchase Taxes and Charges Template', 'On Net Total', 'Add', 22);
INSERT INTO "tabPurchase Taxes and Charges" VALUES ('a3', 0, 'EU - FD', 'Purchase Taxes and Charges Template', 'On Net Total', 'Add', 25), ('a4', 0, 'EU - FD', 'Purchase Taxes and Charges Template', 'On Net Total', 'Deduct', 25);
INSERT INTO "tabPurchase Taxes and Charges" VALUES ('a5', 0, 'Told - FD', 'Purchase Taxes and Charges Template', 'Actual', 'Add', 0), ('a6', 0, 'Both - FD', 'Purchase Taxes and Charges Template', 'Actual', 'Add', 5), ('a7', 0, 'Both - FD', 'Purchase Taxes and Charges Template', 'On Net Total', 'Add', 25);
INSERT INTO "tabPurchase Taxes and Charges" VALUES ('a8', 1, 'Købsmoms 25% - FD', 'Purchase Invoice', 'On Net Total', 'Add', 25), ('a9', 0, 'Moms 12% - OE', 'Purchase Taxes and Charges Template', 'On Net Total', 'Add', 12);
-- suppliers: disabled, frozen, on hold for everything, for invoices until a day that was, for payments, without a kind
INSERT INTO "tabSupplier" VALUES ('SUP-1', 0, 'Møller & Søn A/S', 'DK12345678', 0, 0, 0, NULL, NULL), ('Żółw Sp. z o.o.', 0, 'Żółw Sp. z o.o. ', '', 0, 0, 0, '', NULL), ('SUP-3', 0, 'Disabled', NULL, 1, 0, 0, NULL, NULL);
INSERT INTO "tabSupplier" VALUES ('SUP-4', 0, 'Frozen', NULL, 0, 1, 0, NULL, NULL), ('SUP-5', 0, 'Held', NULL, 0, 0, 1, 'All', '2026-01-31'), ('SUP-6', 0, 'Held until yesterday', NULL, 0, 0, 1, 'Invoices', '2026-01-30');
INSERT INTO "tabSupplier" VALUES ('SUP-7', 0, 'Payments held', NULL, 0, 0, 1, 'Payments', NULL), ('SUP-8', 0, 'Held somehow', NULL, 0, 0, 1, NULL, NULL);
