"""The sandbox's own addresses under ``/_sandbox``: for processes what the `Sandbox` object is for tests. No key is needed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from .failures import Fault
from .replies import Reply, Request

if TYPE_CHECKING:
    from .sandbox import Sandbox

PREFIX = "/_sandbox"


def answer(sandbox: Sandbox, request: Request) -> Reply:
    """404 for an unknown address, 400 with the reason for a wrong body."""
    handler = _ROUTES.get((request.method, request.path.removeprefix(PREFIX)))
    if handler is None:
        known = ", ".join(f"{method} {PREFIX}{path}" for method, path in _ROUTES)
        return Reply(404, {"type": "NOT_FOUND", "message": f"There are {known}"})
    try:
        return handler(sandbox, json.loads(request.body) if request.body else None)
    except (ValueError, TypeError, KeyError) as error:
        return Reply(400, {"type": "VALIDATION_FAILED", "message": str(error)})


def _mapping(body: Any) -> Mapping[str, Any]:
    if not isinstance(body, dict):
        raise ValueError("an object is needed")
    return body


def _log(sandbox: Sandbox, body: Any) -> Reply:
    return Reply(200, {"requests": [asdict(entry) for entry in sandbox.requests]})


def _reset_log(sandbox: Sandbox, body: Any) -> Reply:
    sandbox.reset_log()
    return Reply(204)


def _state(sandbox: Sandbox, body: Any) -> Reply:
    return Reply(200, sandbox.dump())


def _put_state(sandbox: Sandbox, body: Any) -> Reply:
    sandbox.load(_mapping(body))
    return Reply(204)


def _faults(sandbox: Sandbox, body: Any) -> Reply:
    return Reply(200, {"faults": [asdict(fault) for fault in sandbox.faults.active]})


def _add_faults(sandbox: Sandbox, body: Any) -> Reply:
    for fault in [Fault.from_json(_mapping(item)) for item in (body if isinstance(body, list) else [body])]:
        sandbox.faults.add(fault)
    return Reply(204)


def _clear_faults(sandbox: Sandbox, body: Any) -> Reply:
    sandbox.faults.clear()
    return Reply(204)


def _switches(sandbox: Sandbox, body: Any) -> Reply:
    return Reply(200, sandbox.switches.as_dict())


def _put_switches(sandbox: Sandbox, body: Any) -> Reply:
    sandbox.switches.replace(_mapping(body))
    return Reply(200, sandbox.switches.as_dict())


def _quit(sandbox: Sandbox, body: Any) -> Reply:
    sandbox.quit.set()
    return Reply(204)


_ROUTES: dict[tuple[str, str], Callable[[Sandbox, Any], Reply]] = {
    ("GET", "/log"): _log,
    ("POST", "/reset-log"): _reset_log,
    ("GET", "/state"): _state,
    ("PUT", "/state"): _put_state,
    ("GET", "/faults"): _faults,
    ("POST", "/faults"): _add_faults,
    ("DELETE", "/faults"): _clear_faults,
    ("GET", "/switches"): _switches,
    ("PUT", "/switches"): _put_switches,
    ("POST", "/quit"): _quit,
}
