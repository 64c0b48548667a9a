"""Tryton's web client in a browser, as a person uses it.

Fields are found by their name, buttons of wizards by their state, entries of the menu by their id: their words may change.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Error, Locator, Page, TimeoutError, expect

from tryton_erp.erp import TrytonErp
from tryton_host.tryton import PASSWORD, Server

WATCH = Path(__file__).with_name("watch.js")
_CLICKS = 10  # at most, until a cell of a list is open
QUIET = """() => new Promise(done => requestIdleCallback(
    () => done(watched.open === 0 && performance.now() - watched.changed > 100)))"""
# There is no file of translations into English, and these servers name no databases; the client asks for both all the same.
# Whatever it asks, it adds the method's name: without one it was `Client.ask`.
NORMAL = r"/locale/en(_\w+)?\.json$|/rpc/#common\.db\.list$|/rpc/$"
# sao 8.0.11, on each click on a box in a list that can be edited; it has taken the click by then.
FORGIVEN = r"reading 'parent'\)\n\s+at ClassConstructor\.clicked"
FRONT = "body:has(.modal.in) .modal.in, body:not(:has(.modal.in)) #tabcontent > .tab-pane.active"
ATTEMPT, ATTEMPTS, PATIENCE = 1_500, 8, 30_000  # milliseconds
EVERYTHING = """() => [
    document.documentElement.outerHTML,
    ...[...document.querySelectorAll('input, textarea, select')].map(one => one.value),
    JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie,
    ...watched.answers.map(answer => answer[1]),
].join('\\n')"""
# What the button is called that leads to a state, in the newest form of a wizard.
BUTTON = """state => {
    const form = watched.answers.findLast(([method, text]) => method.startsWith('wizard.') && text.includes('"buttons"'));
    const button = form && JSON.parse(form[1]).result.view.buttons.find(button => button.state === state);
    return button && button.string;
}"""
ASK = """async ([database, method, params]) => {
    const answer = await fetch(`/${database}/rpc/`, {
        method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({id: 1, method, params}),
    });
    return [answer.status, await answer.text()];
}"""


def watched(page: Page) -> list[str]:
    """From now on, what the browser finds wrong."""
    complaints: list[str] = []

    def say(message: ConsoleMessage) -> None:
        if message.type == "error" and not re.search(NORMAL, message.location["url"]):
            complaints.append(f"{message.text} {message.location['url']}")

    def fail(error: Error) -> None:
        if not re.search(FORGIVEN, error.stack or ""):
            complaints.append(error.stack or str(error))

    page.set_default_timeout(PATIENCE)
    page.add_init_script(path=WATCH)
    page.on("pageerror", fail)
    page.on("console", say)
    return complaints


@dataclass(frozen=True, slots=True)
class Client:
    """One tab of a browser, on one server; ``erp`` is its database."""

    page: Page
    server: Server
    erp: TrytonErp
    pictures: Path

    def login(self, name: str) -> None:
        """Log in and see the menu."""
        self.page.goto(f"http://{self.server.address}/#{self.server.tryton.database}")
        self.page.locator("#database:visible").fill(self.server.tryton.database)
        self.page.locator("#login").fill(name)
        self.page.locator(".login-dialog button[type=submit]").click()
        password = self.page.locator("input[type=password]")
        password.fill(PASSWORD)
        password.press("Enter")
        expect(self.entry("menu_pleo")).to_be_visible()
        self.quiet()

    # -- patience

    def quiet(self) -> None:
        """Until the client waits for no answer and has drawn all that it got."""
        self.page.wait_for_function(QUIET)

    def press(self, button: Locator) -> None:
        """Click until the client asks the server something, for it ignores clicks while it is busy; then until it is quiet."""
        self.quiet()
        before = self.page.evaluate("watched.sent")
        for attempt in range(ATTEMPTS):
            button.click()
            try:
                self.page.wait_for_function("before => watched.sent > before", arg=before, timeout=ATTEMPT)
                break
            except TimeoutError:
                if attempt == ATTEMPTS - 1:
                    raise
        self.quiet()

    # -- finding things

    def entry(self, identifier: str) -> Locator:
        """An entry of the menu."""
        named = "d.module = 'pleo_erp' AND d.model = 'ir.ui.menu' AND d.fs_id = ?"
        sql = f"SELECT m.name FROM ir_ui_menu m JOIN ir_model_data d ON d.db_id = m.id WHERE {named}"
        ((name,),) = self.erp.rows(sql, identifier)
        return self.page.locator(f'#menu .column-char[title="{name}"]')

    def unfold(self, identifier: str, child: str) -> None:
        """Show what is below an entry of the menu."""
        self.entry(identifier).click()
        expect(self.entry(child)).to_be_visible()
        self.quiet()

    def open(self, identifier: str) -> None:
        """Open an entry of the menu that is shown."""
        self.press(self.entry(identifier))

    @property
    def front(self) -> Locator:
        """The uppermost dialog, else the tab."""
        return self.page.locator(FRONT).last

    def field(self, name: str) -> Locator:
        """The widget of a field of the form in front."""
        return self.front.locator(f'[name="{name}"]:visible')

    def shows(self, name: str, value: str | re.Pattern[str]) -> None:
        """It has, or will have in a moment, this value."""
        expect(self.field(name)).to_have_value(value)

    def number(self, name: str) -> int:
        """The number in it."""
        self.shows(name, re.compile(r"\d"))
        return numbers([self.field(name).input_value()])[0]

    def title(self, model: str, name: str) -> str:
        """What a field is called."""
        ((title,),) = self.erp.rows("SELECT string FROM ir_model_field WHERE model = ? AND name = ?", model, name)
        return str(title)

    @property
    def rows(self) -> Locator:
        """The rows of the list in front."""
        return self.front.locator("table.tree:visible > tbody > tr")

    def row(self, model: str, **values: str) -> Locator:
        """Those with exactly these values."""
        rows = self.rows
        for name, value in values.items():
            exactly = re.compile(rf"^\s*{re.escape(value)}\s*$")
            rows = rows.filter(has=self.page.locator(self._column(model, name), has_text=exactly))
        return rows

    def cell(self, row: Locator, model: str, name: str) -> Locator:
        """One column of a row."""
        return row.locator(self._column(model, name))

    def column(self, model: str, name: str) -> list[str]:
        """One column of all rows in front; the first one has something in it."""
        cells = self.rows.locator(self._column(model, name))
        for _ in ("drawn", "not being drawn again"):
            expect(cells.first).to_have_text(re.compile(r"\w"))
            self.quiet()
        return [text.strip() for text in cells.all_inner_texts()]

    def _column(self, model: str, name: str) -> str:
        return f"td[data-title={json.dumps(self.title(model, name) + ': ')}]"

    def enter(self, name: str, value: str) -> None:
        """Type into a field of a wizard, which first fills itself in; the company stands in each."""
        expect(self.field("company_name")).not_to_have_value("")
        self.quiet()
        self.field(name).fill(value)

    def edit(self, cell: Locator, value: str) -> None:
        """Type into a cell of a list: one click chooses its row, the next one opens it. A busy client ignores some clicks."""
        field = cell.locator("input:visible")
        for _ in range(_CLICKS):
            if field.count():
                break
            cell.click()
            self.quiet()
        field.fill(value)
        field.press("Tab")
        self.quiet()

    # -- wizards, messages, tabs

    def answer(self, state: str) -> None:
        """Press the button of the wizard in front that leads to a state."""
        self.press(self.button(state))

    def button(self, state: str) -> Locator:
        """That button."""
        title = self.page.wait_for_function(BUTTON, arg=state).json_value()
        return self.front.locator(f".modal-footer button[title={json.dumps(title)}]")

    def message(self) -> str:
        """Read the message in front and put it away."""
        button = self.page.locator(".modal.in").get_by_role("button", name="OK", exact=True)
        expect(button).to_be_visible()
        text = self.front.inner_text()
        button.click()
        expect(button).to_have_count(0)
        self.quiet()
        return text

    def alone(self) -> None:
        """Until the dialog is gone."""
        expect(self.page.locator(".modal:visible")).to_have_count(0)

    def tool(self, name: str) -> Locator:
        """A button above the tab."""
        return self.front.locator(f"button#{name}")

    # -- past all forms

    def everything(self) -> str:
        """All that the page, its storage and the server's answers hold."""
        return str(self.page.evaluate(EVERYTHING))

    def ask(self, method: str, *parameters: Any) -> tuple[int, str]:
        """One request with the session of this browser: the status and the answer. The context goes last."""
        database = self.server.tryton.database
        status, text = self.page.evaluate(ASK, [database, method, list(parameters)])
        return int(status), str(text)

    def picture(self, name: str) -> None:
        """A screenshot, for people."""
        self.page.screenshot(path=self.pictures / f"{name}.png")


def numbers(texts: Sequence[str]) -> list[int]:
    """Cells as numbers."""
    return [int(re.sub(r"\D", "", text)) for text in texts]
