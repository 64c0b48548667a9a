"""A run that is stopped, loses its lock or can no longer write its history ends before the next request, and says so."""

from __future__ import annotations

from typing import Any

import pytest

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.kinds.tags import TagsTarget
from pleo_erp_module.pleo.transport import Transport
from sandbox import Logged
from world import Report, World, counts, unit

HUNDREDS = [f"A{number:03}" for number in range(300)]


def working(world: World) -> World:
    """A confirmed connection with 300 tags and two accounts to create."""
    world.erp.set_dimensions("DEP", "PRJ")
    world.go("DEP", "PRJ")
    world.erp.set_values("DEP", HUNDREDS)
    world.erp.set_values("PRJ", ["P1"])
    world.erp.set_accounts([("e1", "1", "One"), ("e2", "2", "Two")])
    world.pleo.reset_log()
    return world


def converges(world: World) -> None:
    """The next run does the rest, and no tag is there twice."""
    world.pleo.before = lambda logged: None
    assert world.run()["status"] == "success"
    assert [code for code, *_ in world.pleo.tags("DEP")] == HUNDREDS
    assert len(world.pleo.accounts()) == 2
    world.again()
    assert not [row for row in world.changes() if row.status in {"sent", "unknown"}]


def after(count: int, operation: str, do: Any) -> Any:
    """Something that happens when Pleo has seen so many requests of an operation."""
    seen: list[Logged] = []

    def before(logged: Logged) -> None:
        if logged.operation == operation:
            seen.append(logged)
            if len(seen) == count:
                do()

    return before


def done(report: Report) -> int:
    return sum(one["created"] for one in report["units"])


@pytest.mark.parametrize("position", [1, 30, 299])
def test_a_stop_signal_ends_the_run_after_the_requests_in_flight(world: World, position: int) -> None:
    working(world)
    asked: list[bool] = []
    world.pleo.before = after(position, "create tag", lambda: asked.append(True))
    report = world.run(stop=lambda: bool(asked))
    assert report["status"] == "partial"
    assert report["error"]["code"] == "stopped"
    created = counts(report, "tags:DEP")["created"]
    assert position <= created <= position + 7
    assert counts(report, "tags:DEP") == {"created": created, **({"failed": 300 - created} if created < 300 else {})}
    assert counts(report, "tags:PRJ") == {"failed": 1}
    assert len(world.pleo.tags("DEP")) == created
    statuses = [str(row.status) for row in world.changes(report)]
    assert statuses.count("done") == created + 2
    assert set(statuses) <= {"done", "not_done"}
    converges(world)


def test_a_first_load_that_was_cut_short_is_neither_a_flood_nor_a_swap(world: World) -> None:
    world.erp.set_dimensions("DEP", "PRJ")
    for dimension in ("DEP", "PRJ"):
        world.erp.set_values(dimension, HUNDREDS)
    world.go("PRJ")
    world.select("PRJ", "DEP")
    world.settings(flood_creates="100", flood_active="20")
    asked: list[bool] = []
    world.pleo.before = after(30, "create tag", lambda: asked.append(True))
    assert world.run(stop=lambda: bool(asked))["status"] == "partial"
    world.pleo.before = lambda logged: None
    assert world.run()["status"] == "success"
    assert [code for code, *_ in world.pleo.tags("DEP")] == HUNDREDS


def test_a_stop_signal_from_the_start_does_nothing(world: World) -> None:
    working(world)
    report = world.run(stop=lambda: True)
    assert (report["status"], report["requests"]) == ("partial", {"reads": 0, "writes": 0, "retries": 0})
    converges(world)


def test_a_stop_signal_while_pleo_is_read_ends_the_run_without_a_write(world: World) -> None:
    working(world)
    asked: list[bool] = []
    world.pleo.before = after(1, "list groups", lambda: asked.append(True))
    report = world.run(stop=lambda: bool(asked))
    assert (report["status"], report["requests"]["writes"]) == ("partial", 0)
    converges(world)


def test_a_stop_signal_ends_a_pause_that_pleo_asked_for(world: World) -> None:
    working(world)
    world.fail("answer", "create tag", status=429, headers={"Retry-After": "50"}, count=None)
    report = world.run(stop=lambda: sum(world.sleeps) > 20)
    assert (report["status"], report["error"]["code"]) == ("partial", "stopped")
    assert sum(world.sleeps) < 30
    world.pleo.faults.clear()
    converges(world)


@pytest.mark.parametrize("position", [1, 30])
@pytest.mark.parametrize("how", ["pause", "disconnect"])
def test_pause_and_disconnect_end_a_run_before_the_next_write(world: World, how: str, position: int) -> None:
    working(world)
    before: list[int] = []

    def end() -> None:
        world.do(how)
        before.append(len(world.pleo.tags("DEP")))

    world.pleo.before = after(position, "create tag", end)
    report = world.run()
    code = {"pause": "run_paused", "disconnect": "run_disconnected"}[how]
    assert (report["status"], report["error"]["code"]) == ("partial", code)
    created = counts(report, "tags:DEP")["created"]
    assert created <= before[0] + 8  # those that were on their way
    assert len(world.pleo.tags("DEP")) == created
    assert {str(row.status) for row in world.changes(report)} == {"done", "not_done"}
    world.pleo.before = lambda logged: None
    if how == "disconnect":
        world.connect()
        world.plan()
        world.release()
    world.do("resume")
    converges(world)


def test_a_pause_while_a_large_company_is_read_ends_the_run_there(world: World) -> None:
    working(world)

    def slow(logged: Logged) -> None:
        world.stalled += 6.0
        if logged.operation == "list groups":
            world.do("pause")

    world.pleo.before = slow
    report = world.run()
    assert (report["error"]["code"], report["requests"]["writes"]) == ("run_paused", 0)


def test_an_update_whose_answer_was_lost_before_the_lease_was_is_unknown_until_the_next_run_looks(world: World) -> None:
    world.erp.set_dimensions("DEP")
    world.erp.set_values("DEP", [("A", "Old")])
    world.go("DEP")
    world.erp.set_values("DEP", [("A", "New")])
    world.fail("lose", "put tag", count=None)
    world.pleo.before = after(1, "put tag", lambda: setattr(world, "stalled", 26.0))
    report = world.run(counted=False)
    assert [str(row.status) for row in world.changes(report)] == ["unknown"]
    world.stalled = 0.0
    world.pleo.faults.clear()
    world.again()
    assert [str(row.status) for row in world.changes(report)] == ["done"]
    assert world.pleo.tags("DEP") == [("A", "New", "A")]


def test_what_the_first_half_of_a_batch_created_is_done_although_the_lease_is_lost_before_the_second(new_world: Any) -> None:
    world: World = new_world()
    world.go()
    world.erp.set_accounts([(f"e{number}", str(number), str(number)) for number in range(4)])
    world.fail("answer", "batch accounts", status=400, body={"message": "no"})
    world.pleo.before = after(2, "batch accounts", lambda: setattr(world, "stalled", 26.0))
    report = world.run()
    assert [str(row.status) for row in world.changes(report)] == ["done", "done", "not_done", "not_done"]
    assert len(world.pleo.accounts()) == 2


def test_a_run_that_lost_its_lease_stops_before_the_next_request(world: World) -> None:
    working(world)

    def stall() -> None:
        world.stalled = 26.0

    world.pleo.before = after(20, "create tag", stall)
    report = world.run()
    assert (report["status"], report["error"]["code"]) == ("failed", "lease_lost")
    assert 20 <= counts(report, "tags:DEP")["created"] <= 28
    assert len(world.pleo.tags("DEP")) == counts(report, "tags:DEP")["created"]
    assert {row.status for row in world.changes(report)} == {"done", "not_done"}
    world.stalled = 0.0
    converges(world)


@pytest.mark.parametrize("position", [1, 150])
def test_a_history_that_cannot_be_written_stops_the_run_before_the_next_batch(world: World, position: int) -> None:
    working(world)
    world.pleo.before = after(position, "create tag", lambda: world.erp.execute("ALTER TABLE pleo_erp_change RENAME TO broken"))
    report = world.run()
    assert (report["status"], report["error"]["code"]) == ("failed", "history_unwritable")
    # The batch that was recorded is sent, nothing after it; and the report tells the truth.
    assert counts(report, "tags:DEP") == {"created": 100 * (position // 100 + 1), "failed": 300 - 100 * (position // 100 + 1)}
    assert len(world.pleo.tags("DEP")) == counts(report, "tags:DEP")["created"]
    assert counts(report, "tags:PRJ") == {"failed": 1}
    world.erp.execute("ALTER TABLE broken RENAME TO pleo_erp_change")
    converges(world)


def test_a_history_that_cannot_be_written_from_the_start_stops_the_run_before_any_request(world: World) -> None:
    working(world)
    world.erp.execute("ALTER TABLE pleo_erp_run RENAME TO broken")
    report = world.run()
    assert (report["status"], report["error"]["code"], report["run"]) == ("failed", "history_unwritable", None)
    assert not world.pleo.requests
    world.erp.execute("ALTER TABLE broken RENAME TO pleo_erp_run")
    converges(world)


def test_a_run_whose_end_cannot_be_written_still_tells_what_it_did(world: World) -> None:
    working(world)
    world.pleo.before = after(1, "create tag", lambda: world.erp.execute("ALTER TABLE pleo_erp_run RENAME TO broken"))
    report = world.run()
    assert (report["status"], report["error"]["code"]) == ("failed", "history_unwritable")
    assert done(report) == 303
    world.erp.execute("ALTER TABLE broken RENAME TO pleo_erp_run")
    converges(world)


class Killed(BaseException):
    """The process ends here and now; nothing in the module may catch it."""


@pytest.mark.parametrize("arrived", [False, True])
@pytest.mark.parametrize("operation", ["create tag", "create account", "create group", "put tag", "bulk archive tags"])
def test_what_a_killed_run_left_as_sent_is_settled_by_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch, operation: str, arrived: bool
) -> None:
    world.erp.set_dimensions("DEP")
    world.erp.set_values("DEP", [("A", "Old"), *(f"Z{number}" for number in range(10))])
    world.go("DEP")
    world.erp.set_dimensions("DEP", "PRJ")
    world.erp.set_values("DEP", [("A", "New"), *(f"Z{number}" for number in range(8)), "N"])
    world.erp.set_accounts([("e1", "1", "One")])
    world.select("DEP", "PRJ")
    send = Transport.send
    paths = {"create tag": "/tags", "create account": "/v1/chart-of-accounts", "create group": "/v0/tag-groups"}
    ends = {**paths, "put tag": "", "bulk archive tags": "/v0/tags/archive"}[operation]
    method = "PUT" if operation == "put tag" else "POST"

    def dying(self: Transport, how: str, path: str, params: Any, body: Any) -> Any:
        hit = how == method and path.endswith(ends)
        if hit and arrived:
            send(self, how, path, params, body)
        if hit:
            raise Killed
        return send(self, how, path, params, body)

    with monkeypatch.context() as patched:
        patched.setattr(Transport, "send", dying)
        with pytest.raises(Killed):
            world.run(counted=False)
    left = [(one.run, one.position) for one in world.changes() if one.status == "sent"]
    report = world.run()
    assert report["status"] == "success"
    assert left
    settled = {one.status for one in world.changes() if (one.run, one.position) in left}
    assert settled == {"done" if arrived else "not_done"}
    [killed] = [run for run in world.do("history")["runs"] if run["id"] == left[0][0]]
    arrived_in_all = sum(one.run == killed["id"] and one.status == "done" for one in world.changes())
    assert (killed["status"], killed["changes"]) == ("interrupted", arrived_in_all)
    assert unit(report, "tags:DEP")["failed"] == 0
    assert len(world.pleo.tags("DEP")) == 12
    assert len(world.pleo.accounts()) == 1
    world.again()


def test_lost_creates_of_a_run_that_cannot_write_its_history_are_settled_by_the_next(world: World) -> None:
    working(world)
    world.fail("lose", "create tag", count=100)
    world.pleo.before = after(50, "create tag", lambda: world.erp.execute("ALTER TABLE pleo_erp_change RENAME TO broken"))
    report = world.run()
    assert (report["status"], report["error"]["code"], counts(report, "tags:DEP")) == (
        "failed",
        "history_unwritable",
        {"failed": 300},
    )
    assert len(world.pleo.tags("DEP")) == 100
    world.erp.execute("ALTER TABLE broken RENAME TO pleo_erp_change")
    world.pleo.faults.clear()
    converges(world)


@pytest.mark.parametrize("where", ["read", "create", "put"])
def test_an_error_that_nobody_foresaw_is_logged_and_the_report_adds_up(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, where: str
) -> None:
    world.erp.set_dimensions("DEP", "PRJ")
    world.erp.set_values("DEP", [("A", "Old"), *HUNDREDS[1:]])
    world.go("DEP", "PRJ")
    world.erp.set_values("DEP", [("A", "New"), *HUNDREDS])
    world.erp.set_values("PRJ", ["P1"])

    def odd(*arguments: Any) -> Any:
        raise ZeroDivisionError("a bug")

    with monkeypatch.context() as patched:
        patched.setattr(TagsTarget, where, odd)
        report = world.run()
    assert (report["status"], report["error"]["code"]) == ("failed", "internal")
    assert "ZeroDivisionError: a bug" in report["error"]["message"]
    assert "ZeroDivisionError" in caplog.text
    assert world.run()["status"] == "success"
    world.again()


def test_a_lock_that_cannot_be_taken_is_an_error_and_no_run(world: World) -> None:
    working(world)
    world.erp.execute("ALTER TABLE pleo_erp_lock RENAME TO broken")
    with pytest.raises(PleoErpError) as refused:
        world.run()
    assert refused.value.code == "tables_missing"
    assert not world.pleo.requests
