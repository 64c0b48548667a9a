"""The errors of Pleo and the way to it, by code."""

from __future__ import annotations

from collections.abc import Mapping

from pleo_erp_module.messages.sentence import FAULT, USAGE, ErrorSentence

_PLEO_ANSWERED = "Pleo answered: {detail}."

PLEO_ERRORS: Mapping[str, ErrorSentence] = {
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
    "answer_invalid": ErrorSentence(
        FAULT, "Pleo returned an invalid answer: {detail}.", "Report this error. Nothing was written."
    ),
    "answer_too_large": ErrorSentence(
        FAULT, "Pleo's answer was larger than {limit} bytes.", "Report this error. Nothing was written."
    ),
    "paging_broken": ErrorSentence(
        FAULT, "Pleo's list of pages does not end: {detail}.", "Report this error. Nothing was written."
    ),
}
