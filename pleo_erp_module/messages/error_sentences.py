"""Every error a user can meet, by code: its kind, its sentence and the next step (documented in docs/errors.md)."""

from __future__ import annotations

from collections.abc import Mapping

from pleo_erp_hookspecs import ErrorKind
from pleo_erp_module.messages.sentence import ErrorSentence

FAULT, USAGE, BUSY, STOPPED = ErrorKind.FAULT, ErrorKind.USAGE, ErrorKind.BUSY, ErrorKind.STOPPED
_PLEO_ANSWERED = "Pleo answered: {detail}."

ERRORS: Mapping[str, ErrorSentence] = {
    # -- the call and the configuration
    "usage": ErrorSentence(USAGE, "{detail}", "See the help for the parameters ({option.help})."),
    "forbidden": ErrorSentence(
        USAGE, "{user} is not allowed to run '{action}'. This requires the role {role}.", "Ask an administrator."
    ),
    "config_missing": ErrorSentence(
        USAGE,
        "The configuration file {path} does not exist.",
        "Name another one with {option.config}, or create pleo-erp.toml ({document.configuration}).",
    ),
    "config_invalid": ErrorSentence(
        USAGE, "The configuration {path} is invalid: {detail}.", "Correct the configuration ({document.configuration})."
    ),
    "unknown_profile": ErrorSentence(
        USAGE,
        "There is no profile '{profile}'. Available profiles: {known}.",
        "Correct {config.erp.profile} in the configuration.",
    ),
    "profile_invalid": ErrorSentence(
        USAGE, "The profile '{profile}' is invalid: {detail}.", "Correct the profile ({document.profiles})."
    ),
    "profile_parameter": ErrorSentence(
        USAGE,
        "The parameters of company {company} do not match the profile '{profile}': {detail}.",
        "Correct the parameters of this company in the configuration ({document.profiles}).",
    ),
    "unknown_company": ErrorSentence(
        USAGE, "The ERP has no such company. Known companies: {known}.", "Choose one of these companies ({action.companies})."
    ),
    "unknown_job": ErrorSentence(
        USAGE,
        "There is no job '{job}'.",
        "Use sync, sync-all, sync-tags, sync-accounts or undo. Plan an undo before you run it ({action.undo}).",
    ),
    "unknown_action": ErrorSentence(USAGE, "There is no action '{action}'.", "Check the list of actions ({document.hooks})."),
    "unknown_setting": ErrorSentence(USAGE, "There is no setting '{name}'.", "Check the list of settings ({action.settings})."),
    "setting_invalid": ErrorSentence(
        USAGE, "Invalid value '{value}' for setting {name}. Allowed: {detail}.", "Enter an allowed value."
    ),
    "ambiguous_prefix": ErrorSentence(USAGE, "'{prefix}' is ambiguous: {found}.", "Enter more characters."),
    "unknown_run": ErrorSentence(USAGE, "Company {company} has no run '{run}'.", "Check the list of runs ({action.history})."),
    # -- the standalone host's web pages
    "web_missing": ErrorSentence(
        USAGE, "The library {library}, which the web pages need, is not installed.", "Run pip install 'pleo-erp-module[web]'."
    ),
    "listen_failed": ErrorSentence(
        FAULT,
        "The web server cannot listen on {address}: {detail}.",
        "Correct {config.web.listen}, or stop the program that uses this address.",
    ),
    "certificate_invalid": ErrorSentence(
        USAGE,
        "The web server's certificate cannot be used: {detail}.",
        "Correct {config.web.certificate} and {config.web.private_key}.",
    ),
    "desk_permission": ErrorSentence(
        USAGE,
        "The database login is not allowed to create the tables of the web pages: {detail}.",
        "Ask your database administrator to run the script of {action.serve_sql}, or to grant the permissions.",
    ),
    "person_exists": ErrorSentence(USAGE, "The account '{login}' already exists.", "Choose another login name."),
    "person_unknown": ErrorSentence(USAGE, "There is no account '{login}'.", "Check the list of users."),
    "last_administrator": ErrorSentence(
        USAGE, "'{login}' is the last active administrator.", "Make another user an administrator first."
    ),
    # -- the company's identity provider
    "oidc_unreachable": ErrorSentence(
        FAULT,
        "The identity provider {issuer} cannot be reached: {detail}.",
        "Check proxy and ca_bundle in [web.oidc], or log in with a local account.",
    ),
    "oidc_answer_invalid": ErrorSentence(
        FAULT,
        "The identity provider {issuer} returned an invalid answer: {detail}.",
        "Check [web.oidc] and how this client is registered at the identity provider.",
    ),
    "oidc_state": ErrorSentence(USAGE, "This login was not started in this browser, or it is too old.", "Start the login again."),
    "oidc_refused": ErrorSentence(
        USAGE,
        "The identity provider refused the login: {detail}.",
        "Try again, or ask the administrator of the identity provider.",
    ),
    "oidc_token_invalid": ErrorSentence(
        FAULT,
        "The identity provider's token is invalid: {detail}.",
        "Check that the clocks of both machines agree, and check issuer and client_id in [web.oidc].",
    ),
    "oidc_no_role": ErrorSentence(
        USAGE,
        "The account '{login}' is in no group that may use these pages.",
        "Ask the administrator of the identity provider to add it to a group in [web.oidc].",
    ),
    "oidc_user_unknown": ErrorSentence(
        USAGE, "There is no account '{login}' on these pages.", "Ask an administrator of these pages to add it."
    ),
    "oidc_user_inactive": ErrorSentence(
        USAGE, "The account '{login}' is deactivated.", "Ask an administrator of these pages to activate it."
    ),
    "oidc_login_taken": ErrorSentence(
        USAGE,
        "The login name '{login}' belongs to a local account.",
        "Log in with its password, or ask an administrator for another login name.",
    ),
    # -- the connection and the selection
    "not_connected": ErrorSentence(USAGE, "Company {company} is not connected to Pleo.", "Connect it first ({action.connect})."),
    "unknown_dimension": ErrorSentence(
        USAGE,
        "Company {company} has no dimension '{code}' in the ERP.",
        "Check the codes of its dimensions ({action.dimensions}).",
    ),
    "inactive_dimension": ErrorSentence(
        USAGE, "The dimension '{code}' cannot be selected: {why_not}.", "Activate it in the ERP, or leave it out."
    ),
    "ambiguous_dimension": ErrorSentence(
        USAGE, "Several dimensions in the ERP have the code '{code}'.", "Give each dimension its own code in the ERP."
    ),
    "too_many_dimensions": ErrorSentence(
        USAGE, "You selected {count} dimensions, but Pleo accepts at most {limit}.", "Select fewer dimensions."
    ),
    "dimension_not_selected": ErrorSentence(
        USAGE, "The dimension '{code}' is not selected.", "Select it first ({action.select})."
    ),
    "no_selection": ErrorSentence(
        USAGE, "No dimensions have been selected for company {company}.", "Save a selection first ({action.select})."
    ),
    "stale_plan": ErrorSentence(
        USAGE,
        "The plan {plan} is unknown, older than 72 hours, or belongs to another company than {company}.",
        "Make a new plan and release that one ({action.plan}).",
    ),
    "nothing_to_undo": ErrorSentence(
        USAGE,
        "No run of company {company} has changed anything in Pleo that can be undone.",
        "Check what the runs changed ({action.history}).",
    ),
    "already_undone": ErrorSentence(
        USAGE,
        "The last run of company {company} that changed anything in Pleo, {run}, was itself an undo.",
        "To restore what it undid, resume the connection: the next run follows the ERP ({action.resume}).",
    ),
    "undo_not_released": ErrorSentence(
        USAGE,
        "Company {company} has no released undo, or its release is older than 72 hours.",
        "Plan the undo and release the plan ({action.undo}).",
    ),
    "organisation_key": ErrorSentence(
        USAGE,
        "This API key is for a whole Pleo organisation, not for one company.",
        "Create a key with company access in Pleo and connect with that key.",
    ),
    "pleo_company_taken": ErrorSentence(
        USAGE,
        "The Pleo company {pleo_company} is already connected to the ERP company {company}.",
        "Disconnect that company first, or use the key of another Pleo company.",
    ),
    "pleo_company_unclear": ErrorSentence(
        USAGE,
        "The API key does not say which Pleo company it belongs to.",
        "Name the company ({option.pleo_company}). The key has access to: {known}.",
    ),
    "pleo_company_differs": ErrorSentence(
        USAGE,
        "Company {company} is connected to the Pleo company {connected}, but this key belongs to {found}.",
        "Use a key of {connected}. To change the Pleo company, name the new one ({option.pleo_company}).",
    ),
    "wrong_pleo_company": ErrorSentence(
        USAGE,
        "The API key belongs to the Pleo company {found}, not to {named}.",
        "Use a key of {named}, or name the right company.",
    ),
    "key_malformed": ErrorSentence(
        USAGE, "That is not a valid API key: {detail}.", "Copy the whole key from Pleo and paste it on one line."
    ),
    "database_moved": ErrorSentence(
        USAGE,
        "Company {company} was connected in another database than this one (a copy, a restored backup or a moved server).",
        "If the database was moved, connect again with {option.moved}. If this is a copy, leave it disconnected.",
    ),
    "profile_changed": ErrorSentence(
        USAGE,
        "Company {company} was connected with the profile {connected}, but the ERP is now read with {found}.",
        "Set {config.erp.profile} to the right profile. If the change is intended, connect again with {option.moved}.",
    ),
    "read_database_changed": ErrorSentence(
        USAGE,
        "Company {company} was connected when its ERP was read from {connected}, but it is now read from {found}.",
        "Correct {config.erp.read_connection}. If the change is intended, connect again with {option.moved}.",
    ),
    "tables_of_other_erp": ErrorSentence(
        USAGE,
        "The module's tables belong to another ERP: company {company} was connected with the profile {profile},"
        " read from {database}.",
        "Give each ERP its own place for them ({action.grants}) in {config.erp.connection} or {config.erp.schema}."
        " If the ERP was moved, connect with {option.moved}.",
    ),
    "key_of_other_company": ErrorSentence(
        FAULT,
        "The API key now belongs to the Pleo company {found}, but company {company} is connected to {connected}.",
        "Connect again with a key of {connected} ({action.connect}).",
    ),
    # -- the run
    "busy": ErrorSentence(BUSY, "A run of company {company} is in progress ({owner}).", "Wait until it has finished."),
    "lease_lost": ErrorSentence(
        FAULT, "The run lost its lock on the connection and stopped before the next request.", "The next run will continue."
    ),
    "run_paused": ErrorSentence(
        STOPPED,
        "The run stopped before its next write because company {company} was paused.",
        "Resume the connection to continue.",
    ),
    "run_disconnected": ErrorSentence(
        STOPPED,
        "The run stopped before its next write because company {company} was disconnected.",
        "Connect the company again to continue.",
    ),
    "stopped": ErrorSentence(STOPPED, "The run was stopped on request.", "The next run will continue."),
    "end_unknown": ErrorSentence(
        FAULT,
        "The answer to this change was lost, and the record was changed before the next run checked.",
        "Compare the record in Pleo with the ERP.",
    ),
    "history_unwritable": ErrorSentence(
        FAULT, "The run stopped because the history could not be written: {detail}.", "Make the module's tables writable again."
    ),
    "internal": ErrorSentence(FAULT, "An unexpected error occurred: {detail}.", "Report it together with the log of this run."),
    "aborted": ErrorSentence(STOPPED, "The command was interrupted. Nothing was changed.", "Run the command again."),
    # -- the ERP
    "driver_library_missing": ErrorSentence(
        USAGE,
        "The ODBC driver manager is not installed: {detail}.",
        "Install unixODBC (Debian, Ubuntu: apt-get install unixodbc).",
    ),
    "driver_missing": ErrorSentence(
        USAGE,
        "The ODBC driver '{driver}' is not installed. Installed drivers: {known}.",
        "Install this driver, or name an installed one in {config.erp.connection}.",
    ),
    "driver_unsuited": ErrorSentence(
        USAGE,
        "The ODBC driver '{driver}' does not transfer all text unchanged.",
        "Name the driver '{better}' in {config.erp.connection}.",
    ),
    "dsn_unknown": ErrorSentence(
        USAGE, "The ODBC data source '{dsn}' is not defined.", "Correct {config.erp.connection}, or define the data source."
    ),
    "connection_string_invalid": ErrorSentence(
        USAGE, "The ODBC connection string is invalid: {detail}.", "Correct {config.erp.connection} in the configuration."
    ),
    "engine_unsupported": ErrorSentence(
        USAGE, "The database engine '{engine}' is not supported. Supported: {known}.", "Use one of the supported engines."
    ),
    "login_failed": ErrorSentence(
        USAGE, "The database rejected the login: {detail}.", "Correct the user name and password in {config.erp.connection}."
    ),
    "database_unknown": ErrorSentence(
        USAGE, "The database does not exist: {detail}.", "Correct the name of the database in {config.erp.connection}."
    ),
    "erp_unreachable": ErrorSentence(
        FAULT, "The ERP's database cannot be reached: {detail}.", "Check that the database is running. The next run will retry."
    ),
    "erp_unknown": ErrorSentence(
        USAGE,
        "No profile recognises this database: {detail}.",
        "{first}, set {config.erp.profile}, or write a profile for this ERP ({document.profiles}).",
    ),
    "erp_ambiguous": ErrorSentence(
        USAGE, "This database contains the tables of several ERPs: {found}.", "Set {config.erp.profile} to the right one."
    ),
    "profile_unfit": ErrorSentence(
        USAGE,
        "The configuration names the profile {named}, but the database contains the tables of {found}.",
        "Set {config.erp.profile} to auto, or correct {config.erp.connection}.",
    ),
    "erp_table_missing": ErrorSentence(
        USAGE,
        "The ERP's table {table:or} is missing or not visible to the database login.",
        "Check that {config.erp.profile} matches the ERP, and grant SELECT on the table.",
    ),
    "erp_column_missing": ErrorSentence(
        USAGE, "The ERP's table {table} has no column {column}.", "Check that the profile matches the version of the ERP."
    ),
    "erp_permission": ErrorSentence(
        FAULT,
        "The database login is not allowed to read {entity}: {detail}.",
        "Ask your database administrator to grant SELECT on that table ({action.grants}).",
    ),
    "erp_read_failed": ErrorSentence(
        FAULT, "Reading {entity} from the ERP failed: {detail}.", "Check the database. Nothing was written."
    ),
    "erp_row_invalid": ErrorSentence(
        FAULT,
        "Invalid data in the ERP while reading {entity}: {detail}.",
        "Correct the row in the ERP, or the SELECT of the profile.",
    ),
    "time_zone_unknown": ErrorSentence(USAGE, "There is no time zone '{time_zone}'.", "Use a name such as Europe/Copenhagen."),
    "plugin_failed": ErrorSentence(
        FAULT, "The extension '{plugin}' failed ({doing}): {detail}.", "Fix or uninstall the extension. Nothing was written."
    ),
    "plugin_conflict": ErrorSentence(USAGE, "Several extensions read {entity}: {plugins}.", "Uninstall all but one of them."),
    "dimension_read_failed": ErrorSentence(
        FAULT,
        "The dimensions could not be read, so this unit was skipped: {detail}.",
        "Fix the error that prevented the dimensions from being read.",
    ),
    # -- the module's tables and the vault
    "tables_missing": ErrorSentence(USAGE, "The module's tables do not exist.", "Create them ({action.install})."),
    "tables_older": ErrorSentence(
        USAGE,
        "The module's tables have version {found}, but this module needs version {needed}.",
        "Upgrade them ({action.install}).",
    ),
    "tables_newer": ErrorSentence(
        USAGE, "The module's tables have version {found}, which is newer than this module ({needed}).", "Upgrade the module."
    ),
    "schema_unsupported": ErrorSentence(
        USAGE, "{engine} has no schemas, but the configuration names one.", "Remove {config.erp.schema}."
    ),
    "store_failed": ErrorSentence(
        FAULT, "The module's tables cannot be used: {detail}.", "Check the database and the permissions of the login."
    ),
    "store_permission": ErrorSentence(
        USAGE,
        "The database login is not allowed to create or change the module's tables: {detail}.",
        "Ask your database administrator to run the script of {action.install_sql}, or to grant the permissions.",
    ),
    "vault_key_missing": ErrorSentence(
        USAGE,
        "The key file {path} is missing, so the stored API keys cannot be decrypted.",
        "Restore the file. If it is lost, connect every company again ({action.connect}).",
    ),
    "vault_key_unreadable": ErrorSentence(
        USAGE, "The key file {path} cannot be used: {detail}.", "Fix the file or its permissions."
    ),
    "vault_key_wrong": ErrorSentence(
        USAGE,
        "The key file {path} does not contain the key '{kid}', which this secret was encrypted with.",
        "Restore the right key file. If it is lost, connect every company again ({action.connect}).",
    ),
    "secret_damaged": ErrorSentence(
        USAGE,
        "The stored API key of company {company} cannot be decrypted: it was changed, or copied from another database.",
        "Connect the company again ({action.connect}).",
    ),
    # -- Pleo
    "key_rejected": ErrorSentence(
        FAULT,
        "Pleo did not accept the API key.",
        "Create a new key in Pleo and connect again ({action.connect}).",
        _PLEO_ANSWERED,
    ),
    "right_missing": ErrorSentence(
        FAULT,
        "The API key lacks the permission for {area:area} in Pleo.",
        "Give the key this permission in Pleo, or use another key.",
        _PLEO_ANSWERED,
    ),
    "pleo_not_found": ErrorSentence(
        FAULT, "The record does not exist in Pleo.", "The next run will check again.", _PLEO_ANSWERED
    ),
    "pleo_conflict": ErrorSentence(
        FAULT, "The record already exists in Pleo.", "Check in Pleo which other record has this code.", _PLEO_ANSWERED
    ),
    "pleo_refused": ErrorSentence(FAULT, "Pleo rejected the request.", "Correct the record in the ERP.", _PLEO_ANSWERED),
    "group_full": ErrorSentence(
        FAULT,
        "The tag group has reached the maximum number of active tags in Pleo.",
        "Release the held archives, or close values in the ERP ({action.plan}).",
        _PLEO_ANSWERED,
    ),
    "rate_limited": ErrorSentence(
        FAULT,
        "Pleo asked for a longer pause between requests than this run waits.",
        "Lower {config.pleo.requests_per_minute}. The next run will continue.",
        _PLEO_ANSWERED,
    ),
    "pleo_unavailable": ErrorSentence(
        FAULT, "Pleo returned a server error ({status}).", "The next run will retry.", _PLEO_ANSWERED
    ),
    "pleo_unreachable": ErrorSentence(
        FAULT, "Pleo cannot be reached: {detail}.", "Check the network, the proxy and {config.pleo}. The next run will retry."
    ),
    "pleo_timeout": ErrorSentence(FAULT, "Pleo did not answer in time.", "The next run will retry.", _PLEO_ANSWERED),
    "proxy_refused": ErrorSentence(
        FAULT, "The proxy refused the connection: {detail}.", "Correct {config.pleo.proxy}, or allow connections to Pleo."
    ),
    "tls_failed": ErrorSentence(
        FAULT,
        "The TLS connection to Pleo is not trusted: {detail}.",
        "Name your own certificate authority in {config.pleo.ca_bundle}.",
    ),
    "not_https": ErrorSentence(
        USAGE,
        "The address {url} of Pleo does not use https.",
        "Correct {config.pleo.base_url}. Only an address on this machine may use http.",
    ),
    "base_url_invalid": ErrorSentence(USAGE, "The address of Pleo is invalid: {detail}.", "Correct {config.pleo.base_url}."),
    "proxy_invalid": ErrorSentence(USAGE, "The address of the proxy is invalid: {detail}.", "Correct {config.pleo.proxy}."),
    "redirected": ErrorSentence(
        FAULT, "The address of Pleo answered with a redirect, which is not followed.", "Correct {config.pleo.base_url}."
    ),
    "not_json": ErrorSentence(
        FAULT,
        "The answer did not come from Pleo (not JSON, status {status}).",
        "Check whether a proxy or a login page answers in place of Pleo.",
    ),
    "answer_invalid": ErrorSentence(FAULT, "Pleo's answer is invalid: {detail}.", "Report this error. Nothing was written."),
    "answer_too_large": ErrorSentence(
        FAULT, "Pleo's answer was larger than {limit} bytes.", "Report this error. Nothing was written."
    ),
    "paging_broken": ErrorSentence(
        FAULT, "Pleo's list of pages does not end: {detail}.", "Report this error. Nothing was written."
    ),
    # -- what becomes of single records
    "not_attempted": ErrorSentence(FAULT, "The run ended before this change was made.", "The next run will make it."),
    "group_missing": ErrorSentence(
        FAULT,
        "The tag group '{code}' does not exist in Pleo, so its tags were skipped.",
        "Check why the tag group could not be created.",
    ),
    "wrong_account_key": ErrorSentence(
        USAGE,
        "Accounts in Pleo that match by account_key={used}: {matched} (same number or name: {agreed}); "
        "by account_key={other}: {others} (same number or name: {others_agreed}).",
        "Set account_key={other} before you release the plan ({action.settings}).",
    ),
    "invisible_characters": ErrorSentence(
        USAGE,
        "Invisible characters in the ERP's codes or names were ignored ({count}): {rows}.",
        "Remove them in the ERP.",
    ),
    "account_key_doubtful": ErrorSentence(
        USAGE,
        "Accounts in Pleo that match by account_key={used}: {matched}, but with the same number or name only {agreed}.",
        "Check in the plan that these are the same accounts before you release it ({action.plan}).",
    ),
    "rows_with_same_code": ErrorSentence(
        FAULT,
        "Several ERP rows have the same code, so their records in Pleo stay as they are ({where}, rows: {count}): {rows}.",
        "Give each of these rows a code of its own in the ERP.",
    ),
    "rows_without_code": ErrorSentence(
        FAULT,
        "Some ERP rows have no code, so they are left out ({where}, rows: {count}): {rows}.",
        "Give these rows a code in the ERP.",
    ),
    "rows_too_long": ErrorSentence(
        FAULT,
        "Some ERP rows have more characters than Pleo accepts, so they are left out ({where}, rows: {count}): {rows}.",
        "Shorten the names or codes of these rows in the ERP.",
    ),
    "values_not_kept": ErrorSentence(
        FAULT,
        "Pleo stored other values than were sent, and still shows them ({where}, records: {count}): {rows}.",
        "Compare these records in Pleo with the ERP.",
    ),
    "unknown_kind": ErrorSentence(USAGE, "There is no kind '{kind}'. Available: {known}.", "Choose one of these kinds."),
    "unknown_unit": ErrorSentence(USAGE, "There is no unit '{unit}'.", "Name the unit as plans and runs do ({action.plan})."),
}
