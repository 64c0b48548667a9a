"""What the tests of the migrations share."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.odbc import Database
from pleo_erp_module.store import Migration

STEPS = [Migration(1, "tables"), Migration(2, "shown"), Migration(3, "memory")]
DDL_COMMITS = {"mariadb"}  # engines that commit each statement which makes a table, so that it cannot be undone


def structure(database: Database, schema: str = "public") -> dict[str, object]:
    """Tables, columns with type and nullability, and indexes, as the engine tells them."""
    if database.dialect.name == "sqlite":
        rows = database.rows("SELECT name, sql FROM sqlite_master WHERE name LIKE '%pleo_erp_%' ORDER BY name")
        return {str(name): " ".join(re.sub(r"--[^\n]*", "", str(sql)).split()) for name, sql in rows}
    if database.dialect.name == "mariadb":
        tables = sorted(database.dialect.table_columns(database))
        return {table: str(row[1]) for table in tables for row in database.rows(f"SHOW CREATE TABLE {table}")}
    if database.dialect.name == "sqlserver":
        columns = (
            "SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE, CHARACTER_MAXIMUM_LENGTH, COLLATION_NAME, IS_NULLABLE"
            " FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = SCHEMA_NAME()"
        )
        return {f"{row[0]}.{row[1]}": tuple(row[2:]) for row in database.rows(columns)}
    columns = "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = ?"
    indexes = "SELECT indexname, replace(indexdef, quote_ident(schemaname), '') FROM pg_indexes WHERE schemaname = ?"
    found: dict[str, object] = {f"{row[0]}.{row[1]}": tuple(row[2:]) for row in database.rows(columns, (schema,))}
    return found | {str(name): str(text) for name, text in database.rows(indexes, (schema,))}


def code(call: Callable[[], object]) -> str:
    with pytest.raises(PleoErpError) as caught:
        call()
    return caught.value.code
