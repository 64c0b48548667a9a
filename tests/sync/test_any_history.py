"""Whatever people do on both sides, whatever fails: one clean, released run later Pleo shows the ERP, and no more is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from world import World, WorldFactory

DIMENSIONS = ("DEP", "PRJ", "COST")
CODES = ("A", "a", "B", "C", "D", "E", "")
NAMES = ("One", "Two", " Two ", "Thr\u0065\u0301e", "")
ACCOUNTS = ("e1", "E1", "e2", "e3", "e4")

Value = tuple[str, str, bool]  # code, name, usable

Step = tuple[Any, ...]  # a method of the history, and what it is called with


def step(method: str, *given: st.SearchStrategy[Any]) -> st.SearchStrategy[Step]:
    """One thing that may happen."""
    return st.tuples(st.just(method), *given)


def often(times: int, strategy: st.SearchStrategy[Step]) -> list[st.SearchStrategy[Step]]:
    """As one choice among others, so many times as likely."""
    return [strategy] * times


_dimension, _name, _key = st.sampled_from(DIMENSIONS), st.sampled_from(NAMES), st.sampled_from(ACCOUNTS)
_number, _flag, _code = st.integers(0, 9), st.booleans(), st.sampled_from(CODES)
ERP_EDITS = st.one_of(
    *often(3, step("a_value", st.sampled_from(["DEP", "DEP", "PRJ", "COST"]), _code, _name, _flag)),
    step("fewer_values", _dimension, st.integers(1, 2)),
    step("other_case", _dimension),
    step("a_twin", _dimension),
    step("a_dimension", _dimension, st.sampled_from(["active", "active", "inactive", "absent"])),
    step("an_account", _key, _name, _flag),
    step("fewer_accounts", st.integers(1, 2)),
)
PLEO_EDITS = st.one_of(
    *often(2, step("another_name_or_state", st.sampled_from(["groups", "tags", "accounts"]), _number, _flag)),
    *often(2, step("a_duplicate_tag", _number, st.sampled_from(["One", "Two", "by hand"]), _flag)),
    step("a_group", st.sampled_from(["dep", "prj", "REGION"]), _flag),
    step("an_own_account", _key, _flag),
)
DECISIONS = st.one_of(
    *often(4, step("nothing")),
    *often(2, st.sampled_from([("select", *codes) for codes in (("DEP",), ("DEP", "PRJ"), ("PRJ", "DEP", "COST"), ())])),
    *often(2, step("release")),
    step("pause"),
    step("resume"),
)
RUNS = st.one_of(
    step("nothing"),
    step("a_run", st.sampled_from(["sync", "sync-all", "sync-tags", "sync-accounts"])),
    step(
        "a_run_with_a_fault",
        st.sampled_from(["answer", "drop", "lose", "html"]),
        st.integers(1, 15),
        st.sampled_from([400, 404, 409, 500]),
    ),
    *often(2, step("clean_run")),
)


def plain(text: str) -> str:
    """Stripped and composed, as Pleo should show it."""
    return text.strip().replace("e\u0301", "\u00e9")


def demanded(rows: Iterable[Value], fold: Callable[[str], str]) -> tuple[dict[str, str], set[str]]:
    """The name that Pleo must show for each key, and the keys that must stay as they are since the ERP contradicts itself."""
    usable: dict[str, list[str]] = {}
    for code, name, fine in rows:
        if fine and code.strip():
            usable.setdefault(fold(code.strip()), []).append(plain(name) or code.strip())
    names = {key: found[0] for key, found in usable.items() if len(found) == 1}
    return names, set(usable) - set(names)


class AnyHistory(RuleBasedStateMachine):
    """The model: what the ERP holds and what was selected. Everything else is read from Pleo."""

    def __init__(self, make: WorldFactory) -> None:
        super().__init__()
        self.world: World = make()
        self.dimensions: dict[str, bool] = dict.fromkeys(DIMENSIONS[:2], True)
        self.values: dict[str, list[Value]] = {code: [] for code in DIMENSIONS}
        self.accounts: list[Value] = []
        self.selected: list[str] | None = None
        self.ids: set[str] = set()
        self.write_dimensions()
        self.world.connect()

    @initialize(in_step=st.sampled_from([True, True, False]))
    def begin(self, in_step: bool) -> None:
        """Two of three histories begin with a connection that has been in use."""
        if in_step:
            self.values["DEP"] = [("A", "One", True), ("B", "Two", True), ("C", "", True), ("D", "Two", False)]
            self.values["PRJ"] = [("E", "One", True)]
            self.accounts = [("e1", "One", True), ("e2", "Two", True), ("e3", "Two", False)]
            self.write_values("DEP")
            self.write_values("PRJ")
            self.write_accounts()
            self.select("DEP", "PRJ")
            self.clean_run()

    def teardown(self) -> None:
        try:
            self.clean_run()
        finally:
            self.world.pleo.close()

    # -- the ERP

    def write_dimensions(self) -> None:
        self.world.erp.set_dimensions(
            *((code, code.title()) if usable else (code, code.title(), "inactive") for code, usable in self.dimensions.items())
        )

    def write_values(self, dimension: str) -> None:
        rows = [(code, name, *(() if usable else ("blocked",))) for code, name, usable in self.values[dimension]]
        self.world.erp.set_values(dimension, rows)

    def write_accounts(self) -> None:
        rows = [(key, f"1{key}", name, *(() if usable else ("blocked",))) for key, name, usable in self.accounts]
        self.world.erp.set_accounts(rows)

    @rule(
        erp=st.lists(ERP_EDITS, max_size=4),
        pleo=st.lists(PLEO_EDITS, max_size=4),
        decision=DECISIONS,
        run=RUNS,
        hours=st.sampled_from([1, 1, 24, 73]),
    )
    def a_day(self, erp: list[Step], pleo: list[Step], decision: Step, run: Step, hours: int) -> None:
        """One rule for all, so that every step of a history counts."""
        for what, *given in (*erp, *pleo, decision, run):
            getattr(self, what)(*given)
        self.world.clock.pass_(hours=hours)

    def a_value(self, dimension: str, code: str, name: str, usable: bool) -> None:
        self.values[dimension] = [*(row for row in self.values[dimension] if row[0] != code), (code, name, usable)]
        self.write_values(dimension)

    def fewer_values(self, dimension: str, count: int) -> None:
        del self.values[dimension][:count]
        self.write_values(dimension)

    def other_case(self, dimension: str) -> None:
        self.values[dimension] = [(code.swapcase(), name, usable) for code, name, usable in self.values[dimension]]
        self.write_values(dimension)

    def a_twin(self, dimension: str) -> None:
        """The ERP contradicts itself: a second value of the same code."""
        self.values[dimension] += [(code.swapcase(), "Twin", True) for code, _, usable in self.values[dimension][:1] if usable]
        self.write_values(dimension)

    def a_dimension(self, code: str, becomes: str) -> None:
        self.dimensions.pop(code, None)
        if becomes != "absent":
            self.dimensions[code] = becomes == "active"
        self.write_dimensions()

    def an_account(self, key: str, name: str, usable: bool) -> None:
        self.accounts = [*(row for row in self.accounts if row[0] != key), (key, name or f"1{key}", usable)]
        self.write_accounts()

    def fewer_accounts(self, count: int) -> None:
        del self.accounts[:count]
        self.write_accounts()

    # -- Pleo, by hand

    def another_name_or_state(self, kind: str, number: int, renamed: bool) -> None:
        with self.world.pleo.lock:
            rows = list(self.world.pleo.state.rows(kind))
            if rows:
                row = rows[number % len(rows)]
                self.world.pleo.state.update(kind, row, {"name": "by hand"} if renamed else {"archived": not row["archived"]})

    def a_duplicate_tag(self, number: int, name: str, archived: bool) -> None:
        tags = self.world.pleo.state.rows("tags")
        if tags:
            like = tags[number % len(tags)]
            self.world.pleo.add_tag(like["groupId"], like["code"].swapcase(), name, archived=archived)

    def a_group(self, code: str, archived: bool) -> None:
        self.world.pleo.add_group(code, metadata={"k": "v"}, archived=archived)

    def an_own_account(self, key: str, archived: bool) -> None:
        if key not in {row[0] for row in self.world.pleo.accounts()}:
            self.world.pleo.add_account(key, "9", "by hand", archived=archived)

    # -- the module

    def nothing(self) -> None:
        """Happens, too."""

    def select(self, *codes: str) -> None:
        wanted = [code for code in codes if self.dimensions.get(code)]
        self.world.select(*wanted)
        self.selected = wanted

    def release(self) -> None:
        self.world.plan()
        self.world.release()

    def pause(self) -> None:
        self.world.do("pause")

    def resume(self) -> None:
        self.world.do("resume")

    def a_run(self, job: str) -> None:
        free = self.world.confirmed and not self.world.paused
        report = self.world.run(job)
        if not free:
            assert (report["status"], report["requests"]["writes"]) == ("held", 0)
        assert report["status"] in {"held", "success"}
        self.selection_follows()

    def a_run_with_a_fault(self, kind: str, nth: int, status: int) -> None:
        self.world.fail(kind, nth=nth, status=200 if kind == "html" else status)
        report = self.world.run()
        self.world.pleo.faults.clear()
        assert report["requests"]["writes"] == 0 or (self.world.confirmed and not self.world.paused)
        self.selection_follows()

    def selection_follows(self) -> None:
        """A run may deselect what is inactive, and nothing else (T-21)."""
        now = self.world.selected()
        before = self.selected or []
        assert now in (before, [code for code in before if self.dimensions.get(code) is not False])
        self.selected = None if self.selected is None else now

    def clean_run(self) -> None:
        world = self.world
        world.do("resume")
        groups = {row["id"]: dict(row) for row in world.pleo.state.rows("groups")}
        tags = {row["id"]: dict(row) for row in world.pleo.state.rows("tags")}
        accounts = {row["id"]: dict(row) for row in world.pleo.state.rows("accounts")}
        report = world.approve_and_run()
        assert report["status"] == "success", report
        self.check_accounts(accounts)
        self.check_groups(groups, tags)
        if self.selected is not None:
            self.selected = [code for code in self.selected if self.dimensions.get(code) is not False]
        assert world.selected() == (self.selected or [])
        world.again()

    def check_accounts(self, before: dict[str, dict[str, Any]]) -> None:
        names, _ = demanded(self.accounts, str)
        active = [row for row in self.world.pleo.accounts() if row[3] == "A"]
        assert sorted(active) == sorted((key, f"1{key}", name, "A") for key, name in names.items())

    def check_groups(self, before: dict[str, dict[str, Any]], tags: dict[str, dict[str, Any]]) -> None:
        rows = self.world.pleo.state.rows("groups")
        if self.selected is None:
            assert {row["id"]: row["archived"] for row in rows} == {id_: row["archived"] for id_, row in before.items()}
            return
        wanted = {code for code in self.selected if self.dimensions.get(code)}
        active = [row for row in rows if not row["archived"]]
        assert sorted(row["code"].casefold() for row in active) == sorted(code.casefold() for code in wanted)
        for id_, row in before.items():
            now = next(one for one in rows if one["id"] == id_)
            assert (now["code"], now["name"], now["metadata"]) == (row["code"], row["name"], row["metadata"])
        for group in active:
            dimension = next(code for code in wanted if code.casefold() == group["code"].casefold())
            self.check_tags(group["id"], dimension, tags)
        for row in self.world.pleo.state.rows("tags"):
            if row["groupId"] not in {group["id"] for group in active}:
                assert row["archived"] == tags[row["id"]]["archived"], "a tag of a group that is not synchronised was touched"

    def check_tags(self, group: str, dimension: str, before: dict[str, dict[str, Any]]) -> None:
        names, contradicted = demanded(self.values[dimension], str.casefold)
        rows = self.world.pleo.state.rows("tags", group)
        shown: dict[str, list[str]] = {}
        for row in rows:
            key = row["code"].casefold()
            if key in contradicted:
                assert (row["archived"], row["name"]) == (before[row["id"]]["archived"], before[row["id"]]["name"])
            elif not row["archived"]:
                shown.setdefault(key, []).append(row["name"])
            if row["id"] in before:
                assert row["code"] == before[row["id"]]["code"]
        assert shown == {key: [name] for key, name in names.items()}

    # -- always

    @invariant()
    def nothing_is_ever_deleted(self) -> None:
        now = {row["id"] for kind in ("groups", "tags", "accounts") for row in self.world.pleo.state.rows(kind)}
        assert self.ids <= now
        self.ids = now


def test_after_any_history_a_clean_run_shows_the_erp(new_world: WorldFactory) -> None:
    class Here(AnyHistory):
        def __init__(self) -> None:
            super().__init__(new_world)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=25,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],  # a smaller history of the same error would take minutes to find
            suppress_health_check=list(HealthCheck),
        ),
    )
