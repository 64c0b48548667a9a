"""What Tryton shows of the history: records that it does not store, found by their numbers; and how people are told."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from pleo_erp_module.hosts.tryton import ids
from sandbox import Fault
from tryton_host.tryton import Person
from tryton_host.world import World, choose, connected, released, run_now

FIRST, LAST = datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None), datetime(2087, 12, 31, tzinfo=UTC).replace(tzinfo=None)
RUNS = st.builds(
    lambda moment, random: f"{moment:%Y%m%dT%H%M%SZ}-{random:04x}",
    st.datetimes(FIRST, LAST),
    st.integers(0, 0xFFFF),
)


@given(RUNS, st.integers(0, 15), st.integers(0, 2**19 - 1))
def test_numbers_lead_back_to_what_they_stand_for_and_are_exact_in_a_browser(run: str, index: int, position: int) -> None:
    number = ids.run_number(run)
    assert ids.run_id(number) == run
    assert ids.unit_place(ids.unit_number(number, index)) == (number, index)
    change = ids.change_number(number, position)
    share, place = ids.change_place(change)
    assert place == position
    assert ids.may_be_of(share, number)
    assert ids.oldest_of(share) <= number
    assert max(number, ids.unit_number(number, index), change) < 2**53


def test_a_failure_that_repeats_keeps_its_record_and_counts(admin: Person, world: World) -> None:
    connected(admin)
    choose(admin, "DEP")
    released(admin)
    assert run_now(admin).form.status == "success"
    world.pleo.fail(Fault(kind="answer", status=401, count=None))
    first = run_now(admin).form
    (run,) = admin.model("pleo_erp.run").find([("state", "=", "failed")])
    assert "key_rejected" in run.fault
    again = run_now(admin).form
    assert (first.run, again.run) == (run.name, run.name)
    run.reload()
    assert run.repeats == 2
    (same,) = admin.model("pleo_erp.run").find([("state", "=", "failed"), ("company.rec_name", "ilike", "%logist%")])
    assert same.id == run.id


def test_what_is_held_is_told_once_to_everybody_who_works_with_the_connection(admin: Person, world: World) -> None:
    connected(admin)
    choose(admin, "DEP", "ROU")
    released(admin)
    assert run_now(admin).form.status == "success"
    closed = "UPDATE analytic_account_account SET active = ? WHERE company = ? AND code LIKE 'R%' AND type = 'normal'"
    world.erp.execute(closed, False, world.company)
    assert run_now(admin).form.status == "held"
    run_now(admin)
    notes = 'SELECT u.login, n.label, n.description FROM res_notification n JOIN res_user u ON u.id = n."user"'
    told = world.erp.rows(notes)
    assert sorted(str(login) for login, _, _ in told) == ["admin", "bookkeeper"]
    assert all("Dubois Logistique" in str(label) and "held" in str(text) for _, label, text in told)
