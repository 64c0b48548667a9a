-- iDempiere on PostgreSQL: flags are 'Y' and 'N', every row is of a client.
CREATE TABLE ad_client (ad_client_id NUMERIC(10) PRIMARY KEY, value VARCHAR(40) NOT NULL, name VARCHAR(60) NOT NULL, isactive CHAR(1) NOT NULL);
CREATE TABLE ad_clientinfo (ad_client_id NUMERIC(10) PRIMARY KEY, c_acctschema1_id NUMERIC(10), timezone VARCHAR(60));
CREATE TABLE c_acctschema_element (c_acctschema_element_id NUMERIC(10) PRIMARY KEY, ad_client_id NUMERIC(10) NOT NULL, c_acctschema_id NUMERIC(10) NOT NULL, elementtype CHAR(2) NOT NULL, name VARCHAR(60) NOT NULL, isactive CHAR(1) NOT NULL, c_element_id NUMERIC(10));
CREATE TABLE ad_org (ad_org_id NUMERIC(10) PRIMARY KEY, ad_client_id NUMERIC(10) NOT NULL, value VARCHAR(40) NOT NULL, name VARCHAR(60) NOT NULL, isactive CHAR(1) NOT NULL, issummary CHAR(1) NOT NULL);
CREATE TABLE c_activity (c_activity_id NUMERIC(10) PRIMARY KEY, ad_client_id NUMERIC(10) NOT NULL, value VARCHAR(40) NOT NULL, name VARCHAR(60) NOT NULL, isactive CHAR(1) NOT NULL, issummary CHAR(1) NOT NULL);
CREATE TABLE c_project (c_project_id NUMERIC(10) PRIMARY KEY, ad_client_id NUMERIC(10) NOT NULL, value VARCHAR(40) NOT NULL, name VARCHAR(60) NOT NULL, isactive CHAR(1) NOT NULL, issummary CHAR(1) NOT NULL, processed CHAR(1) NOT NULL);
CREATE TABLE c_campaign (c_campaign_id NUMERIC(10) PRIMARY KEY, ad_client_id NUMERIC(10) NOT NULL, value VARCHAR(40) NOT NULL, name VARCHAR(60) NOT NULL, isactive CHAR(1) NOT NULL, issummary CHAR(1) NOT NULL);
CREATE TABLE c_salesregion (c_salesregion_id NUMERIC(10) PRIMARY KEY, ad_client_id NUMERIC(10) NOT NULL, value VARCHAR(40) NOT NULL, name VARCHAR(60) NOT NULL, isactive CHAR(1) NOT NULL, issummary CHAR(1) NOT NULL);
CREATE TABLE c_elementvalue (c_elementvalue_id NUMERIC(10) PRIMARY KEY, ad_client_id NUMERIC(10) NOT NULL, c_element_id NUMERIC(10) NOT NULL, value VARCHAR(40) NOT NULL, name VARCHAR(120) NOT NULL, isactive CHAR(1) NOT NULL, issummary CHAR(1) NOT NULL, postactual CHAR(1) NOT NULL, isdoccontrolled CHAR(1) NOT NULL, validfrom TIMESTAMP, validto TIMESTAMP);
CREATE TABLE c_tax (c_tax_id NUMERIC(10) PRIMARY KEY, ad_client_id NUMERIC(10) NOT NULL, name VARCHAR(60) NOT NULL, taxindicator VARCHAR(10), rate NUMERIC NOT NULL, isactive CHAR(1) NOT NULL, issummary CHAR(1) NOT NULL, sopotype CHAR(1) NOT NULL, validfrom TIMESTAMP NOT NULL);
CREATE TABLE c_bpartner (c_bpartner_id NUMERIC(10) PRIMARY KEY, ad_client_id NUMERIC(10) NOT NULL, value VARCHAR(40) NOT NULL, name VARCHAR(120) NOT NULL, taxid VARCHAR(20), isactive CHAR(1) NOT NULL, isvendor CHAR(1) NOT NULL, issummary CHAR(1) NOT NULL, isemployee CHAR(1) NOT NULL);
CREATE TABLE c_department (c_department_id NUMERIC(10) PRIMARY KEY, ad_client_id NUMERIC(10) NOT NULL, value VARCHAR(40) NOT NULL, name VARCHAR(60) NOT NULL, isactive CHAR(1) NOT NULL);
CREATE TABLE c_costcenter (c_costcenter_id NUMERIC(10) PRIMARY KEY, ad_client_id NUMERIC(10) NOT NULL, value VARCHAR(40) NOT NULL, name VARCHAR(60) NOT NULL, isactive CHAR(1) NOT NULL);
CREATE TABLE m_warehouse (m_warehouse_id NUMERIC(10) PRIMARY KEY, ad_client_id NUMERIC(10) NOT NULL, value VARCHAR(40) NOT NULL, name VARCHAR(60) NOT NULL, isactive CHAR(1) NOT NULL);
CREATE TABLE a_asset (a_asset_id NUMERIC(10) PRIMARY KEY, ad_client_id NUMERIC(10) NOT NULL, value VARCHAR(40) NOT NULL, name VARCHAR(60) NOT NULL, isactive CHAR(1) NOT NULL);
CREATE TABLE c_charge (c_charge_id NUMERIC(10) PRIMARY KEY, ad_client_id NUMERIC(10) NOT NULL, name VARCHAR(60) NOT NULL, description VARCHAR(255), isactive CHAR(1) NOT NULL);
INSERT INTO ad_client VALUES (0, 'SYSTEM', 'System', 'Y'), (11, 'Werk', 'Müller Werk GmbH ', 'Y'), (12, 'Anders', 'Andere AG', 'Y');
INSERT INTO ad_clientinfo VALUES (0, NULL, NULL), (11, 101, 'Europe/Berlin'), (12, 102, NULL);
-- of the primary schema: the account, lists, one switched off, one without a list; of a second schema; of the other client
INSERT INTO c_acctschema_element VALUES (1, 11, 101, 'AC', 'Konto', 'Y', 105), (2, 11, 101, 'OO', 'Organisation', 'Y', NULL), (3, 11, 101, 'AY', 'Kostenstelle', 'Y', NULL), (4, 11, 101, 'PJ', ' Projekt ', 'Y', NULL);
INSERT INTO c_acctschema_element VALUES (5, 11, 101, 'MC', 'Kampagne', 'N', NULL), (6, 11, 101, 'U1', 'Kostenträger', 'Y', 106), (7, 11, 101, 'PR', 'Produkt', 'Y', NULL), (8, 11, 101, 'SR', 'Gebiet', 'Y', NULL);
INSERT INTO c_acctschema_element VALUES (9, 11, 103, 'AY', 'Zweites Schema', 'Y', NULL), (10, 12, 102, 'AY', 'Anderer Mandant', 'Y', NULL), (11, 12, 102, 'AC', 'Konto', 'Y', 205), (12, 11, 101, 'U2', 'Zweite Liste', 'Y', 107), (13, 11, 103, 'AC', 'Konto', 'Y', 305);
-- elements that have tables since 13, the transaction's organization, and one that has none
INSERT INTO c_acctschema_element VALUES (20, 11, 101, 'DP', 'Abteilung', 'Y', NULL), (21, 11, 101, 'CC', 'Kostenstelle 13', 'Y', NULL), (22, 11, 101, 'EP', 'Mitarbeiter', 'Y', NULL), (23, 11, 101, 'WH', 'Lager', 'Y', NULL), (24, 11, 101, 'AS', 'Anlage', 'Y', NULL);
INSERT INTO c_acctschema_element VALUES (25, 11, 101, 'CH', 'Gebühr', 'Y', NULL), (26, 11, 101, 'OT', 'Buchende Organisation', 'Y', NULL), (27, 11, 101, 'F1', 'Eigenes Feld', 'Y', NULL);
INSERT INTO c_department VALUES (1, 11, 'D1', 'Einkauf', 'Y'), (2, 11, 'D2', 'Aufgelöst', 'N'), (3, 12, 'D3', 'Anderer Mandant', 'Y');
INSERT INTO c_costcenter VALUES (1, 11, ' K1 ', 'Fuhrpark', 'Y');
INSERT INTO m_warehouse VALUES (1, 11, 'W1', 'Hauptlager', 'Y');
INSERT INTO a_asset VALUES (1, 11, 'A1', 'Lkw', 'Y');
INSERT INTO c_charge VALUES (1, 11, 'Fracht', 'Fracht und Zoll', 'Y'), (2, 11, 'Porto', NULL, 'Y');
INSERT INTO ad_org VALUES (0, 0, '0', '*', 'Y', 'N'), (50001, 11, 'HQ', 'Hauptsitz', 'Y', 'N'), (50002, 11, 'Nord', 'Region Nord', 'Y', 'Y'), (50003, 11, 'Alt', 'Geschlossen', 'N', 'N'), (50004, 12, 'HQ', 'Anderer Mandant', 'Y', 'N');
INSERT INTO c_activity VALUES (1, 11, 'SAL', 'Vertrieb', 'Y', 'N'), (2, 11, 'sal', 'Vertrieb (klein)', 'Y', 'N'), (3, 11, 'OPS', 'Betrieb', 'Y', 'Y'), (4, 11, 'OLD', 'Inaktiv', 'N', 'N'), (5, 11, ' ØST ', 'Øst – Łódź', 'Y', 'N'), (6, 12, 'SAL', 'Anderer Mandant', 'Y', 'N');
INSERT INTO c_project VALUES (1, 11, 'P-100', 'Neubau', 'Y', 'N', 'N'), (2, 11, 'P-101', 'Abgeschlossen', 'Y', 'N', 'Y'), (3, 11, 'P-102', 'Inaktiv', 'N', 'N', 'N'), (4, 11, 'P', 'Sammelprojekt', 'Y', 'Y', 'N');
INSERT INTO c_campaign VALUES (1, 11, 'C-1', 'Messe', 'Y', 'N');
INSERT INTO c_salesregion VALUES (1, 11, 'N', 'Norden', 'Y', 'N'), (2, 12, 'S', 'Anderer Mandant', 'Y', 'N');
-- accounts: summary, inactive, by documents only, for budgets only, days on both sides of and on 2026-01-31, of the other client
INSERT INTO c_elementvalue VALUES (401, 11, 105, '6', 'Aufwand', 'Y', 'Y', 'Y', 'N', NULL, NULL), (402, 11, 105, '61100', 'Reisekosten', 'Y', 'N', 'Y', 'N', NULL, NULL), (403, 11, 105, '0612', 'Bewirtung ', 'Y', 'N', 'Y', 'N', '2026-01-31', '2026-01-31');
INSERT INTO c_elementvalue VALUES (404, 11, 105, '61900', 'Inaktiv', 'N', 'N', 'Y', 'N', NULL, NULL), (405, 11, 105, '12110', 'Forderungen', 'Y', 'N', 'Y', 'Y', NULL, NULL), (406, 11, 105, '91000', 'Plan', 'Y', 'N', 'N', 'N', NULL, NULL);
INSERT INTO c_elementvalue VALUES (407, 11, 105, '61300', 'Bis gestern', 'Y', 'N', 'Y', 'N', NULL, '2026-01-30'), (408, 11, 105, '61400', 'Ab morgen', 'Y', 'N', 'Y', 'N', '2026-02-01', NULL), (409, 12, 205, '61100', 'Anderer Mandant', 'Y', 'N', 'Y', 'N', NULL, NULL);
INSERT INTO c_elementvalue VALUES (501, 11, 106, 'KT1', 'Kostenträger 1', 'Y', 'N', 'Y', 'N', NULL, NULL), (502, 11, 106, 'KT', 'Summe', 'Y', 'Y', 'Y', 'N', NULL, NULL), (503, 11, 106, 'KT2', 'Ab morgen', 'Y', 'N', 'Y', 'N', '2026-02-01', NULL), (504, 11, 107, 'L2', 'Der zweiten Liste', 'Y', 'N', 'Y', 'N', NULL, '2026-01-30'), (505, 11, 106, 'KT3', 'Nur heute', 'Y', 'N', 'Y', 'N', '2026-01-31', '2026-01-31'), (506, 11, 305, '61100', 'Des zweiten Schemas', 'Y', 'N', 'Y', 'N', NULL, NULL);
INSERT INTO c_tax VALUES (1, 11, 'Vorsteuer 19 %', 'VST19', 19, 'Y', 'N', 'P', '2007-01-01'), (2, 11, 'Umsatzsteuer 19 %', 'UST19', 19, 'Y', 'N', 'S', '2007-01-01'), (3, 11, 'Standard', NULL, 0, 'Y', 'N', 'B', '2026-01-31');
INSERT INTO c_tax VALUES (4, 11, 'Summe', 'SUM', 0, 'Y', 'Y', 'B', '2000-01-01'), (5, 11, 'Alt', ' ', 16, 'N', 'N', 'P', '2000-01-01'), (6, 11, 'Ab morgen', 'VST21', 21.5, 'Y', 'N', 'P', '2026-02-01'), (7, 12, 'Anderer Mandant', 'X', 25, 'Y', 'N', 'P', '2000-01-01');
INSERT INTO c_bpartner VALUES (1, 11, 'V-100', 'Møller & Søn A/S', 'DK12345678', 'Y', 'Y', 'N', 'N'), (2, 11, 'V-200', 'Żółw Sp. z o.o. ', NULL, 'Y', 'Y', 'N', 'N'), (3, 11, 'V-300', 'Inaktiv', NULL, 'N', 'Y', 'N', 'N');
INSERT INTO c_bpartner VALUES (4, 11, 'C-100', 'Nur Kunde', 'DE1', 'Y', 'N', 'N', 'N'), (5, 11, 'VS', 'Summe', NULL, 'Y', 'Y', 'Y', 'N'), (6, 12, 'V-100', 'Anderer Mandant', NULL, 'Y', 'Y', 'N', 'N');
INSERT INTO c_bpartner VALUES (7, 11, 'E-1', 'Åse Øye', NULL, 'Y', 'N', 'N', 'Y'), (8, 11, 'E-2', 'Ausgeschieden', NULL, 'N', 'N', 'N', 'Y'), (9, 11, 'E', 'Alle', NULL, 'Y', 'N', 'Y', 'Y'), (10, 12, 'E-1', 'Anderer Mandant', NULL, 'Y', 'N', 'N', 'Y');
