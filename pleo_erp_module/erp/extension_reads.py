"""Asking the plugins for a read: an extension replaces the profile, two of them are refused, a failing one is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

import pluggy

from pleo_erp_hookspecs import Account, Company, Dimension, DimensionValue, LeaveOut, Message, ReadContext, TaxCode, Vendor
from pleo_erp_module.erp.normal_form import normal
from pleo_erp_module.erp.profile_plugin import ProfilePlugin
from pleo_erp_module.errors import error
from pleo_erp_module.extensions import describe, failures_of
from pleo_erp_module.messages.sentence_index import LEFT_OUT_BY
from pleo_erp_module.text import clean, fold, visible_code

R = TypeVar("R", Company, Dimension, DimensionValue, Account, TaxCode, Vendor)
Row = TypeVar("Row", Dimension, DimensionValue, Account, TaxCode, Vendor)


def read(plugins: pluggy.PluginManager, entity: str, record: type[R], **arguments: object) -> list[R]:
    """All records of ``entity``, equal ones once; none if nobody reads it.

    Raises PleoErpError ``plugin_failed``, ``plugin_conflict``, and what the profile raises.
    """
    if failures := failures_of(plugins):
        raise error("plugin_failed", plugin=failures[0].plugin, doing=Message("doing_load"), detail=failures[0].detail)
    profile: list[R] = []
    answers: dict[str, list[R]] = {}
    own: list[pluggy.HookImpl] = []
    for impl in _implementations(plugins, f"pleo_erp_read_{entity}"):
        if isinstance(impl.plugin, ProfilePlugin):
            own.append(impl)
            continue
        rows = _extension_rows(impl, record, entity, arguments)
        if rows is not None:
            answers[impl.plugin_name] = rows
    if len(answers) > 1:
        raise error("plugin_conflict", entity=Message(f"entity_{entity}"), plugins=sorted(answers))
    for impl in () if answers else own:
        profile.extend(_call(impl, arguments) or ())
    return list(dict.fromkeys(next(iter(answers.values()), profile)))


def replaced(plugins: pluggy.PluginManager, entity: str) -> bool:
    """Whether an extension may answer in place of the profile, or one that could not be loaded would have."""
    return bool(failures_of(plugins)) or any(
        not isinstance(impl.plugin, ProfilePlugin) for impl in _implementations(plugins, f"pleo_erp_read_{entity}")
    )


def leave_out(plugins: pluggy.PluginManager, context: ReadContext, unit: str, rows: Sequence[Row]) -> list[Row]:
    """The rows, those that a filter names no longer usable. Raises PleoErpError ``plugin_failed``."""
    reasons: dict[str, str] = {}
    for impl in _implementations(plugins, "pleo_erp_leave_out"):
        try:
            named = _call(impl, {"context": context, "unit": unit, "rows": tuple(rows)})
            for one in named or ():
                if not isinstance(one, LeaveOut):
                    raise TypeError(f"it answered {type(one).__name__} in place of LeaveOut")
                reasons.setdefault(_key(one.key, unit), clean(one.reason) or f"{LEFT_OUT_BY}:{impl.plugin_name}")
        except Exception as exc:
            doing = Message("doing_leave_out", {"unit": unit})
            raise error("plugin_failed", plugin=impl.plugin_name, doing=doing, detail=describe(exc)) from exc
    if not reasons:
        return list(rows)
    left = []
    for row in rows:
        reason = reasons.get(_key(row.id if isinstance(row, (Account, Vendor)) else row.code, unit))
        left.append(row if reason is None or not row.usable else replace(row, usable=False, why_not=reason))
    return left


def _key(key: str, unit: str) -> str:
    """Ids are compared as they are (A-22), codes without regard to case (T-2)."""
    return visible_code(key) if unit in {"accounts", "vendors"} else fold(key)


def _implementations(plugins: pluggy.PluginManager, hook: str) -> list[pluggy.HookImpl]:
    caller: pluggy.HookCaller = getattr(plugins.hook, hook)
    return caller.get_hookimpls()


def _call(impl: pluggy.HookImpl, arguments: dict[str, Any]) -> Any:
    """Call one implementation alone, so that it is known whose answer it is."""
    return impl.function(*(arguments[name] for name in impl.argnames))


def _extension_rows(impl: pluggy.HookImpl, record: type[R], entity: str, arguments: dict[str, Any]) -> list[R] | None:
    try:
        answer = _call(impl, arguments)
        if answer is None:
            return None
        rows: list[R] = []
        for row in answer:
            if not isinstance(row, record):
                raise TypeError(f"it answered {type(row).__name__} in place of {record.__name__}")
            rows.append(normal(row))
    except Exception as exc:
        doing = Message("doing_read", {"entity": Message(f"entity_{entity}")})
        raise error("plugin_failed", plugin=impl.plugin_name, doing=doing, detail=describe(exc)) from exc
    return rows
