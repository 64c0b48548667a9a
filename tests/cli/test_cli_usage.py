"""What is wrong with the call is said before anything is asked of Pleo."""

from __future__ import annotations

import pytest

from cli.command import call
from cli.refusal import check_refusal
from cli.world import KEY, World

CALLS = [
    ("", "usage"),
    ("nonsense", "usage"),
    ("plan", "usage"),
    ("plan --company 2 --nonsense", "usage"),
    ("plan nonsense --company 2", "unknown_job"),
    ("plan sync-all --company 2 --dimension DEP", "usage"),
    ("plan sync-tags --company 2 --dimension ROU", "dimension_not_selected"),
    ("plan --company 77", "unknown_company"),
    ("run", "usage"),
    ("run sync", "usage"),
    ("run sync --company 2 --all", "usage"),
    ("run sync-tags --all --dimension DEP", "usage"),
    ("run nonsense --company 2", "unknown_job"),
    ("run nonsense --all", "unknown_job"),
    ("run sync --company 77", "unknown_company"),
    ("run sync-all --company 2 --dimension DEP", "usage"),
    ("run sync-tags --company 2 --dimension ROU", "dimension_not_selected"),
    ("connect --company 77 --key-stdin", "unknown_company"),
    ("connect --company 2", "usage"),
    ("disconnect --company 77", "unknown_company"),
    ("dimensions --company 77", "unknown_company"),
    ("select --company 2", "usage"),
    ("select --company 2 DEP --none", "usage"),
    ("select --company 77 DEP", "unknown_company"),
    ("select --company 2 nonsense", "unknown_dimension"),
    ("select --company 1 VEH", "inactive_dimension"),
    ("select --company 1 OLD", "inactive_dimension"),
    ("select --company 1 DEP PRJ CC REG CAM CTR", "too_many_dimensions"),
    ("settings --company 2 nonsense=1", "unknown_setting"),
    ("settings --company 2 tags=perhaps", "setting_invalid"),
    ("settings --company 2 tags_interval=5", "setting_invalid"),
    ("settings --company 2 account_key=name", "setting_invalid"),
    ("settings --company 2 tags", "usage"),
    ("settings --company 2 tags=off nonsense=1", "unknown_setting"),
    ("settings --company 77 tags=off", "unknown_company"),
    ("settings --company 77", "unknown_company"),
    ("release --company 2 --plan 00", "stale_plan"),
    ("release --company 77 --plan 00", "unknown_company"),
    ("release --company 2", "usage"),
    ("usage --company 2 --plan 00", "stale_plan"),
    ("usage --company 77 --plan 00", "unknown_company"),
    ("usage --company 2", "usage"),
    ("undo --company 77", "unknown_company"),
    ("undo --company 2", "nothing_to_undo"),
    ("run undo --company 2", "undo_not_released"),
    ("run undo --company 77", "unknown_company"),
    ("run undo --company 2 --dimension DEP", "usage"),
    ("plan undo --company 2", "unknown_job"),
    ("select --company 2 nonsense --dry-run", "unknown_dimension"),
    ("pause --company 77", "unknown_company"),
    ("resume --company 77", "unknown_company"),
    ("history --company 2 nonsense", "unknown_run"),
    ("history --company 77", "unknown_company"),
    ("why --company 2 tag 100", "usage"),
    ("why --company 2 nonsense 100", "unknown_kind"),
    ("why --company 2 tag --dimension ROU 100", "dimension_not_selected"),
    ("why --company 77 account 100", "unknown_company"),
    ("uninstall --nonsense", "usage"),
]


@pytest.fixture(scope="module")
def keys() -> tuple[str, str]:
    return KEY, "plp_sandbox_0002"


@pytest.fixture
def two(world: World, keys: tuple[str, str]) -> World:
    """Both companies are connected; the second has one of its two dimensions selected."""
    world.pleo.add_key(keys[1], company=world.pleo.add_company("Second"))
    world.connect("1", key=keys[1])
    world.connect("2", "DEP")
    return world


def test_a_wrong_call_is_refused_without_a_request(two: World) -> None:
    for command, code in CALLS:
        stdin = KEY if "--key-stdin" in command else ""
        if command:
            check_refusal(two, command, code, stdin=stdin, network=False)


def test_no_command_at_all_is_refused() -> None:
    answer = call(["--json"])
    assert (answer.code, answer.error) == (2, "usage")


def test_help_is_not_an_error() -> None:
    for arguments in (["--help"], ["run", "--help"], ["-h"], ["--version"]):
        answer = call(arguments)
        assert (answer.code, answer.err) == (0, "")
        assert answer.out


def test_a_plan_is_stale_once_it_has_expired_or_belongs_to_another_company(two: World) -> None:
    plan = two.good("plan", "--company", "2")["plan"]
    check_refusal(two, f"release --company 1 --plan {plan}", "stale_plan", network=False)
    two.erp.execute("UPDATE pleo_erp_plan SET expires_at = '2020-01-01T00:00:00.000000Z'")
    check_refusal(two, f"release --company 2 --plan {plan}", "stale_plan", network=False)


@pytest.mark.parametrize("key", ["", "\n", "two words", "one\ntwo"])
def test_what_is_not_a_key_is_refused_without_a_request(world: World, key: str) -> None:
    world.good("install")
    check_refusal(world, "connect --company 2 --key-stdin", "key_malformed", stdin=key, network=False)


def test_without_a_terminal_nothing_is_asked(world: World) -> None:
    world.good("install")
    check_refusal(world, "connect --company 2", "usage", stdin=KEY, network=False)


def test_without_a_selection_no_dimension_can_be_run(world: World) -> None:
    world.connect("2")
    for command in ("plan sync-tags --company 2 --dimension DEP", "run sync-tags --company 2 --dimension DEP"):
        check_refusal(world, command, "no_selection", network=False)
