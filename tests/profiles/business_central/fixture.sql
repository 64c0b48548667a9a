-- Three companies of one database: Business Central 15 and later, the same with other rows, and NAV, which has no id of the
-- application in its names. Text and numbers are never NULL there. No keys: some of the
-- codes are one to SQL Server. Written for SQLite, which takes names in brackets as well.
CREATE TABLE [Company] ([Name] nvarchar(30) NOT NULL, [Display Name] nvarchar(250) NOT NULL);
INSERT INTO [Company] VALUES
('Nordlys A/S.', 'Nordlys Danmark'),
('Søster ApS', ''),
('Gammel [NAV]', '');

CREATE TABLE [Nordlys A_S_$Dimension$437dbf0e-84ff-417a-965d-ed2bb9650972] ([Code] nvarchar(20) NOT NULL, [Name] nvarchar(30) NOT NULL, [Blocked] tinyint NOT NULL);
INSERT INTO [Nordlys A_S_$Dimension$437dbf0e-84ff-417a-965d-ed2bb9650972] VALUES
('AFDELING', 'Afdeling', 0),
('PROJEKT', ' Projekt ', 0),
('OMRÅDE', '', 0),
('NEDLAGT', 'Nedlagt akse', 1),
('', 'uden kode', 0);
CREATE TABLE [Nordlys A_S_$Dimension Value$437dbf0e-84ff-417a-965d-ed2bb9650972] ([Dimension Code] nvarchar(20) NOT NULL, [Code] nvarchar(20) NOT NULL, [Name] nvarchar(50) NOT NULL, [Dimension Value Type] int NOT NULL, [Blocked] tinyint NOT NULL);
INSERT INTO [Nordlys A_S_$Dimension Value$437dbf0e-84ff-417a-965d-ed2bb9650972] VALUES
('AFDELING', 'ADM', 'Administration', 0, 0),
('AFDELING', 'SALG', 'Salg & service  ', 0, 0),
('AFDELING', 'ØST', 'Øst – “Fyn”', 0, 0),
('AFDELING', 'ŁÓDŹ', 'Oddział Łódź 東京', 0, 0),
('AFDELING', '0010', 'nuller foran', 0, 0),
('AFDELING', '10', 'uden nuller', 0, 0),
('AFDELING', 'LUKKET', 'spærret', 0, 1),
('AFDELING', 'OVER', 'overskrift', 1, 0),
('AFDELING', 'SUM', 'sum', 2, 0),
('AFDELING', 'FRA', 'fra-sum tager posteringer', 3, 0),
('AFDELING', 'TIL', 'til-sum', 4, 0),
('AFDELING', 'SUMLUK', 'sum og spærret', 4, 1),
('AFDELING', 'NY', 'ukendt type', 9, 0),
('AFDELING', '   ', 'blank kode', 0, 0),
('AFDELING', 'LANG', 'Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegnelse Lang betegne', 0, 0),
('AFDELING', 'Web', 'tvilling', 0, 0),
('AFDELING', 'WEB ', 'tvilling med blank', 0, 0),
('PROJEKT', 'P-100', 'Nyt lager', 0, 0),
('PROJEKT', 'P-101', '', 0, 0),
('OMRÅDE', 'ADM', 'samme kode, anden akse', 0, 0),
('NEDLAGT', 'X1', 'værdi af en spærret akse', 0, 0),
('NEDLAGT', 'X2', 'overskrift der', 1, 0),
('SLETTET', 'Z9', 'aksen er væk', 0, 0);
CREATE TABLE [Nordlys A_S_$G_L Account$437dbf0e-84ff-417a-965d-ed2bb9650972] ([No_] nvarchar(20) NOT NULL, [Name] nvarchar(100) NOT NULL, [Account Type] int NOT NULL, [Blocked] tinyint NOT NULL, [Direct Posting] tinyint NOT NULL, [VAT Bus_ Posting Group] nvarchar(20) NOT NULL, [VAT Prod_ Posting Group] nvarchar(20) NOT NULL, [$systemId] uniqueidentifier);
INSERT INTO [Nordlys A_S_$G_L Account$437dbf0e-84ff-417a-965d-ed2bb9650972] VALUES
('6000', 'UDGIFTER', 1, 0, 1, '', '', '00000000-0000-4000-8000-000100000001'),
('6110', 'Rejser', 0, 0, 1, 'INDLAND', 'MOMS25', '00000000-0000-4000-8000-000100000002'),
('6120', 'Repræsentation ', 0, 0, 1, 'INDLAND', 'REPR', '00000000-0000-4000-8000-000100000003'),
('0615', 'Småting', 0, 0, 1, '', 'MOMS25', '00000000-0000-4000-8000-000100000004'),
('6130', 'Gebyrer', 0, 0, 1, 'INDLAND', '', '00000000-0000-4000-8000-000100000005'),
('6190', 'Spærret', 0, 1, 1, '', '', '00000000-0000-4000-8000-000100000006'),
('6200', 'I alt', 2, 0, 1, '', '', '00000000-0000-4000-8000-000100000007'),
('6300', 'Fra', 3, 0, 1, '', '', '00000000-0000-4000-8000-000100000008'),
('6399', 'Til', 4, 0, 1, '', '', '00000000-0000-4000-8000-000100000009'),
('5600', 'Debitorer', 0, 0, 0, '', '', '00000000-0000-4000-8000-000100000010'),
('', 'uden nummer', 0, 0, 1, '', '', '00000000-0000-4000-8000-000100000011');
CREATE TABLE [Nordlys A_S_$VAT Posting Setup$437dbf0e-84ff-417a-965d-ed2bb9650972] ([VAT Bus_ Posting Group] nvarchar(20) NOT NULL, [VAT Prod_ Posting Group] nvarchar(20) NOT NULL, [VAT Calculation Type] int NOT NULL, [VAT _] decimal(38, 20) NOT NULL, [Description] nvarchar(100) NOT NULL, [Blocked] tinyint NOT NULL);
INSERT INTO [Nordlys A_S_$VAT Posting Setup$437dbf0e-84ff-417a-965d-ed2bb9650972] VALUES
('INDLAND', 'MOMS25', 0, 25, 'Dansk moms', 0),
('INDLAND', 'REPR', 0, 6.25, 'En fjerdedel', 0),
('INDLAND', 'INGEN', 0, 0, '', 0),
('EU', 'MOMS25', 1, 25, 'Omvendt betalingspligt', 0),
('', 'MOMS25', 0, 25, 'blank virksomhedsgruppe', 0),
('EKSPORT', 'MOMS25', 0, 0, '', 1),
('INDLAND', 'FULD', 2, 0, 'importmoms', 0),
('USA', 'SALG', 3, 0, 'sales tax', 0);
CREATE TABLE [Nordlys A_S_$Vendor$437dbf0e-84ff-417a-965d-ed2bb9650972] ([No_] nvarchar(20) NOT NULL, [Name] nvarchar(100) NOT NULL, [Blocked] int NOT NULL, [VAT Registration No_] nvarchar(20) NOT NULL, [Privacy Blocked] tinyint NOT NULL, [$systemId] uniqueidentifier);
INSERT INTO [Nordlys A_S_$Vendor$437dbf0e-84ff-417a-965d-ed2bb9650972] VALUES
('K1000', 'Møller & Søn', 0, 'DK12345678', 0, '00000000-0000-4000-8000-000200000001'),
('K1010', 'Żółw Sp. z o.o. ', 0, 'PL5260001246', 0, '00000000-0000-4000-8000-000200000002'),
('K1020', 'uden momsnummer', 0, '', 0, '00000000-0000-4000-8000-000200000003'),
('K1030', 'kun betalinger spærret', 1, 'DK87654321', 0, '00000000-0000-4000-8000-000200000004'),
('K1040', 'helt spærret', 2, '', 0, '00000000-0000-4000-8000-000200000005'),
('K1050', 'spærret efter GDPR', 0, '', 1, '00000000-0000-4000-8000-000200000006'),
('K1060', 'betalinger og GDPR', 1, '', 1, '00000000-0000-4000-8000-000200000007');

-- the same codes with another meaning
CREATE TABLE [Søster ApS$Dimension$437dbf0e-84ff-417a-965d-ed2bb9650972] ([Code] nvarchar(20) NOT NULL, [Name] nvarchar(30) NOT NULL, [Blocked] tinyint NOT NULL);
INSERT INTO [Søster ApS$Dimension$437dbf0e-84ff-417a-965d-ed2bb9650972] VALUES
('AFDELING', 'Søsters afdeling', 0);
CREATE TABLE [Søster ApS$Dimension Value$437dbf0e-84ff-417a-965d-ed2bb9650972] ([Dimension Code] nvarchar(20) NOT NULL, [Code] nvarchar(20) NOT NULL, [Name] nvarchar(50) NOT NULL, [Dimension Value Type] int NOT NULL, [Blocked] tinyint NOT NULL);
INSERT INTO [Søster ApS$Dimension Value$437dbf0e-84ff-417a-965d-ed2bb9650972] VALUES
('AFDELING', 'ADM', 'Søsters administration', 0, 0);
CREATE TABLE [Søster ApS$G_L Account$437dbf0e-84ff-417a-965d-ed2bb9650972] ([No_] nvarchar(20) NOT NULL, [Name] nvarchar(100) NOT NULL, [Account Type] int NOT NULL, [Blocked] tinyint NOT NULL, [Direct Posting] tinyint NOT NULL, [VAT Bus_ Posting Group] nvarchar(20) NOT NULL, [VAT Prod_ Posting Group] nvarchar(20) NOT NULL, [$systemId] uniqueidentifier);
INSERT INTO [Søster ApS$G_L Account$437dbf0e-84ff-417a-965d-ed2bb9650972] VALUES
('6110', 'Søsters rejser', 0, 0, 1, '', '', '00000000-0000-4000-8000-000100000001');
CREATE TABLE [Søster ApS$VAT Posting Setup$437dbf0e-84ff-417a-965d-ed2bb9650972] ([VAT Bus_ Posting Group] nvarchar(20) NOT NULL, [VAT Prod_ Posting Group] nvarchar(20) NOT NULL, [VAT Calculation Type] int NOT NULL, [VAT _] decimal(38, 20) NOT NULL, [Description] nvarchar(100) NOT NULL, [Blocked] tinyint NOT NULL);
INSERT INTO [Søster ApS$VAT Posting Setup$437dbf0e-84ff-417a-965d-ed2bb9650972] VALUES
('INDLAND', 'MOMS25', 0, 25, '', 0);
CREATE TABLE [Søster ApS$Vendor$437dbf0e-84ff-417a-965d-ed2bb9650972] ([No_] nvarchar(20) NOT NULL, [Name] nvarchar(100) NOT NULL, [Blocked] int NOT NULL, [VAT Registration No_] nvarchar(20) NOT NULL, [Privacy Blocked] tinyint NOT NULL, [$systemId] uniqueidentifier);
INSERT INTO [Søster ApS$Vendor$437dbf0e-84ff-417a-965d-ed2bb9650972] VALUES
('K1000', 'Søsters leverandør', 0, '', 0, '00000000-0000-4000-8000-000200000001');

-- NAV
CREATE TABLE [Gammel _NAV_$Dimension] ([Code] nvarchar(20) NOT NULL, [Name] nvarchar(30) NOT NULL, [Blocked] tinyint NOT NULL);
INSERT INTO [Gammel _NAV_$Dimension] VALUES
('AFD', 'Afdeling', 0);
CREATE TABLE [Gammel _NAV_$Dimension Value] ([Dimension Code] nvarchar(20) NOT NULL, [Code] nvarchar(20) NOT NULL, [Name] nvarchar(50) NOT NULL, [Dimension Value Type] int NOT NULL, [Blocked] tinyint NOT NULL);
INSERT INTO [Gammel _NAV_$Dimension Value] VALUES
('AFD', '100', 'Salg', 0, 0),
('AFD', '101', 'Spærret', 0, 1),
('AFD', '199', 'I alt', 2, 0);
CREATE TABLE [Gammel _NAV_$G_L Account] ([No_] nvarchar(20) NOT NULL, [Name] nvarchar(100) NOT NULL, [Account Type] int NOT NULL, [Blocked] tinyint NOT NULL, [Direct Posting] tinyint NOT NULL, [VAT Bus_ Posting Group] nvarchar(20) NOT NULL, [VAT Prod_ Posting Group] nvarchar(20) NOT NULL);
INSERT INTO [Gammel _NAV_$G_L Account] VALUES
('6110', 'Rejser', 0, 0, 1, 'INDLAND', 'MOMS25'),
('', 'uden nummer', 0, 0, 1, '', '');
CREATE TABLE [Gammel _NAV_$VAT Posting Setup] ([VAT Bus_ Posting Group] nvarchar(20) NOT NULL, [VAT Prod_ Posting Group] nvarchar(20) NOT NULL, [VAT Calculation Type] int NOT NULL, [VAT _] decimal(38, 20) NOT NULL);
INSERT INTO [Gammel _NAV_$VAT Posting Setup] VALUES
('INDLAND', 'MOMS25', 0, 25);
CREATE TABLE [Gammel _NAV_$Vendor] ([No_] nvarchar(20) NOT NULL, [Name] nvarchar(100) NOT NULL, [Blocked] int NOT NULL, [VAT Registration No_] nvarchar(20) NOT NULL);
INSERT INTO [Gammel _NAV_$Vendor] VALUES
('', 'uden nummer', 0, ''),
('K1', 'Leverandør', 0, ''),
('K2', 'Spærret', 2, '');
