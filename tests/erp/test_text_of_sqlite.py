"""Text of an SQLite file is read fast where that is safe, with care where it is not, and never changed."""

from __future__ import annotations

from pathlib import Path

import servers

from .test_reader_errors import ACC, bare, refusal
from .worlds import NOW, run_script, source

MANY = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)"
    " INSERT INTO acc SELECT i, 'C' || i, 'Værdi ' || i FROM n;\n"
)


def test_a_nul_inside_a_text_cuts_nothing_off(sqlite_file: Path, tmp_path: Path) -> None:
    connection = servers.sqlite_connection(sqlite_file)
    run_script(connection, ACC + MANY + "UPDATE acc SET name = 'a' || CHAR(0) || 'é' WHERE id = 2000;")
    with source(connection, "bare", folder=bare(tmp_path)) as opened:
        names = {account.id: account.name for account in opened.accounts(opened.context("1", NOW))}
    assert len(names) == 2500
    assert names["2000"] == "a\0é"
    assert names["2001"] == "Værdi 2001"


def test_the_row_to_blame_is_named_however_many_stand_before_it(sqlite_file: Path, tmp_path: Path) -> None:
    connection = servers.sqlite_connection(sqlite_file)
    run_script(connection, ACC + MANY + "UPDATE acc SET name = CAST(X'41C080' AS TEXT) WHERE id = 2000;")
    with source(connection, "bare", folder=bare(tmp_path)) as opened, opened.snapshot():
        fault = refusal(lambda: opened.accounts(opened.context("1", NOW)))
    assert fault.code == "erp_row_invalid"
    assert "row 2000: name contains bytes that are not UTF-8 (id '2000', code 'C2000')" in fault.message
