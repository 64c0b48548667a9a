"""Every error a user can meet, by code: its kind, its sentence and the next step (documented in docs/errors.md)."""

from __future__ import annotations

from collections.abc import Mapping

from pleo_erp_hookspecs import ErrorKind
from pleo_erp_module.messages.sentence import ErrorSentence

FAULT, USAGE, BUSY, STOPPED = ErrorKind.FAULT, ErrorKind.USAGE, ErrorKind.BUSY, ErrorKind.STOPPED

ERRORS: Mapping[str, ErrorSentence] = {
    # -- the call and the configuration
    "usage": ErrorSentence(USAGE, "{detail}", "See the command's --help."),
    "forbidden": ErrorSentence(
        USAGE, "{user} may not do '{action}'; it takes the role {role}.", "Ask an administrator of the ERP."
    ),
    "config_missing": ErrorSentence(
        USAGE,
        "There is no configuration file at {path}.",
        "Name one with --config, or write pleo-erp.toml (docs/configuration.md).",
    ),
    "config_invalid": ErrorSentence(
        USAGE, "The configuration {path} cannot be used: {detail}.", "Correct it (docs/configuration.md)."
    ),
    "unknown_profile": ErrorSentence(
        USAGE, "There is no profile '{profile}'; known are {known}.", "Correct [erp] profile in the configuration."
    ),
    "profile_invalid": ErrorSentence(
        USAGE, "The profile '{profile}' cannot be used: {detail}.", "Correct the profile (docs/profiles.md)."
    ),
    "profile_parameter": ErrorSentence(
        USAGE,
        "The parameters of company {company} do not fit the profile '{profile}': {detail}.",
        "Correct this company's parameters in the configuration (docs/profiles.md).",
    ),
    "unknown_company": ErrorSentence(
        USAGE, "The ERP has no such company; it has {known}.", "Choose one of these (pleo-erp companies)."
    ),
    "unknown_job": ErrorSentence(
        USAGE,
        "There is no job '{job}'.",
        "Jobs are sync, sync-all, sync-tags and sync-accounts; of an undo, plan it with pleo-erp undo, then run undo.",
    ),
    "unknown_kind": ErrorSentence(USAGE, "There is no kind '{kind}'; there are {known}.", "Choose one of these."),
    "unknown_unit": ErrorSentence(USAGE, "There is no unit '{unit}'.", "Name it as plans and runs do."),
    "unknown_action": ErrorSentence(USAGE, "There is no action '{action}'.", "Ask the module for its actions."),
    "unknown_setting": ErrorSentence(USAGE, "There is no setting '{name}'.", "pleo-erp settings lists them all."),
    "setting_invalid": ErrorSentence(USAGE, "'{value}' is no value for the setting {name}: {detail}.", "Correct the value."),
    "ambiguous_prefix": ErrorSentence(
        USAGE, "Several begin with '{prefix}': {found}.", "Give more characters, or the whole of it."
    ),
    "unknown_run": ErrorSentence(
        USAGE, "There is no run '{run}' of company {company}.", "pleo-erp history lists the runs that are kept."
    ),
    # -- the standalone host's web pages
    "web_missing": ErrorSentence(
        USAGE, "The web pages need the library {library}, which is not installed.", "pip install 'pleo-erp-module[web]'"
    ),
    "listen_failed": ErrorSentence(
        FAULT, "The web pages cannot listen on {address}: {detail}.", "Correct [web] listen, or end what uses that address."
    ),
    "certificate_invalid": ErrorSentence(
        USAGE, "The certificate of the web pages cannot be used: {detail}.", "Correct [web] certificate and private_key."
    ),
    "desk_permission": ErrorSentence(
        USAGE,
        "The database login may not create the tables of the web pages: {detail}.",
        "Let a DBA run the script of pleo-erp serve --sql, or grant the rights.",
    ),
    "person_exists": ErrorSentence(USAGE, "There is an account '{login}' already.", "Choose another login name."),
    "person_unknown": ErrorSentence(USAGE, "There is no account '{login}'.", "See the list of people."),
    "last_administrator": ErrorSentence(
        USAGE, "'{login}' is the last active administrator.", "Make somebody else an administrator first."
    ),
    # -- the connection and the selection
    "not_connected": ErrorSentence(USAGE, "Company {company} is not connected to Pleo.", "Connect it first (pleo-erp connect)."),
    "unknown_dimension": ErrorSentence(
        USAGE, "Company {company} has no dimension '{code}' in the ERP.", "pleo-erp dimensions lists the codes."
    ),
    "inactive_dimension": ErrorSentence(
        USAGE, "The dimension '{code}' cannot be selected: {why_not}.", "Activate it in the ERP, or leave it out."
    ),
    "ambiguous_dimension": ErrorSentence(
        USAGE, "The code '{code}' stands for several dimensions of the ERP.", "Give each dimension a code of its own in the ERP."
    ),
    "too_many_dimensions": ErrorSentence(USAGE, "{count} dimensions were named; Pleo takes at most {limit}.", "Leave some out."),
    "dimension_not_selected": ErrorSentence(
        USAGE, "The dimension '{code}' is not among the selected ones.", "Select it first (pleo-erp select)."
    ),
    "no_selection": ErrorSentence(
        USAGE, "No dimension has been selected for company {company}.", "Save a selection first (pleo-erp select)."
    ),
    "stale_plan": ErrorSentence(
        USAGE,
        "The plan {plan} is unknown, older than 72 hours, or not one of company {company}.",
        "Make a new plan and release that one.",
    ),
    "nothing_to_undo": ErrorSentence(
        USAGE,
        "No run of company {company} has changed anything in Pleo that could be undone.",
        "pleo-erp history shows what the runs did.",
    ),
    "already_undone": ErrorSentence(
        USAGE,
        "The last run of company {company} that changed anything in Pleo, {run}, was an undo itself.",
        "To bring back what it undid, let the next run follow the ERP (pleo-erp resume).",
    ),
    "undo_not_released": ErrorSentence(
        USAGE,
        "No undo of company {company} is released, or its release is older than 72 hours.",
        "Plan it (pleo-erp undo) and release what that shows.",
    ),
    "organisation_key": ErrorSentence(
        USAGE,
        "This key is for a whole Pleo organisation, not for one company.",
        "Create a key with company access in Pleo and connect with it.",
    ),
    "pleo_company_taken": ErrorSentence(
        USAGE,
        "The Pleo company {pleo_company} is already fed by the ERP company {company}.",
        "Disconnect that company first, or use the key of another Pleo company.",
    ),
    "pleo_company_unclear": ErrorSentence(
        USAGE, "The key does not say which Pleo company it is for.", "Name it with --pleo-company; the key can see: {known}."
    ),
    "pleo_company_differs": ErrorSentence(
        USAGE,
        "Company {company} is connected to the Pleo company {connected}, but this key is for {found}.",
        "Use a key of {connected}, or name the new one with --pleo-company if the change is meant.",
    ),
    "wrong_pleo_company": ErrorSentence(
        USAGE, "The key is for the Pleo company {found}, not for {named}.", "Use a key of {named}, or name the right company."
    ),
    "key_malformed": ErrorSentence(
        USAGE, "What was given is no API key: {detail}.", "Copy the whole key from Pleo and give it again, on one line."
    ),
    "database_moved": ErrorSentence(
        USAGE,
        "This database is not the one in which company {company} was connected (a copy, a restore, or a moved server).",
        "If the move was meant, connect again with --moved; if this is a copy, leave it disconnected.",
    ),
    "profile_changed": ErrorSentence(
        USAGE,
        "Company {company} was connected with the profile {connected}, but the ERP would now be read with {found}.",
        "Name the right one in [erp] profile; if the change is meant, connect again with --moved.",
    ),
    "read_database_changed": ErrorSentence(
        USAGE,
        "Company {company} was connected while its ERP was read from {connected}, but it would now be read from {found}.",
        "Correct [erp] read_connection; if the change is meant, connect again with --moved.",
    ),
    "key_of_other_company": ErrorSentence(
        FAULT,
        "The key now belongs to the Pleo company {found}, but company {company} feeds {connected}.",
        "Connect again with a key of {connected}.",
    ),
    # -- the run
    "busy": ErrorSentence(BUSY, "A run of company {company} is already under way ({owner}).", "Wait for it to end."),
    "lease_lost": ErrorSentence(
        FAULT,
        "The run lost its hold on the connection and stopped before the next request.",
        "Nothing to do: the next run goes on.",
    ),
    "stopped": ErrorSentence(STOPPED, "The run was asked to stop and stopped.", "Nothing to do: the next run goes on."),
    "history_unwritable": ErrorSentence(
        FAULT, "The history cannot be written, so the run stopped: {detail}.", "Make the module's tables writable again."
    ),
    "internal": ErrorSentence(FAULT, "Something went wrong that should not: {detail}.", "Report it with the log of this run."),
    "aborted": ErrorSentence(STOPPED, "The command was interrupted; nothing was changed.", "Give it again."),
    # -- the ERP
    "driver_library_missing": ErrorSentence(
        USAGE,
        "The ODBC driver manager is not installed: {detail}.",
        "Install unixODBC (Debian, Ubuntu: apt-get install unixodbc).",
    ),
    "driver_missing": ErrorSentence(
        USAGE, "The ODBC driver '{driver}' is not installed; installed are: {known}.", "Install it, or name an installed one."
    ),
    "driver_unsuited": ErrorSentence(
        USAGE, "The ODBC driver '{driver}' would change text on its way.", "Name the driver '{better}' in the connection string."
    ),
    "dsn_unknown": ErrorSentence(
        USAGE, "ODBC knows no data source '{dsn}'.", "Correct [erp] connection, or define the data source."
    ),
    "connection_string_invalid": ErrorSentence(
        USAGE, "The ODBC connection string cannot be used: {detail}.", "Correct [erp] connection in the configuration."
    ),
    "engine_unsupported": ErrorSentence(
        USAGE, "The database engine '{engine}' is not supported; supported are {known}.", "Use one of these."
    ),
    "login_failed": ErrorSentence(
        USAGE, "The database refused the login: {detail}.", "Correct user name and password in the connection string."
    ),
    "database_unknown": ErrorSentence(
        USAGE, "The database does not exist: {detail}.", "Correct its name in the connection string."
    ),
    "erp_unreachable": ErrorSentence(
        FAULT, "The ERP's database cannot be reached: {detail}.", "See that it is up; the next run goes on."
    ),
    "erp_unknown": ErrorSentence(
        USAGE,
        "No profile knows this database: {detail}.",
        "{first}, name [erp] profile, or read a new ERP in a few SELECTs (docs/profiles.md).",
    ),
    "erp_ambiguous": ErrorSentence(
        USAGE, "This database has the tables of several ERPs: {found}.", "Say which of them it is in [erp] profile."
    ),
    "profile_unfit": ErrorSentence(
        USAGE,
        "[erp] profile names {named}, but the database has the tables of {found}.",
        "Set [erp] profile to auto, or correct [erp] connection.",
    ),
    "erp_table_missing": ErrorSentence(
        USAGE,
        "The ERP's table {table} is missing or not visible.",
        "See that [erp] profile fits the ERP, and grant SELECT on the table.",
    ),
    "erp_column_missing": ErrorSentence(
        USAGE, "The ERP's table {table} has no column {column}.", "See that the profile fits the ERP's version."
    ),
    "erp_permission": ErrorSentence(
        FAULT, "The database login may not read {entity}: {detail}.", "Grant it SELECT on that table."
    ),
    "erp_read_failed": ErrorSentence(
        FAULT, "Reading {entity} from the ERP failed: {detail}.", "See the database; nothing was written."
    ),
    "erp_row_invalid": ErrorSentence(
        FAULT, "A row of {entity} in the ERP cannot be read: {detail}.", "Correct the row in the ERP, or the profile's SELECT."
    ),
    "time_zone_unknown": ErrorSentence(USAGE, "There is no time zone '{time_zone}'.", "Use a name such as Europe/Copenhagen."),
    "plugin_failed": ErrorSentence(
        FAULT,
        "The extension '{plugin}' failed while it {doing}: {detail}.",
        "Mend or uninstall the extension; nothing was written.",
    ),
    "plugin_conflict": ErrorSentence(
        USAGE, "Several extensions replace the read of {entity}: {plugins}.", "Uninstall all but one of them."
    ),
    "dimension_read_failed": ErrorSentence(
        FAULT,
        "The dimensions could not be read, so this unit was left alone: {detail}.",
        "Mend what kept the dimensions from being read.",
    ),
    # -- the module's tables and the vault
    "tables_missing": ErrorSentence(USAGE, "The module's tables are missing.", "Run pleo-erp install."),
    "tables_older": ErrorSentence(
        USAGE, "The module's tables are of version {found}, this module needs {needed}.", "Run pleo-erp install to upgrade them."
    ),
    "tables_newer": ErrorSentence(
        USAGE, "The module's tables are of version {found}, newer than this module ({needed}).", "Upgrade the module."
    ),
    "schema_unsupported": ErrorSentence(USAGE, "{engine} has no schemas, but [erp] schema is set.", "Remove [erp] schema."),
    "store_failed": ErrorSentence(
        FAULT, "The module's tables cannot be used: {detail}.", "See the database and the login's rights."
    ),
    "store_permission": ErrorSentence(
        USAGE,
        "The database login may not create or change the module's tables: {detail}.",
        "Let a DBA run the script of pleo-erp install --sql, or grant the rights.",
    ),
    "vault_key_missing": ErrorSentence(
        USAGE,
        "The key file {path} is missing, so the stored API keys cannot be opened.",
        "Put the file back; if it is lost, connect every company again.",
    ),
    "vault_key_unreadable": ErrorSentence(USAGE, "The key file {path} cannot be used: {detail}.", "Mend the file or its rights."),
    "vault_key_wrong": ErrorSentence(
        USAGE,
        "The key file {path} does not hold the key '{kid}' that sealed this secret.",
        "Put the right key file back; if it is lost, connect every company again.",
    ),
    "secret_damaged": ErrorSentence(
        USAGE,
        "The stored {purpose} of company {company} cannot be opened: it was changed, or copied from elsewhere.",
        "Connect the company again.",
    ),
    # -- Pleo
    "key_rejected": ErrorSentence(
        FAULT,
        "Pleo does not accept the API key{detail}.",
        "Create a new key in Pleo and connect again.",
    ),
    "right_missing": ErrorSentence(
        FAULT,
        "The API key may not use {area} in Pleo. Pleo says: {detail}.",
        "Give the key this right in Pleo, or use another key.",
    ),
    "pleo_not_found": ErrorSentence(FAULT, "Pleo does not know this record{detail}.", "Nothing to do: the next run looks again."),
    "pleo_conflict": ErrorSentence(
        FAULT, "Pleo says that this record exists already{detail}.", "See in Pleo which other record has this code."
    ),
    "pleo_refused": ErrorSentence(FAULT, "Pleo refused the request{detail}.", "Correct the record in the ERP."),
    "group_full": ErrorSentence(
        FAULT,
        "The tag group takes no more active tags in Pleo{detail}.",
        "Release the held archives, or close values in the ERP.",
    ),
    "rate_limited": ErrorSentence(
        FAULT,
        "Pleo asked to slow down for longer than this run waits{detail}.",
        "Lower [pleo] requests_per_minute; the next run goes on.",
    ),
    "pleo_unavailable": ErrorSentence(FAULT, "Pleo has a fault of its own{detail}.", "Nothing to do: the next run tries again."),
    "pleo_unreachable": ErrorSentence(
        FAULT, "Pleo cannot be reached: {detail}.", "See the network, the proxy and [pleo] in the configuration."
    ),
    "pleo_timeout": ErrorSentence(FAULT, "Pleo did not answer in time{detail}.", "Nothing to do: the next run tries again."),
    "proxy_refused": ErrorSentence(
        FAULT, "The proxy refused the connection: {detail}.", "Correct [pleo] proxy, or open the way to Pleo."
    ),
    "tls_failed": ErrorSentence(
        FAULT, "The encrypted connection to Pleo could not be trusted: {detail}.", "Name your own authority in [pleo] ca_bundle."
    ),
    "not_https": ErrorSentence(
        USAGE, "Pleo's address {url} is not https.", "Correct [pleo] base_url; http is for this machine only."
    ),
    "base_url_invalid": ErrorSentence(USAGE, "Pleo's address cannot be used: {detail}.", "Correct [pleo] base_url."),
    "proxy_invalid": ErrorSentence(USAGE, "The proxy's address cannot be used: {detail}.", "Correct [pleo] proxy."),
    "redirected": ErrorSentence(
        FAULT, "Pleo's address answered with a redirect, which is not followed.", "Correct [pleo] base_url."
    ),
    "not_json": ErrorSentence(
        FAULT, "The answer was not Pleo's (no JSON, status {status}).", "See whether a proxy or a login page stands in between."
    ),
    "answer_invalid": ErrorSentence(FAULT, "Pleo's answer lacks what was expected: {detail}.", "Report it; nothing was written."),
    "answer_too_large": ErrorSentence(FAULT, "Pleo's answer was larger than {limit} bytes.", "Report it; nothing was written."),
    "paging_broken": ErrorSentence(FAULT, "Pleo's pages do not end: {detail}.", "Report it; nothing was written."),
    # -- what becomes of single records
    "not_attempted": ErrorSentence(FAULT, "The run ended before this change.", "Nothing to do: the next run makes it."),
    "group_missing": ErrorSentence(
        FAULT,
        "The tag group '{code}' is not there in Pleo, so its tags were left alone.",
        "See why the tag group could not be made.",
    ),
    "wrong_account_key": ErrorSentence(
        USAGE,
        "account_key={used} matches {matched} accounts in Pleo, account_key={other} would match {others}.",
        "Set account_key={other} before releasing (pleo-erp settings).",
    ),
}
