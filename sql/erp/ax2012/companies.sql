-- Legal entities are those parties that have a ledger. An id can repeat in another partition.
SELECT c.DATAAREA AS id, MIN(c.NAME) AS name
FROM {party} c
JOIN {ledger} l ON l.PRIMARYFORLEGALENTITY = c.RECID AND l.[PARTITION] = c.[PARTITION]
WHERE c.DATAAREA <> ''
GROUP BY c.DATAAREA
