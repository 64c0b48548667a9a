"""A person in front of the pages in a real browser.

Forms are found by where they lead, fields by their name: words may change, and be of another language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Locator, Page, Response, ViewportSize, expect

PATIENCE = 60_000  # milliseconds, on a machine under load
WIDE, NARROW = ViewportSize(width=1400, height=900), ViewportSize(width=390, height=844)
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
REFUSED = re.compile(r"the server responded with a status of (\d+)")


@dataclass(slots=True)
class Visitor:
    """One browser with its own cookies, on the pages at ``address``. ``complaints`` are what the browser found wrong."""

    context: BrowserContext
    address: str
    pictures: Path
    page: Page = field(init=False)
    complaints: list[str] = field(init=False, default_factory=list)
    status: int = field(init=False, default=0)  # of the page that is shown

    def __post_init__(self) -> None:
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("pageerror", lambda error: self._complain_of(error))  # playwright cannot keep methods of slotted classes
        self.page.on("console", lambda message: self._hear(message))
        self.page.on("response", lambda response: self._note(response))

    def _complain_of(self, error: Error) -> None:
        self.complaints.append(error.stack or str(error))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.text} {message.location['url']}")

    def _note(self, response: Response) -> None:
        if response.request.is_navigation_request() and not 300 <= response.status < 400:
            self.status = response.status
        elif response.status >= 400:
            self.complaints.append(f"{response.status} {response.url}")

    # -- going about

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(self.address + path)

    def form(self, path: str) -> Locator:
        """The first form on the page that is sent to this path."""
        return self.page.locator(f'form[action="{path}"], form[action^="{path}?"]').first

    def press(self, path: str, **fields: str) -> None:
        """Fill in the form that is sent to this path, press its first button, and wait for what comes."""
        form = self.form(path)
        for name, value in fields.items():
            self.fill(form, name, value)
        self.click(form.locator("button").first)

    def fill(self, form: Locator, name: str, value: str) -> None:
        """Type into a field, or choose in a list."""
        one = form.locator(f'[name="{name}"]:visible')
        if one.evaluate("field => field.tagName") == "SELECT":
            one.select_option(value)
        else:
            one.fill(value)

    def click(self, what: Locator) -> None:
        """Click what opens another page."""
        with self.page.expect_navigation():
            what.click()

    def log_in(self, login: str, password: str) -> None:
        """On the login page, log in."""
        form = self.page.locator("main form")
        self.fill(form, "login", login)
        self.fill(form, "password", password)
        self.click(form.locator("button"))

    def carry(self, token: str) -> None:
        """Be logged in, with the token of a session that was begun elsewhere."""
        self.context.add_cookies([{"name": "pleo_erp", "value": token, "url": self.address, "httpOnly": True, "sameSite": "Lax"}])

    @contextmanager
    def refused(self, status: int) -> Iterator[None]:
        """What is done inside ends on a page with this status, which the browser says, too."""
        before = len(self.complaints)
        yield
        assert self.status == status, self.text
        said = [REFUSED.search(one) for one in self.complaints[before:]]
        assert [one[1] for one in said if one] == [str(status)] * len(said), self.complaints
        del self.complaints[before:]

    # -- looking

    @property
    def text(self) -> str:
        """What a reader sees of the page's main part."""
        return self.page.locator("main").inner_text()

    @property
    def title(self) -> str:
        """The heading."""
        return self.page.locator("h1").inner_text()

    @property
    def path(self) -> str:
        """Where the page is, without its query."""
        return self.page.url.removeprefix(self.address).partition("?")[0]

    def arrives(self, pattern: str) -> str:
        """Wait until the browser is on a path like this; what its group matched."""
        expression = re.compile(rf"^{re.escape(self.address)}{pattern}(\?|$)")
        expect(self.page).to_have_url(expression, timeout=PATIENCE)
        self.page.wait_for_load_state()
        found = expression.match(self.page.url)
        assert found
        return found[1]

    def sideways(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(self.page.evaluate(SIDEWAYS))

    def picture(self, name: str, viewport: ViewportSize | None = None) -> None:
        """A screenshot of the whole page, for people; ``viewport`` stays."""
        if viewport is not None:
            self.page.set_viewport_size(viewport)
        self.page.screenshot(path=self.pictures / f"{name}.png", full_page=True)


def visitor(browser: Browser, address: str, pictures: Path, **options: Any) -> Visitor:
    """Somebody who just came; ``options`` are the browser context's."""
    return Visitor(browser.new_context(**{"viewport": WIDE, "locale": "en", **options}), address, pictures)
