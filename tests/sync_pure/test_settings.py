"""Every setting of a connection: its default, its limits, and what is refused."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest

from pleo_erp_hookspecs import ErrorKind, PleoErpError
from pleo_erp_module.reconcile.guards import Thresholds
from pleo_erp_module.sync.setting_registry import Settings, known_settings, parse

SWITCHES = {"tags": True, "accounts": True, "group_names": False}
#: name: default, least, most
NUMBERS = {
    "tags_interval": (60, 60, 1440),
    "accounts_interval": (1440, 60, 44640),
    "history_days": (90, 1, 3650),
    "failure_days": (365, 1, 3650),
    "blind_percent": (50, 0, 100),
    "wipe_active": (2, 1, 1_000_000),
    "rewind_changes": (5, 1, 1_000_000),
    "swap_creates": (5, 1, 1_000_000),
    "share_vanished": (5, 1, 1_000_000),
    "share_vanished_percent": (20, 0, 100),
    "share_gone": (10, 1, 1_000_000),
    "share_gone_percent": (50, 0, 100),
    "count_gone": (100, 0, 1_000_000),
    "spread_records": (10, 1, 1_000_000),
    "spread_percent": (10, 0, 100),
    "drip_vanished": (8, 1, 1_000_000),
    "drip_percent": (20, 0, 100),
    "shift_updates": (10, 1, 1_000_000),
    "shift_percent": (30, 0, 100),
    "flood_creates": (500, 0, 1_000_000),
    "flood_percent": (50, 0, 10_000),
    "flood_active": (50, 0, 1_000_000),
    "flood_small_creates": (40, 0, 1_000_000),
    "flood_small_percent": (75, 0, 10_000),
    "flood_small_active": (20, 0, 1_000_000),
}


def refused(name: str, text: str) -> PleoErpError:
    with pytest.raises(PleoErpError) as caught:
        parse(name, text)
    assert caught.value.kind is ErrorKind.USAGE
    return caught.value


def test_these_are_all_settings_and_each_says_what_it_is() -> None:
    assert set(known_settings()) == {*SWITCHES, *NUMBERS, "account_key", "key_expires"}
    assert all(setting.help for setting in known_settings().values())


def test_every_threshold_of_the_guards_is_a_setting_with_the_guards_own_default() -> None:
    assert {field.name for field in fields(Thresholds)} <= set(known_settings())
    assert Settings.of({}).thresholds == Thresholds()


def test_the_defaults() -> None:
    defaults = Settings.of({})
    assert {name: defaults.number(name) for name in NUMBERS} == {name: default for name, (default, _, _) in NUMBERS.items()}
    assert (defaults.on("tags"), defaults.on("accounts")) == (True, True)
    assert defaults.values["group_names"] is False
    assert defaults.values["account_key"] == "id"
    assert defaults.key_expires is None


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_are_taken_within_their_limits(name: str) -> None:
    default, least, most = NUMBERS[name]
    assert least <= default <= most
    assert [parse(name, f" {number} ") for number in (least, most)] == [str(least), str(most)]
    for text in (str(least - 1), str(most + 1), "", "ten", "1.5", "1e2", "+5", "-1", "٣", "²", "1_000", "9" * 5000):
        fault = refused(name, text)
        assert fault.code == "setting_invalid"
        assert name in fault.message
        assert f"from {least} to {most}" in fault.message


@pytest.mark.parametrize("name", SWITCHES)
def test_switches_are_on_or_off(name: str) -> None:
    assert [parse(name, text) for text in ("on", " OFF ", "On")] == ["on", "off", "on"]
    for text in ("", "1", "true", "yes", "onoff"):
        assert refused(name, text).message == f"Invalid value '{text}' for setting {name}. Allowed: on or off."


def test_the_account_key_is_id_or_code() -> None:
    assert [parse("account_key", text) for text in ("id", " CODE ")] == ["id", "code"]
    for text in ("", "number", "id,code"):
        assert "id or code" in refused("account_key", text).message


@pytest.mark.parametrize("name", ["", "Tags", "tags ", "blind"])
def test_an_unknown_name_is_refused(name: str) -> None:
    assert refused(name, "on").code == "unknown_setting"


@pytest.mark.parametrize("name", [*NUMBERS, *SWITCHES, "account_key"])
def test_what_is_stored_is_in_force_and_shown_as_it_was_written(name: str) -> None:
    other = "code" if name == "account_key" else ("on" if name == "group_names" else "off") if name in SWITCHES else None
    text = parse(name, other or str(NUMBERS[name][2]))
    shown = Settings.of({name: text}).shown()
    assert str(shown.pop(name)) == text
    defaults = Settings.of({}).shown()
    assert shown == {key: value for key, value in defaults.items() if key != name}


@pytest.mark.parametrize("field", [field.name for field in fields(Thresholds)])
def test_a_stored_limit_reaches_its_guard_and_no_other(field: str) -> None:
    limits = Settings.of({field: "77"}).thresholds
    assert {one.name for one in fields(Thresholds) if getattr(limits, one.name) != getattr(Thresholds(), one.name)} == {field}
    assert getattr(limits, field) == 77


def test_switches_that_are_stored_are_in_force() -> None:
    settings = Settings.of({"tags": "off", "accounts": "on", "group_names": "on", "account_key": "code"})
    assert (settings.on("tags"), settings.on("accounts"), settings.values["group_names"]) == (False, True, True)
    assert settings.values["account_key"] == "code"


def test_settings_of_another_version_are_passed_over() -> None:
    assert Settings.of({"vendors": "on"}) == Settings.of({})


def test_a_value_that_was_written_past_the_module_is_refused_and_never_replaced_by_a_default() -> None:
    with pytest.raises(PleoErpError, match="count_gone") as caught:
        Settings.of({"count_gone": "many"})
    assert caught.value.code == "setting_invalid"


def test_the_last_day_of_the_key_is_a_day_or_unknown() -> None:
    assert Settings.of({"key_expires": parse("key_expires", "2027-01-31")}).key_expires == date(2027, 1, 31)
    assert Settings.of({"key_expires": parse("key_expires", "")}).key_expires is None
    refused("key_expires", "31.01.2027")
