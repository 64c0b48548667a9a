"""The preview and a run in a real browser: the pages go on by themselves, and nothing is refused by their own policy."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from chromium import chromium, pictures_folder
from web.office import PASSWORD, Office
from web.page_steps import caught

SLOW = 60_000  # milliseconds


def test_a_bookkeeper_follows_a_look_and_a_run_to_their_ends(office: Office, address: str, tmp_path: Path) -> None:
    office.world.erp.set_dimensions("DEP")
    office.world.erp.set_values("DEP", [(f"V{number}", f"Værdi {number}") for number in range(30)])
    office.world.connect()
    office.world.select("DEP")
    pictures, complaints = pictures_folder(tmp_path, "web-preview"), []
    with chromium() as browser:
        page = browser.new_context(viewport={"width": 1300, "height": 900}).new_page()
        page.set_default_timeout(SLOW)
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        page.goto(f"{address}/login")
        page.fill("[name=login]", "ben")
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.goto(f"{address}/preview")
        page.get_by_role("button", name="Create preview").click()
        expect(page.get_by_role("heading", name="What a run would do")).to_be_visible(timeout=SLOW)
        page.screenshot(path=pictures / "plan.png")
        page.get_by_role("button", name="Release these changes").click()
        expect(page.get_by_text("Released by ben.")).to_be_visible()
        with caught(office) as gate:
            page.get_by_role("button", name="Run now").click()
            assert gate.reached.wait(SLOW / 1000)
            expect(page.get_by_role("button", name="Stop")).to_be_visible()
            page.screenshot(path=pictures / "task.png")
        expect(page.get_by_role("heading", name="Run 2026")).to_be_visible(timeout=SLOW)
        page.screenshot(path=pictures / "run.png")
        page.goto(f"{address}/runs")
        expect(page.get_by_role("img", name="Changes in each run")).to_be_visible()
        page.screenshot(path=pictures / "runs.png")
        page.get_by_role("link", name="Why?").click()
        page.select_option("[name=kind]", "tag")
        page.select_option("[name=dimension]", "DEP")
        page.fill("[name=code]", "v7")
        page.get_by_role("button", name="Why?").click()
        expect(page.get_by_text("Pleo already matches the ERP.")).to_be_visible()
        page.set_viewport_size({"width": 390, "height": 800})
        page.goto(f"{address}/preview/plan/{office.world.plan()['plan']}")
        page.screenshot(path=pictures / "narrow.png")
        wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert complaints == []
    assert not wide, "a narrow window has to be scrolled sideways"
    assert office.site.runner.stop(30)
