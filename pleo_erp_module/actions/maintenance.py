"""Keeping the installation well: rotating the vault's key, and the doctor's checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_hookspecs.installation_answers import CheckStatus, DoctorAnswer, KeyRotationAnswer
from pleo_erp_module.actions.table_actions import lock_all
from pleo_erp_module.erp import AUTO, CompanyPage
from pleo_erp_module.errors import error
from pleo_erp_module.store import Connection
from pleo_erp_module.sync import identity
from pleo_erp_module.sync.runtime import Runtime

_NAMED = 10  # companies of the ERP


def rotate_key(runtime: Runtime) -> KeyRotationAnswer:
    """Seal every secret under a new key, all in one transaction. May be repeated; answers ``{rotated, key}``.

    The old key stays in the key file, retired: another database may share the file, and a restored backup must open.
    """
    with runtime.store() as store, ExitStack() as stack:
        lock_all(runtime, store, stack, "rotate-key")
        vault = runtime.vault
        opened = []
        for company, purpose, sealed in store.secrets.all():
            connection = store.connections.get(company)
            if connection is None:
                raise error("not_connected", company=company)
            bound = identity.binding(store, company, connection.fingerprint)
            opened.append((company, purpose, bound, vault.open(sealed, bound)))
        kid = vault.add_key()
        store.secrets.replace_all([(company, purpose, vault.seal(secret, bound)) for company, purpose, bound, secret in opened])
        return {"rotated": len(opened), "key": kid}


@dataclass(frozen=True, slots=True)
class Check:
    """One of the doctor's checks. ``status`` is ok, warning or failed."""

    check: str
    status: CheckStatus
    message: str
    code: str | None = None
    next: str | None = None


def doctor(runtime: Runtime, company: str | None = None) -> DoctorAnswer:
    """Look at everything that a run needs, and say what to do where something is wrong. Writes nothing.

    With ``company`` it is the only one whose connection is tried, if it has one. Answers ``{ok, checks: [{check, status,
    message, code, next}]}``.
    """
    checks = list(_checks(runtime, company))
    return {
        "ok": all(check.status != "failed" for check in checks),
        "checks": [{"check": c.check, "status": c.status, "message": c.message, "code": c.code, "next": c.next} for c in checks],
    }


def _tried(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, "ok", look())
    except PleoErpError as fault:
        return Check(name, "failed", fault.message, fault.code, fault.next_step)


def _checks(runtime: Runtime, company: str | None) -> Iterator[Check]:
    database = _tried("database", lambda: _database(runtime))
    yield database
    if database.status != "ok":
        return
    tables = _tried("tables", lambda: _tables(runtime))
    yield tables
    yield _tried("erp", lambda: _erp(runtime))
    if tables.status == "ok":
        yield _tried("key file", lambda: _key_file(runtime))
    rate = runtime.host.pleo.requests_per_minute
    if rate > 600:
        message = f"{rate:.15g} requests a minute are more than Pleo permits (600)."
        yield Check("pace", "warning", message, None, "Lower it to 500.")
    if tables.status == "ok":
        with runtime.store() as store:
            connections = store.connections.all() if company is None else filter(None, [store.connections.get(company)])
        for connection in connections:
            found = _tried(f"connection {connection.company}", partial(_connection, runtime, connection))
            name = connection.company_name
            yield replace(found, message=f"{name}: {found.message}") if name else found


def _database(runtime: Runtime) -> str:
    return f"{runtime.database.dialect.dbms_name} answers: {runtime.database.fingerprint()}."


def _tables(runtime: Runtime) -> str:
    with runtime.store() as store:
        return f"The module's tables are of version {max(step.number for step in store.migrations.applied())}."


def _erp(runtime: Runtime) -> str:
    with runtime.source() as source:
        (found, more), profile, database = source.some_companies(CompanyPage(limit=_NAMED)), source.profile, source.database
        how = "recognised" if runtime.host.erp.profile == AUTO else "named by the host"
        named = ", ".join(f"{company.id} ({company.name})" if company.name else company.id for company in found)
        many = f"more than {len(found)}" if more else len(found)
        parts = (
            f"{profile.title} (profile {profile.name}, {how}) has {many} companies: {named}",
            f"{database.dialect.dbms_name} is reached through {database.driver}",
            f"The profile was tried against: {profile.verified.rstrip('.') or 'its description does not say'}",
            database.dialect.caution,
        )
    return ". ".join(filter(None, parts)) + "."


def _key_file(runtime: Runtime) -> str:
    """A missing file is an error only if something is sealed under its keys."""
    with runtime.store() as store:
        sealed = len(store.secrets.all())
    if sealed == 0 and not runtime.host.key_file.exists():
        return f"There is no key file {runtime.host.key_file} yet; connect makes it."
    return f"Keys in {runtime.host.key_file}: {len(runtime.vault.kids())}; API keys sealed under them: {sealed}."


def _connection(runtime: Runtime, connection: Connection) -> str:
    with runtime.store() as store:
        identity.check_database(store, connection)
        with runtime.source() as source:
            identity.check_erp(store, source, connection.company)
        key = identity.stored_key(store, runtime.vault, connection)
    with runtime.client(key, runtime.free_control()) as client:
        identity.check_company(client, connection)
        groups = len(client.tag_groups(connection.pleo_company))
    paused = " The connection is paused: no run writes anything until it is resumed." if connection.paused_at else ""
    return f"Pleo accepts the key; tag groups of {connection.pleo_name or connection.pleo_company}: {groups}.{paused}"
