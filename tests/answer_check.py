"""Every answer that crosses the contract is of its type: nothing is missing, nothing is in it that the type does not name."""

from __future__ import annotations

from collections.abc import Generator, Iterator
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


def departures(value: Any, kind: Any, path: str = "answer") -> Iterator[str]:
    """Where a value is not of a type, one line each."""
    origin, parts = get_origin(kind), get_args(kind)
    if kind is Any:
        return
    if is_typeddict(kind):
        yield from _departures_of_object(value, kind, path)
    elif origin is UnionType or type(kind) is UnionType:
        each = [list(departures(value, part, path)) for part in parts]
        if all(each):
            yield from min(each, key=len)
    elif origin is Literal:
        if value not in parts:
            yield f"{path}: {value!r} is none of {parts}"
    elif origin is list:
        if not isinstance(value, list):
            yield f"{path}: {value!r} is not a list"
            return
        for number, part in enumerate(value):
            yield from departures(part, parts[0], f"{path}[{number}]")
    elif origin is dict:
        if not isinstance(value, dict):
            yield f"{path}: {value!r} is not an object"
            return
        for name, part in value.items():
            yield from departures(part, parts[1], f"{path}.{name}")
    elif type(value) is not (NoneType if kind is None else kind):
        yield f"{path}: {value!r} is not {kind}"


def _departures_of_object(value: Any, kind: Any, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path}: {value!r} is not an object"
        return
    fields = get_type_hints(kind)
    yield from (f"{path}.{name}: is missing" for name in sorted(kind.__required_keys__ - value.keys()))
    yield from (f"{path}.{name}: is not in {kind.__name__}" for name in sorted(value.keys() - fields.keys()))
    for name in fields.keys() & value.keys():
        yield from departures(value[name], fields[name], f"{path}.{name}")


def check(answer: Any, kind: Any) -> None:
    """Fails with all that is wrong."""
    found = list(departures(answer, kind))
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
