"""What Pleo must show after a run, worked out from the ERP's own tables and Pleo's records before it, by another way.

This follows the words of the rules (T-24 to T-36, A-8 to A-12, Q-1, Q-2, Q-9, Q-10) and shares no code with the module.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sandbox import Sandbox
from tryton_erp.erp import TrytonErp

Row = dict[str, Any]
ANALYTIC = "analytic_account.account,name"


def french(erp: TrytonErp) -> dict[int, str]:
    """The reviewed French names of analytic accounts."""
    sql = "SELECT res_id, value, fuzzy FROM ir_translation WHERE name = ? AND type = 'model' AND lang = 'fr'"
    return {int(str(row)): str(text) for row, text, fuzzy in erp.rows(sql, ANALYTIC) if text and not fuzzy}


def usable_values(erp: TrytonErp, dimension: str, company: str) -> list[tuple[str, str]]:
    """(code, name) of each value that Pleo must offer, those without a code left out."""
    sql = "SELECT id, code, name, type, state, active FROM analytic_account_account WHERE root = ?"
    names = french(erp)
    return [
        (str(code).strip(), names.get(int(str(row)), str(name)).strip())
        for row, code, name, kind, state, active in erp.rows(sql, erp.root(dimension, company))
        if kind in ("normal", "distribution") and state in ("draft", "opened") and active and code and str(code).strip()
    ]


def usable_accounts(erp: TrytonErp, company: str) -> dict[str, tuple[str, str]]:
    """(code, name) by row id."""
    sql = "SELECT id, code, name, type, closed FROM account_account WHERE company = ?"
    return {
        str(row): (str(code).strip(), str(name).strip())
        for row, code, name, kind, closed in erp.rows(sql, int(company))
        if kind is not None and not closed and code and str(code).strip()
    }


def demanded_groups(erp: TrytonErp, company: str, selected: Iterable[str], before: Iterable[Row]) -> list[tuple[str, str, str]]:
    """(code, name, A or Z); stored names stay (Q-2), groups that no selected dimension matches are archived (T-25)."""
    result = []
    names = french(erp)
    wanted = {code.casefold(): code for code in selected}
    seen: set[str] = set()
    ranked = sorted(before, key=lambda row: (row["archived"], row["createdAt"], row["id"]))
    for row in ranked:
        key = row["code"].strip().casefold()
        result.append((row["code"], row["name"], "A" if key in wanted and key not in seen else "Z"))
        seen.add(key)
    for key, code in wanted.items():
        if key not in seen:
            identifier = erp.root(code, company)
            ((name,),) = erp.rows("SELECT name FROM analytic_account_account WHERE id = ?", identifier)
            result.append((code, names.get(identifier, str(name)), "A"))
    return sorted(result)


def demanded_tags(values: Iterable[tuple[str, str]], before: Iterable[Row]) -> list[tuple[str, str | None, str]]:
    """(code, name, A or Z)."""
    spelled: dict[str, list[tuple[str, str]]] = {}
    for code, name in values:
        spelled.setdefault(code.casefold(), []).append((code, name))
    result = []
    found: dict[str, list[Row]] = {}
    for row in before:
        found.setdefault(row["code"].strip().casefold(), []).append(row)
    for key, rows in found.items():
        offers = spelled.get(key, [])
        if len(offers) > 1:  # a conflict in the ERP changes nothing
            result += [(row["code"], row["name"], _letter(row)) for row in rows]
            continue
        keep = _kept(rows, offers[0][1]) if offers else None
        for row in rows:
            result.append((row["code"], offers[0][1], "A") if row is keep else (row["code"], row["name"], "Z"))
    result += [offers[0] + ("A",) for key, offers in spelled.items() if key not in found and len(offers) == 1]
    return sorted(result, key=_text)


def _kept(rows: list[Row], name: str) -> Row:
    named = [row for row in rows if row["name"] == name]
    return min(
        named if len(named) == 1 else named or rows,
        key=lambda row: (len(named) != 1 and row["archived"], row["createdAt"], row["id"]),
    )


def demanded_accounts(accounts: Mapping[str, tuple[str, str]], before: Iterable[Row]) -> list[tuple[str, str | None, str, str]]:
    """(external id, code, name, A or Z)."""
    result: list[tuple[str, str | None, str, str]] = [(row, *shown, "A") for row, shown in accounts.items()]
    result += [(row["externalId"], row["code"], row["name"], "Z") for row in before if row["externalId"] not in accounts]
    return sorted(result, key=_text)


class Demanded:
    """The state that a complete run must leave in Pleo, worked out before it."""

    def __init__(self, erp: TrytonErp, pleo: Sandbox, company: str, pleo_company: str, selected: Iterable[str]) -> None:
        dump = pleo.dump()
        groups = [row for row in dump["groups"] if row["companyId"] == pleo_company]
        self.pleo_company = pleo_company
        self.groups = demanded_groups(erp, company, selected, groups)
        self.accounts = demanded_accounts(
            usable_accounts(erp, company), [row for row in dump["accounts"] if row["companyId"] == pleo_company]
        )
        self.tags = {}
        for code in selected:
            of_group = [
                tag
                for group in groups
                if group["code"].casefold() == code.casefold()
                for tag in dump["tags"]
                if tag["groupId"] == group["id"]
            ]
            self.tags[code] = demanded_tags(usable_values(erp, code, company), of_group)

    def check(self, pleo: Sandbox) -> None:
        """Pleo is exactly so."""
        company = self.pleo_company
        assert pleo.groups(company=company) == self.groups
        assert pleo.accounts(company=company) == self.accounts
        for code, tags in self.tags.items():
            assert pleo.tags(code, company=company) == tags


def _letter(row: Row) -> str:
    return "Z" if row["archived"] else "A"


def _text(row: tuple[Any, ...]) -> list[str]:
    return [str(part) for part in row]
