"""The preview: looking, reading a long plan, releasing it, and why something is as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from engines import ENGINES
from pleo_erp_hookspecs import Role
from pleo_erp_module.store.change_search import SCANNED
from traffic import traffic
from web.browser import Browser
from web.office import Office
from web.page_steps import arrived, change, followed, previewed, put_plan, ran
from world import WorldFactory

EVIL = '<script>alert("x")</script>'


@pytest.fixture
def office(office: Office) -> Iterator[Office]:
    """Connected, with a dimension of three values; its runs are ended with the test."""
    office.world.erp.set_dimensions("DEP")
    office.world.erp.set_values("DEP", [("A", "Alpha"), ("B", "Beta"), ("C", EVIL)])
    office.world.erp.set_accounts([("1", "1000", "Sales")])
    office.world.connect()
    office.world.select("DEP")
    yield office
    assert office.site.runner.stop(30)


def keys(browser: Browser) -> list[str]:
    """The codes in the list of changes."""
    table = browser.html.partition('<table id="changes">')[2]
    return re.findall(r"<td><strong>([^<]*)</strong>", table)


def test_a_bookkeeper_looks_releases_and_runs(office: Office, ben: Browser) -> None:
    plan = previewed(ben, office)
    assert ben.title == "What a run would do"
    assert "Nothing is written to Pleo until a plan of this connection has been released." in ben.text
    assert "5 changes" in ben.text
    assert keys(ben) == ["1000", "DEP", "A", "B", "C"]
    assert "Create A Alpha Tags of DEP Code A Name Alpha new in the ERP" in ben.text
    before = office.world.pleo.everything()
    ben.post(f"/preview/plan/{plan}/release")
    assert "Released: 5 changes are approved until" in ben.text
    assert "Released by ben." in ben.text
    assert office.world.pleo.everything() == before
    ben.post("/runs/now", job="sync-all")
    followed(ben, office)
    assert ben.title.startswith("Run 2026")
    assert "Succeeded" in ben.text
    assert ("ben", "release", "1", f"plan={plan}") in office.audit()
    assert ("ben", "run", "1", "sync-all") in office.audit()
    previewed(ben, office)
    assert "No changes: Pleo matches the ERP." in ben.text
    ran(ben, office)
    assert "writes: 0" in ben.text


def test_what_the_erp_calls_a_record_is_text_and_never_markup(office: Office, ben: Browser) -> None:
    plan = previewed(ben, office)
    assert EVIL not in ben.html
    assert "&lt;script&gt;alert" in ben.html
    ben.post(f"/preview/plan/{plan}/release")
    ran(ben, office)
    assert EVIL not in ben.html
    assert "&lt;script&gt;" in ben.html
    ben.get("/why?kind=tag&dimension=DEP&code=C")
    assert EVIL not in ben.html
    assert "Pleo already matches the ERP." in ben.text
    ben.get("/why", code="x")
    ben.get("/why?kind=tag&dimension=DEP&code=%3Cscript%3Ealert(1)")
    assert "<script>alert(1)" not in ben.html


def test_a_held_plan_says_what_holds_it_and_its_release_lets_the_next_run_write(office: Office, ben: Browser) -> None:
    world = office.world
    world.erp.set_values("DEP", [(f"V{number}", f"Value {number}") for number in range(12)])
    world.approve_and_run()
    world.erp.set_values("DEP", [(f"V{number}", f"Value {number}") for number in range(7)])
    ran(ben, office)
    assert "Waiting for release" in ben.text
    assert "A large part would be archived" in ben.text
    ben.get(re.findall(r'href="(/preview/plan/[^"]+)"', ben.html)[0].replace("&amp;", "&"))
    assert "5 changes are waiting for release" in ben.text
    assert "A large part would be archived – " in ben.text  # known from the run, though nobody has previewed here
    path = ben.page.request.path
    ben.get("/preview")
    assert path in ben.html
    ben.get(f"{path}/usage")
    assert (ben.title, ben.html.count("<td>Tags of DEP</td>")) == ("Records to be archived that are in use", 5)
    plan = path.rpartition("/")[2]
    ben.get(path)
    ben.post(f"{path}/release")
    ran(ben, office)
    assert "Succeeded" in ben.text
    assert "5 archived" in ben.text
    assert world.again()["status"] == "success"
    ben.post(f"/preview/plan/{plan[:12]}/release")
    assert ben.status == 200


def test_changes_that_come_back_after_an_undo_are_released_again(office: Office, ben: Browser) -> None:
    world = office.world
    world.erp.set_values("DEP", [f"V{number}" for number in range(20)])
    world.approve_and_run()
    world.erp.set_values("DEP", [f"V{number}" for number in range(9, 20)])
    plan = previewed(ben, office)
    ben.post(f"/preview/plan/{plan}/release")
    ran(ben, office)
    ben.get(f"/preview/plan/{plan}")
    assert ("Released by ben." in ben.text, "waiting for release" in ben.text) == (True, False)
    undo = world.do("undo")["plan"]
    world.release(undo)
    world.run("undo")
    ben.get(f"/preview/plan/{undo}")
    assert ("Released by" in ben.text, "waiting for release" in ben.text) == (True, False)
    world.do("resume")
    ran(ben, office)
    assert "Waiting for release" in ben.text
    for _ in range(2):
        ben.get(f"/preview/plan/{plan}")
        assert "9 changes are waiting for release" in ben.text
        assert "A large part would be archived" in ben.text
        assert ("Released by" in ben.text, "Release these changes" in ben.text) == (False, True)
        assert previewed(ben, office) == plan
    ben.post(f"/preview/plan/{plan}/release")
    assert "Released by ben." in ben.text
    ran(ben, office)
    assert "9 archived" in ben.text


def test_what_a_plan_told_is_shown_by_every_process_that_serves_the_pages(office: Office, ben: Browser) -> None:
    rows = [(f"E{number:03}", f"9{number:03}", "Old", "it is closed") for number in range(30)]
    office.world.erp.set_accounts([("E1000", "1000", "Sales"), *rows])
    plan = previewed(ben, office)
    elsewhere = office.restarted().as_("ben")
    for browser in (ben, elsewhere):
        browser.get(f"/preview/plan/{plan}")
        assert "it is closed" in browser.text
        assert "9000, 9001" in browser.text  # people know an account by its number
        assert ("9019" in browser.text, "9020" in browser.text) == (True, False)
        assert "A run has met this plan" not in browser.text
    office.world.release(plan)
    office.world.run()
    office.world.erp.set_values("DEP", [])
    office.world.run()
    held, done = office.world.do("history")["runs"]
    for run, state in ((done, "Succeeded"), (held, "Waiting for release")):
        elsewhere.get(f"/preview/plan/{run['plan']}")
        assert f"A run stopped at this plan: {state}" in elsewhere.text
        assert f'href="/runs/run/{run["id"]}' in elsewhere.html
    assert "Everything would be archived" in elsewhere.text


@pytest.mark.parametrize(
    ("language", "reason", "limit", "fault"),
    [
        ("da", "findes ikke i ERP-systemet", "alle 3 aktive poster ville blive arkiveret", "Planen nope er ukendt"),
        ("de", "nicht im ERP vorhanden", "alle 3 aktiven Datensätze würden archiviert", "Der Plan nope ist unbekannt"),
        ("fr", "absent de l'ERP", "les 3 enregistrements actifs seraient tous archivés", "Le plan nope est inconnu"),
    ],
)
def test_reasons_limits_and_errors_are_in_the_readers_language(
    office: Office, ben: Browser, language: str, reason: str, limit: str, fault: str
) -> None:
    office.world.plan()
    office.world.release()
    office.world.run()
    office.world.erp.set_values("DEP", [])
    plan = office.world.plan()["plan"]
    in_it = {"Accept-Language": language}
    ben.get(f"/preview/plan/{plan}", **in_it)
    assert (reason in ben.text, limit in ben.text) == (True, True)
    ben.get("/why?kind=tag&dimension=DEP&code=A", **in_it)
    assert reason in ben.text
    ben.get("/preview/plan/nope", **in_it)
    assert (fault in ben.text, "stale_plan" in ben.text) == (True, True)


def test_a_stale_release_is_refused_in_words_and_approves_nothing(office: Office, ben: Browser) -> None:
    plan = previewed(ben, office)
    office.world.clock.pass_(hours=73)
    ben = office.as_("ben")
    ben.get("/preview")
    ben.post(f"/preview/plan/{plan}/release")
    assert ben.title == "Preview"
    assert "stale_plan" in ben.text
    assert office.world.approvals() == 0
    ben.get(f"/preview/plan/{plan}")
    assert (ben.status, "stale_plan" in ben.text) == (400, True)


def test_a_look_that_is_refused_says_why(office: Office, ben: Browser) -> None:
    ben.get("/preview")
    ben.post("/preview/tasks", job="sync-all", dimension="NOPE")
    path = ben.page.request.path
    arrived(ben, office)
    assert ben.page.request.path == path
    assert "NOPE" in ben.text
    assert 'role="alert"' in ben.html
    ben.get("/preview")
    ben.post("/preview/tasks", job="nothing")
    assert ben.status == 400
    ben.get("/preview/tasks/unknown")  # another process of the site, or this one before it was started again, may have known it
    assert (ben.title, "Create a new one" in ben.text) == ("Preview", True)
    ben.get("/preview/tasks/unknown/state")
    assert ben.status == 404


def test_a_look_that_ends_while_its_page_is_made_is_asked_for_again(
    office: Office, ben: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ending(self: object) -> str | None:
        asked.append(1)
        return None if len(asked) == 1 else "f" * 64

    asked: list[int] = []
    look = type("Ending", (), {"plan": property(ending), "company": "1", "id": "x", "fault": None, "progress": None})()
    monkeypatch.setattr(office.site.previews, "find", lambda task_id: look)
    assert 'data-poll="/preview/tasks/x/state' in ben.get("/preview/tasks/x")


@pytest.mark.parametrize("changes", [100, 10_000])
def test_the_page_of_a_plan_asks_and_reads_as_much_for_ten_thousand_changes_as_for_a_hundred(
    office: Office, ben: Browser, monkeypatch: pytest.MonkeyPatch, changes: int
) -> None:
    plan = put_plan(office, [change(number) for number in range(changes)])
    ben.get(f"/preview/plan/{plan}")
    with traffic(monkeypatch) as seen:
        ben.get(f"/preview/plan/{plan}")
    assert (ben.status, len(keys(ben))) == (200, 50)
    assert f"{changes:,} changes" in ben.text or f"{changes} changes" in ben.text
    assert seen.statements <= 28
    assert seen.rows <= 80
    for query, most in (("q=nowhere", 0), ("held=1", 51), (f"after={changes - 51}", 51), ("q=v0009", 10)):
        with traffic(monkeypatch) as seen:
            ben.get(f"/preview/plan/{plan}?{query}")
        assert (seen.statements <= 28, seen.rows <= most + 30) == (True, True), (query, seen)


def test_the_same_statements_and_rows_whatever_the_plan_holds(
    office: Office, ben: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for letter, number in (("a", 100), ("b", 5000)):
        plan = put_plan(office, [change(one) for one in range(number)], letter * 64)
        ben.get(f"/preview/plan/{plan}")
        with traffic(monkeypatch) as seen:
            ben.get(f"/preview/plan/{plan}")
        found.append((seen.statements, seen.rows))
    assert found[0] == found[1]


def test_every_change_of_a_plan_is_on_exactly_one_page(office: Office, ben: Browser) -> None:
    plan = put_plan(office, [change(number) for number in range(120)])
    ben.get(f"/preview/plan/{plan}")
    seen, pages = keys(ben), 1
    while following := re.search(r'<a href="([^"]+)" rel="next"', ben.html):
        ben.get(following[1].replace("&amp;", "&"))
        seen += keys(ben)
        pages += 1
    assert (seen, pages) == ([f"V{number:05}" for number in range(120)], 3)
    assert 'rel="first"' in ben.html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("held=1", ["V00000", "V00010", "V00020"]),
        ("action=archive", ["V00000", "V00010", "V00020"]),
        ("action=archive&unit=accounts", []),
        ("unit=accounts", ["100_0"]),
        ("q=v0001", [f"V{number:05}" for number in range(10, 20)]),
        ("q=VÆRDI+17", ["V00017"]),
        ("q=100_", ["100_0"]),
        ("q=%25", ["100_0"]),
        ("q=%22", ["100_0"]),
        ("q=archived", []),
        ("q=%5C", []),
    ],
)
def test_a_plan_is_filtered_by_unit_change_hold_and_a_piece_of_code_or_name(
    office: Office, ben: Browser, query: str, found: list[str]
) -> None:
    account = {"code": "100_0", "name": '100 % "Sales"', "archived": False, "external_id": "7"}
    changes = [
        *(change(number) for number in range(25)),
        change(1, unit="accounts", action="create", key="7", record_id=None, before=None, after=account, held=False),
    ]
    plan = put_plan(office, changes)
    ben.get(f"/preview/plan/{plan}?{query}")
    assert keys(ben) == found


def test_a_search_that_hardly_anything_matches_goes_on_from_where_it_has_come(office: Office, ben: Browser) -> None:
    # Every stored change has the word "archived" in it, but only as what JSON calls a field.
    changes = [change(number) for number in range(SCANNED + 10)]
    changes[-1] = change(SCANNED + 9, key="ARCHIVED-1")
    plan = put_plan(office, changes)
    ben.get(f"/preview/plan/{plan}?q=archived")
    assert (keys(ben), "There may be some on the next pages" in ben.text) == ([], True)
    following = re.search(r'<a href="([^"]+)" rel="next"', ben.html)
    assert following is not None
    ben.get(following[1].replace("&amp;", "&"))
    assert keys(ben) == ["ARCHIVED-1"]
    assert 'rel="next"' not in ben.html


def test_a_plan_of_another_company_is_unknown(office: Office, ben: Browser) -> None:
    plan = put_plan(office, [change(1)])
    office.world.erp.add_company("2", "Beta")
    restarted = office.restarted()
    ben = restarted.as_("ben")
    ben.get(f"/preview/plan/{plan}?company=2")
    assert ben.status == 400
    ben.get(f"/preview/plan/{plan}?company=1")
    assert ben.status == 200


def test_why_names_both_sides_the_decision_and_the_last_change(office: Office, ben: Browser) -> None:
    office.world.plan()
    office.world.release()
    office.world.run()
    office.world.erp.set_values("DEP", [("A", "Another"), ("B", "Beta")])
    ben.get("/why?kind=tag&dimension=dep&code=a")
    assert "The next run would make the changes listed." in ben.text
    assert "Alpha → Another" in ben.text
    assert "The last change" in ben.text
    assert ben.html.partition("<h2>In the ERP</h2>")[2].partition("<h2>")[0].count("<dt>Code</dt>") == 1  # the key of a tag
    ben.get("/why?kind=account&code=1000")
    assert "Pleo already matches the ERP" in ben.text
    found = ben.html.partition("<h2>In the ERP</h2>")[2]
    assert (found.count("<dt>Code</dt>"), found.count("<dt>External ID</dt>")) == (2, 2)  # of either side
    assert "why_not_" not in ben.html
    office.world.do("pause")
    ben.get("/why?kind=tag&dimension=dep&code=a")
    assert "The changes listed are held: the connection is paused." in ben.text
    ben.get("/why?kind=tag&code=a")
    assert (ben.status, 'role="alert"' in ben.html) == (200, True)


@pytest.mark.parametrize("engine", [engine for engine in ENGINES if engine not in {"sqlite", "sqlserver"}])
def test_plans_and_runs_are_shown_alike_on_every_engine(new_world: WorldFactory, engine: str) -> None:
    there = Office.of(new_world(engine))
    there.add("ben", Role.BOOKKEEPER)
    there.world.erp.set_dimensions("DEP")
    there.world.erp.set_values("DEP", [(f"V{number:03}", f"Værdi {number}") for number in range(60)])
    there.world.connect()
    there.world.select("DEP")
    ben = there.as_("ben")
    plan = previewed(ben, there)
    assert len(keys(ben)) == 50
    ben.get(f"/preview/plan/{plan}?q=VÆRDI+5")
    assert len(keys(ben)) == 11
    ben.get(f"/preview/plan/{plan}?after=49")
    ben.post(f"/preview/plan/{plan}/release")
    ran(ben, there)
    assert "60 in the ERP + 0 in Pleo = 60 created" in ben.text
    ben.get(f"{ben.page.request.path}?q=værdi+59&status=done")
    assert keys(ben) == ["V059"]
    ben.get("/runs")
    assert "<svg" in ben.html
    ran(ben, there)
    assert "writes: 0" in ben.text
    assert there.site.runner.stop(30)
