"""What the demo prints."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from operator import itemgetter
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from pleo_erp_installer.console import InstallerError
from pleo_erp_installer.demo.check import PARTS, Claim, arithmetic
from pleo_erp_installer.demo.host import Step

WIDTH = 118
LOOK_SECONDS = 0.4
_LINES: tuple[tuple[str, Callable[[Mapping[str, Any]], Any]], ...] = (
    ("rows in the ERP", lambda unit: unit["read"]["erp"]),
    ("rows in Pleo", lambda unit: unit["read"]["pleo"]),
    *((part, itemgetter(part)) for part in PARTS),
    ("adds up", lambda unit: "yes" if arithmetic(unit) else "NO"),
    ("status", itemgetter("status")),
)


def console() -> Console:
    """A terminal's own width; a fixed one in a file or pipe."""
    return Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False, soft_wrap=False)


def step(out: Console, done: Step, result: str) -> None:
    """One step, and in a line what came of it."""
    out.print(f"[bold]{escape(done.line)}[/bold]  [dim]{done.seconds:.1f} s, {escape(done.who)}[/dim]")
    out.print(f"  {escape(result)}")


def aside(out: Console, text: str) -> None:
    """What happens outside the module."""
    out.print(f"[dim]{escape(text)}[/dim]")


def told(out: Console, line: str, text: str) -> None:
    """A question, and its answer."""
    out.print(f"[bold]{escape(line)}[/bold]")
    out.print(text.rstrip(), markup=False)


@contextmanager
def progress(out: Console, title: str, total: int, count: Callable[[], int]) -> Iterator[None]:
    """A bar that fills up during the block; ``count`` says how far it is."""
    ended = threading.Event()
    columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=out) as bar:
        task = bar.add_task(title, total=total)

        def fill() -> None:
            # What has gone wrong meanwhile is told by whoever is waited for.
            with suppress(InstallerError):
                while not ended.wait(LOOK_SECONDS):
                    bar.update(task, completed=min(count(), total))

        watching = threading.Thread(target=fill)
        watching.start()
        try:
            yield
            with suppress(InstallerError):
                bar.update(task, completed=min(count(), total))
        finally:
            ended.set()
            watching.join()


def contents(out: Console, before: Mapping[str, Any], after: Mapping[str, Any], usable: Mapping[str, int]) -> None:
    """How many records Pleo has per unit, before and after, next to the ERP."""
    table = Table(title="What Pleo holds", title_justify="left", box=box.SIMPLE_HEAD)
    for name in ("unit", "usable in the ERP", "active before", "archived before", "active now", "archived now"):
        table.add_column(name, justify="left" if name == "unit" else "right")
    old, new = counts(before), counts(after)
    for unit in sorted(new, key=lambda name: (name == "accounts", name)):
        numbers = [*old.get(unit, (0, 0)), *new[unit]]
        table.add_row(unit, str(usable.get(unit, "-")), *(str(number) for number in numbers))
    out.print(table)


def counts(state: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """Active and archived records of each unit."""
    units: dict[str, list[bool]] = {"tag groups": [group["archived"] for group in state["groups"]]}
    for group in state["groups"]:
        units[f"tags of {group['code']}"] = [tag["archived"] for tag in state["tags"] if tag["groupId"] == group["id"]]
    units["accounts"] = [account["archived"] for account in state["accounts"]]
    return {unit: (archived.count(False), archived.count(True)) for unit, archived in units.items()}


def report(out: Console, title: str, run: Mapping[str, Any]) -> None:
    """A run: a column for each unit, what was read, where every row of it went, and whether that adds up."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    table.add_column("")
    for unit in run["units"]:
        table.add_column(unit["unit"], justify="right")
    for label, pick in _LINES:
        table.add_row(label, *(str(pick(unit)) for unit in run["units"]), end_section=label in ("rows in Pleo", PARTS[-1]))
    out.print(table)


def effort(out: Console, rows: Iterable[tuple[str, Step]]) -> None:
    """Times and requests of the runs."""
    table = Table(title="What it took", title_justify="left", box=box.SIMPLE_HEAD)
    for name in ("", "seconds", "reads", "writes", "retries", "status"):
        table.add_column(name, justify="left" if name in ("", "status") else "right")
    for title, done in rows:
        asked = done.answer["requests"]
        numbers = [asked["reads"], asked["writes"], asked["retries"]]
        table.add_row(title, f"{done.seconds:.1f}", *(str(number) for number in numbers), done.answer["status"])
    out.print(table)


def reasons(out: Console, changes: Sequence[Mapping[str, Any]]) -> None:
    """One change of each sort, with its reason."""
    table = Table(title="Why, for example", title_justify="left", box=box.SIMPLE_HEAD)
    for name in ("unit", "action", "key", "before", "after", "reason", "rule"):
        table.add_column(name, overflow="fold")
    seen = set()
    for change in changes:
        sort = (change["unit"].partition(":")[0], change["action"], change["rule"])
        if sort in seen:
            continue
        seen.add(sort)
        cells = [
            change["unit"],
            change["action"],
            change["key"],
            change["before"],
            change["after"],
            change["reason"],
            change["rule"],
        ]
        table.add_row(*(escape(str(cell)) for cell in cells))
    out.print(table)


def claims(out: Console, checked: Mapping[str, Sequence[Claim]]) -> bool:
    """Everything that was verified, step by step; whether all of it holds."""
    out.print("[bold]Verified against the ERP and against Pleo's own records[/bold]")
    for step, found in checked.items():
        out.print(f"  {escape(step)}")
        for claim in found:
            mark = "[green]yes[/green]" if claim.holds else "[red]NO [/red]"
            detail = "" if claim.holds else f"  ({escape(claim.detail)})"
            out.print(f"    {mark}  {escape(claim.text)}{detail}")
    return all(claim.holds for found in checked.values() for claim in found)
