"""The demo's browser: what it reads off a page, and what it takes for an error."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from pleo_erp_installer.console import InstallerError
from pleo_erp_installer.demo import standalone
from pleo_erp_installer.demo.browser import Browser, Page

PAGE = """<!doctype html><html><head><title>No</title></head><body><nav><ul><li>Menu</li></ul></nav><main><h1>Why?</h1>
<form method="post"><input type="hidden" name="csrf_token" value="T1"><input type="hidden" name="company" value="1">
<label><input type="checkbox" name="code" value="DEP" checked> <span>Services <small>DEP</small> 12 values</span></label>
<label><input type="checkbox" name="code" value="CC"> <span>Coûts <small>CC</small> one value</span></label></form>
<p>One <br>&amp; two.</p><dl><div><dt>Code</dt><dd>110</dd></div><div><dt>Name</dt><dd>Ventes</dd></div></dl>
<svg><g><rect x="1"></rect></g></svg><ul><li>A <small>B</small></li></ul><code class="link">http://127.0.0.1:1/link/x</code></main></body></html>"""


def test_a_page_is_read_as_a_person_reads_it() -> None:
    page = Page(PAGE)
    assert page.said.split("\n") == ["Why?", "One & two.", "Code: 110; Name: Ventes", "A B", "http://127.0.0.1:1/link/x"]
    assert page.token == "T1"
    assert [(choice.value, choice.chosen, choice.label.split()) for choice in page.choices["code"]] == [
        ("DEP", True, ["Services", "DEP", "12", "values"]),
        ("CC", False, ["Coûts", "CC", "one", "value"]),
    ]
    assert page.lists == [["Menu"], ["A B"]]
    assert page.link == "http://127.0.0.1:1/link/x"
    assert page.complaints == []


@pytest.mark.parametrize(
    ("label", "name", "values"),
    [
        ("Services DEP 12 values selected", "Services", 12),
        ("Services (DEP) – 12 values, proposed", "Services", 12),
        ("Services (DEP) – one value", "Services", 1),
        ("DEP DEP missing in the ERP today", "DEP DEP missing in the ERP today", 0),
    ],
)
def test_a_dimension_is_read_beside_a_box_and_in_a_drop_down(label: str, name: str, values: int) -> None:
    assert standalone.dimension("DEP", label) == {"code": "DEP", "name": name, "values": values, "selectable": True}


class _Site(BaseHTTPRequestHandler):
    """Answers a form with its fields; /refused with an error, /missing with 404."""

    def do_GET(self) -> None:
        self._answer(404 if self.path == "/missing" else 200, "<main><p>Gone</p></main>" if self.path == "/missing" else PAGE)

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        told = f"{sorted(form.items())} {self.headers['Referer'].rpartition('/')[2]}"
        self._answer(
            200, f"<main><div class='note error'><b>No</b> key</div>{told}</main>" if "no" in form else f"<main>{told}</main>"
        )

    def _answer(self, status: int, text: str) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Site) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join(10)


def test_a_form_is_sent_with_the_token_of_the_page_that_is_shown(address: str) -> None:
    browser = Browser(address)
    browser.open("/form")
    assert browser.send("/form", code=["A", "B"]).said == "[('code', ['A', 'B']), ('csrf_token', ['T1'])] form"


def test_what_a_page_refuses_and_a_server_that_is_gone_fail_with_a_sentence(address: str) -> None:
    browser = Browser(address)
    browser.open("/form")
    with pytest.raises(InstallerError, match=r"POST /form was refused \(200\): No key"):
        browser.send("/form", no="1")
    with pytest.raises(InstallerError, match=r"GET /missing was refused \(404\): Gone"):
        browser.open("/missing")
    with pytest.raises(InstallerError, match="do not answer"):
        Browser("http://127.0.0.1:9").open("/")
