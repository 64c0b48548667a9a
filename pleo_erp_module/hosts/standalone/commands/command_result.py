"""How a command answers: JSON for machines or a view for people, and an exit code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from pleo_erp_module.hosts.standalone import answer_tables, output
from pleo_erp_module.hosts.standalone.exit_codes import OK
from pleo_erp_module.hosts.standalone.options import Options

A = TypeVar("A", bound=Mapping[str, Any])


def answered(options: Options, answer: A, show: Callable[[A], None], code: int = OK) -> int:
    """Print an answer; the exit code."""
    if options.json:
        output.print_json(answer)
    else:
        show(answer)
    return code


def act(name: str, show: Callable[[Any], None] = answer_tables.print_plain, **arguments: Any) -> int:
    """Run an action and print its answer."""
    options = click.get_current_context().find_object(Options) or Options()
    answer = options.client().run_action(name, **arguments)
    return answered(options, answer, show)
