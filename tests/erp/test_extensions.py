"""Extensions replace reads and leave rows out; one that fails is named and nothing looks complete without it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pluggy
import pytest

import servers
from erp.worlds import NOW, source, tryton
from pleo_erp_hookspecs import (
    EXTENSION_GROUP,
    PROJECT,
    Account,
    Company,
    Dimension,
    DimensionValue,
    ExtensionSpecs,
    LeaveOut,
    PleoErpError,
    ReadContext,
    hookimpl,
)
from pleo_erp_module import extensions
from pleo_erp_module.extensions import ExtensionManager, failures_of, new_plugin_manager


@pytest.fixture
def erp(sqlite_file: Path) -> str:
    return tryton(servers.sqlite_connection(sqlite_file))


def manager(**extensions: object) -> ExtensionManager:
    made = ExtensionManager()
    for name, extension in extensions.items():
        made.register(extension, name)
    return made


class OwnDimensions:
    """Replaces the dimensions and their values, and nothing else."""

    @hookimpl
    def pleo_erp_read_dimensions(self, context: ReadContext) -> Iterator[Dimension]:
        yield Dimension("7", " own ", f" for {context.company} ")

    @hookimpl
    def pleo_erp_read_values(self, dimension: Dimension) -> Sequence[DimensionValue] | None:
        return [DimensionValue("e\u0301", "n", True, "old"), DimensionValue(" ", "n")] if dimension.id == "7" else None


def test_an_extension_replaces_one_read_and_leaves_the_rest(erp: str) -> None:
    with source(erp, plugins=manager(own=OwnDimensions())) as opened:
        context = opened.context("1", NOW)
        [dimension] = opened.dimensions(context)
        assert dimension == Dimension("7", "own", "for 1")
        assert opened.values(context, dimension) == [DimensionValue("é", "n"), DimensionValue("", "n", False, "no_code")]
        assert opened.values(context, Dimension("11", "PRJ", "")) == [DimensionValue("P1", "Office")]
        assert len(opened.accounts(context)) == 9


class OtherDimensions:
    @hookimpl
    def pleo_erp_read_dimensions(self) -> Iterable[Dimension]:
        return []


def test_two_extensions_replacing_the_same_read_are_a_conflict(erp: str) -> None:
    with source(erp, plugins=manager(own=OwnDimensions(), other=OtherDimensions())) as opened:
        context = opened.context("1", NOW)
        with pytest.raises(PleoErpError) as caught:
            opened.dimensions(context)
        assert caught.value.code == "plugin_conflict"
        assert "other, own" in caught.value.message
        assert len(opened.accounts(context)) == 9


class Broken:
    """Fails in every way that an extension can."""

    @hookimpl
    def pleo_erp_read_companies(self) -> Iterable[Company] | None:
        return None

    @hookimpl
    def pleo_erp_read_dimensions(self) -> Iterator[Dimension]:
        yield Dimension("1", "A", "a")
        raise KeyError("half way")

    @hookimpl
    def pleo_erp_read_values(self) -> Any:
        return [("A", "a")]

    @hookimpl
    def pleo_erp_read_accounts(self) -> Iterable[Account]:
        return [Account(" ", "1", "without an id")]


@pytest.mark.parametrize(
    ("read", "words"),
    [
        ("dimensions", "failed (reading the dimensions): KeyError: 'half way'"),
        ("values", "TypeError: it answered tuple in place of DimensionValue"),
        ("accounts", "ValueError: a record has no id (name 'without an id')"),
    ],
)
def test_an_extension_that_fails_is_named(erp: str, read: str, words: str) -> None:
    with source(erp, plugins=manager(broken=Broken())) as opened:
        context = opened.context("1", NOW)
        arguments = (context, Dimension("1", "A", "a")) if read == "values" else (context,)
        with pytest.raises(PleoErpError) as caught:
            getattr(opened, read)(*arguments)
    assert caught.value.code == "plugin_failed"
    assert "'broken'" in caught.value.message
    assert words in caught.value.message


class Filter:
    """Leaves out one row of each unit."""

    def __init__(self) -> None:
        self.units: list[str] = []

    @hookimpl
    def pleo_erp_leave_out(self, unit: str, rows: Sequence[Any]) -> Iterable[LeaveOut] | None:
        self.units.append(unit)
        keys = {"tag_groups": "prj", "tags:DEP": " 100 ", "accounts": "40"}
        if unit == "tags:DEP":
            assert all(isinstance(row, DimensionValue) for row in rows)
        return [LeaveOut(keys[unit], "not for Pleo"), LeaveOut("absent", "x")] if unit in keys else None


class SecondFilter:
    @hookimpl
    def pleo_erp_leave_out(self) -> Iterable[LeaveOut]:
        return [LeaveOut("40", "second"), LeaveOut("44", " "), LeaveOut("42", "was closed already")]


def test_what_a_filter_leaves_out_stays_with_its_reason(erp: str) -> None:
    first = Filter()
    with source(erp, plugins=manager(first=first, second=SecondFilter())) as opened:
        context = opened.context("1", NOW)
        dimensions = opened.dimensions(context)
        assert dimensions[1] == Dimension("11", "PRJ", "Project", False, "not for Pleo")
        assert opened.values(context, dimensions[0])[0] == DimensionValue("100", "Sales", False, "not for Pleo")
        accounts = {account.id: account.why_not for account in opened.accounts(context)}
    assert first.units == ["tag_groups", "tags:DEP", "accounts"]
    assert (accounts["40"], accounts["42"], accounts["44"]) == ("not for Pleo", "closed", "left_out_by:second")


class BrokenFilter:
    @hookimpl
    def pleo_erp_leave_out(self, unit: str) -> Any:
        if unit == "accounts":
            raise ZeroDivisionError
        return ["DEP"]


def test_a_filter_that_fails_is_named(erp: str) -> None:
    with source(erp, plugins=manager(odd=BrokenFilter())) as opened:
        context = opened.context("1", NOW)
        for read, words in ((opened.accounts, "ZeroDivisionError"), (opened.dimensions, "str in place of LeaveOut")):
            with pytest.raises(PleoErpError) as caught:
                read(context)
            assert caught.value.code == "plugin_failed"
            assert words in caught.value.message


def entry(name: str, value: str) -> EntryPoint:
    return EntryPoint(name, f"erp.test_extensions:{value}", EXTENSION_GROUP)


class Misspelt:
    @hookimpl
    def pleo_erp_read_acounts(self) -> list[Account]:
        return []


class WrongArgument:
    @hookimpl
    def pleo_erp_read_accounts(self, compani: str) -> list[Account]:
        return []


class Wrapper:
    @hookimpl(wrapper=True)
    def pleo_erp_read_accounts(self) -> Iterator[Any]:
        return (yield)


good, misspelt, wrong_argument, wrapper = OwnDimensions(), Misspelt(), WrongArgument(), Wrapper()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("absent", "AttributeError"),
        ("misspelt", "pleo_erp_read_acounts"),
        ("wrong_argument", "compani"),
        ("wrapper", "pleo_erp_read_accounts is a hook wrapper"),
    ],
)
def test_an_extension_that_cannot_be_loaded_fails_every_read(erp: str, value: str, words: str) -> None:
    loaded = new_plugin_manager([entry("bad", value), entry("good", "good")])
    assert [failure.plugin for failure in loaded.failures] == ["bad"]
    assert loaded.get_plugin("good") is good
    assert loaded.get_plugin("bad") is None
    with source(erp, plugins=loaded) as opened, pytest.raises(PleoErpError) as caught:
        opened.companies()
    assert caught.value.code == "plugin_failed"
    assert "'bad' failed (loading)" in caught.value.message
    assert words in caught.value.message


def test_installed_extensions_are_found_by_their_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def entry_points(group: str) -> list[EntryPoint]:
        asked.append(group)
        return [entry("good", "good")]

    monkeypatch.setattr(extensions, "entry_points", entry_points)
    loaded = new_plugin_manager()
    assert asked == ["pleo_erp.extensions"]
    assert loaded.failures == ()
    assert loaded.get_plugin("good") is good


def test_a_hosts_own_plugin_manager_serves_too(erp: str) -> None:
    own = pluggy.PluginManager(PROJECT)
    own.add_hookspecs(ExtensionSpecs)
    own.register(good, "good")
    own.set_blocked("blocked")
    assert failures_of(own) == ()
    with source(erp, plugins=own) as opened:
        assert opened.dimensions(opened.context("1", NOW))[0].code == "own"
    assert own.get_plugins() == {good}
