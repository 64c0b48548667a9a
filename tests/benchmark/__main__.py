"""Ratios, not seconds: machines differ, and this one may be busy.

- planning: the engine against a bare comparison of two dictionaries over the same rows;
- reading on each engine: the module's rows, whose text no driver has changed, and its records, against bare pyodbc;
- a run: all of it, from lock to report, against bare requests that do the same writes one after the other;
- requests: those that were sent against the least that can do the work;
- web pages: of a large site against the same of a small one, in time, statements and rows (`python -m benchmark.pages` alone).
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import requests

from benchmark.pages import pages
from benchmark.reads import Peak, reading, seconds
from easy_erp import empty_erp
from pleo_erp_module.kinds.tags import TAGS
from pleo_erp_module.reconcile.change_model import SourceRow, TargetRecord
from pleo_erp_module.reconcile.engine import plan_unit
from sandbox import Sandbox
from servers import sqlite_connection
from world import worlds


def planning(count: int) -> str:
    """The engine over ``count`` values and tags of which each tenth differs."""
    rows = [SourceRow(f"C{i}", {"code": f"C{i}", "name": f"Name {i}"}) for i in range(count)]
    tags = [
        TargetRecord(f"id{i}", f"c{i}", {"code": f"c{i}", "name": f"Name {i if i % 10 else 'old'}"}, created_at="2026")
        for i in range(count)
    ]

    def bare() -> object:
        erp = {row.key.casefold(): row.fields["name"] for row in rows}
        pleo = {tag.key.casefold(): tag.fields["name"] for tag in tags}
        return [key for key, name in erp.items() if pleo.get(key) != name], pleo.keys() - erp.keys()

    ours, theirs = seconds(lambda: plan_unit("tags:X", TAGS.declaration({}), rows, tags)), seconds(bare)
    return f"planning {count} values: {ours:.2f} s, {ours / theirs:.1f} x a bare comparison ({theirs:.2f} s)"


def run(count: int, latency: float) -> list[str]:
    """A first run that creates ``count`` tags and as many accounts, against a Pleo that takes ``latency`` ms to answer."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "erp.sqlite"
        path.touch()
        with worlds(folder, lambda engine: empty_erp(sqlite_connection(path))) as make:
            world = make()
            world.erp.set_dimensions("DEP")
            world.erp.set_values("DEP", [(f"V{i}", f"Value {i}") for i in range(count)])
            world.erp.set_accounts([(f"e{i}", str(i), f"Account {i}") for i in range(count)])
            world.connect()
            world.select("DEP")
            world.plan()
            world.release()
            world.pleo.switches.latency_ms = latency
            peak = Peak()
            start = time.perf_counter()
            report = world.run()
            took = time.perf_counter() - start
            sent = report["requests"]["reads"] + report["requests"]["writes"]
            # The company, the groups, the accounts; the group; each tag; accounts by the thousand.
            least = 3 + 1 + count + -(-count // 1000)
            start = time.perf_counter()
            again = world.run()
            second = time.perf_counter() - start
    bare = one_after_the_other(count, latency)
    return [
        f"{count} new tags and accounts, {latency:g} ms latency: {took:.1f} s, {bare / took:.1f} x as fast as bare requests",
        f"requests: {sent}, least possible {least}, ratio {sent / least:.3f}",
        f"the second run: {second:.2f} s, {again['requests']['reads']} reads, {again['requests']['writes']} writes",
        f"most memory of the process, with sandbox: {peak.stop() / 2**20:.0f} MiB",
    ]


def one_after_the_other(count: int, latency: float) -> float:
    """The creates of the tags alone, by one connection that is kept open."""
    with Sandbox(rate=0, latency_ms=latency) as pleo:
        pleo.add_company("Bare")
        key = pleo.add_key()
        group = pleo.add_group("DEP")
        with requests.Session() as session:
            session.auth = (key, "")
            start = time.perf_counter()
            for i in range(count):
                body = {"code": f"V{i}", "name": f"Value {i}", "archived": False}
                session.post(f"{pleo.base_url}/v0/tag-groups/{group}/tags", json=body, timeout=60).raise_for_status()
            return time.perf_counter() - start


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="benchmark", description=__doc__)
    parser.add_argument("--values", type=int, default=100_000)
    parser.add_argument("--tags", type=int, default=1000)
    parser.add_argument("--latency", type=float, default=20, help="ms")
    options = parser.parse_args()
    print(planning(options.values))
    for line in reading(2 * options.values, options.values // 2):
        print(line)
    for line in run(options.tags, options.latency):
        print(line)
    for line in pages():
        print(line, flush=True)


if __name__ == "__main__":
    main()
