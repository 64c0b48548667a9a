"""The demo's course: from an ERP and a Pleo company that disagree to two that agree, in the steps that an administrator takes.

The same in every host.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from rich.console import Console

from pleo_erp_installer.demo import check, erp, pleo, show
from pleo_erp_installer.demo.check import Claim
from pleo_erp_installer.demo.host import Host, Step
from pleo_erp_installer.demo.scene import Scene

SELECTED = ("DEP", "PRJ", "CC", "REG")


def tell(out: Console, scene: Scene, host: Host) -> bool:
    """Every step; whether all that was claimed is true. Raises InstallerError when the host does not do its part."""
    checked: dict[str, list[Claim]] = {}

    show.step(out, host.install(), "the module is there; its own tables are in the ERP's database")
    step = host.connect(pleo.KEY)
    proposed = step.answer["proposed"]
    show.step(out, step, f"connected to {step.answer['pleo_company']['name']}; proposed: {', '.join(proposed)}")
    right = set(proposed) == {"DEP", "PRJ"}
    checked["connect and select"] = [Claim("proposed are the dimensions with an active tag group", right, str(proposed))]

    step = host.dimensions()
    parts = [f"{item['code']} {item['name']} ({item['values']})" for item in step.answer["dimensions"] if item["selectable"]]
    show.step(out, step, f"selectable: {', '.join(parts)}")

    step = host.select(SELECTED)
    losses = [f"{item['code']} ({item['name']})" for item in step.answer["will_archive"]]
    show.step(out, step, f"selected; the next run would archive: {', '.join(losses) or 'nothing'}")
    named = {item["code"] for item in step.answer["will_archive"]}
    told = Claim("the hand-made group is announced before anything is archived", "TEAM" in named, str(named))
    checked["connect and select"].append(told)

    before = scene.pleo()
    scene.forget()
    step = host.plan()
    plan = step.answer
    show.step(out, step, f"plan {plan['plan'][:12]}: {_summary(plan['changes'])}")
    held = host.run(held=True)
    show.step(out, held, "held: nothing is written before a person has released what the plan shows")
    same = Claim("Pleo is as it was", scene.pleo() == before)
    checked["before the release"] = [*check.nothing_written(held.answer, scene.requests()), same]

    step = host.release(plan["plan"])
    show.step(out, step, f"{step.answer['approved']} changes approved until {step.answer['expires']}")

    scene.forget()
    with show.progress(out, "first run", step.answer["approved"], partial(scene.changed, before)):
        first = host.run()
    show.step(out, first, f"{first.answer['status']}: {first.answer['requests']['writes']} writes")
    checked["first run"] = [*check.run_is_whole(first.answer, "success"), *_alike(scene)]

    again, checked["run again"] = _run_again(out, scene, host)
    day, checked["an ordinary day"] = _an_ordinary_day(out, scene, host)
    last, checked["and again"] = _run_again(out, scene, host)
    checked["and again"] += _alike(scene)

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
    for line, text in host.told():
        show.told(out, line, text)
    out.print()
    return show.claims(out, checked)


def _alike(scene: Scene) -> Iterable[Claim]:
    return check.pleo_equals_erp(scene.erp, scene.pleo(), pleo.COMPANY, SELECTED)


def _run_again(out: Console, scene: Scene, host: Host) -> tuple[Step, list[Claim]]:
    scene.forget()
    step = host.run()
    show.step(out, step, f"again: {step.answer['status']}, {step.answer['requests']['writes']} writes")
    return step, [*check.run_is_whole(step.answer, "success"), *check.nothing_written(step.answer, scene.requests())]


def _an_ordinary_day(out: Console, scene: Scene, host: Host) -> tuple[Step, list[Claim]]:
    """A department gets another name, a project is closed, another begins: no release is needed for that."""
    host.ordinary_day()
    show.aside(out, "In the ERP: 120 is renamed, P-1001 is closed, P-3001 is new.")
    step = host.run()
    moved = {part: sum(unit[part] for unit in step.answer["units"]) for part in ("created", "updated", "unarchived", "archived")}
    show.step(out, step, f"{step.answer['status']}: {', '.join(f'{number} {part}' for part, number in moved.items())}")
    expected = {"created": 1, "updated": 1, "unarchived": 0, "archived": 1}
    three = Claim("three changes in the ERP are three changes in Pleo", moved == expected, str(moved))
    return step, [*check.run_is_whole(step.answer, "success"), three, *_alike(scene)]


def _summary(changes: Iterable[Mapping[str, Any]]) -> str:
    numbers: dict[str, int] = {}
    for change in changes:
        numbers[change["action"]] = numbers.get(change["action"], 0) + 1
    return ", ".join(f"{number} × {action}" for action, number in numbers.items()) or "no changes"


def _usable(scene: Scene) -> dict[str, int]:
    usable = {"tag groups": len(SELECTED), "accounts": sum(not account.closed for account in erp.accounts(scene.erp))}
    spelled = {group["code"].casefold(): group["code"] for group in scene.pleo()["groups"]}
    return usable | {f"tags of {spelled.get(code.casefold(), code)}": len(erp.values(scene.erp, code)) for code in SELECTED}
