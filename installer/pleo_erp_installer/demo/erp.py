"""What the demo's ERP holds, asked with the demo's own SQL, so that the module is not checked with its own eyes; and its day."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pleo_erp_installer.demo.host import DAY
from servers import sqlite_connection
from tryton_erp.erp import TrytonErp

VALUES = """
    SELECT a.code, COALESCE(t.value, a.name) FROM analytic_account_account a
    JOIN analytic_account_account r ON r.id = a.root AND r.code = ? AND r.company = ?
    LEFT JOIN ir_translation t ON t.name = 'analytic_account.account,name' AND t.type = 'model' AND t.lang = 'fr' AND NOT t.fuzzy
        AND t.res_id = a.id AND t.value <> ''
    WHERE a.type IN ('normal', 'distribution') AND a.active AND a.state IN ('draft', 'opened') AND COALESCE(a.code, '') <> ''
    ORDER BY a.code
"""
ACCOUNTS = """
    SELECT CAST(a.id AS TEXT), a.code, COALESCE(t.value, a.name), a.closed FROM account_account a
    LEFT JOIN ir_translation t ON t.name = 'account.account,name' AND t.type = 'model' AND t.lang = 'fr' AND NOT t.fuzzy
        AND t.res_id = a.id AND t.value <> ''
    WHERE a.company = ? AND a.type IS NOT NULL AND COALESCE(a.code, '') <> ''
      AND (a.start_date IS NULL OR a.start_date <= date('now')) AND (a.end_date IS NULL OR a.end_date >= date('now'))
    ORDER BY a.code, a.id
"""


@dataclass(frozen=True, slots=True)
class ErpAccount:
    """An account of the ERP that can be posted to, unless it is closed."""

    id: str
    code: str
    name: str
    closed: bool


def clean(text: str) -> str:
    """As the module compares and sends names."""
    return unicodedata.normalize("NFC", text.strip())


def values(erp: Path, root: str, company: str = "1") -> dict[str, str]:
    """Code and French name of every usable value; codes that differ only by case are nobody's and left out (Q-10)."""
    with closing(sqlite3.connect(erp)) as connection:
        rows = [(clean(code), clean(name)) for code, name in connection.execute(VALUES, (root, company))]
    twins = Counter(code.casefold() for code, _ in rows)
    return {code: name for code, name in rows if twins[code.casefold()] == 1}


def accounts(erp: Path, company: str = "1") -> list[ErpAccount]:
    """Every account that can be posted to, closed ones too."""
    with closing(sqlite3.connect(erp)) as connection:
        rows = connection.execute(ACCOUNTS, (company,)).fetchall()
    return [ErpAccount(identifier, clean(code), clean(name), bool(closed)) for identifier, code, name, closed in rows]


def ordinary_day(erp: Path) -> None:
    """What its users do on a day, by SQL, for hosts that are not the ERP itself."""
    tryton = TrytonErp("sqlite", sqlite_connection(erp))
    tryton.edit_value("DEP", "120", name=DAY["renamed"])
    tryton.edit_value("PRJ", "P-1001", state="closed")
    tryton.add_value("PRJ", "P-3001", DAY["added"])
