"""Proving an error: a code, a text for people, and nothing written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.messages.error_sentences import ERRORS
from world import Report, World


def working(world: World) -> World:
    """A confirmed connection with something to do in every unit."""
    world.erp.set_dimensions("DEP", "PRJ")
    world.go("DEP", "PRJ")
    world.erp.set_values("DEP", ["A", "B"])
    world.erp.set_values("PRJ", ["P"])
    world.erp.set_accounts([("e1", "1", "One")])
    world.pleo.reset_log()
    return world


def refused(call: Callable[[], Any]) -> PleoErpError:
    """The error of a call, which has a text for people."""
    with pytest.raises(PleoErpError) as caught:
        call()
    assert caught.value.code in ERRORS
    assert caught.value.message.strip()
    assert caught.value.next_step.strip()
    return caught.value


def failed(world: World, code: str) -> Report:
    """A run that fails with this code and writes nothing."""
    before = world.pleo.everything()
    report = world.run(counted=False)
    assert (report["status"], report["error"]["code"], report["requests"]["writes"]) == ("failed", code, 0), report
    assert set(report["error"]) >= {"code", "message", "next"}
    assert world.pleo.everything() == before
    return report
