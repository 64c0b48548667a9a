"""Every error a person can meet: its stable code, its sentence and the next step, in one table (documented in docs/errors.md)."""

from __future__ import annotations

from dataclasses import dataclass

from pleo_erp_hookspecs import ErrorKind, PleoErpError

FAULT, USAGE, BUSY, STOPPED = ErrorKind.FAULT, ErrorKind.USAGE, ErrorKind.BUSY, ErrorKind.STOPPED


@dataclass(frozen=True, slots=True)
class ErrorText:
    """``message`` and ``next_step`` may name facts in braces; `error` fills them in."""

    kind: ErrorKind
    message: str
    next_step: str


CATALOGUE: dict[str, ErrorText] = {
    # -- the call and the configuration
    "usage": ErrorText(USAGE, "{detail}", "See the command's --help."),
    "forbidden": ErrorText(USAGE, "{user} may not do '{action}'; it takes the role {role}.", "Ask an administrator of the ERP."),
    "config_missing": ErrorText(
        USAGE,
        "There is no configuration file at {path}.",
        "Name one with --config, or write pleo-erp.toml (docs/configuration.md).",
    ),
    "config_invalid": ErrorText(
        USAGE, "The configuration {path} cannot be used: {detail}.", "Correct it (docs/configuration.md)."
    ),
    "unknown_profile": ErrorText(
        USAGE, "There is no profile '{profile}'; known are {known}.", "Correct [erp] profile in the configuration."
    ),
    "profile_invalid": ErrorText(
        USAGE, "The profile '{profile}' cannot be used: {detail}.", "Correct the profile (docs/profiles.md)."
    ),
    "profile_parameter": ErrorText(
        USAGE,
        "The parameters of company {company} do not fit the profile '{profile}': {detail}.",
        "Correct this company's parameters in the configuration (docs/profiles.md).",
    ),
    "unknown_company": ErrorText(
        USAGE, "The ERP has no such company; it has {known}.", "Choose one of these (pleo-erp companies)."
    ),
    "unknown_job": ErrorText(
        USAGE,
        "There is no job '{job}'.",
        "Jobs are sync, sync-all, sync-tags and sync-accounts; of an undo, plan it with pleo-erp undo, then run undo.",
    ),
    "unknown_action": ErrorText(USAGE, "There is no action '{action}'.", "Ask the module for its actions."),
    "unknown_setting": ErrorText(USAGE, "There is no setting '{name}'.", "pleo-erp settings lists them all."),
    "setting_invalid": ErrorText(USAGE, "'{value}' is no value for the setting {name}: {detail}.", "Correct the value."),
    "ambiguous_prefix": ErrorText(USAGE, "Several begin with '{prefix}': {found}.", "Give more characters, or the whole of it."),
    "unknown_run": ErrorText(
        USAGE, "There is no run '{run}' of company {company}.", "pleo-erp history lists the runs that are kept."
    ),
    # -- the standalone host's web pages
    "web_missing": ErrorText(
        USAGE, "The web pages need the library {library}, which is not installed.", "pip install 'pleo-erp-module[web]'"
    ),
    "listen_failed": ErrorText(
        FAULT, "The web pages cannot listen on {address}: {detail}.", "Correct [web] listen, or end what uses that address."
    ),
    "certificate_invalid": ErrorText(
        USAGE, "The certificate of the web pages cannot be used: {detail}.", "Correct [web] certificate and private_key."
    ),
    "desk_permission": ErrorText(
        USAGE,
        "The database login may not create the tables of the web pages: {detail}.",
        "Let a DBA run the script of pleo-erp serve --sql, or grant the rights.",
    ),
    "person_exists": ErrorText(USAGE, "There is an account '{login}' already.", "Choose another login name."),
    "person_unknown": ErrorText(USAGE, "There is no account '{login}'.", "See the list of people."),
    "last_administrator": ErrorText(
        USAGE, "'{login}' is the last active administrator.", "Make somebody else an administrator first."
    ),
    # -- the connection and the selection
    "not_connected": ErrorText(USAGE, "Company {company} is not connected to Pleo.", "Connect it first (pleo-erp connect)."),
    "unknown_dimension": ErrorText(
        USAGE, "Company {company} has no dimension '{code}' in the ERP.", "pleo-erp dimensions lists the codes."
    ),
    "inactive_dimension": ErrorText(
        USAGE, "The dimension '{code}' cannot be selected: {why_not}.", "Activate it in the ERP, or leave it out."
    ),
    "ambiguous_dimension": ErrorText(
        USAGE, "The code '{code}' stands for several dimensions of the ERP.", "Give each dimension a code of its own in the ERP."
    ),
    "too_many_dimensions": ErrorText(USAGE, "{count} dimensions were named; Pleo takes at most {limit}.", "Leave some out."),
    "dimension_not_selected": ErrorText(
        USAGE, "The dimension '{code}' is not among the selected ones.", "Select it first (pleo-erp select)."
    ),
    "no_selection": ErrorText(
        USAGE, "No dimension has been selected for company {company}.", "Save a selection first (pleo-erp select)."
    ),
    "stale_plan": ErrorText(
        USAGE,
        "The plan {plan} is unknown, older than 72 hours, or not one of company {company}.",
        "Make a new plan and release that one.",
    ),
    "nothing_to_undo": ErrorText(
        USAGE,
        "No run of company {company} has changed anything in Pleo that could be undone.",
        "pleo-erp history shows what the runs did.",
    ),
    "already_undone": ErrorText(
        USAGE,
        "The last run of company {company} that changed anything in Pleo, {run}, was an undo itself.",
        "To bring back what it undid, let the next run follow the ERP (pleo-erp resume).",
    ),
    "undo_not_released": ErrorText(
        USAGE,
        "No undo of company {company} is released, or its release is older than 72 hours.",
        "Plan it (pleo-erp undo) and release what that shows.",
    ),
    "organisation_key": ErrorText(
        USAGE,
        "This key is for a whole Pleo organisation, not for one company.",
        "Create a key with company access in Pleo and connect with it.",
    ),
    "pleo_company_taken": ErrorText(
        USAGE,
        "The Pleo company {pleo_company} is already fed by the ERP company {company}.",
        "Disconnect that company first, or use the key of another Pleo company.",
    ),
    "pleo_company_unclear": ErrorText(
        USAGE, "The key does not say which Pleo company it is for.", "Name it with --pleo-company; the key can see: {known}."
    ),
    "pleo_company_differs": ErrorText(
        USAGE,
        "Company {company} is connected to the Pleo company {connected}, but this key is for {found}.",
        "Use a key of {connected}, or name the new one with --pleo-company if the change is meant.",
    ),
    "wrong_pleo_company": ErrorText(
        USAGE, "The key is for the Pleo company {found}, not for {named}.", "Use a key of {named}, or name the right company."
    ),
    "key_malformed": ErrorText(
        USAGE, "What was given is no API key: {detail}.", "Copy the whole key from Pleo and give it again, on one line."
    ),
    "database_moved": ErrorText(
        USAGE,
        "This database is not the one in which company {company} was connected (a copy, a restore, or a moved server).",
        "If the move was meant, connect again with --moved; if this is a copy, leave it disconnected.",
    ),
    "profile_changed": ErrorText(
        USAGE,
        "Company {company} was connected with the profile {connected}, but the ERP would now be read with {found}.",
        "Name the right one in [erp] profile; if the change is meant, connect again with --moved.",
    ),
    "read_database_changed": ErrorText(
        USAGE,
        "Company {company} was connected while its ERP was read from {connected}, but it would now be read from {found}.",
        "Correct [erp] read_connection; if the change is meant, connect again with --moved.",
    ),
    "key_of_other_company": ErrorText(
        FAULT,
        "The key now belongs to the Pleo company {found}, but company {company} feeds {connected}.",
        "Connect again with a key of {connected}.",
    ),
    # -- the run
    "busy": ErrorText(BUSY, "A run of company {company} is already under way ({owner}).", "Wait for it to end."),
    "lease_lost": ErrorText(
        FAULT,
        "The run lost its hold on the connection and stopped before the next request.",
        "Nothing to do: the next run goes on.",
    ),
    "stopped": ErrorText(STOPPED, "The run was asked to stop and stopped.", "Nothing to do: the next run goes on."),
    "history_unwritable": ErrorText(
        FAULT, "The history cannot be written, so the run stopped: {detail}.", "Make the module's tables writable again."
    ),
    "internal": ErrorText(FAULT, "Something went wrong that should not: {detail}.", "Report it with the log of this run."),
    "aborted": ErrorText(STOPPED, "The command was interrupted; nothing was changed.", "Give it again."),
    # -- the ERP
    "driver_library_missing": ErrorText(
        USAGE,
        "The ODBC driver manager is not installed: {detail}.",
        "Install unixODBC (Debian, Ubuntu: apt-get install unixodbc).",
    ),
    "driver_missing": ErrorText(
        USAGE, "The ODBC driver '{driver}' is not installed; installed are: {known}.", "Install it, or name an installed one."
    ),
    "driver_unsuited": ErrorText(
        USAGE, "The ODBC driver '{driver}' would change text on its way.", "Name the driver '{better}' in the connection string."
    ),
    "dsn_unknown": ErrorText(USAGE, "ODBC knows no data source '{dsn}'.", "Correct [erp] connection, or define the data source."),
    "connection_string_invalid": ErrorText(
        USAGE, "The ODBC connection string cannot be used: {detail}.", "Correct [erp] connection in the configuration."
    ),
    "engine_unsupported": ErrorText(
        USAGE, "The database engine '{engine}' is not supported; supported are {known}.", "Use one of these."
    ),
    "login_failed": ErrorText(
        USAGE, "The database refused the login: {detail}.", "Correct user name and password in the connection string."
    ),
    "database_unknown": ErrorText(USAGE, "The database does not exist: {detail}.", "Correct its name in the connection string."),
    "erp_unreachable": ErrorText(
        FAULT, "The ERP's database cannot be reached: {detail}.", "See that it is up; the next run goes on."
    ),
    "erp_unknown": ErrorText(
        USAGE,
        "No profile knows this database: {detail}.",
        "{first}, name [erp] profile, or read a new ERP in a few SELECTs (docs/profiles.md).",
    ),
    "erp_ambiguous": ErrorText(
        USAGE, "This database has the tables of several ERPs: {found}.", "Say which of them it is in [erp] profile."
    ),
    "profile_unfit": ErrorText(
        USAGE,
        "[erp] profile names {named}, but the database has the tables of {found}.",
        "Set [erp] profile to auto, or correct [erp] connection.",
    ),
    "erp_table_missing": ErrorText(
        USAGE,
        "The ERP's table {table} is missing or not visible.",
        "See that [erp] profile fits the ERP, and grant SELECT on the table.",
    ),
    "erp_column_missing": ErrorText(
        USAGE, "The ERP's table {table} has no column {column}.", "See that the profile fits the ERP's version."
    ),
    "erp_permission": ErrorText(FAULT, "The database login may not read {entity}: {detail}.", "Grant it SELECT on that table."),
    "erp_read_failed": ErrorText(
        FAULT, "Reading {entity} from the ERP failed: {detail}.", "See the database; nothing was written."
    ),
    "erp_row_invalid": ErrorText(
        FAULT, "A row of {entity} in the ERP cannot be read: {detail}.", "Correct the row in the ERP, or the profile's SELECT."
    ),
    "time_zone_unknown": ErrorText(USAGE, "There is no time zone '{time_zone}'.", "Use a name such as Europe/Copenhagen."),
    "plugin_failed": ErrorText(
        FAULT,
        "The extension '{plugin}' failed while it {doing}: {detail}.",
        "Mend or uninstall the extension; nothing was written.",
    ),
    "plugin_conflict": ErrorText(
        USAGE, "Several extensions replace the read of {entity}: {plugins}.", "Uninstall all but one of them."
    ),
    "dimension_read_failed": ErrorText(
        FAULT,
        "The dimensions could not be read, so this unit was left alone: {detail}.",
        "Mend what kept the dimensions from being read.",
    ),
    # -- the module's tables and the vault
    "tables_missing": ErrorText(USAGE, "The module's tables are missing.", "Run pleo-erp install."),
    "tables_older": ErrorText(
        USAGE, "The module's tables are of version {found}, this module needs {needed}.", "Run pleo-erp install to upgrade them."
    ),
    "tables_newer": ErrorText(
        USAGE, "The module's tables are of version {found}, newer than this module ({needed}).", "Upgrade the module."
    ),
    "schema_unsupported": ErrorText(USAGE, "{engine} has no schemas, but [erp] schema is set.", "Remove [erp] schema."),
    "store_failed": ErrorText(FAULT, "The module's tables cannot be used: {detail}.", "See the database and the login's rights."),
    "store_permission": ErrorText(
        USAGE,
        "The database login may not create or change the module's tables: {detail}.",
        "Let a DBA run the script of pleo-erp install --sql, or grant the rights.",
    ),
    "vault_key_missing": ErrorText(
        USAGE,
        "The key file {path} is missing, so the stored API keys cannot be opened.",
        "Put the file back; if it is lost, connect every company again.",
    ),
    "vault_key_unreadable": ErrorText(USAGE, "The key file {path} cannot be used: {detail}.", "Mend the file or its rights."),
    "vault_key_wrong": ErrorText(
        USAGE,
        "The key file {path} does not hold the key '{kid}' that sealed this secret.",
        "Put the right key file back; if it is lost, connect every company again.",
    ),
    "secret_damaged": ErrorText(
        USAGE,
        "The stored {purpose} of company {company} cannot be opened: it was changed, or copied from elsewhere.",
        "Connect the company again.",
    ),
    # -- Pleo
    "key_rejected": ErrorText(
        FAULT,
        "Pleo does not accept the API key{detail}.",
        "Create a new key in Pleo and connect again.",
    ),
    "right_missing": ErrorText(
        FAULT,
        "The API key may not use {area} in Pleo. Pleo says: {detail}.",
        "Give the key this right in Pleo, or use another key.",
    ),
    "pleo_not_found": ErrorText(FAULT, "Pleo does not know this record{detail}.", "Nothing to do: the next run looks again."),
    "pleo_conflict": ErrorText(
        FAULT, "Pleo says that this record exists already{detail}.", "See in Pleo which other record has this code."
    ),
    "pleo_refused": ErrorText(FAULT, "Pleo refused the request{detail}.", "Correct the record in the ERP."),
    "group_full": ErrorText(
        FAULT,
        "The tag group takes no more active tags in Pleo{detail}.",
        "Release the held archives, or close values in the ERP.",
    ),
    "rate_limited": ErrorText(
        FAULT,
        "Pleo asked to slow down for longer than this run waits{detail}.",
        "Lower [pleo] requests_per_minute; the next run goes on.",
    ),
    "pleo_unavailable": ErrorText(FAULT, "Pleo has a fault of its own{detail}.", "Nothing to do: the next run tries again."),
    "pleo_unreachable": ErrorText(
        FAULT, "Pleo cannot be reached: {detail}.", "See the network, the proxy and [pleo] in the configuration."
    ),
    "pleo_timeout": ErrorText(FAULT, "Pleo did not answer in time{detail}.", "Nothing to do: the next run tries again."),
    "proxy_refused": ErrorText(
        FAULT, "The proxy refused the connection: {detail}.", "Correct [pleo] proxy, or open the way to Pleo."
    ),
    "tls_failed": ErrorText(
        FAULT, "The encrypted connection to Pleo could not be trusted: {detail}.", "Name your own authority in [pleo] ca_bundle."
    ),
    "not_https": ErrorText(
        USAGE, "Pleo's address {url} is not https.", "Correct [pleo] base_url; http is for this machine only."
    ),
    "base_url_invalid": ErrorText(USAGE, "Pleo's address cannot be used: {detail}.", "Correct [pleo] base_url."),
    "proxy_invalid": ErrorText(USAGE, "The proxy's address cannot be used: {detail}.", "Correct [pleo] proxy."),
    "redirected": ErrorText(FAULT, "Pleo's address answered with a redirect, which is not followed.", "Correct [pleo] base_url."),
    "not_json": ErrorText(
        FAULT, "The answer was not Pleo's (no JSON, status {status}).", "See whether a proxy or a login page stands in between."
    ),
    "answer_invalid": ErrorText(FAULT, "Pleo's answer lacks what was expected: {detail}.", "Report it; nothing was written."),
    "answer_too_large": ErrorText(FAULT, "Pleo's answer was larger than {limit} bytes.", "Report it; nothing was written."),
    "paging_broken": ErrorText(FAULT, "Pleo's pages do not end: {detail}.", "Report it; nothing was written."),
    # -- what becomes of single records
    "not_attempted": ErrorText(FAULT, "The run ended before this change.", "Nothing to do: the next run makes it."),
    "group_missing": ErrorText(
        FAULT,
        "The tag group '{code}' is not there in Pleo, so its tags were left alone.",
        "See why the tag group could not be made.",
    ),
    "wrong_account_key": ErrorText(
        USAGE,
        "account_key={used} matches {matched} accounts in Pleo, account_key={other} would match {others}.",
        "Set account_key={other} before releasing (pleo-erp settings).",
    ),
}


def error(code: str, /, **facts: object) -> PleoErpError:
    """The error ``code`` with its facts filled in."""
    text = CATALOGUE[code]
    return PleoErpError(code, text.message.format_map(facts), text.next_step.format_map(facts), text.kind)
