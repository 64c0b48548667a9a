"""Selecting on the command line: what it will archive is shown, and a person says yes to it."""

from __future__ import annotations

import pytest

from cli.command import call
from cli.world import World
from pleo_erp_module.hosts.standalone.commands import select_command


@pytest.fixture
def ready(world: World) -> World:
    """A connected company whose two groups are in Pleo, one of them made by hand."""
    world.pleo.add_group("X", "Made by hand")
    world.connect("2")
    return world


def selected(world: World) -> int:
    return len(world.tables()["pleo_erp_selection"])


@pytest.mark.parametrize("arguments", [["DEP"], ["--none"], ["DEP", "--json"]])
def test_without_a_terminal_nothing_is_saved_unless_a_script_says_yes(ready: World, arguments: list[str]) -> None:
    command = ["select", "--company", "2", *arguments, "--config", str(ready.config)]
    refused = call(command)
    assert (refused.code, selected(ready)) == (2, 0)
    assert "X (Made by hand)" in refused.text
    assert "--yes" in refused.text
    assert call([*command, "--yes"]).code == 0
    assert selected(ready) == 1


@pytest.mark.parametrize(("says", "code", "saved"), [("y\n", 0, 1), ("n\n", 2, 0), ("\n", 2, 0), ("", 3, 0)])
def test_a_person_sees_what_is_archived_and_is_asked(
    ready: World, monkeypatch: pytest.MonkeyPatch, says: str, code: int, saved: int
) -> None:
    class Terminal:
        """Standard input, as if a person typed it."""

        @property
        def stdin(self) -> Terminal:
            return self

        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(select_command, "sys", Terminal())
    answer = call(["select", "--company", "2", "DEP", "--config", str(ready.config)], says)
    assert (answer.code, selected(ready)) == (code, saved)
    assert "Made by hand" in answer.out
    assert "Save this selection?" in answer.err
    if saved:
        assert answer.out.endswith("Next: pleo-erp plan --company 2\n")


def test_what_archives_nothing_is_not_asked(world: World) -> None:
    world.connect("2")
    assert call(["select", "--company", "2", "ROU", "--config", str(world.config)]).code == 0


def test_a_company_that_the_erp_lacks_is_told_apart_from_one_that_is_not_connected(world: World) -> None:
    world.connect("2")
    for company, code in (("1", "not_connected"), ("77", "unknown_company")):
        answer = world.cli("plan", "--company", company)
        assert (answer.code, answer.error) == (2, code)


def test_unknown_names_come_with_the_most_similar_ones(world: World) -> None:
    world.connect("2")
    for command, near in (
        (["settings", "--company", "2", "tags_intervall=5"], "tags_interval"),
        (["select", "--company", "2", "rouu"], "ROU"),
    ):
        fault = world.cli(*command).data["error"]
        assert near in fault["next"].partition(" or ")[0].replace(",", " ").split()


def test_short_answers_are_tables_and_sentences(world: World) -> None:
    world.good("install")
    assert "pleo-erp connect" in world.human("connections").out
    world.connect("2", "DEP")
    shown = {
        name: world.human(*words).out
        for name, words in {
            "companies": ("companies",),
            "connections": ("connections",),
            "pause": ("pause", "--company", "2"),
            "paused": ("connections",),
            "resume": ("resume", "--company", "2"),
            "disconnect": ("disconnect", "--company", "2"),
        }.items()
    }
    assert not {name for name, text in shown.items() if "{" in text or "None" in text or "True" in text}
    assert ("waiting" in shown["connections"], "paused" in shown["paused"]) == (True, True)
    assert shown["pause"].endswith("To resume: pleo-erp resume --company 2\n")
    assert shown["resume"].endswith("Next: pleo-erp run sync --company 2\n")
    assert "is disconnected" in shown["disconnect"]


def test_a_large_plan_is_summed_up_and_all_of_it_can_be_asked_for(world: World) -> None:
    world.connect("2", "DEP")
    for number in range(80):
        world.pleo.add_account(f"old-{number}", f"9{number:03}", f"Gone {number}")
    whole = world.good("plan", "--company", "2")["changes"]
    gone = [change for change in whole if change["action"] == "archive"]
    short, long = (world.human("plan", "--company", "2", *more).out for more in ((), ("--all",)))
    assert len(gone) >= 80
    assert (short.count("Gone "), long.count("Gone ")) == (5, 80)
    assert f"… and {len(gone) - 5} more" in short
    assert "Use --all, --json or the web pages" in " ".join(short.split())
    assert "more" not in long
