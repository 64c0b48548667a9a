"""The module's next steps name commands; Tryton says where its own screens are, in the words that the user sees."""

from __future__ import annotations

import re

import pytest

from pleo_erp_module.actions.action_registry import actions
from pleo_erp_module.hosts.tryton.screens import FIELDS, MENUS, TERMS
from pleo_erp_module.hosts.wording import in_words
from pleo_erp_module.messages.error_sentences import ERRORS
from tryton_host.tryton import Person
from tryton_host.world import World, choose, connected, form

SCREENLESS = {"rotate-key", "script", "probe", "grants", "schedule", "bundle"}  # the server's own administration
SCREENLESS |= {"shown", "changes"}  # pages of what the screens of plan and history show whole


def word(name: str) -> str | None:
    return f"<{name}>" if name in MENUS or name in FIELDS else TERMS.get(name)


@pytest.mark.parametrize("code", ERRORS)
def test_no_next_step_names_a_command_or_an_option_that_has_a_screen(code: str) -> None:
    said = in_words(ERRORS[code].next_step, word)
    assert not set(re.findall(r"pleo-erp ([a-z-]+)", said)) & MENUS.keys()
    assert not re.search(r"(?<!<)--(pleo-company|moved)", said)
    assert not re.search(r"\[(erp|pleo|vault)\]|configuration\.md", said)


def test_every_action_of_the_module_has_its_screen() -> None:
    assert {action.name for action in actions()} - MENUS.keys() == SCREENLESS


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Connect it first (pleo-erp connect).", "Connect it first (<connect>)."),
        ("See `pleo-erp history --company 2`, then `pleo-erp plan`.", "See <history>, then <plan>."),
        ("Connect again with --moved.", "Connect again with <--moved>."),
        ("Correct [erp] connection (docs/configuration.md).", "Correct [pleo_erp] connection (docs/hosts/tryton.md)."),
        ("Let a DBA run pleo-erp script --sql.", "Let a DBA run pleo-erp script --sql."),
    ],
)
def test_what_has_no_screen_stays_as_it_is(said: str, meant: str) -> None:
    assert in_words(said, word) == meant


def test_a_refusal_names_the_screen(admin: Person) -> None:
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
