"""Where the command line writes: one JSON object or text for people on standard output, progress and errors on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pleo_erp_hookspecs import PleoErpError, Progress, ProgressCallback
from pleo_erp_module.hosts.standalone.terminal_language import _, spoken_language
from pleo_erp_module.messages.labels import label
from pleo_erp_module.messages.local_format import grouped
from pleo_erp_module.text import pictured

_STYLES = {
    "create": "green",
    "unarchive": "cyan",
    "update": "yellow",
    "archive": "red",
    "success": "green",
    "ok": "green",
    "done": "green",
    "held": "yellow",
    "warning": "yellow",
    "busy": "yellow",
    "running": "cyan",
    "partial": "red",
    "failed": "red",
    "interrupted": "red",
    "unknown": "red",
}
Cell = object  # what a table shows: a text with styles, or anything that has a sensible str()


def print_json(answer: Mapping[str, Any]) -> None:
    """Exactly one object on standard output."""
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")
    sys.stdout.flush()


def console() -> Console:
    """For people, on standard output."""
    return Console(highlight=False, markup=False, emoji=False)


def say(*parts: str | Text | tuple[str, str]) -> None:
    """One line of text, parts of it styled; a long one is left to the terminal to wrap, so that it can be copied whole."""
    console().print(_harmless(Text.assemble(*parts)), soft_wrap=True)


def word(text: str, shown: str | None = None) -> Text:
    """A status or an action in its colour."""
    return Text(shown or label("word", text, spoken_language()), style=_STYLES.get(text, ""))


def fault_parts(fault: Mapping[str, Any], where: str = "") -> tuple[str | tuple[str, str], ...]:
    """An error as parts of a line: what happened, what to do, and its code."""
    return ((f"{where}{fault['message']} ", "red"), fault["next"], (f"  [{fault['code']}]", "dim"))


def print_error(fault: PleoErpError) -> None:
    """An error for people, on standard error."""
    err = Console(stderr=True, highlight=False, markup=False, emoji=False)
    told = Text.assemble((_("Error:") + " ", "bold red"), fault.message, (f"  [{fault.code}]", "dim"))
    for line in (told, Text(fault.next_step)):
        err.print(_harmless(line), soft_wrap=True)


def _harmless(text: Text) -> Text:
    """The same without control characters but line breaks; its styles stay where they are."""
    text.plain = "\n".join(pictured(line) for line in text.plain.split("\n"))
    return text


def make_table(
    columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, numbers: Sequence[str] = (), whole: str | None = None
) -> Table:
    """A light table; the columns ``numbers`` are right-aligned. Cells are folded rather than cut, but in the column ``whole``."""
    made = Table(box=box.SIMPLE_HEAD, header_style="bold", padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for column in columns:
        made.add_column(column, justify="right" if column in numbers else "left", overflow="fold", no_wrap=column == whole)
    for row in rows:
        made.add_row(*(_harmless(cell) if isinstance(cell, Text) else Text(pictured(_cell_text(cell))) for cell in row))
    return made


def _cell_text(cell: Cell) -> str:
    return number(cell) if isinstance(cell, int) else "" if cell is None else str(cell)


def number(value: int) -> str:
    """With the separators of the user's language."""
    return grouped(value, spoken_language())


def fits(made: Table) -> bool:
    """Whether a table can be shown without folding a cell."""
    out = console()
    return out.measure(made, options=out.options.update_width(10_000)).maximum <= out.width


def table(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], *, numbers: Sequence[str] = (), whole: str | None = None
) -> None:
    """A table under its title."""
    out = console()
    if title:
        out.print(_harmless(Text(title, style="bold underline")))
    out.print(make_table(columns, rows, numbers=numbers, whole=whole))


@contextmanager
def progress_bar() -> Iterator[ProgressCallback | None]:
    """A bar on standard error while a job runs; None without a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    # A scheduled run shows no bar, and an error is shown without the kinds.
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    from pleo_erp_module.kinds.display import Display

    display = Display(spoken_language())
    columns = (SpinnerColumn(), TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(_("Starting …"), total=None)

        def show(step: Progress) -> None:
            phase = label("phase", step.phase, spoken_language())
            unit = pictured(display.unit_label(step.unit))
            bars.update(task, description=f"{phase} {unit}"[:28], completed=step.done, total=step.total)

        yield show
