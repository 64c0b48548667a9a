"""Profiles: found, read, and every mistake in one named."""

from __future__ import annotations

from pathlib import Path

import pytest

from erp.worlds import write_profile
from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.erp import known_profiles, load_profile
from pleo_erp_module.erp.profile import OptionalColumn, ProfileParameter

TOML = """
title = "T"
engines = "sqlite"
recognise = ["firm"]
[entities.companies]
[entities.accounts]
optional = true
files = ["new.sql", "old.sql"]
[tables.firm]
name = "firms"
columns = ["id"]
[tables.account]
name = ["{prefix}$accounts", "accounts"]
columns = ["id"]
optional.a = "NULL"
optional.b = {names = ["b2", "b1"], otherwise = "0"}
[parameters.prefix]
help = "h"
default = "{company}"
replace = "./"
"""
FILES = {
    "profile.toml": TOML,
    "companies.sql": "SELECT id, id AS name FROM {firm}",
    "new.sql": "SELECT x.id, {x.b} AS code, {a} AS name FROM {account} x WHERE :prefix = :company AND :today > :language",
    "old.sql": "\ufeffSELECT 1 AS id, 'c' AS code, 'n' AS name WHERE :base_language = ''",
}


def refusal(folder: Path, name: str = "mine") -> PleoErpError:
    with pytest.raises(PleoErpError) as caught:
        load_profile(name, folder)
    return caught.value


def test_a_profile_is_read_whole(tmp_path: Path) -> None:
    profile = load_profile("mine", write_profile(tmp_path, "mine", FILES))
    assert (profile.title, profile.engines, profile.versions, profile.verified) == ("T", ("sqlite",), "", "")
    assert profile.recognise == ("firm",)
    assert profile.parameters == {"prefix": ProfileParameter("h", "{company}", "./", "_")}
    accounts = profile.entities["accounts"]
    assert accounts.optional
    assert [(variant.file, variant.tables) for variant in accounts.variants] == [("new.sql", ("account",)), ("old.sql", ())]
    assert profile.optional_column("b") == ("account", OptionalColumn(("b2", "b1"), "0"))
    assert profile.optional_column("c") is None


def test_shipped_profiles_are_known_and_whole() -> None:
    assert set(known_profiles()) >= {"custom", "tryton"}
    for name in known_profiles():
        assert load_profile(name).title


def test_an_administrators_profile_comes_first(tmp_path: Path) -> None:
    write_profile(tmp_path, "tryton", FILES)
    assert load_profile("tryton", tmp_path).title == "T"
    assert load_profile("tryton").title == "Tryton"
    assert load_profile("tryton", tmp_path / "absent").title == "Tryton"


@pytest.mark.parametrize("name", ["odd", "", "..", "../tryton", "/etc", "tryton/../tryton"])
def test_an_unknown_profile_lists_the_known_ones(tmp_path: Path, name: str) -> None:
    fault = refusal(write_profile(tmp_path, "mine", FILES), name)
    assert fault.code == "unknown_profile"
    assert ", ".join(sorted({*known_profiles(), "mine"})) in fault.message


def test_packaged_profiles_are_found_where_a_wheel_puts_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_profile(tmp_path / "_sql" / "erp", "wheeled", FILES)
    monkeypatch.setattr("importlib.resources.files", lambda package: tmp_path)
    assert known_profiles() == ("wheeled",)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('title = "T"', "", "profile.toml: title is missing"),
        ('title = "T"', "title = ", "it is not valid TOML"),
        ('engines = "sqlite"', "engines = 5", "engines: expected a string or a list, got a whole number"),
        ('engines = "sqlite"', 'engines = ["a", ""]', "engines.2: must not be empty"),
        ('title = "T"', 'title = "T"\nsurprise = 1', "surprise is not a known key. Known keys: account_key, engines, entities"),
        ("optional = true", "optional = 1", "entities.accounts.optional: expected true or false, got a whole number"),
        ("optional = true", "optinal = true", "entities.accounts.optinal is not a known key. Did you mean optional?"),
        ('recognise = ["firm"]', 'recognise = ["form"]', "unknown table form"),
        ("[entities.companies]", "", "no entity companies"),
        ("[entities.companies]", "[entities.company]", "no entity company"),
        ("[entities.companies]", "[entities.companies]\n[entities.values]\nfiles = 'old.sql'", "need each other"),
        ("[tables.firm]", "[tables.'fi rm']", "cannot be the name of a placeholder"),
        ('optional.a = "NULL"', 'optional.firm = "NULL"', "stands for two things"),
        ('optional.a = "NULL"', "optional.a = 5", "tables.account.optional.a: expected a string or a table, got a whole number"),
        ('optional.a = "NULL"', "optional.a = {names = 'a'}", "tables.account.optional.a.otherwise is missing"),
        ('name = "firms"', 'name = "firms"\noptional = 5', "tables.firm.optional: expected a table, got a whole number"),
        ("[parameters.prefix]", "[parameters.today]", "cannot be the name of a parameter"),
        ("[parameters.prefix]", "[parameters.other]", "the unknown parameter prefix"),
        ('default = "{company}"', 'default = "{today}"', "may name the company only"),
        ('name = "firms"', 'name = "{company}$firms"', "depends on the company"),
        ("{prefix}$accounts", "{dimension}$accounts", "depend on the dimension"),
        ('optional.a = "NULL"', 'optional.a = {names = "{firm}", otherwise = "NULL"}', "it may contain name_column only"),
        ('optional.a = "NULL"', 'optional.a = {names = "{name_column}", otherwise = "NULL"}', "depend on the dimension"),
        ('title = "T"', 'title = "T"\naccount_key = "name"', "account_key"),
    ],
)
def test_mistakes_in_the_description_are_named(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert TOML.count(old) == 1
    fault = refusal(write_profile(tmp_path, "mine", {**FILES, "profile.toml": TOML.replace(old, new)}))
    assert fault.code == "profile_invalid"
    assert words in fault.message


@pytest.mark.parametrize(
    ("file", "sql", "words"),
    [
        ("companies.sql", "SELECT :company", "the parameter :company is unknown; available: none"),
        ("new.sql", "SELECT :dimension", "the parameter :dimension is unknown"),
        ("new.sql", "SELECT {nothing}", "the placeholder nothing is neither a table"),
        ("new.sql", "SELECT {x.account}", "the placeholder account is neither a table"),
        ("new.sql", "DROP TABLE x", "new.sql: it is not a SELECT"),
    ],
)
def test_mistakes_in_a_select_are_named(tmp_path: Path, file: str, sql: str, words: str) -> None:
    fault = refusal(write_profile(tmp_path, "mine", {**FILES, file: sql}))
    assert fault.code == "profile_invalid"
    assert words in fault.message


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    folder = write_profile(tmp_path, "mine", FILES)
    (folder / "mine" / "old.sql").write_bytes(b"SELECT '\xff'")
    assert "old.sql cannot be read: it is not UTF-8" in refusal(folder).message
    (folder / "mine" / "old.sql").unlink()
    assert "old.sql is missing" in refusal(folder).message
    (folder / "mine" / "old.sql").mkdir()
    assert "old.sql cannot be read" in refusal(folder).message
    (folder / "mine" / "profile.toml").write_text(TOML.replace("old.sql", "../x.sql"), "utf-8")
    assert "cannot be the name of a file" in refusal(folder).message
    (folder / "mine" / "profile.toml").write_text('title = "T"\nengines = "sqlite"', "utf-8")
    assert "no [entities]" in refusal(folder).message
