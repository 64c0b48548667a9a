"""The rows of the account table that need a whole run (C5 to C12), each run twice."""

from __future__ import annotations

import pytest

from world import World, WorldFactory, counts, unit


def chart(world: World, *rows: tuple[str, ...]) -> World:
    """A connection whose accounts are in Pleo."""
    world.erp.set_accounts(rows)
    world.go()
    return world


def forty(first: int = 0) -> list[tuple[str, ...]]:
    return [(f"e{number}", f"{1000 + number}", f"Account {number}") for number in range(first, first + 40)]


@pytest.mark.parametrize("assigned", ["category", "contra"])
def test_c5_an_account_in_use_is_found(world: World, assigned: str) -> None:
    world.pleo.add_account("e1", "1000", "Cash", category=assigned == "category", contra=assigned == "contra")
    report = chart(world, ("e1", "1000", "Cash")).run()
    assert counts(report, "accounts") == {"matched": 1, "unchanged": 1}
    assert not world.pleo.writes()
    world.again()


def test_c7_an_account_with_too_long_a_name_is_reported_and_the_others_proceed(world: World) -> None:
    report = chart(world, ("e1", "1000", "x" * 256), ("e2", "2000", "y" * 255)).run()
    assert counts(report, "accounts") == {"matched": 1, "unchanged": 1, "skipped": 1}
    assert world.pleo.accounts() == [("e2", "2000", "y" * 255, "A")]
    [skipped] = world.plan()["skipped"]
    assert (skipped["key"], skipped["reason"]) == ("e1", "name has 256 characters, Pleo accepts 255")
    world.again()


def test_c8_2500_new_accounts_are_three_requests(world: World) -> None:
    chart(world)
    world.erp.set_accounts([(f"e{number}", str(number), f"Account {number}") for number in range(2500)])
    report = world.run()
    assert counts(report, "accounts") == {"created": 2500}
    sizes = [len(entry.body["items"]) for entry in world.pleo.calls("batch accounts")]
    assert sorted(sizes) == [500, 1000, 1000]
    assert report["requests"]["writes"] == 3
    world.again()


def test_c8_what_a_batch_refuses_is_looked_up_or_reported_and_the_others_stand(world: World) -> None:
    chart(world, *forty())
    world.erp.set_accounts([*forty(), *forty(40)])
    body = {
        "data": {
            "created": [],
            "failed": [{"request": {"externalId": f"e{number}"}, "reasons": ["OTHER"]} for number in range(40, 80)],
        }
    }
    world.fail("answer", "batch accounts", status=201, body=body)
    report = world.run()
    assert (report["status"], counts(report, "accounts")) == ("partial", {"matched": 40, "unchanged": 40, "failed": 40})
    assert {row.error_code for row in world.changes(report)} == {"pleo_refused"}
    assert counts(world.run(), "accounts")["created"] == 40
    world.again()


def test_c8_an_account_that_a_batch_finds_in_pleo_is_brought_up_to_date(world: World) -> None:
    chart(world)
    world.erp.set_accounts(forty())

    def somebody_is_quicker(request: object) -> None:
        if getattr(request, "operation", None) == "batch accounts" and not world.pleo.accounts():
            world.pleo.add_account("e0", "1000", "Account 0")
            world.pleo.add_account("e1", "1001", "Another name")
            world.pleo.add_account("e2", "1002", "Account 2", archived=True)

    world.pleo.before = somebody_is_quicker
    report = world.run()
    assert counts(report, "accounts") == {"created": 37, "unchanged": 1, "updated": 1, "unarchived": 1}
    assert report["status"] == "success"
    assert {state for *_, state in world.pleo.accounts()} == {"A"}
    assert len(world.pleo.accounts()) == 40
    world.again()


def test_c9_accounts_that_cannot_be_read_are_left_alone(world: World) -> None:
    chart(world, *forty())
    world.erp.set_accounts(forty(20))
    world.erp.spoil("ledger", 39)
    before = world.pleo.everything()
    report = world.run("sync-accounts")
    assert (report["status"], report["requests"]["writes"]) == ("failed", 0)
    assert unit(report, "accounts")["error"]["code"] == "erp_row_invalid"
    assert world.pleo.everything() == before


def test_c10_a_chart_that_is_gone_is_held(world: World) -> None:
    chart(world, *forty())
    world.erp.set_accounts([])
    report = world.again(status="held")
    assert (unit(report, "accounts")["hold"]["guard"], counts(report, "accounts")["held"]) == ("blind", 40)
    world.erp.set_accounts(forty())
    world.again()


def test_c11_an_account_that_pleo_matches_and_shows_as_archived_is_unarchived(new_world: WorldFactory) -> None:
    world = chart(new_world(existing_account="matched"))
    world.erp.set_accounts([("e1", "1000", "Cash")])

    def somebody_is_quicker(request: object) -> None:
        if getattr(request, "operation", None) == "create account":
            world.pleo.add_account("e1", "1000", "Cash", archived=True)

    world.pleo.before = somebody_is_quicker
    report = world.run()
    assert (report["status"], counts(report, "accounts")) == ("success", {"unarchived": 1})
    assert world.pleo.accounts() == [("e1", "1000", "Cash", "A")]
    world.again()


@pytest.mark.parametrize("switch", ["matched", "conflict"])
def test_an_account_that_is_there_just_so_counts_as_unchanged(new_world: WorldFactory, switch: str) -> None:
    world = chart(new_world(existing_account=switch))
    world.erp.set_accounts([("e1", "1000", "Cash")])

    def somebody_is_quicker(request: object) -> None:
        if getattr(request, "operation", None) == "create account":
            world.pleo.add_account("e1", "1000", "Cash")

    world.pleo.before = somebody_is_quicker
    assert counts(world.run(), "accounts") == {"unchanged": 1}
    world.again()


def test_c12_an_account_that_the_erp_has_twice_is_left_alone(world: World) -> None:
    world.pleo.add_account("e1", "1000", "Cash")
    report = chart(world, ("e1", "1000", "One"), ("e1", "1000", "Two")).run()
    assert counts(report, "accounts") == {"unchanged": 1, "skipped": 2}
    assert world.pleo.accounts() == [("e1", "1000", "Cash", "A")]
    assert len(world.plan()["skipped"]) == 2
    world.again()


def test_the_documented_chart(world: World) -> None:
    world.pleo.add_account("ext-1000", "1000", "Office Supplies")
    world.pleo.add_account("ext-2000", "2000", "Travel", archived=True)
    world.pleo.add_account("ext-4000", "4000", "Advertising")
    world.pleo.add_account("5000", "5000", "Entertainment")
    names = {"1000": "Office Supplies", "2000": "Travel", "3000": "Software", "4000": "Marketing"}
    world.erp.set_accounts([(f"ext-{code}", code, name) for code, name in names.items()])
    report = world.go()
    assert counts(report, "accounts") == {
        "created": 1,
        "unarchived": 1,
        "updated": 1,
        "archived": 1,
        "matched": 3,
        "unchanged": 1,
    }
    assert report["requests"]["writes"] == 4
    assert world.pleo.accounts() == [
        ("5000", "5000", "Entertainment", "Z"),
        *((f"ext-{code}", code, name, "A") for code, name in names.items()),
    ]
    world.again()


@pytest.mark.parametrize(("in_pleo", "key"), [("number", "code"), ("row id", "id"), (None, "id")])
def test_the_account_key_is_proposed_from_what_pleo_has(world: World, in_pleo: str | None, key: str) -> None:
    world.erp.set_accounts([("101", "1000", "Cash"), ("102", "2000", "Bank")])
    if in_pleo:
        for row, number in (("101", "1000"), ("102", "2000")):
            world.pleo.add_account(number if in_pleo == "number" else row, number, f"Old {number}")
    assert world.connect()["account_key"] == key
    world.plan()
    world.release()
    report = world.run()
    assert counts(report, "accounts") == ({"updated": 2, "matched": 2} if in_pleo else {"created": 2})
    assert len(world.pleo.accounts()) == 2
    world.again()


def coinciding(world: World) -> None:
    """Forty accounts in Pleo by number; the ERP's row ids happen to be the same forty texts, of other accounts."""
    numbers = [str(number) for number in range(101, 141)]
    world.erp.set_accounts([(row, number, f"Account {number}") for row, number in zip(reversed(numbers), numbers, strict=True)])
    for number in numbers:
        world.pleo.add_account(number, number, f"Account {number}")


def test_of_two_account_keys_that_match_alike_the_one_is_proposed_whose_accounts_agree(world: World) -> None:
    coinciding(world)
    answer = world.connect()
    assert (answer["account_key"], answer["warnings"]) == ("code", [])
    assert world.plan()["changes"] == []
    world.settings(account_key="id")
    plan = world.plan()
    assert {change["action"] for change in plan["changes"]} == {"update"}
    [warning] = plan["warnings"]
    facts = {name: warning["facts"][name] for name in ("used", "matched", "agreed", "other", "others", "others_agreed")}
    assert (warning["code"], facts) == (
        "wrong_account_key",
        {"used": "id", "matched": 40, "agreed": 0, "other": "code", "others": 40, "others_agreed": 40},
    )


def test_accounts_that_would_become_others_are_warned_of_under_either_key_and_wait(world: World) -> None:
    world.erp.set_accounts([(str(row), str(1000 + row), f"Account {row}") for row in range(40)])
    for row in range(40):
        world.pleo.add_account(str(row), str(7000 + row), f"Another {row}")
    assert [one["code"] for one in world.connect()["warnings"]] == ["account_key_doubtful"]
    world.plan("sync-tags")
    world.release()
    report = world.again(status="held")
    assert [one["code"] for one in report["warnings"]] == ["account_key_doubtful"]
    assert world.approve_and_run()["status"] == "success"
    world.again()


def test_the_other_account_key_is_warned_of_when_it_would_match_more(world: World) -> None:
    world.erp.set_accounts([("101", "1000", "Cash"), ("102", "2000", "Bank")])
    world.connect()
    world.pleo.add_account("1000", "1000", "Cash")
    world.pleo.add_account("2000", "2000", "Bank")
    [warning] = world.plan()["warnings"]
    assert warning["code"] == "wrong_account_key"
    world.settings(account_key="code")
    assert world.plan()["warnings"] == []
    assert world.plan()["changes"] == []
