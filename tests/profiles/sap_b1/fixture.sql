-- One company. Flags are Y and N, days are NULL where there are none. No keys: some
-- of the codes are one to SQL Server. Written for SQLite, which takes names in brackets as well.
CREATE TABLE [OADM] ([Code] INT, [CompnyName] NVARCHAR(100));
INSERT INTO [OADM] VALUES
(1, 'Brückner GmbH ');
CREATE TABLE [ODIM] ([DimCode] SMALLINT, [DimName] NVARCHAR(15), [DimActive] VARCHAR(1), [DimDesc] NVARCHAR(50));
INSERT INTO [ODIM] VALUES
(1, 'Dimension 1', 'Y', 'Kostenstelle'),
(2, 'Dimension 2', 'Y', 'Région '),
(3, 'Dimension 3', 'Y', ''),
(4, 'Dimension 4', 'N', 'Alt'),
(5, 'Dimension 5', NULL, NULL);
CREATE TABLE [OPRC] ([PrcCode] NVARCHAR(8), [PrcName] NVARCHAR(30), [DimCode] SMALLINT, [ValidFrom] DATETIME, [ValidTo] DATETIME, [Active] VARCHAR(1));
-- the day of the fixture is 2026-01-31: on it K-200 ends and K-401 begins
INSERT INTO [OPRC] VALUES
('Centr_z', 'Centr_z', 1, '2010-01-01', NULL, 'Y'),
('K-100', 'K-100', 1, '2020-01-01', NULL, 'Y'),
('k-200', 'k-200', 1, '2020-01-01', '2026-01-31', 'Y'),
('K-300', 'K-300', 1, '2015-01-01', '2026-01-30', 'Y'),
('K-400', 'K-400', 1, '2026-02-01', NULL, 'Y'),
('K-401', 'K-401', 1, '2026-01-31', NULL, 'Y'),
('K-500', 'K-500', 1, '2020-01-01', NULL, 'N'),
('N-1', 'N-1', 2, NULL, NULL, 'Y'),
('X-1', 'X-1', 4, '2020-01-01', NULL, 'Y'),
('SPLIT', 'SPLIT', 1, NULL, '2000-01-01', 'N');
CREATE TABLE [OOCR] ([OcrCode] NVARCHAR(8), [OcrName] NVARCHAR(30), [Direct] VARCHAR(1), [DimCode] SMALLINT, [Active] VARCHAR(1));
INSERT INTO [OOCR] VALUES
('Centr_z', 'Zentrale', 'Y', 1, 'Y'),
('K-100', 'Vertrieb Süd', 'Y', 1, 'Y'),
('k-200', 'endet heute', 'Y', 1, 'Y'),
('K-200', 'Zwilling', 'N', 1, 'Y'),
('K-300', 'endete gestern', 'Y', 1, 'Y'),
('K-400', 'beginnt morgen', 'Y', 1, 'Y'),
('K-401', 'beginnt heute', 'Y', 1, 'Y'),
('K-500', 'Kostenstelle inaktiv', 'Y', 1, 'Y'),
('K-600', 'ohne Kostenstelle', 'Y', 1, 'Y'),
('SPLIT', '60/40, gleich genannt', 'N', 1, 'Y'),
('SPLITALT', 'inaktive Regel', 'N', 1, 'N'),
('SPLITNUL', 'Zustand unbekannt', 'N', 1, NULL),
('  ', 'ohne Code', 'N', 1, 'Y'),
('LANG', 'Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegne', 'N', 1, 'Y'),
('N-1', 'Nord – Øresund 東', 'Y', 2, 'Y'),
('X-1', 'Wert der Dimension 4', 'Y', 4, 'Y');
CREATE TABLE [OPRJ] ([PrjCode] NVARCHAR(20), [PrjName] NVARCHAR(100), [ValidFrom] DATETIME, [ValidTo] DATETIME, [Active] VARCHAR(1));
INSERT INTO [OPRJ] VALUES
('P26', 'Neubau Köln', NULL, NULL, 'Y'),
('P19', 'fertig', '2019-01-01', '2020-06-30', 'Y'),
('P27', 'kommt', '2027-01-01', NULL, 'Y'),
('P00', 'inaktiv', NULL, NULL, 'N'),
('P31', 'nur heute', '2026-01-31', '2026-01-31', 'Y'),
('K-100', 'Code wie eine Kostenstelle', NULL, NULL, 'Y');
CREATE TABLE [OACT] ([AcctCode] NVARCHAR(15), [AcctName] NVARCHAR(100), [Postable] VARCHAR(1), [FormatCode] NVARCHAR(210), [LocManTran] VARCHAR(1), [ValidFor] VARCHAR(1), [ValidFrom] DATETIME, [ValidTo] DATETIME, [FrozenFor] VARCHAR(1), [FrozenFrom] DATETIME, [FrozenTo] DATETIME, [DfltVat] NVARCHAR(8));
INSERT INTO [OACT] VALUES
('4', 'Aufwand', 'N', '4', 'N', 'N', NULL, NULL, 'N', NULL, NULL, NULL),
('466000', 'Reisekosten', 'Y', '466000', 'N', 'N', NULL, NULL, 'N', NULL, NULL, 'V2'),
('_SYS00000000123', 'Büro (Segmente)', 'Y', '49300001100', 'N', 'Y', NULL, NULL, 'N', NULL, NULL, 'V2'),
('465000', 'Bewirtung ', 'Y', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
('467000', 'gesperrt', 'Y', '467000', 'N', 'N', NULL, NULL, 'Y', NULL, NULL, NULL),
('467001', 'gesperrt ab heute', 'Y', '467001', 'N', 'N', NULL, NULL, 'Y', '2026-01-31', NULL, NULL),
('467002', 'gesperrt ab morgen', 'Y', '467002', 'N', 'N', NULL, NULL, 'Y', '2026-02-01', NULL, NULL),
('468000', 'war gesperrt', 'Y', '468000', 'N', 'N', NULL, NULL, 'Y', '2019-01-01', '2019-12-31', NULL),
('468001', 'gesperrt bis heute', 'Y', '468001', 'N', 'N', NULL, NULL, 'Y', NULL, '2026-01-31', NULL),
('469000', 'abgelaufen', 'Y', '469000', 'N', 'Y', '2015-01-01', '2026-01-30', 'N', NULL, NULL, NULL),
('469001', 'gilt ab morgen', 'Y', '469001', 'N', 'Y', '2026-02-01', NULL, 'N', NULL, NULL, NULL),
('469002', 'Tage ohne Bedeutung', 'Y', '469002', 'N', 'N', '2030-01-01', NULL, 'N', NULL, NULL, NULL),
('469003', 'gilt ab heute', 'Y', '', 'N', 'Y', '2026-01-31', NULL, 'N', NULL, NULL, NULL),
('469004', 'gilt bis heute', 'Y', '469004', 'N', 'Y', NULL, '2026-01-31', 'N', NULL, NULL, NULL),
('160000', 'Verbindlichkeiten', 'Y', '160000', 'Y', 'N', NULL, NULL, 'N', NULL, NULL, NULL),
('490000', 'unbekannt', NULL, '490000', 'N', 'N', NULL, NULL, 'N', NULL, NULL, NULL);
CREATE TABLE [OVTG] ([Code] NVARCHAR(8), [Name] NVARCHAR(50), [Rate] DECIMAL(19, 6), [Category] VARCHAR(1), [Inactive] VARCHAR(1));
INSERT INTO [OVTG] VALUES
('V2', 'Vorsteuer normal', 16, 'I', 'N'),
('V1', 'Vorsteuer ermäßigt', 7, 'I', 'N'),
('V0', 'steuerfrei', 0, 'I', NULL),
('V9', 'alt', 15, 'I', 'Y'),
('A2', 'Umsatzsteuer', 19, 'O', 'N'),
('E2', 'EU-Erwerb ', 19.5, 'I', 'N'),
('VX', 'ohne Satz', NULL, 'I', 'N');
CREATE TABLE [VTG1] ([Code] NVARCHAR(8), [EffecDate] DATETIME, [Rate] DECIMAL(19, 6));
INSERT INTO [VTG1] VALUES
('V2', '2007-01-01', 19),
('V2', '2020-07-01', 16),
('V2', '2021-01-01', 19),
('V2', '2026-02-01', 21),
('V1', '2007-01-01', 7),
('V1', '2026-01-31', 8),
('V0', '2030-01-01', 5);
CREATE TABLE [OCRD] ([CardCode] NVARCHAR(15), [CardName] NVARCHAR(100), [CardType] VARCHAR(1), [LicTradNum] NVARCHAR(32), [VatIdUnCmp] NVARCHAR(32), [validFor] VARCHAR(1), [validFrom] DATETIME, [validTo] DATETIME, [frozenFor] VARCHAR(1), [frozenFrom] DATETIME, [frozenTo] DATETIME);
INSERT INTO [OCRD] VALUES
('V10000', 'Anker GmbH', 'S', 'DE136695976', NULL, 'Y', NULL, NULL, 'N', NULL, NULL),
('V20000', 'beide Felder N', 'S', '', NULL, 'N', NULL, NULL, 'N', NULL, NULL),
('V30000', 'Żółw Sp. z o.o. ', 'S', NULL, 'PL5260001246', 'Y', NULL, NULL, NULL, NULL, NULL),
('V40000', 'gesperrt', 'S', 'FR40303265045', NULL, 'N', NULL, NULL, 'Y', NULL, NULL),
('V50000', 'war gesperrt', 'S', NULL, NULL, 'N', NULL, NULL, 'Y', '2018-01-01', '2019-12-31'),
('V60000', 'abgelaufen', 'S', NULL, NULL, 'Y', NULL, '2020-12-31', 'N', NULL, NULL),
('V61000', 'nur heute', 'S', '', 'ATU12345678', 'Y', '2026-01-31', '2026-01-31', 'N', NULL, NULL),
('V62000', 'nur heute gesperrt', 'S', NULL, NULL, 'N', NULL, NULL, 'Y', '2026-01-31', '2026-01-31'),
('V70000', 'ab 2027', 'S', NULL, NULL, 'Y', '2027-01-01', NULL, 'N', NULL, NULL),
('C10000', 'ein Kunde', 'C', 'DE111111111', NULL, 'Y', NULL, NULL, 'N', NULL, NULL),
('L10000', 'ein Interessent', 'L', NULL, NULL, 'Y', NULL, NULL, 'N', NULL, NULL);
