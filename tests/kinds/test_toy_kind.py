"""A kind that is declared in this file alone goes all the way: planned, guarded, applied, undone, recorded, explained, shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from cli.command import call
from cli.world import toml
from pleo_erp_hookspecs import PleoErpError, Role
from pleo_erp_module.erp.row_reader import EntityKind
from pleo_erp_module.errors import error
from pleo_erp_module.kinds import registry
from pleo_erp_module.kinds.erp_view import Doubt, ErpView, Read, UnitSource
from pleo_erp_module.kinds.kind import Area, Proposal, Proposed, RecordKind
from pleo_erp_module.kinds.neutral_form import source_row
from pleo_erp_module.kinds.pleo_side import PleoSide
from pleo_erp_module.kinds.setting import Setting, SettingValues, choice
from pleo_erp_module.kinds.target import Created, Landing, ReadProgress, Target
from pleo_erp_module.kinds.unit import Unit
from pleo_erp_module.kinds.usage_query import UsageQuery
from pleo_erp_module.messages.setting_labels import SettingLabel
from pleo_erp_module.reconcile.change_model import Change, Kind, Rules, TargetRecord
from pleo_erp_module.text import fold
from web.office import Office
from web.page_steps import followed, previewed
from world import World, actions, counts, unit

# -- the kind: toys of the ERP, in a Pleo that is a dictionary


@dataclass(frozen=True, slots=True)
class Toy:
    """A row of the SELECT that the kind brings with it."""

    id: str
    code: str
    name: str
    usable: bool = True
    why_not: str | None = None


@dataclass(slots=True)
class ToyTarget:
    """Pleo's side: what is not to be found in the sandbox."""

    kind: Kind
    stored: dict[str, TargetRecord]
    refused: set[str]
    create_batch: int = 10

    def read(self, progress: ReadProgress | None = None) -> list[TargetRecord]:
        return list(self.stored.values())

    def create(self, changes: Sequence[Change]) -> list[Created]:
        return [self._create(change) for change in changes]

    def _create(self, change: Change) -> Created:
        if change.key in self.refused:
            return Created(Landing.FAILED, error=error("pleo_refused", detail=""))
        record = TargetRecord(f"toy-{len(self.stored)}", change.key, {name: str(change.after[name]) for name in ("code", "name")})
        self.stored[record.id] = record
        return Created(Landing.CREATED, record)

    def put(self, change: Change, extra: Mapping[str, object]) -> TargetRecord:
        fields = {name: str(change.after[name]) for name in ("code", "name")}
        found = replace(self.stored[str(change.id)], fields=fields, archived=change.after["archived"] is True)
        self.stored[found.id] = found
        return found


@dataclass
class Toys(RecordKind):
    """Matched by code, named ``T-CODE`` by people; ten in a request."""

    name: ClassVar[str] = "toys"
    order: ClassVar[int] = 50
    area: ClassVar[Area] = Area(
        name="toys",
        place=30,
        label="Toys",
        job_help="the toys, now",
        switch_help="synchronise toys",
        switch_label="Toys of the shop",
        switch_hint="All that can be sold.",
        interval=120,
        interval_help="minutes between two runs of the toys",
        interval_hint="Two hours are usual.",
        longest_interval=600,
    )
    question: ClassVar[str] = "toy"
    label: ClassVar[str] = "Toy"
    unit_label: ClassVar[str] = "Toys in a box"
    create_batch: ClassVar[int] = 10
    settings: ClassVar[Mapping[str, Setting]] = {
        "toy_key": Setting(
            "id",
            choice("id", "code"),
            "what identifies a toy",
            SettingLabel("Toys are found by", "", "The number is safe."),
            True,
        )
    }
    entities: ClassVar[Mapping[str, EntityKind]] = {
        "toys": EntityKind(("id", "code", "name"), ("usable", "why_not"), Toy, "toys")
    }
    guards: ClassVar[Mapping[str, str]] = {"toy_doubt": "The toys look odd"}
    stored: dict[str, TargetRecord] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)

    __hash__ = object.__hash__

    def declaration(self, settings: SettingValues) -> Kind:
        rules = Rules(create="toy 1", update="toy 2", unarchive="toy 3", archive="toy 4", duplicate="toy 5")
        return Kind("toys", fold, ("name",), same_name_first=False, limits={"name": 20}, rules=rules)

    def propose(self, view: ErpView) -> Proposal | PleoErpError | None:
        found = self._toys(view)
        return found if isinstance(found, PleoErpError) else lambda pleo: Proposed({"toy_key": "code"} if found else {})

    def _toys(self, view: ErpView) -> Read[list[Toy]]:
        return view.read(Unit(self), lambda: view.source.rows(Toy, view.context))

    def _doubt(self, records: Sequence[TargetRecord]) -> Doubt | None:
        odd = [record.key for record in records if record.key.startswith("odd")]
        return Doubt("toy_doubt", error("internal", detail=f"odd: {odd}")) if odd else None

    def read(self, view: ErpView) -> Iterator[UnitSource]:
        found = self._toys(view)
        if isinstance(found, PleoErpError):
            yield UnitSource(Unit(self), error=found)
        else:
            rows = [source_row(row.code, row.name, row.usable, row.why_not, code=row.code) for row in found]
            yield UnitSource(Unit(self), rows, doubt=self._doubt)

    def target(self, pleo: PleoSide, unit: Unit, declaration: Kind) -> Target:
        return ToyTarget(declaration, self.stored, self.refused)

    def called(self, key: str, fields: Mapping[str, object]) -> str:
        return f"T-{key}"

    def ask_usage(self, query: UsageQuery, unit: Unit, records: Sequence[str]) -> None:
        query.found.expenses.update(dict.fromkeys(records, 7))

    # -- for the tests

    def shown(self) -> dict[str, str]:
        """Code and name of what is active."""
        return {record.key: str(record.fields["name"]) for record in self.stored.values() if not record.archived}


@pytest.fixture
def toys() -> Iterator[Toys]:
    kind = Toys()
    with registry.registered(kind):
        yield kind


@pytest.fixture
def toy_world(world: World, toys: Toys) -> World:
    """Connected, with three toys and one account; nothing is released yet."""
    return with_toys(world)


def with_toys(world: World) -> World:
    """The profile reads toys, and the ERP has three of them."""
    folder = world.folder / "profiles" / "easy"
    profile = folder / "profile.toml"
    columns = '["company", "code", "name", "usable"]'
    table = f'[entities.toys]\n[tables.toy]\nname = "toy"\ncolumns = {columns}\n'
    profile.write_text(f"{profile.read_text('utf-8')}\n{table}", "utf-8")
    select = "SELECT t.code AS id, t.code, t.name, t.usable, NULL AS why_not FROM {toy} t WHERE t.company = :company"
    (folder / "toys.sql").write_text(select, "utf-8")
    world.erp.execute("CREATE TABLE toy (company VARCHAR(9), code VARCHAR(99), name VARCHAR(99), usable INTEGER)")
    put(world, A="Ball", B="Doll", C="Kite")
    world.erp.set_accounts([("1", "1000", "Cash")])
    world.connect()
    return world


def put(world: World, **toys: str) -> None:
    """Make these the toys of the ERP."""
    world.erp.execute("DELETE FROM toy")
    world.erp.many("INSERT INTO toy VALUES ('1', ?, ?, 1)", list(toys.items()))


# -- connecting


def test_it_proposes_a_setting_at_connect_until_a_person_sets_it(world: World, toys: Toys) -> None:
    with_toys(world)
    answer = world.connect()
    assert [(one["label"], one["value"]) for one in answer["settings"]] == [
        ("Accounts are identified by", "id"),
        ("Toys are found by", "code"),
    ]
    world.settings(toy_key="id")
    assert [one["value"] for one in world.connect()["settings"]] == ["id", "id"]


def test_what_it_reads_of_the_erp_is_counted_by_probe(toy_world: World) -> None:
    (company,) = toy_world.host.do("probe", company="1")["companies"]
    assert company["reads"][-1] == {"entity": "toys", "label": "toys", "count": {"usable": 3, "all": 3}}


def test_its_own_doubt_holds_and_has_a_name(toy_world: World, toys: Toys) -> None:
    toy_world.approve_and_run()
    toys.stored["odd"] = TargetRecord("odd", "odd", {"code": "odd", "name": "Odd"})
    put(toy_world, A="Ball", B="Doll", C="Kite", D="Drum")
    hold = unit(toy_world.run(), "toys")["hold"]
    assert (hold["guard"], hold["guard_label"]) == ("toy_doubt", "The toys look odd")


# -- from plan to undo


def test_it_is_planned_released_applied_and_recorded(toy_world: World, toys: Toys) -> None:
    plan = toy_world.plan()
    assert actions(plan, "toys") == [("create", "A"), ("create", "B"), ("create", "C")]
    assert {change["rule"] for change in plan["changes"] if change["unit"] == "toys"} == {"toy 1"}
    assert toy_world.run()["status"] == "held"
    toy_world.release()
    report = toy_world.run()
    assert report["status"] == "success"
    assert [one["unit"] for one in report["units"]] == ["accounts", "toys"]
    assert counts(report, "toys") == {"created": 3}
    assert toys.shown() == {"A": "Ball", "B": "Doll", "C": "Kite"}
    assert [(row.unit, row.key, row.status) for row in toy_world.changes(report) if row.unit == "toys"] == [
        ("toys", key, "done") for key in "ABC"
    ]
    toy_world.again()


def test_its_own_job_runs_it_alone_and_its_own_interval_makes_it_due(toy_world: World) -> None:
    toy_world.approve_and_run()
    assert [one["unit"] for one in toy_world.run("sync-toys")["units"]] == ["toys"]
    toy_world.clock.pass_(minutes=121)
    assert [one["unit"] for one in toy_world.run("sync")["units"]] == ["toys"]
    assert toy_world.settings(toys_interval="600")["settings"]["toys_interval"] == 600
    toy_world.clock.pass_(minutes=121)
    assert toy_world.run("sync")["units"] == []
    assert toy_world.settings(toys="off")["settings"]["toys"] == "off"
    assert [one["unit"] for one in toy_world.run()["units"]] == ["accounts"]


def test_a_long_name_is_left_out_and_a_refused_record_fails_alone(toy_world: World, toys: Toys) -> None:
    toys.refused.add("B")
    put(toy_world, A="Ball", B="Doll", C="a name of more than twenty")
    report = toy_world.approve_and_run()
    assert (report["status"], counts(report, "toys")) == ("partial", {"created": 1, "skipped": 1, "failed": 1})


def test_the_guards_judge_it(toy_world: World, toys: Toys) -> None:
    put(toy_world, **{f"K{number}": f"Toy {number}" for number in range(20)})
    toy_world.approve_and_run()
    put(toy_world, **{f"K{number}": f"Toy {number}" for number in range(12)})
    report = toy_world.run()
    assert (report["status"], counts(report, "toys")["held"]) == ("held", 8)
    assert unit(report, "toys")["hold"]["guard"] == "share"
    assert "held" in toy_world.notes()
    toy_world.plan()
    toy_world.release()
    assert counts(toy_world.run(), "toys")["archived"] == 8
    assert len(toys.shown()) == 12


def test_its_run_is_undone(toy_world: World, toys: Toys) -> None:
    toy_world.approve_and_run()
    put(toy_world, A="Big ball", B="Doll", D="Drum")
    toy_world.approve_and_run()
    assert toys.shown() == {"A": "Big ball", "B": "Doll", "D": "Drum"}
    plan = toy_world.do("undo")
    assert sorted(actions(plan, "toys")) == [("archive", "D"), ("unarchive", "C"), ("update", "A")]
    toy_world.release(plan["plan"])
    report = toy_world.run("undo")
    assert (report["status"], counts(report, "toys")["updated"]) == ("success", 1)
    assert toys.shown() == {"A": "Ball", "B": "Doll", "C": "Kite"}


# -- the views


def test_the_views_name_and_explain_it(toy_world: World) -> None:
    toy_world.approve_and_run()
    put(toy_world, A="Ball", B="Dolly")
    plan = toy_world.plan()
    told = toy_world.host.do("kinds")
    assert {"kind": "toy", "label": "Toy", "dimension": False} in told["kinds"]
    assert {"job": "sync-toys", "label": "Toys", "dimension": False, "offered": True} in told["jobs"]
    shown = toy_world.do("shown", plan=plan["plan"], unit="toys")
    assert [(one["action"], one["code"], one["unit_label"]) for one in shown["changes"]] == [
        ("update", "T-B", "Toys in a box"),
        ("archive", "T-C", "Toys in a box"),
    ]
    (archive,) = toy_world.do("usage", plan=plan["plan"])["archives"]
    assert (archive["unit_label"], archive["name"], archive["expenses"]) == ("Toys in a box", "Kite", 7)
    explained = toy_world.do("why", **shown["changes"][0]["why"])
    assert (explained["unit"], explained["erp"][0]["name"], explained["pleo"][0]["name"]) == ("toys", "Dolly", "Doll")
    assert [change["action"] for change in explained["decision"]] == ["update"]
    assert explained["answer"]["action"] == "create"
    run = toy_world.do("history")["runs"][0]
    assert unit(run, "toys")["unit_label"] == "Toys in a box"
    page = toy_world.do("changes", run=run["id"], unit="toys")
    assert (page["total"], page["changes"][0]["code"]) == (3, "T-A")
    (job,) = toy_world.do("schedule")["jobs"]
    assert job["interval_minutes"] == 60


def test_without_its_file_its_history_is_still_shown_and_its_unit_unknown(world: World) -> None:
    with registry.registered(Toys()):
        with_toys(world).approve_and_run()
    run = world.do("history")["runs"][0]
    assert unit(run, "toys")["unit_label"] == "toys"
    (first, *_) = world.do("changes", run=run["id"], text="Ball")["changes"]
    assert (first["unit_label"], first["code"], first["why"]) == ("toys", "A", None)
    for action, arguments in (("changes", {"run": run["id"], "unit": "toys"}), ("undo", {})):
        with pytest.raises(PleoErpError) as refused:
            world.do(action, **arguments)
        assert refused.value.code == "unknown_unit"


# -- the hosts


def test_the_web_pages_show_it(toy_world: World) -> None:
    office = Office.of(toy_world)
    office.add("anna", Role.ADMINISTRATOR)
    anna = office.as_("anna")
    anna.get("/preview")
    assert '<option value="sync-toys">Toys</option>' in anna.html
    plan = previewed(anna, office)
    assert "Create T-A Ball Toys in a box" in anna.text
    anna.post(f"/preview/plan/{plan}/release")
    anna.get("/runs")
    anna.post("/runs/now", job="sync-toys")
    followed(anna, office)
    assert "Toys in a box" in anna.text
    assert "Succeeded Toys · anna" in anna.text
    why = re.findall(r'href="(/why[^"]+code=[^"]+)"', anna.html)
    anna.get(why[0].replace("&amp;", "&"))
    assert '<option value="toy" selected>Toy</option>' in anna.html
    assert "What a run would do None." in anna.text
    anna.get("/settings")
    assert 'name="toys_interval" value="120"' in anna.html
    assert "Toys of the shop" in anna.text
    assert "Toys are found by" in anna.text
    anna.get("/diagnostics/erp?company=1")
    assert "toys 3 3" in anna.text
    anna.get("/connect/pair?company=1")
    assert "Toys are found by code" in anna.text
    assert office.site.runner.stop(30)


def test_the_command_line_runs_and_explains_it(toy_world: World, tmp_path: Path) -> None:
    config = tmp_path / "pleo-erp.toml"
    host = toy_world.host
    sections: dict[str, dict[str, Any]] = {
        "erp": {
            "profile": "easy",
            "connection": host.erp.connection,
            "time_zone": "UTC",
            "profiles_folder": str(host.erp.profiles_folder),
        },
        "vault": {"key_file": str(host.key_file)},
        "pleo": {"base_url": host.pleo.base_url},
    }
    config.write_text(toml(sections), "utf-8")

    def cli(*arguments: str) -> str:
        answer = call([*arguments, "--company", "1", "--config", str(config)])
        assert answer.code == 0, answer
        return answer.text

    assert "T-A (id A)" in cli("plan", "sync-toys")
    toy_world.plan()
    toy_world.release()
    assert re.search(r"Toys in a box\s+success", cli("run", "sync-toys"))
    assert "A in Toys in a box" in cli("why", "toy", "A")
    assert "The number is safe" in cli("settings")
    assert re.search(r"toys.*\s3 / 3", cli("probe"), re.DOTALL)
