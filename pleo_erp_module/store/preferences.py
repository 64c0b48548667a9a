"""What a person chose for a company, and its secrets: selections, settings and sealed texts."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from pleo_erp_module.store.codec import dump, moment, stamp
from pleo_erp_module.store.module_tables import Tables, marks
from pleo_erp_module.store.stored_records import Selected, Selection


class Selections:
    """The dimensions that each company synchronises."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def get(self, company: str) -> Selection | None:
        """The saved selection, which may be of no dimension; None: never selected."""
        sql = "SELECT company, dimensions_json, saved_at, saved_by, confirmed FROM pleo_erp_selection WHERE company = ?"
        return next((selection_of(*row) for row in self._tables.rows(sql, company)), None)

    def put(self, selection: Selection) -> None:
        """Save a selection over the earlier one."""
        dimensions = [{"code": each.code, "name": each.name} for each in selection.dimensions]
        values = {
            "dimensions_json": dump(dimensions),
            "saved_at": stamp(selection.saved_at),
            "saved_by": selection.saved_by,
            "confirmed": int(selection.confirmed),
        }
        self._tables.atomically(lambda: self._tables.upsert("pleo_erp_selection", {"company": selection.company}, values))

    def confirm(self, company: str) -> bool:
        """Record that a plan which shows the selection was released; True if that is news."""
        sql = "UPDATE pleo_erp_selection SET confirmed = 1 WHERE company = ? AND confirmed = 0"
        return self._tables.atomically(lambda: self._tables.execute(sql, company)) == 1


def selection_of(company: str, dimensions: str, saved_at: str, saved_by: str, confirmed: int) -> Selection:
    """A selection from its columns."""
    selected = tuple(Selected(each["code"], each["name"]) for each in json.loads(dimensions))
    return Selection(company, selected, moment(saved_at), saved_by, bool(confirmed))


class SettingTable:
    """The settings of each company that differ from their default, as raw text."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def get(self, company: str) -> dict[str, str]:
        """Every stored setting of a company."""
        sql = "SELECT setting_name, setting_value FROM pleo_erp_setting WHERE company = ? ORDER BY setting_name"
        return {str(name): str(value) for name, value in self._tables.rows(sql, company)}

    def of_connected(self, *names: str) -> dict[str, dict[str, str]]:
        """These settings of every connected company, as far as they are stored, by company."""
        sql = (
            "SELECT c.company, s.setting_name, s.setting_value FROM pleo_erp_connection c"
            " JOIN pleo_erp_setting s ON s.company = c.company"
        )
        sql += f" WHERE s.setting_name IN ({marks(names)})"
        found: dict[str, dict[str, str]] = {}
        for company, name, value in self._tables.rows(sql, *names):
            found.setdefault(str(company), {})[str(name)] = str(value)
        return found

    def put(self, company: str, settings: Mapping[str, str | None]) -> None:
        """Store these settings; None returns one to its default. Those not named stay."""

        def work() -> None:
            for name, value in settings.items():
                if value is None:
                    sql = "DELETE FROM pleo_erp_setting WHERE company = ? AND setting_name = ?"
                    self._tables.execute(sql, company, name)
                else:
                    key = {"company": company, "setting_name": name}
                    self._tables.upsert("pleo_erp_setting", key, {"setting_value": value})

        self._tables.atomically(work)


class Secrets:
    """Sealed texts. What is in them, the store cannot know."""

    def __init__(self, tables: Tables, now: Callable[[], datetime]) -> None:
        self._tables = tables
        self._now = now

    def get(self, company: str, purpose: str) -> str | None:
        """The sealed text for a purpose."""
        rows = self._tables.rows("SELECT sealed FROM pleo_erp_secret WHERE company = ? AND purpose = ?", company, purpose)
        return str(rows[0][0]) if rows else None

    def with_installation(self, company: str, purpose: str) -> tuple[str, str] | None:
        """The identity of the installation, which is part of what binds it, and the sealed text for a purpose."""
        sql = (
            "SELECT i.installation_id, s.sealed FROM pleo_erp_installation i, pleo_erp_secret s"
            " WHERE s.company = ? AND s.purpose = ?"
        )
        return next(((str(installation), str(sealed)) for installation, sealed in self._tables.rows(sql, company, purpose)), None)

    def put(self, company: str, purpose: str, sealed: str) -> None:
        """Store a sealed text over the earlier one."""
        self.replace_all([(company, purpose, sealed)])

    def all(self) -> list[tuple[str, str, str]]:
        """``(company, purpose, sealed)`` of every secret."""
        rows = self._tables.rows("SELECT company, purpose, sealed FROM pleo_erp_secret ORDER BY company, purpose")
        return [(company, purpose, sealed) for company, purpose, sealed in rows]

    def replace_all(self, secrets: Sequence[tuple[str, str, str]]) -> None:
        """Store all of these ``(company, purpose, sealed)``, or, if anything fails, none."""
        at = stamp(self._now())

        def work() -> None:
            for company, purpose, sealed in secrets:
                key = {"company": company, "purpose": purpose}
                self._tables.upsert("pleo_erp_secret", key, {"sealed": sealed, "sealed_at": at})

        self._tables.atomically(work)
