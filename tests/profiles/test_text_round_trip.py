"""No driver changes a text: written in ASCII alone, read through the reader, and as a parameter found again."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from engines import ENGINES, DatabaseFactory
from erp.worlds import NOW, source, write_profile
from pleo_erp_hookspecs import Dimension, DimensionValue
from pleo_erp_module.odbc import open_database
from pleo_erp_module.text import clean

# A text by the hexadecimal digits of its bytes: the statement that writes it is ASCII, so that no driver can have a hand in it.
WRITTEN: dict[str, Callable[[str], str]] = {
    "sqlite": lambda text: f"CAST(X'{text.encode().hex()}' AS TEXT)",
    "postgresql": lambda text: f"convert_from(decode('{text.encode().hex()}', 'hex'), 'UTF8')",
    "mariadb": lambda text: f"CONVERT(X'{text.encode().hex()}' USING utf8mb4)",
    "sqlserver": lambda text: f"CAST(0x{text.encode('utf-16-le').hex()} AS NVARCHAR(400))",
}
# Compared by their characters: else texts that differ in case alone would be found, too.
EXACT = {
    "mariadb": "VARCHAR(400) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
    "sqlserver": "NVARCHAR(400) COLLATE Latin1_General_100_BIN2",
}
ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -_.,:;/&%$'\"\\{}[]()<>?*+=#@!|~^`",
    "æøåÆØÅéüößÄÖÜñçàèùâêîôû– “”€",
    "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ",
    "АБВГДЕЖЗабвгдежз ΑΒΓαβγ אבג ابت",
    "東京都渋谷区株式会社漢字かなカナ한국어中文简体",
    "😀🚀🇩🇰👩‍💻𝔘𠮷",
    "e\u0301o\u0308a\u030a\u200b\u00a0\u202f\ufeff\uff21\u3000",
)
FIXED = (
    "Økonomi - FD", "æ", "ÆØÅ", "Łódź", "東", "東京", "😀", "😀" * 60, "a" * 255, "ø" * 255, "漢" * 255, "e\u0301" * 120,
    " both sides ", "  ", "tab\tinside", "line\nbreak", "line\r\nbreak", "''", '""', "%s ? :company {account} [x]",
    "\\", "\\'", "NULL",
    "trailing ø", "trailing 東", "trailing 😀", "\u00e5", "a\u030a", "ẞß", "İıiI", "ﬁ ﬂ", "\u2028x", "x\u0085y", "\ufffd",
)  # fmt: skip


def texts() -> list[str]:
    """The same every time; none twice, none without a letter."""
    chosen = random.Random(614)
    found = dict.fromkeys(text for text in FIXED if text.strip())
    while len(found) < 700:
        letters = chosen.choice(ALPHABETS) + (chosen.choice(ALPHABETS) if chosen.random() < 0.5 else "")
        text = "".join(chosen.choice(letters) for _ in range(chosen.randint(1, 60)))
        if clean(text):
            found.setdefault(text)
    return list(found)


PROFILE = {
    "profile.toml": f'title = "T"\nengines = {list(ENGINES)}\n[entities.companies]\n[entities.dimensions]\n[entities.values]\n',
    "companies.sql": "SELECT '1' AS id, 'One' AS name",
    "dimensions.sql": "SELECT 'all' AS id, 'all' AS code, 'All' AS name",
    "values.sql": "SELECT t.code AS code, t.name AS name FROM texts t WHERE :dimension = 'all' OR t.name = :dimension",
}


@pytest.fixture(params=ENGINES)
def filled(request: pytest.FixtureRequest, database_factory: DatabaseFactory) -> str:
    """A database with all the texts."""
    engine: str = request.param
    connection = database_factory(engine)
    with open_database(connection, purpose="store") as database:
        database.execute(f"CREATE TABLE texts (code VARCHAR(20), name {EXACT.get(engine, 'VARCHAR(400)')})")
        rows = [f"('{number}', {WRITTEN[engine](text)})" for number, text in enumerate(texts())]
        for start in range(0, len(rows), 50):
            database.execute(f"INSERT INTO texts VALUES {', '.join(rows[start : start + 50])}")
    return connection


def test_every_text_arrives_as_it_is(filled: str, tmp_path: Path) -> None:
    expected = {str(number): text for number, text in enumerate(texts())}
    assert len(expected) >= 614
    with source(filled, "texts", folder=write_profile(tmp_path, "texts", PROFILE)) as opened:
        read = opened.values(opened.context("1", NOW), Dimension("all", "all", "All"))
        assert {value.code: value.name for value in read} == {code: clean(text) for code, text in expected.items()}
        raw = {row[0]: row[1] for row in opened.database.rows("SELECT code, name FROM texts")}
    assert raw == expected


def test_every_text_is_found_as_a_parameter(filled: str, tmp_path: Path) -> None:
    with source(filled, "texts", folder=write_profile(tmp_path, "texts", PROFILE)) as opened:
        context = opened.context("1", NOW)
        for number, text in enumerate(texts()):
            if number % 3 == 0:
                found = opened.values(context, Dimension(text, "x", "x"))
                assert DimensionValue(str(number), clean(text)) in found, text
                assert {value.name for value in found} == {clean(text)}
