"""The errors of the module's tables and the vault, by code."""

from __future__ import annotations

from collections.abc import Mapping

from pleo_erp_module.messages.sentence import FAULT, USAGE, ErrorSentence

STORE_ERRORS: Mapping[str, ErrorSentence] = {
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
}
