"""axe-core, fetched from npm once and kept: what it finds on a page. ``python -m web_browser.axe`` sees that it is there."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from filelock import FileLock
from playwright.sync_api import Page

from npm import unpacked
from tryton_erp.cache import cache_folder

VERSION = "4.10.3"
# Never by a tag in the page: the pages allow no script but their own.
RUN = """async only => {
    const found = await axe.run(document, {runOnly: only, resultTypes: ['violations']});
    return found.violations.map(one => [one.id, one.help, one.nodes.map(node => node.html + ' ' + node.failureSummary)]);
}"""
WCAG = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
CONTRAST = {"type": "rule", "values": ["color-contrast"]}


@cache
def source() -> str:
    """The script. The first call ever needs npm."""
    root = cache_folder().parent
    target = root / f"axe-core-{VERSION}.js"
    with FileLock(root / f"axe-core-{VERSION}.lock"):
        if not target.is_file():
            with tempfile.TemporaryDirectory(dir=root) as scratch:
                (unpacked(Path(scratch), f"axe-core@{VERSION}") / "axe.min.js").replace(target)
    return target.read_text("utf-8")


def violations(page: Page, only: Mapping[str, Any] = WCAG) -> list[Any]:
    """What breaks WCAG 2.2 at level A or AA, as far as a program can tell."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(source())
    found: list[Any] = page.evaluate(RUN, only)
    return found


if __name__ == "__main__":
    source()
