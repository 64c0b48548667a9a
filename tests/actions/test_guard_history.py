"""Guards that look at the whole run, and at what earlier runs did: as whole runs meet them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from world import Report, World, counts, unit

NAMES = [f"{number:02}" for number in range(20)]
DIMENSIONS = ("DEP", "CC", "PRJ")
UNITS = [f"tags:{code}" for code in DIMENSIONS]


def fill(world: World, values: Sequence[str]) -> None:
    """These values in every dimension, and as many accounts."""
    for code in DIMENSIONS:
        world.erp.set_values(code, [f"{code}{value}" for value in values])
    world.erp.set_accounts([(f"id{value}", f"10{value}", f"Account {value}") for value in values])


@pytest.fixture
def company(world: World) -> World:
    """Three dimensions and the accounts, with 20 records each."""
    world.erp.set_dimensions(*DIMENSIONS)
    fill(world, NAMES)
    world.go(*DIMENSIONS)
    world.notes()
    world.clock.pass_(days=40)
    return world


def guards(report: Report) -> set[str]:
    return {one["hold"]["guard"] for one in report["units"] if one["hold"]}


def gone(world: World) -> int:
    return sum(1 for code in DIMENSIONS for _, _, state in world.pleo.tags(code) if state == "Z")


def test_a_little_everywhere_is_held_in_every_unit_of_every_job(company: World) -> None:
    fill(company, NAMES[4:])
    for job in ("sync-tags", "sync-accounts", "sync-tags", "sync-all"):
        assert guards(company.again(job, status="held")) == {"spread"}
    assert company.notes().count("held") == 4, "once for each unit"
    fill(company, NAMES)
    company.again()


def test_a_drip_is_held_within_a_week_and_forgotten_after_it(company: World) -> None:
    for first in (2, 4):
        company.erp.set_values("DEP", [f"DEP{value}" for value in NAMES[first:]])
        assert counts(company.run(), "tags:DEP")["archived"] == 2
        company.clock.pass_(hours=1)
    company.erp.set_values("DEP", [f"DEP{value}" for value in NAMES[8:]])
    assert guards(company.again(status="held")) == {"drip"}
    company.clock.pass_(days=7)
    assert guards(company.again(status="held")) == {"drip"}, "what is held stays held"
    company.erp.set_values("DEP", [f"DEP{value}" for value in NAMES[4:]])
    company.again()
    company.erp.set_values("DEP", [f"DEP{value}" for value in NAMES[7:]])
    assert counts(company.run(), "tags:DEP")["archived"] == 3


def test_a_release_starts_the_count_of_a_drip_again(company: World) -> None:
    company.erp.set_values("DEP", [f"DEP{value}" for value in NAMES[4:]])
    company.run()
    company.erp.set_values("DEP", [f"DEP{value}" for value in NAMES[8:]])
    assert guards(company.again(status="held")) == {"drip"}
    assert counts(company.approve_and_run(), "tags:DEP")["archived"] == 4
    company.erp.set_values("DEP", [f"DEP{value}" for value in NAMES[10:]])
    assert counts(company.run(), "tags:DEP")["archived"] == 2


def test_what_vanished_before_another_pleo_company_was_connected_does_not_count(company: World) -> None:
    company.erp.set_values("DEP", [f"DEP{value}" for value in NAMES[4:]])
    company.run()
    other = company.pleo.add_company("Two")
    company.connect(company.pleo.add_key("plp_sandbox_0002", company=other), pleo_company=other)
    assert company.approve_and_run()["status"] == "success"
    company.erp.set_values("DEP", [f"DEP{value}" for value in NAMES[8:]])
    report = company.run()
    assert (report["status"], counts(report, "tags:DEP")["archived"]) == ("success", 4)


def restored(company: World) -> World:
    """Three days pass, and then the ERP's database is that of the first one again."""
    company.erp.set_values("CC", [(f"CC{value}", f"Renamed {value}") if value < "03" else f"CC{value}" for value in NAMES])
    company.run()
    company.clock.pass_(days=1)
    company.erp.set_values("DEP", [*(f"DEP{value}" for value in NAMES), "DEPx", "DEPy", "DEPz"])
    company.run()
    company.clock.pass_(days=2)
    fill(company, NAMES)
    return company


def test_a_restored_backup_is_held_whole_and_said(company: World) -> None:
    report = restored(company).again(status="held")
    assert guards(report) == {"rewind"}
    said = "the latest changes (6) would be reverted together. New records that disappeared from the ERP: 3. Records with"
    assert unit(report, "tags:DEP")["hold"]["limit"].startswith(said)
    assert "held" in company.notes()
    company.again(status="held")


def test_a_restored_backup_can_be_released(company: World) -> None:
    report = restored(company).approve_and_run()
    assert (counts(report, "tags:DEP")["archived"], counts(report, "tags:CC")["updated"]) == (3, 3)
    company.again()


def test_an_undo_is_not_a_backup(company: World) -> None:
    """What the undo turned back is made once more by the next run, and what it left is not taken for the ERP's work."""
    company.erp.set_values("CC", [(f"CC{value}", f"Renamed {value}") if value < "03" else f"CC{value}" for value in NAMES])
    company.erp.set_values("DEP", [*(f"DEP{value}" for value in NAMES), "DEPx", "DEPy", "DEPz"])
    company.run()
    company.release(company.do("undo")["plan"])
    assert company.run("undo")["status"] == "success"
    company.do("resume")
    report = company.run()
    assert (counts(report, "tags:DEP")["unarchived"], counts(report, "tags:CC")["updated"]) == (3, 3)


def test_the_accounts_of_another_company_wait(company: World) -> None:
    others = [(f"x{number}", f"1{number}", f"Other {number}") for number in range(41)]
    company.erp.set_accounts([*((f"id{value}", f"10{value}", f"Account {value}") for value in NAMES), *others])
    report = company.again(status="held")
    assert (guards(report), counts(report, "accounts")["held"]) == ({"flood"}, 41)


def test_two_dimensions_that_change_places_are_held_whole(company: World) -> None:
    company.erp.set_values("DEP", [f"CC{value}" for value in NAMES[:6]] + [f"DEP{value}" for value in NAMES[4:]])
    company.erp.set_values("CC", [f"DEP{value}" for value in NAMES[:6]] + [f"CC{value}" for value in NAMES[4:]])
    report = company.again(status="held")
    assert guards(report) == {"swap"}


def test_shuffled_ids_of_accounts_are_held_with_the_archive_that_comes_with_them(company: World) -> None:
    company.erp.set_accounts([(f"id{number + 1:02}", f"10{number:02}", f"Account {number:02}") for number in range(19)])
    report = company.again(status="held")
    assert guards(report) == {"account_key"}, "the other key would match, and `shift` comes after it"
    assert counts(report, "accounts")["held"] == 20
