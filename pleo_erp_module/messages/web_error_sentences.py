"""The errors of the web pages and the identity provider, by code."""

from __future__ import annotations

from collections.abc import Mapping

from pleo_erp_module.messages.sentence import FAULT, USAGE, ErrorSentence

WEB_ERRORS: Mapping[str, ErrorSentence] = {
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
}
