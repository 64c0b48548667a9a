"""A person in front of the pages: a cookie jar, forms with their hidden fields, and the text that is shown."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pleo_erp_module.hosts.standalone.web.app import Application

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(slots=True)
class Browser:
    """One browser. ``page`` is what it shows; redirects on this site are followed by `get` and `post`."""

    app: Application
    address: str = "127.0.0.1"
    host: str = "127.0.0.1:8440"
    scheme: str = "http"
    client: FlaskClient = field(init=False)
    page: TestResponse = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def get(self, path: str, **headers: str) -> str:
        """Open a page; its HTML."""
        self.page = self.fetch(path, **headers)
        return self.html

    def fetch(self, path: str, **headers: str) -> TestResponse:
        """The answer as it is, a file for example; the page that is shown stays."""
        return self.client.get(path, follow_redirects=True, buffered=True, headers=headers, **self._where())

    def leave(self, path: str) -> str:
        """Open a page that leads to another site; the address there."""
        self.page = self.client.get(path, buffered=True, **self._where())
        assert self.page.status_code == 302, self.text
        return str(self.page.location)

    def post(self, path: str, *, token: str | None = None, **form: object) -> str:
        """Send a form with the token of the page that is shown (or another one), and open what it leads to."""
        self.page = self.send(path, token=token, **form)
        if self.page.status_code == 303:
            self.get(self.page.location)
        return self.html

    def send(self, path: str, *, token: str | None = None, **form: object) -> TestResponse:
        """Send a form; the answer as it is."""
        found = TOKEN.search(self.html)
        data = {"csrf_token": token if token is not None else (found[1] if found else ""), **form}
        headers = {"Referer": f"{self.scheme}://{self.host}/"}
        return self.client.post(path, data=data, buffered=True, headers=headers, **self._where())

    def log_in(self, login: str, password: str) -> str:
        """Open the login page and log in."""
        self.get("/login")
        return self.post("/login", login=login, password=password)

    @property
    def status(self) -> int:
        """The status of the page."""
        return self.page.status_code

    @property
    def html(self) -> str:
        """The source of the page."""
        return self.page.get_data(as_text=True)

    @property
    def text(self) -> str:
        """What a reader sees of it."""
        body = re.sub(r"<(script|style|head)\b.*?</\1>", " ", self.html, flags=re.DOTALL)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())

    @property
    def title(self) -> str:
        """The heading."""
        found = re.search(r"<h1>(.*?)</h1>", self.html, re.DOTALL)
        return html.unescape(found[1].strip()) if found else ""

    def cookies(self) -> dict[str, Any]:
        """The cookies, by name."""
        return {cookie.key: cookie for cookie in (self.client._cookies or {}).values()}

    def _where(self) -> dict[str, Any]:
        return {"base_url": f"{self.scheme}://{self.host}", "environ_base": {"REMOTE_ADDR": self.address}}
