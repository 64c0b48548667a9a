"""The scripts of four engines come from one template each."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from pleo_erp_installer import script_templates
from pleo_erp_installer.main import main

from pleo_erp_module.store.table_scripts import statements

SQL = Path(__file__).resolve().parents[2] / "sql"
# Databases have these steps. Their statements never change: a new idea is a new step.
RELEASED = {
    "module/001_tables.sql": "aefd5cba8841d2ec72bb6cc7c78d826b9bdcb515ce208f3db383c6235d5a02d3",
    "module/002_shown.sql": "9a684b38b9089268da7dd36e005637b72e9840fcd4d07bcd48a6c0e3742e0977",
    "standalone/001_tables.sql": "035d53ce67cf173ee605ae06a8376086b369ef0263d0a6e071af8e5695b73f9f",
}


def test_what_is_committed_is_what_the_templates_give() -> None:
    for script in script_templates.scripts(SQL):
        assert script.path.read_text("utf-8") == script.text, f"run `python3 installer sql`: {script.path}"


def test_every_committed_script_has_a_template() -> None:
    families = [folder.name for folder in (SQL / "tables").iterdir()]
    committed = {path for family in families for path in (SQL / family).rglob("*.sql")}
    assert committed == {script.path for script in script_templates.scripts(SQL)}


@pytest.mark.parametrize("name", sorted(RELEASED))
def test_a_released_step_keeps_its_statements(name: str) -> None:
    family, file = name.split("/")
    digest = hashlib.sha256()
    for engine in script_templates.ENGINES:
        for statement in statements((SQL / family / engine / file).read_text("utf-8")):
            digest.update(" ".join(statement.split()).encode())
    assert digest.hexdigest() == RELEASED[name]


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    template = tmp_path / "tables" / "module" / "001_tables.sql"
    template.parent.mkdir(parents=True)
    template.write_text("CREATE TABLE t (\n    name TEXT\n);\n", "utf-8")
    written = script_templates.write(tmp_path)
    assert [path.parent.name for path in written] == list(script_templates.ENGINES)
    assert written[0].read_text("utf-8") == (
        "CREATE TABLE IF NOT EXISTS t (\n    name LONGTEXT\n"
        ") ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;\n"
    )
    written[1].unlink()
    assert script_templates.write(tmp_path) == [written[1]]


def test_the_command_says_what_it_has_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sql"]) == 0
    assert capsys.readouterr().out.strip() == "sql/ is up to date."


@pytest.mark.parametrize(
    ("engine", "expected"),
    [
        ("mariadb", ["    code VARCHAR(200) NOT NULL,", "    note LONGTEXT,", "    INDEX ix_t (code, note(200))"]),
        ("sqlite", ["    code TEXT NOT NULL,", "    note TEXT", ");", "CREATE INDEX ix_t ON t (code, note);"]),
        ("sqlserver", ["    note NVARCHAR(MAX)", ");", "CREATE INDEX ix_t ON t (code) INCLUDE (note);"]),
    ],
)
def test_each_engine_has_its_own_form_of_an_index(engine: str, expected: list[str]) -> None:
    template = "CREATE TABLE t (\n    code KEY(200, 100) NOT NULL,\n    note TEXT,\n    INDEX ix_t (code, LONG note)\n);"
    lines = script_templates.render(template, engine).split("\n")
    assert set(expected) <= set(lines)


@pytest.mark.parametrize(
    ("engine", "expected"),
    [
        ("mariadb", "ALTER TABLE t ADD COLUMN IF NOT EXISTS at VARCHAR(30);"),
        ("postgresql", "ALTER TABLE t ADD COLUMN at TEXT;"),
        ("sqlserver", "ALTER TABLE t ADD at NVARCHAR(27) COLLATE Latin1_General_100_BIN2;\nGO;"),
    ],
)
def test_a_column_is_added_in_each_engine_s_own_way(engine: str, expected: str) -> None:
    assert script_templates.render("ALTER TABLE t ADD COLUMN at MOMENT;\n[sqlserver] GO;", engine) == expected
