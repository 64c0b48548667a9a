"""The demo believes nothing: every claim it prints is compared with the ERP and with what Pleo holds and was asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pleo_erp_installer.demo.erp import accounts, clean, values

PARTS = ("matched", "unchanged", "created", "updated", "unarchived", "archived", "held", "skipped", "failed")


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that was checked."""

    text: str
    holds: bool
    detail: str = ""


def arithmetic(unit: Mapping[str, Any]) -> bool:
    """Whether every row that a unit read has gone somewhere."""
    return int(unit["read"]["erp"]) + int(unit["read"]["pleo"]) == sum(int(unit[part]) for part in PARTS)


def run_is_whole(report: Mapping[str, Any], status: str) -> Iterable[Claim]:
    """The status, and the arithmetic of every unit."""
    yield Claim(f"the run's status is {status}", report["status"] == status, str(report["status"]))
    wrong = [unit["unit"] for unit in report["units"] if not arithmetic(unit)]
    yield Claim("the arithmetic of every unit holds", bool(report["units"]) and not wrong, ", ".join(wrong))


def nothing_written(report: Mapping[str, Any], requests: Iterable[Mapping[str, Any]]) -> Iterable[Claim]:
    """By the report, and by what Pleo itself has seen."""
    writes = report["requests"]["writes"]
    yield Claim("the report says 0 writes", writes == 0, str(writes))
    seen = [f"{entry['method']} {entry['path']}" for entry in requests if is_write(entry)]
    yield Claim("Pleo was asked to write nothing", not seen, ", ".join(seen[:3]))


def is_write(entry: Mapping[str, Any]) -> bool:
    """Whether a request that Pleo saw was to change something."""
    return entry["method"] != "GET" and not str(entry["path"]).partition("?")[0].endswith(":search")


def pleo_equals_erp(erp: Path, pleo: Mapping[str, Any], company: str, selected: Iterable[str]) -> Iterable[Claim]:
    """What is active in Pleo is exactly what can be used in the ERP, spelled alike."""
    groups = {
        group["code"].casefold(): group for group in pleo["groups"] if group["companyId"] == company and not group["archived"]
    }
    wanted = {code.casefold() for code in selected}
    yield Claim("the active tag groups are the selected dimensions", set(groups) == wanted, str(sorted(set(groups) ^ wanted)))
    for code in selected:
        group = groups.get(code.casefold())
        tags = [tag for tag in pleo["tags"] if group and tag["groupId"] == group["id"] and not tag["archived"]]
        mine = {value.casefold(): name for value, name in values(erp, code).items()}
        theirs = {tag["code"].casefold(): clean(tag["name"] or "") for tag in tags}
        differing = [key for key in mine.keys() | theirs.keys() if mine.get(key) != theirs.get(key)]
        good = not differing and len(tags) == len(theirs)
        yield Claim(f"{code}: {len(mine)} usable values, the same active tags, each once", good, ", ".join(sorted(differing)[:5]))
    chart = {account.id: (account.code, account.name) for account in accounts(erp) if not account.closed}
    active = [account for account in pleo["accounts"] if account["companyId"] == company and not account["archived"]]
    theirs_too = {account["externalId"]: (account["code"], clean(account["name"])) for account in active}
    off = [key for key in chart.keys() | theirs_too.keys() if chart.get(key) != theirs_too.get(key)]
    good = not off and len(active) == len(theirs_too)
    yield Claim(
        f"{len(chart)} accounts can be posted to, the same are active in Pleo, each once", good, ", ".join(sorted(off)[:5])
    )
