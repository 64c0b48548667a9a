"""The list of actions is whole."""

from __future__ import annotations

import re
from pathlib import Path

from pleo_erp_module import actions as package
from pleo_erp_module.actions import action_registry


def test_every_action_that_a_file_declares_is_in_the_list() -> None:
    (folder,) = package.__path__
    declared = [
        name for path in Path(folder).glob("*.py") for name in re.findall(r'^@action\(\s*"([\w-]+)"', path.read_text(), re.M)
    ]
    assert sorted(declared) == sorted(action.name for action in action_registry.actions())
