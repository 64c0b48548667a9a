"""The errors of a call and of the configuration, by code."""

from __future__ import annotations

from collections.abc import Mapping

from pleo_erp_module.messages.sentence import USAGE, ErrorSentence

CALL_ERRORS: Mapping[str, ErrorSentence] = {
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
    "profiles_folder_missing": ErrorSentence(
        USAGE,
        "There is no profile '{profile}': the folder {path} does not exist.",
        "Correct {config.erp.profiles_folder} in the configuration.",
    ),
    "profiles_folder_unreadable": ErrorSentence(
        USAGE,
        "The folder of profiles {path} cannot be read: {why}.",
        "Allow this user to read it, or correct {config.erp.profiles_folder} in the configuration.",
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
    "unknown_setting": ErrorSentence(
        USAGE, "There is no setting '{name}'.", "Most similar: {close:or}. See all settings ({action.settings})."
    ),
    "setting_invalid": ErrorSentence(
        USAGE, "Invalid value '{value}' for setting {name}. Allowed: {detail}.", "Enter an allowed value."
    ),
    "ambiguous_prefix": ErrorSentence(USAGE, "'{prefix}' is ambiguous: {found}.", "Enter more characters."),
    "unknown_run": ErrorSentence(USAGE, "Company {company} has no run '{run}'.", "Check the list of runs ({action.history})."),
}
