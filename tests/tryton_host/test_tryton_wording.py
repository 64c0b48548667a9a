"""The module's next steps name commands; Tryton says where its own screens are, in the words that the user sees."""

from __future__ import annotations

import pytest

from pleo_erp_module.actions.action_registry import actions
from pleo_erp_module.hosts.tryton.screen_words import ScreenWords
from pleo_erp_module.hosts.tryton.screens import COMMANDS, FIELDS, MENUS
from pleo_erp_module.messages.vocabulary import named_terms
from tryton_host.tryton import Person
from tryton_host.world import World, choose, connected, form

SCREENLESS = {"rotate-key", "script", "probe", "grants", "schedule", "bundle"}  # the server's own administration
SCREENLESS |= {"shown", "changes"}  # pages of what the screens of plan and history show whole
SCREENLESS |= {"kinds"}  # the names of jobs and kinds, which the screens have in their choices


def test_whatever_a_next_step_names_has_a_screen_a_key_a_document_or_is_an_administrators_command() -> None:
    names = {
        sort: {name.partition(".")[2] for name in named_terms() if name.startswith(f"{sort}.")} for sort in ("action", "option")
    }
    assert {name for name in names["action"] - MENUS.keys() if f"action.{name}" not in COMMANDS} == {"serve_sql"}
    assert names["option"] - FIELDS.keys() == {"config", "help", "yes"}  # of the command line alone
    words = ScreenWords()
    assert words["config.erp.connection"] == "[pleo_erp] connection"
    assert words["document.configuration"] == "docs/hosts/tryton.md"
    assert words.get("document.profiles") is None


def test_every_action_of_the_module_has_its_screen() -> None:
    assert {action.name for action in actions()} - MENUS.keys() == SCREENLESS


def test_an_error_names_the_screen(admin: Person) -> None:
    with pytest.raises(Exception, match=r"Connect it first \(Pleo > Configuration > Connect to Pleo\)\. \[not_connected\]"):
        form(admin, "pleo_erp.preview").execute("plan")
    connected(admin)
    choose(admin, "DEP")
    with pytest.raises(Exception, match=r"Select it first \(Pleo > Configuration > Dimensions\)"):
        form(admin, "pleo_erp.preview", job="sync-tags", dimension="XYZ").execute("plan")


def test_a_database_that_was_moved_is_told_with_the_field_that_says_so(admin: Person, world: World) -> None:
    connected(admin)
    world.erp.execute("UPDATE pleo_erp_connection SET fingerprint = 'another'")
    with pytest.raises(Exception, match="connect again with “Database Was Moved”"):
        form(admin, "pleo_erp.preview").execute("plan")
    failed = [check for check in admin.wizard("pleo_erp.doctor").form.checks if check.status == "failed"]
    assert ["“Database Was Moved”" in check.next for check in failed] == [True]
