"""Checking everything that a run needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pleo_erp_hookspecs import ErrorKind, Message, Parameter, PleoErpError, Role
from pleo_erp_hookspecs.installation_answers import CheckStatus, DoctorAnswer
from pleo_erp_module.actions.action_entry import action
from pleo_erp_module.erp import AUTO, CompanyPage
from pleo_erp_module.erp.erp_version import newer_erp
from pleo_erp_module.errors import stored_error
from pleo_erp_module.kinds.erp_view import ErpView
from pleo_erp_module.path_check import holds_or_hidden
from pleo_erp_module.store import Connection, Run
from pleo_erp_module.store.run_log import INTERRUPTED
from pleo_erp_module.sync import identity
from pleo_erp_module.sync.erp_data import read_units
from pleo_erp_module.sync.job_scope import SYNC_ALL, scope
from pleo_erp_module.sync.row_warnings import remembered
from pleo_erp_module.sync.runtime import Runtime
from pleo_erp_module.sync.setting_registry import Settings, proposal_mark

_NAMED = 10  # companies of the ERP
_OF_COMPANY = frozenset({"connection", "reading", "rows", "run"})  # checks that are named with a company
_PERMITTED_RATE = 600  # requests a minute


@dataclass(frozen=True, slots=True)
class Check:
    """One of the doctor's checks. ``status`` is ok, warning or failed; ``next`` what to do where the error does not say it."""

    check: str
    status: CheckStatus
    finding: Message
    error: PleoErpError | None = None
    next: Message | None = None

    @property
    def title(self) -> Message:
        """What people call the check."""
        sort, _, company = self.check.partition(" ")
        if sort in _OF_COMPANY:
            return Message(f"check_{sort}", {"company": company})
        return Message(f"check_{self.check.replace(' ', '_')}", {"text": self.check})  # of a parameter of the profile: its name

    def answer(self) -> Any:
        """A `CheckAnswer`, its sentences still messages."""
        fault = self.error
        told = {"code": None, "next": self.next} if fault is None else {"code": fault.code, "next": fault.next_message}
        return {"check": self.check, "title": self.title, "status": self.status, "message": self.finding, **told}


@action(
    "doctor",
    "Check everything that a run needs",
    Role.BOOKKEEPER,
    Parameter("company", "text", "only this company's connection"),
    company=False,
    view=True,
)
def doctor(runtime: Runtime, company: str | None = None) -> DoctorAnswer:
    """Look at everything that a run needs, and say what to do where something is wrong. Writes nothing.

    Of each connection it reads all that a run reads, and tells how the last run ended and which ERP rows it could not use. With
    ``company`` it is the only one whose connection is tried, if it has one. Answers ``{ok, attention, checks: [{check, status,
    message, code, next}]}``.
    """
    checks = list(_checks(runtime, company))
    return {
        "ok": all(check.status != "failed" for check in checks),
        "attention": any(check.status == "warning" for check in checks),
        "checks": [check.answer() for check in checks],
    }


def _tried(name: str, look: Callable[[], Message]) -> Check:
    try:
        return Check(name, "ok", look())
    except PleoErpError as exc:
        return Check(name, "failed", exc.as_message, exc)


def _checks(runtime: Runtime, company: str | None) -> Iterator[Check]:
    passed: set[str] = set()
    for check in CHECKS:
        if check.needs <= passed:
            found = _tried(check.name, partial(check.look, runtime))
            if found.status == "ok":
                passed.add(check.name)
            yield found
            if check.name == "erp" and check.name in passed:
                yield from _version(runtime)
    if "database" in passed:
        yield from _pace(runtime)
    if "tables" in passed:
        with runtime.store() as store:
            connections = store.connections.all() if company is None else filter(None, [store.connections.get(company)])
        for connection in connections:
            name = connection.company_name
            for found in _of_company(runtime, connection, reads="erp" in passed):
                named = Message("company_finding", {"company": name, "finding": found.finding})
                yield replace(found, finding=named) if name else found


def _of_company(runtime: Runtime, connection: Connection, *, reads: bool) -> Iterator[Check]:
    company = connection.company
    with runtime.store() as store:
        stored = store.settings.get(company)
        holds, runs = store.holds.of(company) if connection.warnings else {}, store.history.runs(company, 2)
    yield _tried(f"connection {company}", partial(_connection, runtime, connection, stored))
    if reads:
        yield _tried(f"reading {company}", partial(_reading, runtime, connection, stored))
        yield from _proposals(runtime, connection, stored)
    for warning in remembered(holds):
        yield Check(f"rows {company}", "warning", warning.as_message, warning)
    yield from (_failure(company, run) for run in [run for run in runs if run.finished_at is not None][:1])


def _failure(company: str, run: Run) -> Check:
    """What the last run ended with. A record that failed is a warning, a unit or a run that did an error."""
    name, facts = f"run {company}", {"run": run.id}
    ended = {"code": run.error_code, "facts": run.error_facts, "message": run.error_message, "next": run.error_next}
    for fault in map(stored_error, [ended] if run.error_code else [unit["error"] for unit in run.units if unit["error"]]):
        if fault.kind not in (ErrorKind.BUSY, ErrorKind.STOPPED):
            return Check(name, "failed", Message("last_run_failed", {**facts, "detail": fault.as_message}), fault)
    if failed := sum(unit["failed"] for unit in run.units):
        next_step = Message("see_history", {"company": company})
        return Check(name, "warning", Message("last_run_left", {**facts, "count": failed}), next=next_step)
    if held := sum(unit["held"] for unit in run.units):
        return Check(name, "warning", Message("last_run_holds", {**facts, "count": held}), next=Message("release_held"))
    if run.status == INTERRUPTED:
        return Check(name, "warning", Message("last_run_interrupted", facts))
    return Check(name, "ok", Message("last_run_well", facts))


def _version(runtime: Runtime) -> Iterator[Check]:
    with runtime.source() as source:
        newer = newer_erp(source.database, source.profile)
    if newer is not None:
        yield Check("erp version", "warning", newer.as_message, newer)


def _pace(runtime: Runtime) -> Iterator[Check]:
    rate = runtime.host.pleo.requests_per_minute
    if rate > _PERMITTED_RATE:
        yield Check("pace", "warning", Message("pace_too_fast", {"rate": rate}), next=Message("lower_pace"))


def _proposals(runtime: Runtime, connection: Connection, stored: Mapping[str, str]) -> Iterator[Check]:
    """What the profile proposes to new connections and this one does not use; a person's own choice is not questioned."""
    company = connection.company
    with runtime.source() as source:
        profile, given = source.profile, runtime.host.parameters(company)
        kept = identity.kept_parameters(stored, profile.name)
        if kept is None:  # the connection's own check tells that the profile is another one
            return
        found = [
            (name, kept.get(name, profile.parameters[name].default), proposed, "take_proposed_parameter")
            for name, proposed in source.proposed_parameters.items()
            if name not in given
        ]
        if profile.account_key != "id" and ("account_key" not in stored or proposal_mark("account_key") in stored):
            found.append(("account_key", stored.get("account_key", "id"), profile.account_key, "take_proposed_setting"))
    for name, used, proposed, step in found:
        if used != proposed:
            facts = {"company": company, "name": name, "proposed": proposed, "used": used}
            yield Check(name, "warning", Message("profile_proposes", facts), next=Message(step, facts))


def _database(runtime: Runtime) -> Message:
    database = runtime.database
    return Message("database_answers", {"engine": database.dialect.dbms_name, "database": database.fingerprint()})


def _tables(runtime: Runtime) -> Message:
    with runtime.store() as store:
        return Message("tables_version", {"version": store.migrations.needed()})


def _erp(runtime: Runtime) -> Message:
    with runtime.source() as source:
        (found, more), profile, database = source.some_companies(CompanyPage(limit=_NAMED)), source.profile, source.database
        companies = {
            "title": profile.title,
            "profile": profile.name,
            "how": Message("profile_recognised" if runtime.host.erp.profile == AUTO else "profile_named"),
            "count": len(found),
            "companies": [f"{company.id} ({company.name})" if company.name else company.id for company in found],
        }
        reached = {
            "found": Message("erp_found_many" if more else "erp_found", companies),
            "engine": database.dialect.dbms_name,
            "driver": database.driver,
            "verified": profile.verified.rstrip(".") or Message("untested"),
        }
        finding, caution = Message("erp_reached", reached), database.dialect.caution
    return Message("with_caution", {"finding": finding, "caution": Message(caution)}) if caution else finding


def _key_file(runtime: Runtime) -> Message:
    """A missing file is an error only if something is sealed under its keys."""
    with runtime.store() as store:
        sealed = len(store.secrets.all())
    if sealed == 0 and not holds_or_hidden(runtime.host.key_file.exists):
        return Message("key_file_not_made", {"path": str(runtime.host.key_file)})
    facts = {"path": str(runtime.host.key_file), "count": len(runtime.vault.kids()), "sealed": sealed}
    return Message("key_file_holds", facts)


def _reading(runtime: Runtime, connection: Connection, stored: Mapping[str, str]) -> Message:
    """Read all that a run reads; raises the first error of a unit."""
    settings, selection = Settings.of(stored), connection.selection
    codes = None if selection is None else [one.code for one in selection.dimensions]
    with runtime.source() as source:
        context = source.context(connection.company, runtime.now())
        view = ErpView(source, context, settings.values, codes, None, lambda step: None)
        units = read_units(view, scope(SYNC_ALL, settings))
    for unit in units:
        if unit.error is not None:
            raise unit.error
    return Message("reading_works", {"count": sum(len(unit.rows) for unit in units)})


def _connection(runtime: Runtime, connection: Connection, stored: Mapping[str, str]) -> Message:
    with runtime.store() as store:
        identity.check_database(store, connection)
        with runtime.source() as source:
            identity.check_erp(stored, source, connection.company)
            language = source.language(source.company(connection.company))
        key = identity.stored_key(store, runtime.vault, connection)
    with runtime.client(key, runtime.free_control()) as client:
        identity.check_company(client, connection)
        groups = len(client.tag_groups(connection.pleo_company))
    works = Message("connection_works", {"company": connection.pleo_name or connection.pleo_company, "count": groups})
    if language:
        works = Message("works_in_language", {"finding": works, "language": language})
    return Message("works_but_paused", {"finding": works}) if connection.paused_at else works


@dataclass(frozen=True, slots=True)
class NamedCheck:
    """One check of the installation. It is left out unless all that it ``needs`` passed: it could say nothing."""

    name: str
    look: Callable[[Runtime], Message]
    needs: frozenset[str] = frozenset({"database"})


CHECKS = (
    NamedCheck("database", _database, frozenset()),
    NamedCheck("tables", _tables),
    NamedCheck("erp", _erp),
    NamedCheck("key file", _key_file, frozenset({"tables"})),
)
