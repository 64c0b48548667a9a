"""Every answer that crosses the contract is of its type: nothing is missing, nothing is in it that the type does not name."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints, is_typeddict

import pleo_erp_hookspecs
from pleo_erp_hookspecs import hookimpl
from pleo_erp_hookspecs.installation_answers import InstallAnswer, UninstallAnswer
from pleo_erp_hookspecs.run_answers import RunReport
from pleo_erp_module.actions.action_registry import actions

Checker = Callable[[Any], list[str]]
FILES = sorted(path.stem for path in Path(*pleo_erp_hookspecs.__path__).glob("*_answers.py"))


@cache
def answer_types() -> dict[str, Any]:
    """The types of answers, by name."""
    modules = [import_module(f"pleo_erp_hookspecs.{name}") for name in FILES]
    return {name: value for module in modules for name, value in vars(module).items() if is_typeddict(value)}


@cache
def type_of_action(name: str) -> Any:
    """The type that an action says its answer has."""
    result = next(action.result for action in actions() if action.name == name)
    kinds = [answer_types()[kind] for kind in result.split(" | ")]
    return kinds[0] if len(kinds) == 1 else kinds[0] | kinds[1]


def departures(value: Any, kind: Any) -> list[str]:
    """Where a value is not of a type, one line each."""
    return [f"answer{place}" for place in _checker(kind)(value)]


@cache
def _checker(kind: Any) -> Checker:
    """Answers with the ends of such lines. An answer may have ten thousand values: types are taken apart once."""
    origin, parts = get_origin(kind), get_args(kind)
    if kind is Any:
        return lambda value: []
    if is_typeddict(kind):
        return _object_checker(kind)
    if origin is UnionType or type(kind) is UnionType:
        each = [_checker(part) for part in parts]
        return lambda value: min((checker(value) for checker in each), key=len)
    if origin is Literal:
        return lambda value: [] if value in parts else [f": {value!r} is none of {parts}"]
    if origin is list:
        part_checker = _checker(parts[0])
        return lambda value: (
            [f"[{number}]{end}" for number, part in enumerate(value) for end in part_checker(part)]
            if isinstance(value, list)
            else [f": {value!r} is not a list"]
        )
    if origin is dict:
        value_checker = _checker(parts[1])
        return lambda value: (
            [f".{name}{end}" for name, part in value.items() for end in value_checker(part)]
            if isinstance(value, dict)
            else [f": {value!r} is not an object"]
        )
    plain = NoneType if kind is None else kind
    return lambda value: [] if type(value) is plain else [f": {value!r} is not {kind}"]


def _object_checker(kind: Any) -> Checker:
    fields = {name: _checker(part) for name, part in get_type_hints(kind).items()}

    def check_object(value: Any) -> list[str]:
        if not isinstance(value, dict):
            return [f": {value!r} is not an object"]
        found = [f".{name}: is missing" for name in sorted(kind.__required_keys__ - value.keys())]
        found += [f".{name}: is not in {kind.__name__}" for name in sorted(value.keys() - fields.keys())]
        found += [f".{name}{end}" for name, part in value.items() if name in fields for end in fields[name](part)]
        return found

    return check_object


def check(answer: Any, kind: Any) -> None:
    """Fails with all that is wrong."""
    found = departures(answer, kind)
    assert not found, "\n".join(found)


class AnswerCheck:
    """A plugin beside the module that checks what passes by."""

    @hookimpl(wrapper=True)
    def pleo_erp_run_action(self, name: str) -> Generator[None, Any, Any]:
        answer = yield
        check(answer, type_of_action(name))
        return answer

    @hookimpl(wrapper=True)
    def pleo_erp_run_job(self) -> Generator[None, Any, Any]:
        report = yield
        check(report, RunReport)
        return report

    @hookimpl(wrapper=True)
    def pleo_erp_install(self) -> Generator[None, Any, Any]:
        answer = yield
        check(answer, InstallAnswer)
        return answer

    @hookimpl(wrapper=True)
    def pleo_erp_uninstall(self) -> Generator[None, Any, Any]:
        answer = yield
        check(answer, UninstallAnswer)
        return answer
