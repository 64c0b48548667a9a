"""What the tests of the migrations share."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.odbc import Database
from pleo_erp_module.store import Migration

FIRST = Migration(1, "tables")


def structure(database: Database, schema: str = "public") -> dict[str, object]:
    """Tables, columns with type and nullability, and indexes, as the engine tells them."""
    if database.dialect.name == "sqlite":
        rows = database.rows("SELECT name, sql FROM sqlite_master WHERE name LIKE '%pleo_erp_%' ORDER BY name")
        return {str(name): " ".join(re.sub(r"--[^\n]*", "", str(sql)).split()) for name, sql in rows}
    columns = "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = ?"
    indexes = "SELECT indexname, replace(indexdef, quote_ident(schemaname), '') FROM pg_indexes WHERE schemaname = ?"
    found: dict[str, object] = {f"{row[0]}.{row[1]}": tuple(row[2:]) for row in database.rows(columns, (schema,))}
    return found | {str(name): str(text) for name, text in database.rows(indexes, (schema,))}


def code(call: Callable[[], object]) -> str:
    with pytest.raises(PleoErpError) as caught:
        call()
    return caught.value.code
