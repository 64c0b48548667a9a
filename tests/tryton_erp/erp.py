"""The ERP that a test holds in its hands: where it is, and quick ways to change it as its users would."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pyodbc

ANALYTIC = "analytic_account_account"
ACCOUNT = "account_account"


@dataclass(frozen=True, slots=True)
class TrytonErp:
    """A private copy of the built ERP. Every change is committed at once.

    ``company`` is "Ateliers Dubois" (French chart, six usable dimensions), ``second_company`` "Dubois Logistique".
    Dimensions are named by their code, values by the code of the dimension and their own, accounts by their number.
    """

    engine: str
    connection: str
    company: str = "1"
    second_company: str = "2"

    @contextmanager
    def cursor(self) -> Iterator[pyodbc.Cursor]:
        """A cursor in autocommit mode."""
        extra = "NoCreat=1;Timeout=20000;" if self.engine == "sqlite" else "BoolsAsChar=0;"
        connection = pyodbc.connect(self.connection + extra, autocommit=True)
        cursor = connection.cursor()
        try:
            yield cursor
        finally:
            cursor.close()  # SQLite's driver keeps a connection, and its schema, for a statement that is open
            connection.close()

    def rows(self, sql: str, *parameters: object) -> list[tuple[object, ...]]:
        """The rows of one SELECT."""
        with self.cursor() as cursor:
            return [tuple(row) for row in cursor.execute(sql, *parameters).fetchall()]

    def execute(self, sql: str, *parameters: object) -> int:
        """Run one statement; how many rows it touched."""
        with self.cursor() as cursor:
            return int(cursor.execute(sql, *parameters).rowcount)

    def root(self, code: str, company: str | None = None) -> int:
        """The row id of a dimension."""
        return self._id(
            f"SELECT id FROM {ANALYTIC} WHERE type = 'root' AND code = ? AND company = ?", code, self._company(company)
        )

    def value(self, root: str, code: str, company: str | None = None) -> int:
        """The row id of a dimension's value."""
        return self._id(f"SELECT id FROM {ANALYTIC} WHERE root = ? AND code = ?", self.root(root, company), code)

    def account(self, code: str, company: str | None = None) -> int:
        """The row id of an account."""
        return self._id(f"SELECT id FROM {ACCOUNT} WHERE code = ? AND company = ?", code, self._company(company))

    def add_root(self, code: str | None, name: str, company: str | None = None, **columns: object) -> int:
        """A new dimension; ``columns`` such as ``state="draft"`` or ``active=False``."""
        given = {"code": code, "name": name, "company": self._company(company), "type": "root", "state": "opened", "active": True}
        return self._insert(ANALYTIC, given | columns)

    def add_value(self, root: str, code: str | None, name: str, company: str | None = None, **columns: object) -> int:
        """A new value of a dimension."""
        above = self.root(root, company)
        given = {
            "code": code,
            "name": name,
            "company": self._company(company),
            "type": "normal",
            "state": "opened",
            "active": True,
        }
        return self._insert(ANALYTIC, given | {"root": above, "parent": above} | columns)

    def add_account(self, code: str | None, name: str, company: str | None = None, **columns: object) -> int:
        """A new postable account."""
        chosen = self._company(company)
        kind = self._id(f"SELECT min(type) FROM {ACCOUNT} WHERE company = ? AND type IS NOT NULL", chosen)
        given = {"code": code, "name": name, "company": chosen, "type": kind, "left": 0, "right": 0, "closed": False}
        return self._insert(ACCOUNT, given | columns)

    def edit_root(self, code: str, company: str | None = None, **columns: object) -> None:
        """Change columns of a dimension; a new name also replaces its translations, as a person of each language would."""
        self._update(ANALYTIC, self.root(code, company), columns)

    def edit_value(self, root: str, code: str, company: str | None = None, **columns: object) -> None:
        """Change columns of a value."""
        self._update(ANALYTIC, self.value(root, code, company), columns)

    def edit_account(self, code: str, company: str | None = None, **columns: object) -> None:
        """Change columns of an account."""
        self._update(ACCOUNT, self.account(code, company), columns)

    def remove_value(self, root: str, code: str, company: str | None = None) -> None:
        """Delete a value, and its share in distributions."""
        identifier = self.value(root, code, company)
        for column in ("account", "parent"):
            self.execute(f"DELETE FROM {ANALYTIC}_distribution WHERE {column} = ?", identifier)
        self.execute(f"DELETE FROM {ANALYTIC} WHERE id = ?", identifier)

    def translate(self, table: str, identifier: int, text: str, language: str = "fr") -> None:
        """Set the name of one row of ``ANALYTIC`` or ``ACCOUNT`` in one language."""
        name = {ANALYTIC: "analytic_account.account,name", ACCOUNT: "account.account,name"}[table]
        self.execute(
            "DELETE FROM ir_translation WHERE name = ? AND type = 'model' AND res_id = ? AND lang = ?", name, identifier, language
        )
        given = {"name": name, "type": "model", "res_id": identifier, "lang": language, "value": text, "fuzzy": False}
        self._insert("ir_translation", given | {"src": "", "module": None})

    def _company(self, company: str | None) -> int:
        return int(company or self.company)

    def _id(self, sql: str, *parameters: object) -> int:
        rows = self.rows(sql, *parameters)
        assert len(rows) == 1, f"{len(rows)} rows, not one: {parameters}"
        return int(str(rows[0][0]))

    def _insert(self, table: str, columns: dict[str, object]) -> int:
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join("?" for _ in columns)
        self.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", *columns.values())
        return self._id(f"SELECT max(id) FROM {table}")

    def _update(self, table: str, identifier: int, columns: dict[str, object]) -> None:
        for name, value in columns.items():
            self.execute(f'UPDATE {table} SET "{name}" = ? WHERE id = ?', value, identifier)
        if "name" in columns:
            model = {ANALYTIC: "analytic_account.account,name", ACCOUNT: "account.account,name"}[table]
            self.execute(
                "UPDATE ir_translation SET value = ? WHERE name = ? AND type = 'model' AND res_id = ?",
                columns["name"],
                model,
                identifier,
            )
