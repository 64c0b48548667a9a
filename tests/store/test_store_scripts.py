"""The numbered SQL files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engines import ENGINES
from pleo_erp_module.odbc import DIALECTS
from pleo_erp_module.store import table_scripts
from pleo_erp_module.store.migrations import TABLES


@pytest.mark.parametrize("engine", ENGINES)
def test_every_step_ends_with_its_own_record(engine: str) -> None:
    for step, path in table_scripts.available(engine).items():
        last = list(table_scripts.statements(path.read_text("utf-8")))[-1]
        assert last.startswith("INSERT INTO pleo_erp_schema_version")
        assert f"({step.number}, '{step.name}'," in last


def test_the_files_of_an_installed_package_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "pleo_erp_module" / "_sql" / "module" / "sqlite"
    inside.mkdir(parents=True)
    monkeypatch.setattr(table_scripts, "__file__", str(tmp_path / "pleo_erp_module" / "store" / "scripts.py"))
    assert table_scripts.folder("sqlite") == inside


def test_every_engine_has_the_same_steps() -> None:
    assert len({tuple(table_scripts.available(engine)) for engine in DIALECTS}) == 1
    assert [step.number for step in table_scripts.available("sqlite")] == list(
        range(1, len(table_scripts.available("sqlite")) + 1)
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_names_are_short_enough_for_every_engine_and_begin_with_the_prefix(engine: str) -> None:
    for path in table_scripts.available(engine).values():
        text = "\n".join(table_scripts.statements(path.read_text("utf-8")))
        assert max(map(len, re.findall(r"\w+", text))) <= 30
        created = re.findall(r"CREATE (TABLE|INDEX) (?:IF NOT EXISTS )?(\w+)", text)
        assert {name for kind, name in created if kind == "TABLE"} <= set(TABLES)
        assert all(name.startswith("ix_pleo_erp_") for kind, name in created if kind == "INDEX")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" ; ;; ", []),
        ("-- only; words", []),
        ("A; B", ["A", "B"]),
        ("A 'x;y' ; B", ["A 'x;y'", "B"]),
        ("A 'it''s; -- no comment'", ["A 'it''s; -- no comment'"]),
        ('A "odd;""name" ;', ['A "odd;""name"']),
        ("A -- one; two\nB", ["A  B"]),
        ("A /* one; 'two */ B;", ["A   B"]),
        ("A - B / C", ["A - B / C"]),
        ("A '-- x' -- 'y\n;B", ["A '-- x'", "B"]),
    ],
)
def test_scripts_are_split_at_the_semicolons_that_end_a_statement(text: str, expected: list[str]) -> None:
    assert list(table_scripts.statements(text)) == expected
