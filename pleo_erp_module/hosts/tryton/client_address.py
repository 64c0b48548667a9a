"""From the address of Tryton's database to an ODBC connection string."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from pleo_erp_hookspecs import Message
from pleo_erp_module.errors import error
from pleo_erp_module.odbc.connection_string import ConnectionString
from pleo_erp_module.odbc.driver import driver_names

# By preference; the first is the name on Linux, the others on Windows.
DRIVERS: Mapping[str, tuple[str, ...]] = {
    "postgresql": ("PostgreSQL Unicode", "PostgreSQL Unicode(x64)", "PostgreSQL Unicode(x32)"),
    "sqlite": ("SQLite3", "SQLite3 ODBC Driver"),
}
_SOCKETS = Path("/var/run/postgresql")


def odbc_connection(uri: str, path: str, database: str, installed: Sequence[str] | None = None) -> str:
    """The connection string of ``database``, as ``[database] uri`` and ``path`` of trytond's configuration say where it is.

    ``installed`` are the names of the ODBC drivers, asked for if not given. Raises ``config_invalid``.
    """
    parts = urlsplit(uri)
    candidates = DRIVERS.get(parts.scheme)
    if candidates is None:
        kind = Message("tryton_database_kind", {"scheme": parts.scheme})
        raise error("config_invalid", path=Message("configuration_of_tryton"), detail=kind)
    found = driver_names() if installed is None else installed
    driver = next((name for name in candidates if name in found), candidates[0])
    if parts.scheme == "sqlite":
        return _text({"Driver": driver, "Database": str(Path(path).expanduser() / f"{database}.sqlite")})
    query = {name.lower(): values[-1] for name, values in parse_qs(parts.query).items()}
    items = {"Driver": driver, "Database": database}
    host = parts.hostname or query.get("host") or (str(_SOCKETS) if _SOCKETS.is_dir() else None)
    if host:
        items["Server"] = unquote(host)
    items["Port"] = str(parts.port or query.get("port") or 5432)
    if parts.username:
        items["Uid"] = unquote(parts.username)
    if parts.password:
        items["Pwd"] = unquote(parts.password)
    if "sslmode" in query:
        items["SSLmode"] = query["sslmode"]
    return _text(items)


def _text(items: Mapping[str, str]) -> str:
    driver = items["Driver"]
    rest = {name: value for name, value in items.items() if name != "Driver"}
    return f"Driver={{{driver}}};{ConnectionString(()).completed(rest).text()}"
