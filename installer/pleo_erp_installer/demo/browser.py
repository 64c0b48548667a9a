"""A person in front of web pages, without a window: cookies, forms with their hidden fields, and what a page says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import requests

from pleo_erp_installer.console import InstallerError

SECONDS = 120
Values = Mapping[str, str | Sequence[str]]
_LINES = {"p", "div", "h1", "h2", "li", "tr", "dl", "label", "option"}  # each ends a line
_SILENT = {"script", "style", "form"}
_EMPTY = {"br", "hr", "img", "link", "meta"}
_REFUSAL = "note error"


@dataclass(slots=True)
class Choice:
    """A box to tick, or a line of a drop-down."""

    value: str
    chosen: bool
    label: str = ""


class Page(HTMLParser):
    """What a page holds. ``said`` is the text of its main part without forms; ``lists`` are its lists, item by item."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.token = ""  # against forged forms
        self.choices: dict[str, list[Choice]] = {}
        self.lists: list[list[str]] = []
        self.complaints: list[str] = []
        self.link = ""  # one that is shown to be copied
        self._said: list[str] = []
        self._open: list[tuple[str, str]] = []
        self._select = ""
        self._choice: Choice | None = None
        self.feed(html)

    @property
    def said(self) -> str:
        lines = (" ".join(line.split()) for line in "".join(self._said).split("\n"))
        return "\n".join(line.rstrip("; ") for line in lines if line)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, value, classes = given.get("name", ""), given.get("value", ""), given.get("class", "")
        if tag == "input":
            if name == "csrf_token":
                self.token = value
            elif given.get("type") == "checkbox":
                self._choose(name, value, "checked" in given)
            return
        if tag == "select":
            self._select = name
        elif tag == "option":
            self._choose(self._select, value, "selected" in given)
        elif tag == "ul":
            self.lists.append([])
        elif tag == "li" and self.lists:
            self.lists[-1].append("")
        if classes == _REFUSAL:
            self.complaints.append("")
        if tag not in _EMPTY:
            self._open.append((tag, classes))

    def handle_endtag(self, tag: str) -> None:
        while self._within(tag) and self._open.pop()[0] != tag:
            pass
        if tag in {"label", "option"}:
            self._choice = None
        if self._speaks():
            a_fact = tag == "div" and self._within("dl")  # its facts are one line
            self._said.append(": " if tag == "dt" else "; " if a_fact else "\n" if tag in _LINES else "")

    def handle_data(self, data: str) -> None:
        if self._choice is not None:
            self._choice.label += data
        if self._within("li") and self.lists:
            self.lists[-1][-1] += data
        if self._within("code", "link"):
            self.link += data
        if any(classes == _REFUSAL for _, classes in self._open):
            self.complaints[-1] += data
        if self._speaks():
            self._said.append(data)

    def _choose(self, name: str, value: str, chosen: bool) -> None:
        self._choice = Choice(value, chosen)
        self.choices.setdefault(name, []).append(self._choice)

    def _within(self, tag: str, class_: str = "") -> bool:
        return any(name == tag and class_ in classes for name, classes in self._open)

    def _speaks(self) -> bool:
        names = {name for name, _ in self._open}
        return "main" in names and not names & _SILENT


@dataclass(slots=True)
class Browser:
    """One person's. ``page`` is what it shows, ``path`` where; a page that refuses something raises InstallerError."""

    address: str
    page: Page = field(default_factory=lambda: Page(""))
    path: str = ""
    _session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self._session.trust_env = False  # never through a proxy

    def open(self, path: str, **query: str | Sequence[str]) -> Page:
        """Go to a page."""
        return self._show("GET", path, query)

    def send(self, path: str, **form: str | Sequence[str]) -> Page:
        """Send a form of the page that is shown, and go where it leads."""
        return self._show("POST", path, form={"csrf_token": self.page.token, **form})

    def _show(self, method: str, path: str, query: Values | None = None, form: Values | None = None) -> Page:
        headers = {"Referer": urljoin(self.address, self.path)}
        url = urljoin(self.address, path)
        try:
            answer = self._session.request(method, url, params=query, data=form, headers=headers, timeout=SECONDS)
        except requests.RequestException as exc:
            raise InstallerError(f"The web pages do not answer ({type(exc).__name__}).") from exc
        self.page, self.path = Page(answer.text), urlsplit(answer.url).path
        if answer.status_code >= 400 or self.page.complaints:
            told = " ".join(" ".join(self.page.complaints or [self.page.said]).split())
            raise InstallerError(f"{method} {path} was refused ({answer.status_code}): {told}")
        return self.page
