"""The demo's course: from an ERP and a Pleo company that disagree to two that agree, in the steps that an administrator takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console

from pleo_erp_installer.demo import check, erp, pleo, show
from pleo_erp_installer.demo.check import Claim
from pleo_erp_installer.demo.commands import CommandLine, Done
from pleo_erp_installer.demo.scene import Scene
from servers import sqlite_connection
from tryton_erp.erp import TrytonErp

COMPANY = "1"
SELECTED = ("DEP", "PRJ", "CC", "REG")


def tell(out: Console, scene: Scene, pleo_erp: CommandLine) -> bool:
    """Every step; whether all that was claimed is true. Raises InstallerError when a command does not do its part."""
    checked: dict[str, list[Claim]] = {}
    company = ("--company", COMPANY)

    show.command(out, pleo_erp.ask("install"), "the module's own tables are in the ERP's database")
    done = pleo_erp.ask("connect", *company, "--key-stdin", stdin=f"{pleo.KEY}\n")
    proposed = done.answer["proposed"]
    show.command(out, done, f"connected to {done.answer['pleo_company']['name']}; proposed: {', '.join(proposed)}")
    right = set(proposed) == {"DEP", "PRJ"}
    checked["connect and select"] = [Claim("proposed are the dimensions with an active tag group", right, str(proposed))]

    done = pleo_erp.ask("dimensions", *company)
    parts = [f"{item['code']} {item['name']} ({item['values']})" for item in done.answer["dimensions"] if item["selectable"]]
    show.command(out, done, f"selectable: {', '.join(parts)}")

    done = pleo_erp.ask("select", *company, *SELECTED)
    losses = [f"{item['code']} ({item['name']})" for item in done.answer["will_archive"]]
    show.command(out, done, f"selected; the next run would archive: {', '.join(losses) or 'nothing'}")
    named = {item["code"] for item in done.answer["will_archive"]}
    told = Claim("the hand-made group is announced before anything is archived", "TEAM" in named, str(named))
    checked["connect and select"].append(told)

    before = scene.pleo()
    scene.forget()
    plan = pleo_erp.ask("plan", *company).answer
    show.command(out, pleo_erp.done[-1], f"plan {plan['plan'][:12]}: {_summary(plan['changes'])}")
    held = pleo_erp.ask("run", "sync-all", *company, expect=4)
    show.command(out, held, "held: nothing is written before a person has released what the plan shows")
    same = Claim("Pleo is as it was", scene.pleo() == before)
    checked["before the release"] = [*check.nothing_written(held.answer, scene.requests()), same]

    done = pleo_erp.ask("release", *company, "--plan", plan["plan"])
    show.command(out, done, f"{done.answer['approved']} changes approved until {done.answer['expires']}")

    first = pleo_erp.ask("run", "sync-all", *company)
    show.command(out, first, f"{first.answer['status']}: {first.answer['requests']['writes']} writes")
    checked["first run"] = [*check.run_is_whole(first.answer, "success"), *_alike(scene)]

    again, checked["run again"] = _run_again(out, scene, pleo_erp)
    day, checked["an ordinary day"] = _an_ordinary_day(out, scene, pleo_erp)
    last, checked["and again"] = _run_again(out, scene, pleo_erp)

    after = scene.pleo()
    out.print()
    show.reasons(out, plan["changes"])
    show.report(out, "The first run", first.answer)
    show.contents(out, before, after, _usable(scene))
    rows = [
        ("before the release", held),
        ("first run", first),
        ("run again", again),
        ("an ordinary day", day),
        ("and again", last),
    ]
    show.effort(out, rows)
    for words in (
        ("history", *company),
        ("why", *company, "tag", "--dimension", "DEP", "110"),
        ("why", *company, "tag", "--dimension", "DEP", "340"),
        ("why", *company, "tag-group", "TEAM"),
    ):
        text = pleo_erp.read(*words)
        out.print(f"[bold]$ {pleo_erp.done[-1].line}[/bold]")
        out.print(text.rstrip(), markup=False)
    out.print()
    return show.claims(out, checked)


def _alike(scene: Scene) -> Iterable[Claim]:
    return check.pleo_equals_erp(scene.erp, scene.pleo(), pleo.COMPANY, SELECTED)


def _run_again(out: Console, scene: Scene, pleo_erp: CommandLine) -> tuple[Done, list[Claim]]:
    scene.forget()
    done = pleo_erp.ask("run", "sync-all", "--company", COMPANY)
    show.command(out, done, f"again: {done.answer['status']}, {done.answer['requests']['writes']} writes")
    return done, [*check.run_is_whole(done.answer, "success"), *check.nothing_written(done.answer, scene.requests())]


def _an_ordinary_day(out: Console, scene: Scene, pleo_erp: CommandLine) -> tuple[Done, list[Claim]]:
    """A department gets another name, a project is closed, another begins: no release is needed for that."""
    tryton = TrytonErp("sqlite", sqlite_connection(scene.erp), company=COMPANY)
    tryton.edit_value("DEP", "120", name="Marketing et communication")
    tryton.edit_value("PRJ", "P-1001", state="closed")
    tryton.add_value("PRJ", "P-3001", "Agencement Colmar")
    out.print("[dim]In the ERP: 120 is renamed, P-1001 is closed, P-3001 is new.[/dim]")
    done = pleo_erp.ask("run", "sync-tags", "--company", COMPANY)
    moved = {part: sum(unit[part] for unit in done.answer["units"]) for part in ("created", "updated", "unarchived", "archived")}
    show.command(out, done, f"{done.answer['status']}: {', '.join(f'{number} {part}' for part, number in moved.items())}")
    expected = {"created": 1, "updated": 1, "unarchived": 0, "archived": 1}
    three = Claim("three changes in the ERP are three changes in Pleo", moved == expected, str(moved))
    return done, [*check.run_is_whole(done.answer, "success"), three, *_alike(scene)]


def _summary(changes: Iterable[Mapping[str, Any]]) -> str:
    numbers: dict[str, int] = {}
    for change in changes:
        numbers[change["action"]] = numbers.get(change["action"], 0) + 1
    return ", ".join(f"{number} × {action}" for action, number in numbers.items()) or "no changes"


def _usable(scene: Scene) -> dict[str, int]:
    usable = {"tag groups": len(SELECTED), "accounts": sum(not account.closed for account in erp.accounts(scene.erp))}
    spelled = {group["code"].casefold(): group["code"] for group in scene.pleo()["groups"]}
    return usable | {f"tags of {spelled.get(code.casefold(), code)}": len(erp.values(scene.erp, code)) for code in SELECTED}
