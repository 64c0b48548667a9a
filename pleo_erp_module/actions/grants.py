"""The rights that a login needs, and no others: printed for a DBA, never executed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

from pleo_erp_hookspecs import Message, Parameter, PleoErpError, Role
from pleo_erp_hookspecs.installation_answers import GrantsAnswer
from pleo_erp_module.actions.action_entry import action
from pleo_erp_module.erp import Source
from pleo_erp_module.erp.schema_fit import Fitting, FoundTable
from pleo_erp_module.errors import error
from pleo_erp_module.odbc import Database, Dialect
from pleo_erp_module.sync.runtime import Runtime


@action(
    "grants",
    "The SQL that gives a login the rights that the module needs, for a DBA",
    Role.ADMINISTRATOR,
    Parameter("login", "text", "the name of the login", required=True),
    Parameter("company", "text", "only this ERP company's tables"),
    Parameter("tables", "flag", "grant whole tables, not columns"),
    company=False,
    view=True,
)
def grants(runtime: Runtime, login: str, company: str | None = None, tables: bool = False) -> GrantsAnswer:
    """The statements that let ``login`` read what the profile reads, of all companies or of one, and own the module's tables.

    Columns are granted one by one, or whole ``tables``. Answers ``{login, profile, engine, sql, unseen}``: ``unseen`` are tables
    that the login which asks cannot see; their statements are comments, for the DBA to judge.
    """
    if not login.strip() or re.search(r"[\x00-\x1f\x7f\x85\u2028\u2029]", login):
        raise error("usage", detail=Message("login_one_line"))
    with runtime.source(check=False) as source:
        fitting = _fitting(runtime, source, company)
        dialect = source.database.dialect
        lines = list(_header(source, login))
        places = dialect.places(source.database, fitting.tables)
        used = {places[name] for table in fitting.tables.values() if table.seen and (name := dialect.fold(table.name)) in places}
        if dialect.has_rights:
            lines += _reading(source.database, fitting, places, used, login, whole=tables)
        else:
            lines.append(_comment(f"{dialect.dbms_name} has no rights: who may read the file can read all of it."))
            lines.append(_comment("Give the account that runs the module the right to the file and its folder, and nobody else."))
        lines += _own(runtime, source, login, used)
        return {
            "login": login,
            "profile": source.profile.name,
            "engine": dialect.dbms_name,
            "sql": "\n".join(lines) + "\n",
            "unseen": sorted(table.name for table in fitting.tables.values() if not table.seen),
        }


def _fitting(runtime: Runtime, source: Source, only: str | None) -> Fitting:
    """The tables of every company and dimension. What cannot be read now names no tables, and is told by `probe`."""
    fitting = source.fitting()
    fitting.try_all({})
    companies = [source.company(only)] if only is not None else []
    if only is None:
        with suppress(PleoErpError):
            companies = source.companies()
    for company in companies:
        context = source.context(company.id, runtime.now(), check=False)
        values = {**context.parameters, "company": company.id}
        fitting.try_all(values)
        with suppress(PleoErpError):
            for dimension in source.dimensions(context):
                fitting.try_dimension(values, dimension)
    return fitting


def _header(source: Source, login: str) -> Iterator[str]:
    yield _comment(f"What the login {login} needs to read {source.profile.title} (profile {source.profile.name}).")
    yield _comment("Run it as an administrator of the database; the module runs none of it.")


def _reading(
    database: Database, fitting: Fitting, places: dict[str, str], used: set[str], login: str, *, whole: bool
) -> list[str]:
    dialect, account = database.dialect, database.dialect.login(login)
    found = sorted(fitting.tables.values(), key=lambda table: table.name)
    lines = [_comment(f"{statement};") for statement in dialect.create_login(login)]
    lines += [f"{statement};" for statement in dialect.grant_way(database, used, account)]
    lines += [f"{_select(dialect, places, table, account, whole=whole)};" for table in found if table.seen]
    for place, owners in dialect.open_places(database, used).items():
        lines.append(
            _comment(f"Remark: every login may create tables in {dialect.quote(place)}, this one too. Nothing is revoked")
        )
        lines.append(_comment("here, since others may depend on that: without it these could no longer create tables there:"))
        lines.append(_comment(f"{', '.join(map(dialect.quote, owners)) or 'nobody who has tables there now'}."))
    if unseen := [table for table in found if not table.seen]:
        lines.append(_comment("The login that asked does not see these; ask with one that does, or see which are there:"))
        lines += [_comment(f"{_select(dialect, places, table, account, whole=True)};") for table in unseen]
    return lines


def _select(dialect: Dialect, places: dict[str, str], table: FoundTable, account: str, *, whole: bool) -> str:
    place = places.get(dialect.fold(table.name), "…")
    return dialect.grant_select(place, table.name, () if whole else table.columns, account)


def _own(runtime: Runtime, source: Source, login: str, used: set[str]) -> Iterator[str]:
    """The place of the module's tables, which may be in another database, and of another engine."""
    database = runtime.database
    dialect = database.dialect
    place = runtime.host.erp.schema or dialect.own_place(database, set() if source.apart else used)
    if not dialect.has_rights:
        if source.apart:
            yield _comment(f"The module's tables: {dialect.dbms_name} has no rights but those to the file.")
        return
    yield _comment("The module's own tables:")
    for statement in dialect.grant_own(database, place, dialect.login(login), source.apart):
        yield f"{statement};"
    if dialect.has_schemas:
        yield _comment(f'Then set [erp] schema = "{place}".')
    elif not source.apart:
        yield _comment(f"Then let [erp] connection name the database {place}, and [erp] read_connection the ERP's.")


def _comment(text: str) -> str:
    """A comment of one line, whatever is in the text."""
    return "-- " + re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]", " ", text)
