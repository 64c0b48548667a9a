"""Long walks with kills at any request and database step, lost leases, lost answers, hand edits and undos.

The history is held against what Pleo recorded: after a run that looked, each change is done, not done, or unknown because
somebody changed the record in between. An undo brings every record back that nobody has touched since.
"""

from __future__ import annotations

import json
import random
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.actions import preview_action
from pleo_erp_module.odbc import Database
from pleo_erp_module.pleo.pleo_errors import Failure
from pleo_erp_module.pleo.transport import Answer, Transport
from pleo_erp_module.pleo.transport_diagnosis import TransportFailure
from pleo_erp_module.store import END_UNKNOWN, ChangeRow
from pleo_erp_module.sync import execution
from sandbox.replies import Request
from world import World

STEPS = 150
LOOKED_AT = 6  # of the latest runs: the earlier ones were settled and checked by then
KINDS = {"groups": "tag_groups", "tags": "tags:DEP", "accounts": "accounts"}
CODES = ["A", "B", "C", "D", "E"]
NAMES = ["One", "Two", "Three"]
Values = dict[str, Any]


class Killed(BaseException):
    """The process ends here and now; nothing in the module may catch it."""


@dataclass(slots=True)
class Doom:
    """What happens to a run: at its ``at``-th step of a sort, ``before`` or after that step took effect."""

    sort: str = (
        "never"  # request, statement: it is killed; lease: it loses its lease; lost: this and all answers to follow are lost
    )
    at: int = 0
    before: bool = False
    seen: int = 0
    dead: bool = False

    def reached(self, *sorts: str) -> bool:
        """Whether this step, one of these sorts, is the one."""
        if self.sort not in sorts:
            return False
        self.seen += 1
        return self.seen == self.at

    def die(self) -> None:
        self.dead = True
        raise Killed


@dataclass(slots=True)
class Moment:
    """One change of a record in Pleo: by which run (None: by hand), from what, to what."""

    run: str | None
    kind: str
    record: str
    before: Values | None
    after: Values


@dataclass
class Walk:
    """A walk and its model: every change that a record in Pleo has ever seen."""

    world: World
    random: random.Random
    moments: list[Moment] = field(default_factory=list)
    doom: Doom = field(default_factory=Doom)
    by: str | None = None
    _shown: dict[str, Values] = field(default_factory=dict)
    _open: list[Moment] = field(default_factory=list)

    # -- Pleo's own record

    def note(self, kind: str, row: dict[str, Any]) -> None:
        names = ["code", "name", "archived", *(["externalId"] if kind == "accounts" else [])]
        now = {name: row[name] for name in names}
        before, self._shown[row["id"]] = self._shown.get(row["id"]), now
        if before != now:
            self.moments.append(Moment(self.by, kind, row["id"], before, now))

    # -- steps

    def erp(self) -> None:
        values = self.random.sample(CODES, self.random.randint(2, 5))
        self.world.erp.set_values("DEP", [(code, self.random.choice(NAMES)) for code in values])
        accounts = self.random.sample(CODES, self.random.randint(2, 5))
        self.world.erp.set_accounts([(f"e{code}", code, self.random.choice(NAMES)) for code in accounts])

    def hand(self) -> None:
        """Somebody changes records in Pleo: a name, an archived flag, a twin of a tag."""
        pleo = self.world.pleo
        for _ in range(self.random.randint(1, 3)):
            kind = self.random.choice(["tags", "tags", "accounts"])
            rows = list(pleo.state.rows(kind))
            if not rows:
                continue
            row = self.random.choice(rows)
            what = self.random.choice(["name", "archived", "archived", "twin"])
            if what == "twin" and kind == "tags":
                archived = self.random.random() < 0.7
                pleo.add_tag(row["groupId"], row["code"].swapcase(), self.random.choice([*NAMES, "By hand"]), archived=archived)
            else:
                pleo.state.update(kind, row, {"name": "By hand"} if what == "name" else {"archived": not row["archived"]})

    def new_by_hand(self) -> None:
        code = self.random.choice(CODES)
        if code not in {row[0] for row in self.world.pleo.tags("DEP")}:
            self.world.pleo.add_tag("DEP", code, "By hand", archived=self.random.random() < 0.7)

    def run(self, job: str, doom: Doom | None = None) -> Any:
        """One run, however it ends; its report, or None if it was killed."""
        before, report = self.latest(), None
        self.doom, self.by = doom or Doom(), "?"
        first = len(self.moments)
        try:
            report = self.world.host.run(self.world.company, job)
        except Killed:
            pass
        except PleoErpError:
            assert self.doom.dead
        self.doom, self.by = Doom(), None
        self.world.stalled = 0.0
        self.world.erp.execute("DELETE FROM pleo_erp_lock")  # its process is dead
        latest = self.latest()
        made = self.moments[first:]
        assert not made or latest != before, "a run wrote before it was recorded"
        for moment in made:
            moment.run = latest
        return report

    def doomed(self) -> Doom:
        sort = self.random.choice(["request", "request", "statement", "lease", "lost"])
        most = {"request": 26, "statement": 90, "lease": 24, "lost": 24}[sort]
        return Doom(sort, self.random.randint(1, most), self.random.random() < 0.5)

    def release(self) -> None:
        self.world.plan()
        self.world.release()

    def latest(self) -> str | None:
        with self.world.store() as store:
            return next((run.id for run in store.history.runs(self.world.company, 1)), None)

    # -- what must be true

    def rows(self) -> list[ChangeRow]:
        with self.world.store() as store:
            runs = [run.id for run in store.history.runs(self.world.company, LOOKED_AT)]
            return [row for run in runs for row in store.history.changes(self.world.company, run) if row.run == run]

    def check(self, *, looked: bool) -> None:
        """Each row of the history against the record of Pleo."""
        rows = self.rows()
        for row in rows:
            made = [m for m in self.moments if m.run == row.run and self.is_of(row, m)]
            told = (
                f"{row.unit} {row.action} {row.key} {row.record_id} {row.status} {row.before} -> {row.after} of {row.run}: {made}"
            )
            if row.status == "done":
                left = row.answered or row.after or {}
                assert row.before is not None or row.record_id, told
                assert (
                    any(shows(m.after, left) for m in made)
                    or (row.action == "create" and row.before == left)
                    or self.by_hand(row, left)
                ), told
            elif row.status in {"not_done", "failed", "skipped"}:
                assert not made or self.by_hand(row, row.before or {"archived": True}), told
            else:
                assert not looked or row.error_code == END_UNKNOWN, told
        known = {row.run for row in rows}
        for moment in self.moments if looked else ():
            if moment.run in known:
                assert [row for row in rows if row.run == moment.run and self.is_of(row, moment)], moment

    def by_hand(self, row: ChangeRow, values: Values) -> bool:
        """Whether somebody gave the record these values himself: nothing tells that from a run."""
        return any(m.run is None and self.is_of(row, m) and shows(m.after, values) for m in self.moments)

    def is_of(self, row: ChangeRow, moment: Moment) -> bool:
        if row.unit != KINDS[moment.kind]:
            return False
        if row.record_id is not None:
            return row.record_id == moment.record
        key = moment.after["externalId" if moment.kind == "accounts" else "code"]
        return row.action == "create" and key.casefold() == row.key.casefold()

    def undo(self) -> None:
        """Undo the last run, which may be cut short and continued; what nobody touched since is as it was."""
        try:
            plan = self.world.do("undo")
        except PleoErpError as refused:
            if refused.code not in {"already_undone", "nothing_to_undo"}:
                raise
            return
        undone = plan["undoes"]
        self.world.release(plan["plan"])
        mark = len(self.moments)
        if self.random.random() < 0.5:
            self.run("undo", self.doomed())
        report = self.run("undo")
        assert report["status"] == "success", report
        self.check_undone(undone, mark)
        self.world.do("resume")

    def check_undone(self, undone: str, mark: int) -> None:
        past = self.moments[:mark]
        last = max((place for place, moment in enumerate(past) if moment.run == undone), default=-1)
        touched = {moment.record for moment in past[last + 1 :]}
        for record in {moment.record for moment in past if moment.run == undone} - touched:
            of_record = [moment for moment in past if moment.record == record and moment.run == undone]
            before, after = of_record[0].before, of_record[-1].after
            wanted = before if before is not None else {**after, "archived": True}
            assert self._shown[record] == wanted, (undone, of_record)


def shows(values: Values, wanted: Values) -> bool:
    return all(values[name] == value for name, value in wanted.items() if name in values)


@contextmanager
def in_process(world: World, walk: Walk, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Requests go straight to the local Pleo, one at a time, and meet what the walk has in store for them."""
    execute, many = Database._run, Database.executemany
    access = b64encode(f"{world.key}:".encode()).decode()

    def send(self: Transport, method: str, path: str, params: Any, body: Any) -> Any:
        doom = walk.doom
        if doom.dead:
            raise Killed
        hit = doom.reached("request", "lease", "lost")
        if hit and doom.sort == "request" and doom.before:
            doom.die()
        if hit and doom.sort == "lease":
            world.stalled = 100.0
        sent = json.dumps(body).encode() if body is not None else b""
        headers = {"authorization": f"Basic {access}", "content-type": "application/json"}
        wire = world.pleo._serve(Request(method, path, tuple(params.items()), headers, sent))
        if hit and doom.sort == "request":
            doom.die()
        if doom.sort == "lost" and doom.seen >= doom.at and method != "GET" and not path.endswith(":search"):
            return TransportFailure(Failure.BROKEN)
        assert wire.status is not None
        return Answer(wire.status, wire.body, "application/json")

    def step(work: Callable[[], Any]) -> Any:
        doom = walk.doom
        if doom.dead:
            raise Killed
        hit = doom.reached("statement")
        if hit and doom.before:
            doom.die()
        result = work()
        if hit:
            doom.die()
        return result

    def run(self: Database, sql: str, params: Any) -> Any:
        return step(lambda: execute(self, sql, params))

    def run_many(self: Database, sql: str, params: Any) -> Any:
        return step(lambda: many(self, sql, params))

    with monkeypatch.context() as patch:
        patch.setattr(Transport, "send", send)
        patch.setattr(Database, "_run", run)
        patch.setattr(Database, "executemany", run_many)
        patch.setattr(execution, "WORKERS", 1)
        patch.setattr(preview_action, "WORKERS", 1)
        world.pleo.state.on_change = walk.note
        yield


@pytest.mark.parametrize("seed", range(3))
def test_the_history_of_a_long_walk_is_true_and_every_undo_right(
    world: World, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    walk = Walk(world, random.Random(seed))
    with in_process(world, walk, monkeypatch):
        world.erp.set_dimensions("DEP")
        walk.erp()
        world.connect()
        world.select("DEP")
        walk.release()
        walk.run("sync-all")
        walk.check(looked=True)
        for _ in range(STEPS):
            what = walk.random.choice(["erp", "erp", "hand", "new", "run", "doomed", "doomed", "undo"])
            if what == "erp":
                walk.erp()
            elif what == "hand":
                walk.hand()
            elif what == "new":
                walk.new_by_hand()
            elif what == "undo":
                walk.undo()
            else:
                walk.release()
                report = walk.run("sync-all", walk.doomed() if what == "doomed" else None)
                walk.check(looked=report is not None and report["status"] == "success")
            world.clock.pass_(minutes=10)
