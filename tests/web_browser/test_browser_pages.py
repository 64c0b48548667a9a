"""Every page: nothing that keeps anybody out, nothing wider than the window, everything within reach of the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pleo_erp_module.messages.catalogue import LANGUAGES
from web.office import PASSWORD, Office
from web_browser.axe import CONTRAST, violations
from web_browser.conftest import Come
from web_browser.scenes import Scene, fill, scenes, under_way
from web_browser.visitor import NARROW, WIDE, Visitor

# The elements that a person may want to reach, and those that Tab does reach, each with whether its focus can be seen.
REACHABLE = """() => {
    const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')];
    const wanted = all.filter(one => !one.disabled && one.type !== 'hidden' && one.tabIndex >= 0 && one.checkVisibility());
    wanted.forEach((one, place) => { one.dataset.place = place; });
    return wanted.map(one => one.outerHTML.slice(0, 120));
}"""
FOCUSED = """() => {
    const one = document.activeElement;
    if (!one || one.dataset.place === undefined) return null;
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    return [Number(one.dataset.place), style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && box.width > 0];
}"""


@pytest.fixture
def busy(office: Office) -> Iterator[Office]:
    """An office in the midst of its work."""
    fill(office)
    yield office
    assert office.site.runner.stop(60)


def as_anna(come: Come, office: Office, address: str, **options: Any) -> Visitor:
    """The administrator, logged in without the form."""
    visitor = come(address, **options)
    with office.tables() as tables:
        visitor.carry(tables.sessions.begin("anna", "127.0.0.1"))
    return visitor


def look(one: Visitor, scene: Scene) -> None:
    """Open the page as it is meant to answer."""
    if scene.status == 200:
        one.open(scene.path)
        assert one.status == 200, (scene, one.text)
    else:
        with one.refused(scene.status):
            one.open(scene.path)


def flaws(one: Visitor, name: str) -> list[Any]:
    """Everything that is wrong with the page that is shown, in a wide and a narrow window, in light and in dark."""
    found: list[Any] = []
    for window, viewport in (("wide", WIDE), ("narrow", NARROW)):
        one.picture(f"{name}-{window}", viewport)
        if one.sideways() > 0:
            found.append((name, window, "wider than the window", one.sideways()))
    one.page.set_viewport_size(WIDE)
    found += [(name, *flaw) for flaw in violations(one.page)]
    one.page.emulate_media(color_scheme="dark")
    found += [(name, "dark", *flaw) for flaw in violations(one.page, CONTRAST)]
    one.page.emulate_media(color_scheme="light")
    return found


def test_no_page_keeps_anybody_out_or_is_wider_than_its_window(busy: Office, here: str, come: Come) -> None:
    found: list[Any] = []
    stranger = come(here)
    for scene in (Scene("login", "/login"), Scene("set-up", busy.link())):
        look(stranger, scene)
        found += flaws(stranger, scene.name)
    anna = as_anna(come, busy, here)
    for scene in scenes(busy):
        look(anna, scene)
        found += flaws(anna, scene.name)
    anna.open("/users")
    anna.press("/users", login="carla", name="Carla Ø.")
    found += flaws(anna, "link")
    with under_way(busy) as scene:
        look(anna, scene)
        found += flaws(anna, scene.name)
    assert found == []


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_in_other_languages_nothing_is_wider_than_its_window_either(busy: Office, here: str, come: Come, language: str) -> None:
    anna = as_anna(come, busy, here, locale=language, viewport=NARROW)
    for scene in scenes(busy):
        look(anna, scene)
        assert anna.page.locator("html").get_attribute("lang") == language
        anna.picture(f"{scene.name}-narrow", NARROW)
        assert anna.sideways() == 0, scene
        if scene.name in {"overview", "plan-held", "runs", "settings", "people", "diagnostics"}:
            anna.picture(f"{scene.name}-wide", WIDE)
            assert anna.sideways() == 0, scene
            anna.page.set_viewport_size(NARROW)


def test_everything_is_within_reach_of_the_keyboard_and_shows_that_it_is_reached(busy: Office, here: str, come: Come) -> None:
    anna = as_anna(come, busy, here)
    for path in (
        "/users",
        "/connect?company=1",
        "/dimensions?company=1",
        "/runs?company=1",
        "/settings?company=1",
        "/preview?company=1",
    ):
        anna.open(path)
        wanted = anna.page.evaluate(REACHABLE)
        anna.page.evaluate("() => document.activeElement.blur()")
        order: list[int] = []
        for _press in range(2 * len(wanted) + 40):
            anna.page.keyboard.press("Tab")
            reached = anna.page.evaluate(FOCUSED)
            if reached is None:
                continue
            place, is_seen = reached
            assert is_seen, (path, wanted[place])
            if order and place == order[0]:
                break
            if not order or order[-1] != place:
                order.append(place)
        assert order == list(range(len(wanted))), (path, [wanted[place] for place in set(range(len(wanted))) - set(order)])


def test_the_first_tab_leads_past_the_navigation_and_menus_open_and_close_by_key(busy: Office, here: str, come: Come) -> None:
    anna = as_anna(come, busy, here)
    anna.open("/runs?company=1")
    anna.page.keyboard.press("Tab")
    assert anna.page.evaluate("document.activeElement.className") == "skip"
    anna.page.keyboard.press("Enter")
    assert anna.page.evaluate("document.activeElement.id") == "main"
    menu = anna.page.locator(".switcher summary")
    menu.focus()
    anna.page.keyboard.press("Enter")
    assert anna.page.locator(".switcher ul").is_visible()
    anna.picture("menu")
    anna.page.keyboard.press("Escape")
    assert not anna.page.locator(".switcher ul").is_visible()


def test_a_session_that_ended_leads_to_the_login_and_back(busy: Office, here: str, come: Come) -> None:
    anna = as_anna(come, busy, here)
    anna.open("/runs?company=1")
    busy.world.clock.pass_(minutes=61)
    before = busy.world.rows()
    anna.press("/runs/pause")  # a form from before
    anna.arrives("/login()")
    assert busy.world.rows() == before
    anna.open("/runs?company=1")
    anna.arrives("/login()")
    anna.picture("login-again", NARROW)
    anna.log_in("anna", PASSWORD)
    anna.arrives("/runs()")
    assert anna.page.url.endswith("?company=1")


def test_after_the_logout_going_back_shows_nothing_of_before(busy: Office, here: str, come: Come) -> None:
    anna = as_anna(come, busy, here)
    anna.open("/users")
    anna.open("/changes")
    anna.press("/logout")
    anna.arrives("/login()")
    for _press in range(2):
        anna.page.go_back()
        anna.page.wait_for_load_state()
        assert anna.page.locator("input[name=password]").count() == 1, anna.page.url
