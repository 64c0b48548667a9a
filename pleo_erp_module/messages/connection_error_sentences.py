"""The errors of a connection and its selection, by code."""

from __future__ import annotations

from collections.abc import Mapping

from pleo_erp_module.messages.sentence import FAULT, USAGE, ErrorSentence

CONNECTION_ERRORS: Mapping[str, ErrorSentence] = {
    "not_connected": ErrorSentence(USAGE, "Company {company} is not connected to Pleo.", "Connect it first ({action.connect})."),
    "unknown_dimension": ErrorSentence(
        USAGE,
        "Company {company} has no dimension '{code}' in the ERP.",
        "Most similar: {close:or}. See all its dimensions ({action.dimensions}).",
    ),
    "inactive_dimension": ErrorSentence(
        USAGE, "The dimension '{code}' cannot be selected: {why_not}.", "Activate it in the ERP, or leave it out."
    ),
    "ambiguous_dimension": ErrorSentence(
        USAGE, "Several dimensions in the ERP have the code '{code}'.", "Give each dimension its own code in the ERP."
    ),
    "selection_unconfirmed": ErrorSentence(
        USAGE,
        "The selection was not saved, because nobody confirmed that the next run archives these tag groups: {groups}.",
        "Select their dimensions as well, or confirm the archives ({option.yes}).",
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
    "other_installation": ErrorSentence(
        USAGE,
        "Another installation synchronises the Pleo company of company {company}: {other}.",
        "Use only one installation. If the other one is no longer in use, connect again with {option.take_over}.",
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
        "Give each ERP its own database or schema for these tables ({action.grants}): set {config.erp.connection} or"
        " {config.erp.schema}. If the ERP was moved, connect with {option.moved}.",
    ),
    "key_of_other_company": ErrorSentence(
        FAULT,
        "The API key now belongs to the Pleo company {found}, but company {company} is connected to {connected}.",
        "Connect again with a key of {connected} ({action.connect}).",
    ),
}
