"""The demo's own checks: they see what is wrong, and what is right."""

from __future__ import annotations

import socket
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pleo_erp_installer.console import InstallerError
from pleo_erp_installer.demo import check, erp, pleo, scene, show
from pleo_erp_installer.demo.commands import CommandLine
from pleo_erp_installer.places import Places

from sandbox import Sandbox
from tryton_erp import cache

pytestmark = pytest.mark.heavy

SELECTED = ("DEP", "PRJ")


@pytest.fixture(scope="module")
def erp_file() -> Path:
    return cache.sqlite_template()


def _unit(**numbers: int) -> dict[str, Any]:
    parts = dict.fromkeys(check.PARTS, 0) | numbers
    return {"unit": "accounts", "read": {"erp": parts.pop("erp", 0), "pleo": parts.pop("pleo", 0)}, **parts}


@pytest.mark.parametrize(
    ("numbers", "holds"),
    [
        ({}, True),
        ({"erp": 3, "pleo": 2, "matched": 2, "unchanged": 1, "updated": 1, "created": 1}, True),
        ({"erp": 3, "pleo": 2, "matched": 2, "unchanged": 2}, False),
    ],
)
def test_arithmetic_counts_every_row(numbers: dict[str, int], holds: bool) -> None:
    assert check.arithmetic(_unit(**numbers)) is holds


@pytest.mark.parametrize(
    ("method", "path", "write"),
    [
        ("GET", "/v0/tag-groups", False),
        ("POST", "/v0/tags:search?limit=100", False),
        ("POST", "/v1/chart-of-accounts:search", False),
        ("POST", "/v0/tag-groups", True),
        ("PUT", "/v0/tags/1", True),
    ],
)
def test_a_search_is_not_a_write(method: str, path: str, write: bool) -> None:
    assert check.is_write({"method": method, "path": path}) is write


def test_a_write_that_the_report_denies_is_seen() -> None:
    report = {"requests": {"writes": 0}}
    claims = list(check.nothing_written(report, [{"method": "PUT", "path": "/v0/tags/1"}]))
    assert [claim.holds for claim in claims] == [True, False]


def test_a_run_without_units_proves_nothing() -> None:
    assert [claim.holds for claim in check.run_is_whole({"status": "success", "units": []}, "success")] == [True, False]
    assert [claim.holds for claim in check.run_is_whole({"status": "held", "units": [_unit()]}, "success")] == [False, True]


def test_the_demo_s_pleo_begins_with_work_to_do(erp_file: Path) -> None:
    state = pleo.made_before(erp_file)
    assert not any(claim.holds for claim in check.pleo_equals_erp(erp_file, state, pleo.COMPANY, (*SELECTED, "CC", "REG")))
    counts = show.counts(state)
    assert counts["tag groups"] == (3, 1)
    assert counts["accounts"][0] > 30


def _synchronised(erp_file: Path) -> Sandbox:
    right = Sandbox()
    right.add_company("Right", id=pleo.COMPANY)
    for code in SELECTED:
        right.add_group(code)
        for value, name in erp.values(erp_file, code).items():
            right.add_tag(code, value, name)
    for account in erp.accounts(erp_file):
        right.add_account(account.id, account.code, account.name, archived=account.closed)
    return right


def test_a_pleo_that_equals_the_erp_is_recognised(erp_file: Path) -> None:
    claims = list(check.pleo_equals_erp(erp_file, _synchronised(erp_file).dump(), pleo.COMPANY, SELECTED))
    assert [claim for claim in claims if not claim.holds] == []


def test_every_kind_of_difference_is_seen(erp_file: Path) -> None:
    wrong = _synchronised(erp_file)
    wrong.add_group("EXTRA")
    wrong.add_tag("DEP", "100", "Ventes")  # a second one
    wrong.add_tag("PRJ", "P-9999", "Too much")
    wrong.add_account("424242", "424242", "Too much")
    claims = list(check.pleo_equals_erp(erp_file, wrong.dump(), pleo.COMPANY, SELECTED))
    assert [claim.holds for claim in claims] == [False] * 4


def test_case_twins_and_values_without_a_code_are_expected_nowhere(erp_file: Path) -> None:
    assert not {"LAB", "lab", ""} & set(erp.values(erp_file, "CC"))
    assert erp.values(erp_file, "DEP")["130"] == "Service après-vente"


def test_the_scene_is_put_up_and_leaves_nothing_behind(tmp_path: Path) -> None:
    places = replace(Places.find(), demo=tmp_path / "demo")
    put_up = scene.put_up(places)
    try:
        put_up.seed(pleo.made_before(put_up.erp))
        assert {group["code"] for group in put_up.pleo()["groups"]} == {"DEP", "prj", "CC", "TEAM"}
        put_up.forget()
        assert put_up.requests() == []
        with pytest.raises(InstallerError, match="refused"):
            put_up.seed({"nonsense": []})
    finally:
        assert scene.tear_down(places)
    assert not places.demo.exists()
    assert not scene.tear_down(places)
    with pytest.raises(OSError, match="refused"):
        scene.ask(put_up.port, "GET", "/state")


def test_a_port_that_somebody_has_taken_is_left_to_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = replace(Places.find(), demo=tmp_path / "demo")
    free = scene.free_port()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ports = [taken.getsockname()[1], free]
        monkeypatch.setattr(scene, "free_port", lambda: ports.pop(0))
        monkeypatch.setattr(scene, "PROBE_SECONDS", 0.2)
        try:
            assert scene.put_up(places).port == free
        finally:
            scene.tear_down(places)


def test_a_sandbox_that_is_gone_is_a_sentence(tmp_path: Path) -> None:
    places = replace(Places.find(), demo=tmp_path / "demo")
    put_up = scene.put_up(places)
    scene.tear_down(places)
    with pytest.raises(InstallerError, match="sandbox no longer answers"):
        put_up.pleo()


def test_records_that_are_new_or_other_are_counted(tmp_path: Path) -> None:
    places = replace(Places.find(), demo=tmp_path / "demo")
    put_up = scene.put_up(places)
    try:
        pleo_before = Sandbox()
        pleo_before.add_company("One", id=pleo.COMPANY)
        pleo_before.add_group("A")
        pleo_before.add_tag("A", "1", "One")
        put_up.seed(pleo_before.dump())
        before = put_up.pleo()
        assert put_up.changed(before) == 0
        pleo_before.add_tag("A", "2", "Two")
        pleo_before.add_account("1", "100", "Cash")
        put_up.seed(pleo_before.dump())
        assert put_up.changed(before) == 2
    finally:
        scene.tear_down(places)


def test_a_command_that_ends_otherwise_than_expected_fails_the_demo(tmp_path: Path) -> None:
    config = tmp_path / "pleo-erp.toml"
    config.touch()
    program = CommandLine(Path(sys.executable), config, tmp_path / "log")
    with pytest.raises(InstallerError, match=r"`pleo-erp plan` ended with 2, expected 0"):
        program.ask("plan")
    with pytest.raises(InstallerError, match="ended with 2, expected 2"):
        program.ask("plan", expect=2)  # but no JSON
    assert program.done == []
