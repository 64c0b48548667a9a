"""The command line and Tryton ask the same module: the same answers to every action, and the same errors."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from pleo_erp_module.actions.action_registry import actions
from pleo_erp_module.messages import Renderer, rendered
from pleo_erp_module.messages.vocabulary import named_terms
from tryton_host.commandline import command, released_without_forms
from tryton_host.tryton import Person
from tryton_host.world import KEY, World, choose, connected, form, run_now

Pair = tuple[Any, Any]  # what Tryton shows, and the command line's answer in the same form
OTHER_KEY = "plp_sandbox_0002"  # of another Pleo company

#: Actions that Tryton has no screen for, and why.
NO_SCREEN = {
    "kinds": "its lists are choices in the forms",
    "shown": "Tryton shows a plan whole",
    "changes": "Tryton pages through the history",
    "script": "it is for a DBA, who has a shell",
    "grants": "it is for a DBA, who has a shell",
    "probe": "Tryton knows that it is Tryton",
    "schedule": "Tryton's own scheduler calls, and shows when it will",
    "bundle": "it is for whoever helps from afar, by somebody who has a shell",
    "rotate-key": "it writes the key file: whoever does it has a shell on the server",
}


def spoken(fault: Mapping[str, Any]) -> list[str]:
    """What of a next step is the same in every host's words."""
    plain = rendered(fault, Renderer(vocabulary=dict.fromkeys(named_terms(), "\0")))
    return [part for part in plain["next"].split("\0") if part.strip()]


def unit(told: str) -> str:
    """A unit in the words of Tryton's screens."""
    kind, _, code = told.partition(":")
    return {"accounts": "Accounts", "tag_groups": "Tag groups", "tags": f"Tags of {code}"}[kind]


def worded(values: Iterable[Any]) -> tuple[Any, ...]:
    """What begins with a unit, with it in words."""
    first, *rest = values
    return unit(first), *rest


def seconds(moment: str) -> str:
    """A moment as exactly as Tryton has it."""
    return moment[:19]


def shown(moment: Any) -> str:
    return str(moment).replace(" ", "T")[:19]


# -- one comparison for each action; each but the last leaves the dimensions DEP and ROU selected and the connection active


def companies(admin: Person, world: World) -> Pair:
    found = admin.model("pleo_erp.connection").find([])
    told = command(world, "companies")["companies"]
    here = admin.session.context["company"]  # Tryton shows the company that one works in
    return [(str(one.id), one.company.rec_name) for one in found], [
        (one["id"], one["name"]) for one in told if int(one["id"]) == here
    ]


def connections(admin: Person, world: World) -> Pair:
    found = admin.model("pleo_erp.connection").find([("state", "!=", "none")])
    told = command(world, "connections")["connections"]
    state = {(False, False): "unconfirmed", (True, False): "active", (True, True): "paused", (False, True): "paused"}
    return (
        [
            (
                *(str(one.id), one.pleo_company, one.pleo_company_id, one.state, shown(one.connected_at)),
                *(one.key_end, one.connected_by, one.paused_by),
            )
            for one in found
        ],
        [
            (
                one["company"],
                one["pleo_company"]["name"],
                one["pleo_company"]["id"],
                state[one["confirmed"], one["paused"]],
                seconds(one["connected_at"]),
                *(one["key_end"], one["connected_by"], one["paused_by"]),
            )
            for one in told
        ],
    )


def connect(admin: Person, world: World) -> Pair:
    wizard = form(admin, "pleo_erp.connect", api_token=KEY)
    wizard.execute("connect")
    here = wizard.form
    told = command(world, "connect", "--key-stdin", stdin=KEY)
    return (
        (
            here.pleo_name,
            here.pleo_id,
            here.proposed or "",
            here.also_matching or "",
            here.language,
            here.settings,
            here.warnings or "",
        ),
        (
            told["pleo_company"]["name"],
            told["pleo_company"]["id"],
            ", ".join(told["proposed"]),
            ", ".join(told["also_matching"]),
            told["language"],
            "\n".join(f"{one['label']}: {one['value']}" for one in told["settings"]),
            "".join(warning["message"] for warning in told["warnings"]),
        ),
    )


def dimensions(admin: Person, world: World) -> Pair:
    lines = admin.wizard("pleo_erp.select").form.lines
    told = command(world, "dimensions")["dimensions"]
    return (
        [(line.code, line.name, line.values, line.saved, line.selectable) for line in lines],
        [(one["code"], one["name"], one["values"], one["selected"], one["selectable"]) for one in told],
    )


def select(admin: Person, world: World) -> Pair:
    here = choose(admin, "DEP")
    command(world, "select", "DEP", "ROU", "--yes")
    told = command(world, "select", "DEP", "--yes")
    command(world, "select", "DEP", "ROU", "--yes")
    archived = "\n".join(f"{one['code']}  {one['name']}" for one in told["will_archive"])
    assert archived
    return (here.selected, here.will_archive), (", ".join(told["selected"]), archived)


def settings(admin: Person, world: World) -> Pair:
    wizard = admin.wizard("pleo_erp.settings")
    next(line for line in wizard.form.lines if line.name == "count_gone").value = "7"
    wizard.execute("save")
    here = {line.name: line.value for line in admin.wizard("pleo_erp.settings").form.lines}
    told = command(world, "settings")["settings"]
    assert here["count_gone"] == "7"
    assert command(world, "settings", "count_gone=7")["settings"] == told
    return here, {name: str(value) for name, value in told.items()}


def plan(admin: Person, world: World) -> Pair:
    world.erp.edit_value("DEP", "100", str(world.company), name="Storehouse")
    preview = form(admin, "pleo_erp.preview")
    preview.execute("plan")
    told = command(world, "plan")
    assert told["changes"]
    assert told["skipped"]
    return plans(preview.form, told)


def undo(admin: Person, world: World) -> Pair:
    """Its preview pauses the connection."""
    preview = form(admin, "pleo_erp.preview", job="undo")
    preview.execute("plan")
    told = command(world, "undo")
    command(world, "resume")
    assert told["changes"]
    return plans(preview.form, told)


def plans(here: Any, told: Any) -> Pair:
    """A plan in both."""
    names = ("unit", "action", "key", "reason", "rule", "held")
    return (
        (
            here.plan,
            sorted(tuple(getattr(line, name) for name in names) for line in here.changes),
            [(hold.unit, hold.guard, hold.active, hold.gone, hold.limit) for hold in here.holds],
            [(row.unit, row.code, row.name, row.reason) for row in here.skipped],
            here.faults or "",
        ),
        (
            told["plan"],
            sorted(worded(change[name] for name in names) for change in told["changes"]),
            [worded(hold[name] for name in ("unit", "guard", "active", "gone", "limit")) for hold in told["holds"]],
            [worded((row["unit"], row["code"], row["name"], row["reason"])) for row in told["skipped"]],
            "\n".join(f"{fault['message']} {fault['next']} [{fault['code']}]" for fault in (*told["errors"], *told["warnings"])),
        ),
    )


def release(admin: Person, world: World) -> Pair:
    preview = form(admin, "pleo_erp.preview")
    preview.execute("plan")
    preview.execute("release")
    told = command(world, "release", "--plan", command(world, "plan")["plan"])
    return (preview.form.approved, shown(preview.form.expires)[:13]), (told["approved"], seconds(told["expires"])[:13])


def usage(admin: Person, world: World) -> Pair:
    """Of a plan that archives a tag."""
    world.erp.edit_value("ROU", "R12", str(world.company), active=False)
    preview = form(admin, "pleo_erp.preview")
    preview.execute("plan")
    plan = preview.form.plan
    assert preview.form.archives
    preview.execute("usage")
    told = command(world, "usage", "--plan", plan)
    world.erp.edit_value("ROU", "R12", str(world.company), active=True)
    assert [(one["key"], one["expenses"]) for one in told["archives"]] == [("R12", 0)]
    return (
        ([(one.unit, one.key, one.name, one.expenses, one.mapped) for one in preview.form.lines], preview.form.left_off),
        (
            [worded(one[name] for name in ("unit", "key", "name", "expenses", "mapped")) for one in told["archives"]],
            told["left_off"],
        ),
    )


def pause(admin: Person, world: World) -> Pair:
    connection = admin.model("pleo_erp.connection")(world.company)
    connection.click("pause")
    return (str(connection.id), connection.state == "paused"), tuple(command(world, "pause").values())


def resume(admin: Person, world: World) -> Pair:
    connection = admin.model("pleo_erp.connection")(world.company)
    connection.click("resume")
    return (str(connection.id), connection.state == "paused"), tuple(command(world, "resume").values())


def history(admin: Person, world: World) -> Pair:
    done = run_now(admin).form
    told = command(world, "history")["runs"]
    assert (done.run, done.status, told[0]["changes"]) == (told[0]["id"], told[0]["status"], 1)
    here = admin.model("pleo_erp.run").find([])
    counts = ("matched", "unchanged", "created", "updated", "unarchived", "archived", "held", "skipped", "failed")
    change = ("unit", "action", "key", "reason", "rule")
    return (
        [
            (
                (run.name, run.job, run.user, run.state, shown(run.started_at), run.reads, run.writes, run.change_count),
                [(one.unit, *(getattr(one, name) for name in counts)) for one in run.units],
            )
            for run in here
        ]
        + [(*(getattr(one, name) for name in change), one.state) for one in here[0].changes],
        [
            (
                (
                    *(run[name] for name in ("id", "job", "user", "status")),
                    seconds(run["started_at"]),
                    *(run[name] for name in ("reads", "writes", "changes")),
                ),
                [worded(one[name] for name in ("unit", *counts)) for one in run["units"]],
            )
            for run in told
        ]
        + [(*worded(one[name] for name in change), one["status"]) for one in command(world, "history", told[0]["id"])["changes"]],
    )


def why(admin: Person, world: World) -> Pair:
    wizard = form(admin, "pleo_erp.why", kind="tag", dimension="DEP", code="100")
    wizard.execute("done")
    here, told = wizard.form, command(world, "why", "tag", "100", "--dimension", "DEP")
    return (
        (here.explanation, len(here.erp.splitlines()), len(here.pleo.splitlines()), here.decision or "", here.answer),
        (
            told["explanation"],
            len(told["erp"]),
            len(told["pleo"]),
            "\n".join(f"{one['action']}: {one['reason']} ({one['rule']})" for one in told["decision"]),
            f"{told['answer']['action']}: {told['answer']['status']}",
        ),
    )


def doctor(admin: Person, world: World) -> Pair:
    here, told = admin.wizard("pleo_erp.doctor").form, command(world, "doctor")
    return (
        (here.ok, [(check.check, check.status, check.message) for check in here.checks]),
        (
            told["ok"] and not told["attention"],
            [(check["title"], check["status"], check["message"]) for check in told["checks"]],
        ),
    )


def disconnect(admin: Person, world: World) -> Pair:
    connection = admin.model("pleo_erp.connection")(world.company)
    connection.click("disconnect")
    here = (str(connection.id), connection.state != "none")
    command(world, "connect", "--key-stdin", stdin=KEY)
    told = command(world, "disconnect")
    return here, (told["company"], told["connected"])


COMPARISONS: dict[str, Callable[[Person, World], Pair]] = {
    one.__name__: one
    for one in (
        companies,
        connections,
        connect,
        dimensions,
        select,
        settings,
        plan,
        release,
        pause,
        resume,
        history,
        undo,
        usage,
        why,
        doctor,
        disconnect,
    )
}


def begin(world: World) -> None:
    released_without_forms(world, "DEP", "ROU")
    assert command(world, "run", "sync-all")["status"] == "success"


def test_every_action_has_a_comparison_or_a_reason_why_not() -> None:
    names = {action.name for action in actions()}
    assert names <= COMPARISONS.keys() | NO_SCREEN.keys()
    assert COMPARISONS.keys() <= names
    assert not COMPARISONS.keys() & NO_SCREEN.keys()


def test_both_answer_every_action_alike(admin: Person, world: World) -> None:
    begin(world)
    differ = {}
    for name, compare in COMPARISONS.items():
        here, told = compare(admin, world)
        if here != told:
            differ[name] = (here, told)
    assert not differ, "\n".join(f"{name}:\n  {here}\n  {told}" for name, (here, told) in differ.items())


# -- errors


def _setting(name: str, value: str) -> Callable[[Person], Any]:
    def attempt(person: Person) -> None:
        wizard = person.wizard("pleo_erp.settings")
        next(line for line in wizard.form.lines if line.name == name).value = value
        wizard.execute("save")

    return attempt


def _key(key: str, **more: Any) -> Callable[[Person], Any]:
    return lambda person: form(person, "pleo_erp.connect", api_token=key, **more).execute("connect")


def _wizard(name: str, state: str, **values: Any) -> Callable[[Person], Any]:
    return lambda person: form(person, name, **values).execute(state)


def _stale(person: Person) -> None:
    preview = form(person, "pleo_erp.preview")
    preview.execute("plan")
    preview.form.plan = "0" * 16
    preview.execute("release")


Refusal = tuple[str, Callable[[Person], Any], tuple[str, ...], str]  # code, in Tryton, on the command line, its input
SIX = ("DEP", "PRJ", "CC", "REG", "CAM", "CTR")

REFUSALS: list[Refusal] = [
    ("setting_invalid", _setting("tags_interval", "5"), ("settings", "tags_interval=5"), ""),
    ("setting_invalid", _setting("count_gone", "many"), ("settings", "count_gone=many"), ""),
    ("key_rejected", _key("plp_wrong"), ("connect", "--key-stdin"), "plp_wrong"),
    ("key_malformed", _key("two words"), ("connect", "--key-stdin"), "two words"),
    ("pleo_company_differs", _key(OTHER_KEY), ("connect", "--key-stdin"), OTHER_KEY),
    (
        "wrong_pleo_company",
        _key(KEY, pleo_company="11111111-1111-4111-8111-111111111111"),
        ("connect", "--key-stdin", "--pleo-company", "11111111-1111-4111-8111-111111111111"),
        KEY,
    ),
    (
        "dimension_not_selected",
        _wizard("pleo_erp.why", "done", kind="tag", dimension="XYZ", code="1"),
        ("why", "tag", "1", "--dimension", "XYZ"),
        "",
    ),
    (
        "dimension_not_selected",
        _wizard("pleo_erp.preview", "plan", job="sync-tags", dimension="XYZ"),
        ("plan", "sync-tags", "--dimension", "XYZ"),
        "",
    ),
    (
        "dimension_not_selected",
        _wizard("pleo_erp.run_now", "execute_", job="sync-tags", dimension="XYZ"),
        ("run", "sync-tags", "--dimension", "XYZ"),
        "",
    ),
    ("stale_plan", _stale, ("release", "--plan", "0" * 16), ""),
]
#: In a company that is not connected.
UNCONNECTED: list[Refusal] = [
    ("not_connected", _wizard("pleo_erp.settings", "save"), ("settings",), ""),
    ("not_connected", _wizard("pleo_erp.preview", "plan"), ("plan",), ""),
    ("not_connected", _wizard("pleo_erp.run_now", "execute_"), ("run", "sync-all"), ""),
    ("not_connected", _wizard("pleo_erp.why", "done", kind="account", code="1"), ("why", "account", "1"), ""),
    ("not_connected", lambda person: choose(person, "DEP"), ("select", "DEP"), ""),
    ("pleo_company_taken", _key(KEY), ("connect", "--key-stdin"), KEY),
]
SELECTING: list[Refusal] = [("too_many_dimensions", lambda person: choose(person, *SIX), ("select", *SIX), "")]
#: In a database that was moved.
MOVED: list[Refusal] = [
    ("database_moved", _key(KEY), ("connect", "--key-stdin"), KEY),
]


def differences(admin: Person, world: World, company: int, refusals: list[Refusal]) -> list[Any]:
    """Where Tryton does not say what the command line says, or the command line refuses for another reason."""
    admin.work_in(company)
    found: list[Any] = []
    for code, attempt, arguments, stdin in refusals:
        fault = command(world, *arguments, stdin=stdin, company=company).get("error", {"code": None, "message": "", "next": ""})
        with pytest.raises(Exception, match=r".") as refused:
            attempt(admin)
        said = str(refused.value)
        parts = [fault["message"], *spoken(fault), f"[{fault['code']}]"]
        if fault["code"] != code or not re.search(".*".join(map(re.escape, parts)), said, re.DOTALL):
            found.append((code, arguments, fault, said))
        if re.search(r"pleo-erp (?!rotate-key|install|uninstall)|--[a-z]", said):
            found.append((code, "Tryton names a command", said))
    return found


def test_both_refuse_with_the_same_code_sentence_and_next_step(admin: Person, world: World) -> None:
    other = world.pleo.add_company("Another")
    world.pleo.add_key(OTHER_KEY, company=other)
    begin(world)
    before = world.pleo.dump()
    main = int(world.erp.company)
    found = differences(admin, world, world.company, REFUSALS) + differences(admin, world, main, UNCONNECTED)
    connected(admin, OTHER_KEY)
    found += differences(admin, world, main, SELECTING)
    world.erp.execute("UPDATE pleo_erp_connection SET fingerprint = 'another database'")
    found += differences(admin, world, world.company, MOVED)
    assert not found, "\n".join(map(str, found))
    assert world.pleo.dump() == before


def test_a_run_that_fails_says_the_same(admin: Person, world: World) -> None:
    begin(world)
    Path(world.tryton.sections["pleo_erp"]["key_file"]).unlink()
    report = command(world, "run", "sync-all")
    here = run_now(admin).form
    assert (here.run, here.status) == (report["run"], report["status"])
    parts = [report["error"]["message"], *spoken(report["error"]), "[vault_key_missing]"]
    assert re.search(".*".join(map(re.escape, parts)), here.faults, re.DOTALL)
