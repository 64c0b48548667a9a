"""The runs: how many, one of them, running, stopping, pausing, undoing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from traffic import traffic
from web.browser import Browser
from web.office import Office
from web.page_steps import ANSWERED, arrived, caught, followed, put_runs, ran


@pytest.fixture
def office(office: Office) -> Iterator[Office]:
    """Connected and released, with a dimension of three values; its runs are ended with the test."""
    office.world.erp.set_dimensions("DEP", "PRO")
    office.world.erp.set_values("DEP", [("A", "Alpha"), ("B", "Beta"), ("C", "Gamma")])
    office.world.connect()
    office.world.select("DEP")
    office.world.plan()
    office.world.release()
    yield office
    assert office.site.runner.stop(30)


def test_a_run_shows_arithmetic_that_holds_and_each_change_with_its_end(office: Office, ben: Browser) -> None:
    ran(ben, office)
    assert "3 in the ERP + 0 in Pleo = 3 created" in ben.text
    assert "does not add up" not in ben.text
    assert "counts ERP rows that have a record in Pleo" in ben.text
    assert ben.text.count("Done why?") == 4
    assert "/why?kind=tag&amp;code=A&amp;dimension=DEP" in ben.html
    path = ben.page.request.path
    ben.get(f"{path}?q=bet")
    assert (ben.text.count("why?"), "Beta" in ben.text) == (1, True)
    ben.get(f"{path}?status=failed")
    assert "No matches." in ben.text
    ben.get(f"{path}?unit=tag_groups")
    assert ben.text.count("why?") == 1
    ben.get("/runs")
    assert "Last changed" in ben.text
    assert ben.text.count("never") == 0
    ran(ben, office)
    assert "writes: 0" in ben.text


def test_only_accounts_or_one_dimension_can_be_run(office: Office, ben: Browser) -> None:
    ran(ben, office, "sync-accounts")
    assert ("Accounts" in ben.text, "Tags of DEP" in ben.text) == (True, False)
    ran(ben, office, "sync-all", dimension="dep")
    assert "Tags of DEP" in ben.text
    assert ("ben", "run", "1", "sync-tags dep") in office.audit()
    ran(ben, office, "sync-all", dimension="NOPE")
    assert 'role="alert"' in ben.html
    ben.get("/runs")
    ben.post("/runs/now", job="all")
    assert ben.status == 400


@pytest.mark.parametrize("path", ["/runs", "/preview"])
def test_pages_of_a_company_that_was_never_connected_say_so(office: Office, path: str) -> None:
    office.world.erp.add_company("2", "Beta")
    ben = office.restarted().as_("ben")
    ben.get(f"{path}?company=2")
    assert (ben.status, "not_connected" in ben.text) == (400, True)


def test_the_history_asks_and_reads_as_much_for_two_thousand_runs_as_for_a_few(
    office: Office, ben: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for more in (10, 190, 1800):
        put_runs(office, more, changes=more)
        ben.get("/runs")
        with traffic(monkeypatch) as first:
            ben.get("/runs")
        with traffic(monkeypatch) as later:
            ben.get("/runs?offset=50")
        assert ben.html.count('<a href="/runs/run/') == (0 if more == 10 else 50)
        found.append((first.statements, later.statements, first.rows, later.rows))
    assert found[0][:2] == found[1][:2]
    assert found[1] == found[2]
    assert found[2][2] < 105


def test_a_long_run_is_shown_in_pages_and_reads_as_much_as_a_short_one(
    office: Office, ben: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for changes in (100, 3000):
        run = put_runs(office, 1, changes)[-1]
        office.world.clock.pass_(days=1)
        ben = office.as_("ben")
        ben.get(f"/runs/run/{run}")
        with traffic(monkeypatch) as seen:
            ben.get(f"/runs/run/{run}")
        assert ben.text.count("why?") == 50
        found.append((seen.statements, seen.rows))
    assert found[0] == found[1]
    seen_keys = re.findall(r"<td><strong>(V\d+)", ben.html)
    while following := re.search(r'<a href="([^"]+)" rel="next"', ben.html):
        if len(seen_keys) > 200:
            break
        ben.get(following[1].replace("&amp;", "&"))
        seen_keys += re.findall(r"<td><strong>(V\d+)", ben.html)
    assert seen_keys == [f"V{number:05}" for number in range(len(seen_keys))]


def test_the_chart_has_a_bar_for_each_of_the_last_sixty_runs_and_says_it_in_words(office: Office, ben: Browser) -> None:
    ben.get("/runs")
    assert "<svg" not in ben.html
    put_runs(office, 70)
    ben.get("/runs")
    chart = ben.html.partition("<svg")[2].partition("</svg>")[0]
    assert (chart.count("<g>"), chart.count('class="created"'), chart.count('class="archived"')) == (60, 60, 60)
    assert "(60) – created: 180, updated or unarchived: 0, archived: 180, at most in one run: 6." in chart
    assert ben.text.count("updated or unarchived") > 60  # each bar and the legend
    assert 'aria-labelledby="chart-title chart-desc"' in chart
    heights = {float(height) for height in re.findall(r'class="created"[^>]*height="([\d.]+)"', chart)}
    assert heights == {58.0}
    assert "style=" not in ben.html
    ben.get("/runs?offset=50")
    assert "<svg" not in ben.html


def test_a_second_press_of_the_button_starts_no_second_run(office: Office, ben: Browser) -> None:
    with caught(office) as gate:
        ben.get("/runs")
        ben.post("/runs/now", job="sync-all")
        first = ben.page.request.path
        ben.post("/runs/now", job="sync-all")
        assert ben.page.request.path == first
        assert gate.reached.wait(ANSWERED)
        ben.get("/runs")
        assert ben.html.count("data-poll=") == 1
        assert re.search(r'<button class="primary" disabled>Run now', ben.html)
        fragment = ben.get(f"{first}/state")
        assert "<html" not in fragment
        assert "data-poll" in fragment
    ben.get(first)
    followed(ben, office)
    assert ben.title.startswith("Run ")
    ben.get(f"{first}/state")
    assert "data-reload" in ben.html
    assert [line for line in office.audit() if line[1] == "run"] == [("ben", "run", "1", "sync-all")]
    assert len(office.world.do("history")["runs"]) == 1


def test_a_run_can_be_stopped_and_the_next_one_makes_up_for_it(office: Office, ben: Browser) -> None:
    with caught(office) as gate:
        ben.get("/runs")
        ben.post("/runs/now", job="sync-all")
        path = ben.page.request.path
        assert gate.reached.wait(ANSWERED)
        ben.get(path)
        ben.post(f"{path}/stop")
        assert "stopping after the current request" in ben.text
    followed(ben, office)
    assert "stopped" in ben.text
    assert ("ben", "stop", "1", "sync-all") in office.audit()
    ran(ben, office)
    assert "Succeeded" in ben.text
    assert office.world.again()["status"] == "success"


def test_a_bookkeeper_pauses_and_resumes(office: Office, ben: Browser) -> None:
    ben.get("/runs")
    ben.post("/runs/pause")
    assert "no run writes anything" in ben.text
    ran(ben, office)
    assert "The connection is paused" in ben.text
    assert "Waiting for release" not in ben.text
    assert "the connection is paused" not in ben.text  # once is enough
    ben.get("/runs")
    ben.post("/runs/resume")
    ran(ben, office)
    assert "Succeeded" in ben.text
    assert [line[1] for line in office.audit()[:4]] == ["run", "resume", "run", "pause"]


def test_an_administrator_plans_an_undo_and_it_is_released_and_run(office: Office, anna: Browser, ben: Browser) -> None:
    ran(ben, office)
    assert "Undo" not in ben.html
    ben.post("/runs/undo")
    assert (ben.status, office.world.paused) == (403, False)
    with caught(office, reads=True) as gate:
        anna.get("/runs")
        anna.post("/runs/undo")
        path = anna.page.request.path
        assert gate.reached.wait(ANSWERED)
        anna.post("/runs/undo")
        assert anna.page.request.path == path  # it is under way
    anna.get(path)
    plan = arrived(anna, office)
    assert "This undoes the run" in anna.text
    assert "4 changes are waiting for release" in anna.text
    assert "An undo is waiting for release" in anna.text
    anna.get("/runs")
    assert "Run the undo" not in anna.text
    anna.get(f"/preview/plan/{plan}")
    anna.post(f"/preview/plan/{plan}/release")
    assert 'name="job" value="undo"' in anna.html
    assert "Run the undo" in anna.text
    assert ("wait for you" in anna.text, "waits for its release" in anna.text) == (False, False)
    for page in ("/preview", "/runs"):
        anna.get(page)
        assert ("Run the undo" in anna.text, f"/preview/plan/{plan}" in anna.html) == (True, True)
    anna.post("/runs/now", job="undo")
    followed(anna, office)
    assert "Undo of the last run" in anna.text
    assert "archived" in anna.text
    assert "0 wanted" not in anna.text
    assert [line[1] for line in office.audit()[:3]] == ["run", "release", "undo"]
    anna.get("/preview")
    assert "Run the undo" not in anna.text
    anna.get("/runs")
    assert "Run the undo" not in anna.text
    anna.post("/runs/undo")
    arrived(anna, office)
    assert "already_undone" in anna.text


def test_a_run_of_another_company_is_unknown(office: Office, ben: Browser) -> None:
    run = put_runs(office, 1)[0]
    office.world.erp.add_company("2", "Beta")
    ben = office.restarted().as_("ben")
    ben.get(f"/runs/run/{run}?company=2")
    assert (ben.status, "unknown_run" in ben.text) == (400, True)
    ben.get("/runs/task/unknown?company=1")
    assert ben.status == 404
