-- Dolibarr before the analytic axes, and with rates that have neither code nor use. Runs on both engines.
CREATE TABLE llx_const (rowid INTEGER PRIMARY KEY, name VARCHAR(180) NOT NULL, entity INTEGER DEFAULT 1 NOT NULL, value TEXT NOT NULL);
CREATE TABLE llx_projet (rowid INTEGER PRIMARY KEY, ref VARCHAR(50), entity INTEGER DEFAULT 1 NOT NULL, title VARCHAR(255) NOT NULL, dateo DATE, datee DATE, fk_statut SMALLINT DEFAULT 0 NOT NULL);
CREATE TABLE llx_accounting_system (rowid INTEGER PRIMARY KEY, fk_country INTEGER, pcg_version VARCHAR(32) NOT NULL, label VARCHAR(128) NOT NULL, active SMALLINT DEFAULT 0);
CREATE TABLE llx_accounting_account (rowid BIGINT PRIMARY KEY, entity INTEGER DEFAULT 1 NOT NULL, fk_pcg_version VARCHAR(32) NOT NULL, pcg_type VARCHAR(60) NOT NULL, account_number VARCHAR(32) NOT NULL, account_parent INTEGER DEFAULT 0, label VARCHAR(255) NOT NULL, active SMALLINT DEFAULT 1 NOT NULL);
CREATE TABLE llx_c_country (rowid INTEGER PRIMARY KEY, code VARCHAR(2) NOT NULL, label VARCHAR(128) NOT NULL);
CREATE TABLE llx_c_tva (rowid INTEGER PRIMARY KEY, fk_pays INTEGER NOT NULL, taux DOUBLE PRECISION NOT NULL, recuperableonly INTEGER NOT NULL DEFAULT 0, note VARCHAR(128), active SMALLINT DEFAULT 1 NOT NULL);
CREATE TABLE llx_societe (rowid INTEGER PRIMARY KEY, nom VARCHAR(128), entity INTEGER DEFAULT 1 NOT NULL, status SMALLINT DEFAULT 1, code_fournisseur VARCHAR(24), fournisseur SMALLINT DEFAULT 0, client SMALLINT DEFAULT 0, tva_intra VARCHAR(20));
-- two companies; what is set for all (entity 0) counts where a company has not set its own, as the second its chart and country
INSERT INTO llx_const VALUES (1, 'MAIN_INFO_SOCIETE_NOM', 1, 'Forêt & Fils'), (2, 'MAIN_INFO_SOCIETE_NOM', 2, 'Bois SPRL '), (3, 'MAIN_INFO_SOCIETE_NOM', 0, 'For all');
INSERT INTO llx_const VALUES (4, 'CHARTOFACCOUNTS', 1, '1'), (5, 'CHARTOFACCOUNTS', 0, '2'), (6, 'MAIN_INFO_SOCIETE_COUNTRY', 1, '1:FR:France'), (7, 'MAIN_INFO_SOCIETE_COUNTRY', 0, '12');
-- numbers are filled up with zeros in both, but where a company stores its zeros; a length that is none
INSERT INTO llx_const VALUES (8, 'ACCOUNTING_LENGTH_GACCOUNT', 1, 'six'), (9, 'ACCOUNTING_LENGTH_GACCOUNT', 0, '8');
INSERT INTO llx_projet VALUES (1, 'PJ2601-0001', 1, 'Siège social ', NULL, NULL, 1), (2, 'PJ2601-0002', 1, 'Brouillon', NULL, NULL, 0), (3, 'PJ1901-0003', 1, 'Clos', NULL, NULL, 2), (4, 'PJ2601-0004', 2, 'Entité 2', NULL, NULL, 1);
INSERT INTO llx_accounting_system VALUES (1, 1, 'PCG25-DEV', 'Plan comptable 2025', 1), (2, 12, 'PCMN-BASE', 'Plan belge', 1);
-- accounts: parents of others, inactive, of the other chart, of the other company, longer than the length, without a number
INSERT INTO llx_accounting_account VALUES (1, 1, 'PCG25-DEV', 'EXPENSE', '6', 0, 'Comptes de charges', 1), (2, 1, 'PCG25-DEV', 'EXPENSE', '62', 1, 'Autres services', 1), (3, 1, 'PCG25-DEV', 'EXPENSE', '6251', 2, 'Voyages et déplacements ', 1);
INSERT INTO llx_accounting_account VALUES (4, 1, 'PCG25-DEV', 'EXPENSE', '6257', 2, 'Réceptions', 1), (5, 1, 'PCG25-DEV', 'EXPENSE', '6259', 2, 'Inactif', 0), (6, 1, 'PCMN-BASE', 'EXPENSE', '6251', 0, 'Même numéro', 1);
INSERT INTO llx_accounting_account VALUES (7, 2, 'PCMN-BASE', 'EXPENSE', '6251', 4, 'Entité 2', 1), (8, 1, 'PCG25-DEV', 'EXPENSE', '0615', 2, 'Petit matériel', 1), (9, 1, 'PCG25-DEV', 'EXPENSE', '63', NULL, 'Sans parent', 1);
INSERT INTO llx_accounting_account VALUES (10, 1, 'PCG25-DEV', 'EXPENSE', '62571234', 4, 'Sous-compte', 1), (11, 1, 'PCG25-DEV', 'EXPENSE', ' ', 0, 'Sans numéro', 1);
INSERT INTO llx_c_country VALUES (1, 'FR', 'France'), (12, 'BE', 'Belgique'), (2, 'DE', 'Allemagne');
-- rates: without a code, the same twice, inactive, of another country
INSERT INTO llx_c_tva VALUES (11, 1, 20, 0, 'TVA 20 %', 1), (12, 1, 5.5, 0, NULL, 1), (13, 1, 8.5, 1, 'DOM', 1), (14, 1, 19.6, 0, 'Ancien taux', 0);
INSERT INTO llx_c_tva VALUES (15, 1, 2.1, 0, 'Presse', 1), (16, 1, 20, 0, '', 1), (21, 12, 21, 0, 'BE 21 %', 1);
INSERT INTO llx_societe VALUES (1, 'Møller & Søn A/S', 1, 1, 'SU2601-00001', 1, 0, 'DK12345678'), (2, 'Żółw Sp. z o.o. ', 1, 1, NULL, 1, 1, ''), (3, 'Fermé', 1, 0, 'SU1', 1, 0, NULL);
INSERT INTO llx_societe VALUES (4, 'Seulement client', 1, 1, NULL, 0, 1, NULL), (5, 'Entité 2', 2, 1, 'SU2', 1, 0, NULL), (6, 'Sans état', 1, NULL, '', 1, 0, NULL);
