"""Whole journeys through `pleo-erp serve`: a real process, a real database, a real browser."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from pleo_erp_hookspecs import Role
from web.office import PASSWORD
from web_browser.conftest import Come, Pages, PagesFactory
from web_browser.visitor import Visitor
from world import World

RUN = r"/runs/run/([^/?]+)"
PLAN = r"/preview/plan/([0-9a-f]{64})"


def fill(world: World) -> None:
    """An ERP with two dimensions that can be selected, one that cannot, and a chart of accounts."""
    world.erp.set_dimensions(("DEP", "Department"), ("PRJ", "Project"), ("BAD", "Broken", "has no values"))
    world.erp.set_values("DEP", [(f"D{number:02}", f"Department {number}") for number in range(12)])
    world.erp.set_values("PRJ", [("P1", "Harbour <b>north</b>"), ("P2", "Smørrebrød & Söhne")])
    world.erp.set_accounts([(str(number), f"{number}000", f"Account {number}") for number in range(1, 9)])


def previewed(one: Visitor, job: str = "sync-all") -> str:
    """Look now, and wait until the plan is shown; its hash."""
    one.open("/preview")
    one.press("/preview/tasks", job=job)
    return one.arrives(PLAN)


def ran(one: Visitor) -> str:
    """Run now, and wait until the run is shown; its id."""
    one.open("/runs")
    one.press("/runs/now")
    return one.arrives(RUN)


def sides(world: World) -> tuple[Any, Any]:
    """Active tags and accounts in Pleo."""
    state = world.pleo.dump()
    return (
        sorted((row["code"], row["name"]) for row in state["tags"] if not row["archived"]),
        sorted((row["code"], row["name"]) for row in state["accounts"] if not row["archived"]),
    )


def test_from_the_set_up_link_to_an_undone_run(serve: PagesFactory, come: Come) -> None:
    pages = serve("postgresql")
    world = pages.world
    fill(world)
    admin = come(pages.address)
    the_link_makes_an_administrator(admin, pages)
    keys_are_tried_until_one_fits(admin, world)
    dimensions_are_chosen_after_a_review(admin)
    plan = previewed(admin)
    assert admin.page.locator("#changes tbody tr").count() == 24
    assert world.pleo.writes() == []
    admin.picture("plan")
    admin.press(f"/preview/plan/{plan}/release")
    assert world.pleo.writes() == []
    admin.press("/runs/now")
    admin.arrives(RUN)
    assert admin.page.locator("#changes .state.ok").count() == 24
    assert admin.page.locator("main .state.wait, main .state.bad, main .note.error").count() == 0
    admin.picture("run")
    assert [code for code, _name in sides(world)[0]] == [*(f"D{number:02}" for number in range(12)), "P1", "P2"]
    assert len(sides(world)[1]) == 8
    a_second_run_writes_nothing(admin, world)
    why_leads_from_a_change_to_its_explanation(admin)
    the_run_is_undone(admin, world)


def the_link_makes_an_administrator(one: Visitor, pages: Pages) -> None:
    one.open(pages.link)
    one.picture("set-up")
    one.fill(one.page.locator("main form"), "password", PASSWORD)
    with one.refused(400):
        form = one.page.locator("main form")
        for name, value in {"login": "anna", "name": "Anna Ård", "password": PASSWORD, "repeated": "another one"}.items():
            one.fill(form, name, value)
        one.click(form.locator("button"))
    form = one.page.locator("main form")
    expect(form.locator("[name=login]")).to_have_value("anna")
    one.fill(form, "password", PASSWORD)
    one.fill(form, "repeated", PASSWORD)
    one.click(form.locator("button"))
    one.arrives("/login()")
    one.log_in("anna", PASSWORD)
    one.arrives("/()")
    with one.refused(404):
        one.open(pages.link)


def keys_are_tried_until_one_fits(one: Visitor, world: World) -> None:
    beta = world.pleo.add_key("plp_sandbox_beta", company=world.pleo.add_company("Beta"))
    one.open("/connect")
    with one.refused(400):
        one.press("/connect", key="plp_wrong_0123456789")
    assert "key_rejected" in one.text
    one.picture("wrong-key")
    one.press("/connect", key=world.key)
    one.arrives("/connect/pair()")
    assert "Acme" in one.text
    assert world.key not in one.page.content()
    one.picture("pair")
    one.click(one.page.locator('main a[href^="/connect"]'))
    with one.refused(400):
        one.press("/connect", key=beta)
    assert "pleo_company_differs" in one.text
    one.picture("another-company")
    one.open("/connect/pair")
    assert "Beta" not in one.text


def dimensions_are_chosen_after_a_review(one: Visitor) -> None:
    one.click(one.page.locator('main a[href^="/dimensions"]'))
    for code in ("DEP", "PRJ"):
        one.page.locator(f'input[name=code][value="{code}"]').check()
    one.picture("dimensions")
    one.click(one.form("/dimensions/review").locator("button.primary"))
    one.arrives("/dimensions/review()")
    one.picture("review")
    one.press("/dimensions")
    one.arrives("/dimensions()")
    expect(one.page.locator('input[name=code][value="DEP"]')).to_be_checked()


def a_second_run_writes_nothing(one: Visitor, world: World) -> None:
    before = len(world.pleo.writes())
    ran(one)
    assert len(world.pleo.writes()) == before
    assert one.page.locator("#changes").count() == 0


def why_leads_from_a_change_to_its_explanation(one: Visitor) -> None:
    one.open("/runs")
    one.click(one.page.locator("#runs tbody tr").nth(1).locator("a").first)
    one.fill(one.page.locator("form[role=search]"), "q", "P1")
    one.click(one.page.locator("form[role=search] button"))
    rows = one.page.locator("#changes tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Harbour <b>north</b>")
    one.click(rows.locator('a[href^="/why"]'))
    one.arrives("/why()")
    assert "Harbour <b>north</b>" in one.text
    one.picture("why")


def the_run_is_undone(one: Visitor, world: World) -> None:
    one.open("/runs")
    one.picture("runs")
    one.press("/runs/undo")
    plan = one.arrives(PLAN)
    before = len(world.pleo.writes())
    one.picture("undo")
    one.press(f"/preview/plan/{plan}/release")
    assert len(world.pleo.writes()) == before
    one.press("/runs/now")
    one.arrives(RUN)
    assert sides(world) == ([], [])


def connected(pages: Pages, come: Come) -> Visitor:
    """An administrator who has brought the company to Pleo, with a first run."""
    fill(pages.world)
    admin = come(pages.address)
    admin.carry(pages.session("anna", Role.ADMINISTRATOR))
    admin.open("/connect")
    admin.press("/connect", key=pages.world.key)
    admin.arrives("/connect/pair()")
    admin.open("/dimensions")
    admin.page.locator('input[name=code][value="DEP"]').check()
    admin.click(admin.form("/dimensions/review").locator("button.primary"))
    admin.press("/dimensions")
    plan = previewed(admin)
    admin.press(f"/preview/plan/{plan}/release")
    ran(admin)
    return admin


def test_a_bookkeeper_releases_what_is_held_and_two_browsers_never_disagree(serve: PagesFactory, come: Come) -> None:
    pages = serve("sqlite")
    admin, ben, world = connected(pages, come), come(pages.address), pages.world
    ben.carry(pages.session("ben", Role.BOOKKEEPER))
    ben.open("/")
    assert ben.page.locator('nav a[href^="/users"], nav a[href^="/connect"], nav a[href^="/settings"]').count() == 0
    world.erp.set_values("DEP", [(f"D{number:02}", f"Department {number}") for number in range(5)])
    before = sides(world)
    ran(ben)
    assert sides(world) == before, "held archives were written"
    plan = ben.page.locator('main a[href^="/preview/plan/"]').get_attribute("href")
    assert plan
    for one in (admin, ben):  # two browsers, the same plan
        one.open(plan)
        expect(one.form("/preview/plan/" + plan.split("/")[3].partition("?")[0] + "/release")).to_be_visible()
    release = plan.partition("?")[0] + "/release"
    ben.press(release)
    ben.picture("released")
    admin.press(release)  # a page from before: nothing new is approved, and nothing breaks
    assert admin.status == 200
    admin.open(plan)
    assert "ben" in admin.text
    ran(ben)
    assert len(sides(world)[0]) == 5
    admin.open("/runs")
    ben.open("/runs")
    first = [one.page.locator("#runs tbody tr").first.inner_text() for one in (admin, ben)]
    assert first[0] == first[1]
    a_release_of_an_old_plan_is_refused(ben, world)
    a_release_after_a_disconnection_is_refused(admin, ben, world)
    administrators_forms_refuse_a_bookkeeper(admin, ben, world)
    whoever_is_deactivated_is_out_at_once(admin, ben)


def a_release_of_an_old_plan_is_refused(one: Visitor, world: World) -> None:
    """It was left open for three days: its page is still there, and its release approves nothing."""
    world.erp.set_values("DEP", [("N1", "New")])
    plan = previewed(one)
    world.erp.execute("UPDATE pleo_erp_plan SET expires_at = ?", "2020-01-01T00:00:00.000000Z")
    one.press(f"/preview/plan/{plan}/release")
    one.arrives("/preview()")
    assert "stale_plan" in one.text
    assert world.approvals() == 0
    one.picture("stale")


def a_release_after_a_disconnection_is_refused(admin: Visitor, ben: Visitor, world: World) -> None:
    """One browser disconnects while the other one has the plan open."""
    plan = previewed(ben)
    admin.open("/connect")
    admin.page.locator("details summary").last.click()
    admin.press("/connect/disconnect")
    ben.press(f"/preview/plan/{plan}/release")
    ben.arrives("/preview()")
    assert "not_connected" in ben.text
    assert world.approvals() == 0
    ben.open("/runs")
    ben.picture("disconnected")


def administrators_forms_refuse_a_bookkeeper(admin: Visitor, ben: Visitor, world: World) -> None:
    """With the form as the administrator sees it, and the bookkeeper's own session and token."""
    admin.open("/settings")
    ben.open("/account")
    before = world.rows()
    for path in ("/settings", "/users", "/connect/disconnect", "/dimensions", "/runs/undo"):
        ben.open("/account")
        with ben.refused(403):
            ben.page.evaluate(
                """path => { const form = document.querySelector('main form'); form.action = path;
                    form.noValidate = true; HTMLFormElement.prototype.submit.call(form); }""",
                path + "?company=1",
            )
            ben.arrives(re.escape(path) + "()")
        assert "forbidden" in ben.text
    assert world.rows() == before
    ben.picture("forbidden")


def whoever_is_deactivated_is_out_at_once(admin: Visitor, ben: Visitor) -> None:
    admin.open("/users")
    row = admin.page.locator("tbody tr", has_text="ben")
    admin.click(row.locator('form[action="/users/active"] button'))
    ben.open("/runs")
    ben.arrives("/login()")


def test_everything_works_without_javascript(serve: PagesFactory, come: Come) -> None:
    pages = serve("sqlite")
    fill(pages.world)
    one = come(pages.address, java_script_enabled=False)
    one.carry(pages.session("anna", Role.ADMINISTRATOR))
    one.open("/connect")
    one.press("/connect", key=pages.world.key)
    one.click(one.page.locator('main a[href^="/dimensions"]'))
    one.page.locator('input[name=code][value="DEP"]').check()
    one.click(one.form("/dimensions/review").locator("button.primary"))
    one.press("/dimensions")
    one.open("/preview")
    one.press("/preview/tasks")
    plan = refreshed(one, PLAN)
    one.press(f"/preview/plan/{plan}/release")
    one.press("/runs/now")
    refreshed(one, RUN)
    assert len(sides(pages.world)[0]) == 12


def refreshed(one: Visitor, pattern: str) -> str:
    """Press the link that loads the page of what is under way again, until it has ended."""
    for _time in range(200):
        found = re.match(re.escape(one.address) + pattern, one.page.url)
        if found:
            return found[1]
        one.click(one.page.locator("main [role=status] a").last)
    raise AssertionError(one.text)
