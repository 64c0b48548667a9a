"""Asking the plugins for a read: an extension replaces the profile, two of them are refused, a failing one is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import pluggy

from pleo_erp_hookspecs import LeaveOut, Message, ReadContext
from pleo_erp_module.erp.normal_form import normal
from pleo_erp_module.erp.row_reader import ENTITIES
from pleo_erp_module.errors import error
from pleo_erp_module.extensions import describe, failures_of
from pleo_erp_module.messages.sentence_index import LEFT_OUT_BY
from pleo_erp_module.text import clean, fold, visible_code


def read(plugins: pluggy.PluginManager, entity: str, profile: Callable[[], Iterable[Any]], **arguments: object) -> list[Any]:
    """All records of ``entity``, equal ones once: an extension's, else those of the profile.

    Raises PleoErpError ``plugin_failed``, ``plugin_conflict``, and what the profile raises.
    """
    if failures := failures_of(plugins):
        raise error("plugin_failed", plugin=failures[0].plugin, doing=Message("doing_load"), detail=failures[0].detail)
    answers: dict[str, list[Any]] = {}
    for impl in _readers(plugins, entity):
        rows = _extension_rows(impl, entity, arguments)
        if rows is not None:
            answers[impl.plugin_name] = rows
    if len(answers) > 1:
        raise error("plugin_conflict", entity=Message(f"entity_{entity}"), plugins=sorted(answers))
    return list(dict.fromkeys(next(iter(answers.values())) if answers else profile()))


def replaced(plugins: pluggy.PluginManager, entity: str) -> bool:
    """Whether an extension may answer in place of the profile, or one that could not be loaded would have."""
    return bool(failures_of(plugins) or _readers(plugins, entity))


def leave_out(plugins: pluggy.PluginManager, context: ReadContext, entity: str, unit: str, rows: Sequence[Any]) -> list[Any]:
    """The rows, those that a filter names no longer usable. Raises PleoErpError ``plugin_failed``."""
    by_id = ENTITIES[entity].by_id
    normal_key = visible_code if by_id else fold
    reasons: dict[str, str] = {}
    for impl in _implementations(plugins, "pleo_erp_leave_out"):
        try:
            named = _call(impl, {"context": context, "unit": unit, "rows": tuple(rows)})
            for one in named or ():
                if not isinstance(one, LeaveOut):
                    raise TypeError(f"it answered {type(one).__name__} in place of LeaveOut")
                reasons.setdefault(normal_key(one.key), clean(one.reason) or f"{LEFT_OUT_BY}:{impl.plugin_name}")
        except Exception as exc:
            doing = Message("doing_leave_out", {"unit": unit})
            raise error("plugin_failed", plugin=impl.plugin_name, doing=doing, detail=describe(exc)) from exc
    if not reasons:
        return list(rows)
    left = []
    for row in rows:
        reason = reasons.get(normal_key(row.id if by_id else row.code))
        left.append(row if reason is None or not row.usable else replace(row, usable=False, why_not=reason))
    return left


def _readers(plugins: pluggy.PluginManager, entity: str) -> list[pluggy.HookImpl]:
    return _implementations(plugins, f"pleo_erp_read_{entity}")


def _implementations(plugins: pluggy.PluginManager, hook: str) -> list[pluggy.HookImpl]:
    """None of a hook that the contract does not have: what a kind alone reads cannot be replaced."""
    caller: pluggy.HookCaller | None = getattr(plugins.hook, hook, None)
    return caller.get_hookimpls() if caller else []


def _call(impl: pluggy.HookImpl, arguments: dict[str, Any]) -> Any:
    """Call one implementation alone, so that it is known whose answer it is."""
    return impl.function(*(arguments[name] for name in impl.argnames))


def _extension_rows(impl: pluggy.HookImpl, entity: str, arguments: dict[str, Any]) -> list[Any] | None:
    record = ENTITIES[entity].record
    try:
        answer = _call(impl, arguments)
        if answer is None:
            return None
        rows: list[Any] = []
        for row in answer:
            if not isinstance(row, record):
                raise TypeError(f"it answered {type(row).__name__} in place of {record.__name__}")
            rows.append(normal(row))
    except Exception as exc:
        doing = Message("doing_read", {"entity": Message(f"entity_{entity}")})
        raise error("plugin_failed", plugin=impl.plugin_name, doing=doing, detail=describe(exc)) from exc
    return rows
