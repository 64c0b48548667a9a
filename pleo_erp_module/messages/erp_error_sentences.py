"""The errors of the ERP and its database, by code."""

from __future__ import annotations

from collections.abc import Mapping

from pleo_erp_module.messages.sentence import FAULT, USAGE, ErrorSentence

ERP_ERRORS: Mapping[str, ErrorSentence] = {
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
        FAULT,
        "The ERP's database cannot be reached: {detail}.",
        "Check that the database is running, and the host and port in {config.erp.connection}.",
    ),
    "erp_unknown": ErrorSentence(
        USAGE,
        "No profile recognises this database: {detail}.",
        "{first}, set {config.erp.profile}, or write a profile for this ERP ({document.profiles}).",
    ),
    "erp_ambiguous": ErrorSentence(
        USAGE, "This database contains the tables of several ERPs: {found}.", "Set {config.erp.profile} to the right one."
    ),
    "erp_newer": ErrorSentence(
        USAGE,
        "{title} {version} is newer than {newest}, the newest version that this profile was tested with.",
        "Compare what is read with the ERP ({action.probe}) before you release a plan.",
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
}
