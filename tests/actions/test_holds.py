"""What is held stays held, what is released is applied, and people hear of each new reason once."""

from __future__ import annotations

from collections.abc import Sequence

from pleo_erp_hookspecs import Notice
from world import World, counts, unit

TWENTY = [f"A{number:02}" for number in range(20)]


def department(world: World, values: Sequence[str] = TWENTY) -> World:
    """A connection with one dimension whose values are in Pleo."""
    world.erp.set_dimensions("DEP")
    world.erp.set_values("DEP", values)
    world.go("DEP")
    world.notes()
    return world


def archived(world: World) -> list[str]:
    return [code for code, _, state in world.pleo.tags("DEP") if state == "Z"]


def test_a_held_archive_stays_held_when_the_figures_no_longer_say_so(world: World) -> None:
    department(world)
    world.erp.set_values("DEP", TWENTY[5:])  # 5 of 20 vanished
    report = world.again(status="held")
    assert (unit(report, "tags:DEP")["hold"]["guard"], counts(report, "tags:DEP")["held"]) == ("share", 5)
    world.erp.set_values("DEP", [*TWENTY[5:], *(f"B{number:02}" for number in range(30))])  # 5 of 50 would pass
    assert counts(world.run(), "tags:DEP") == {"matched": 15, "unchanged": 15, "created": 30, "held": 5}
    for _ in range(3):
        assert counts(world.again(status="held"), "tags:DEP")["held"] == 5
    assert archived(world) == []
    world.approve_and_run()
    assert archived(world) == TWENTY[:5]
    world.again()


def test_a_held_archive_that_is_no_longer_planned_is_forgotten(world: World) -> None:
    department(world)
    world.erp.set_values("DEP", TWENTY[5:])
    world.again(status="held")
    world.erp.set_values("DEP", TWENTY)
    world.again()
    world.erp.set_values("DEP", TWENTY[1:])
    assert counts(world.run(), "tags:DEP") == {"matched": 19, "unchanged": 19, "archived": 1}
    world.again()


def test_updates_held_by_shift_stay_held_under_yet_another_name(world: World) -> None:
    department(world)
    world.erp.set_values("DEP", [*((code, f"{code} shifted") for code in TWENTY[:10]), *TWENTY[10:]])
    report = world.again(status="held")
    assert (unit(report, "tags:DEP")["hold"]["guard"], counts(report, "tags:DEP")["held"]) == ("shift", 10)
    world.erp.set_values("DEP", [("A00", "yet another"), *TWENTY[1:], "NEW"])
    assert counts(world.run(), "tags:DEP") == {"matched": 20, "unchanged": 19, "created": 1, "held": 1}
    assert counts(world.again(status="held"), "tags:DEP")["held"] == 1
    world.approve_and_run()
    assert ("A00", "yet another", "A") in world.pleo.tags("DEP")
    world.again()


def test_creates_held_by_flood_stay_held_until_released(world: World) -> None:
    department(world, [f"A{number}" for number in range(60)])
    world.settings(flood_creates="40")
    many = [f"A{number}" for number in range(60)] + [f"B{number}" for number in range(41)]
    world.erp.set_values("DEP", many)
    report = world.again(status="held")
    assert (unit(report, "tags:DEP")["hold"]["guard"], counts(report, "tags:DEP")["held"]) == ("flood", 41)
    world.settings(flood_creates="500")
    assert counts(world.again(status="held"), "tags:DEP")["held"] == 41
    world.approve_and_run()
    assert len(world.pleo.tags("DEP")) == 101
    world.again()


def test_creates_held_only_by_wipe_are_free_as_soon_as_it_no_longer_fires(world: World) -> None:
    department(world, ["A", "B"])
    world.erp.set_values("DEP", ["C", "D", "E"])
    report = world.again(status="held")
    assert (unit(report, "tags:DEP")["hold"]["guard"], counts(report, "tags:DEP")["held"]) == ("wipe", 5)
    world.erp.set_values("DEP", ["A", "C", "D", "E"])
    assert counts(world.run(), "tags:DEP") == {"matched": 1, "unchanged": 1, "created": 3, "held": 1}
    assert archived(world) == []
    world.approve_and_run()
    assert archived(world) == ["B"]
    world.again()


def test_a_released_change_is_applied_though_others_are_held(world: World) -> None:
    department(world)
    world.erp.set_values("DEP", TWENTY[5:])
    world.plan()
    world.release()
    world.erp.set_values("DEP", TWENTY[11:])  # 6 more of the 15 that are not approved
    report = world.run()
    assert (report["status"], counts(report, "tags:DEP")) == ("held", {"matched": 9, "unchanged": 9, "archived": 5, "held": 6})
    assert archived(world) == TWENTY[:5]
    assert world.approvals() == 0
    world.again(status="held")


def test_a_release_approves_exactly_what_its_plan_showed(world: World) -> None:
    department(world)
    world.erp.set_values("DEP", [("A00", "First"), *TWENTY[1:10], *TWENTY[16:], "NEW"])
    world.plan()
    world.release()
    # Meanwhile: another name, another new code, another archive.
    world.erp.set_values("DEP", [("A00", "Second"), *TWENTY[1:10], *TWENTY[17:], "NEW", "NEW2"])
    report = world.run()
    assert counts(report, "tags:DEP") == {"matched": 13, "unchanged": 12, "updated": 1, "created": 2, "archived": 7}
    assert world.approvals() == 0, "the first name is no longer planned"
    world.again()


def test_an_approval_is_good_once(world: World) -> None:
    department(world)
    world.erp.set_values("DEP", TWENTY[5:])
    world.approve_and_run()
    assert archived(world) == TWENTY[:5]
    world.erp.set_values("DEP", TWENTY)
    world.run()
    world.erp.set_values("DEP", TWENTY[5:])
    assert counts(world.again(status="held"), "tags:DEP")["held"] == 5


def test_an_approval_ends_when_a_run_no_longer_plans_its_change(world: World) -> None:
    department(world)
    world.erp.set_values("DEP", [*TWENTY[6:], "NEW"])
    world.plan()
    world.release()
    world.erp.set_values("DEP", TWENTY[1:])
    assert counts(world.run(), "tags:DEP")["archived"] == 1
    assert world.approvals() == 0
    world.erp.set_values("DEP", TWENTY[6:])
    assert counts(world.again(status="held"), "tags:DEP")["held"] == 5


def test_a_release_that_lapsed_can_be_given_again(world: World) -> None:
    department(world)
    world.erp.set_values("DEP", TWENTY[6:])
    plan = world.plan()["plan"]
    world.release()
    assert _standing(world, plan) == (False, True)
    world.erp.set_values("DEP", TWENTY)
    world.again()
    assert _standing(world, plan) == (True, False)
    world.erp.set_values("DEP", TWENTY[6:])
    assert world.again(status="held")["plan"] == plan
    again = world.plan()
    assert (again["plan"], again["releasable"], _standing(world, plan)) == (plan, True, (True, False))
    world.release()
    assert (world.plan()["releasable"], _standing(world, plan)) == (False, (False, True))
    world.run()
    assert archived(world) == TWENTY[:6]
    assert _standing(world, plan) == (False, True)


def _standing(world: World, plan: str) -> tuple[bool, bool]:
    """Whether a plan that was shown can be released, and whether it is."""
    shown = world.do("shown", plan=plan)
    return shown["releasable"], shown["released"] is not None


def test_an_approval_outlasts_a_plan_of_half_the_rows_and_of_another_dimension(world: World) -> None:
    world.erp.set_dimensions("DEP", "CC")
    world.erp.set_values("DEP", TWENTY)
    world.erp.set_values("CC", TWENTY)
    world.go("DEP", "CC")
    world.erp.set_values("DEP", [("A00", "First"), *TWENTY[6:]])
    world.plan()
    assert world.release()["approved"] == 6
    world.run("sync-tags", "CC")
    assert world.approvals() == 6
    world.erp.set_values("DEP", [])
    world.run()
    assert world.approvals() == 1, "five were archived, and the row of the sixth was not there to tell"


def test_an_approval_is_used_up_when_pleo_shows_that_it_was_carried_out(world: World) -> None:
    department(world)
    world.erp.set_values("DEP", [*TWENTY[5:], "NEW"])
    world.plan()
    assert world.release()["approved"] == 6
    with world.pleo.lock:
        for row in world.pleo.state.rows("tags"):
            if row["code"] in TWENTY[:5]:
                world.pleo.state.update("tags", row, {"archived": True})
    world.pleo.add_tag("DEP", "new", "NEW")
    world.again()
    assert world.approvals() == 0


def test_an_approval_ends_after_72_hours(world: World) -> None:
    department(world)
    world.erp.set_values("DEP", TWENTY[5:])
    world.plan()
    world.release()
    world.clock.pass_(hours=72)
    assert counts(world.again(status="held"), "tags:DEP")["held"] == 5


def test_a_failed_change_keeps_its_approval(world: World) -> None:
    department(world)
    world.erp.set_values("DEP", TWENTY[5:])
    world.plan()
    world.release()
    world.fail("answer", "bulk archive tags", status=500, count=None)
    report = world.run()
    assert (report["status"], counts(report, "tags:DEP")["failed"]) == ("partial", 5)
    assert world.approvals() == 5
    world.pleo.faults.clear()
    assert counts(world.run(), "tags:DEP")["archived"] == 5
    world.again()


def test_saving_a_selection_approves_the_groups_that_leave_it(world: World) -> None:
    codes = ["D1", "D2", "D3", "D4", "D5"]
    world.erp.set_dimensions(*codes)
    world.go(*codes)
    shown = world.select("D1")["will_archive"]
    assert [one["code"] for one in shown] == codes[1:]
    report = world.run()
    assert (report["status"], counts(report, "tag_groups")["archived"]) == ("success", 4)
    assert world.approvals() == 0
    world.again()


def test_deselecting_everything_is_approved_by_saving_it(world: World) -> None:
    world.erp.set_dimensions("D1", "D2")
    world.go("D1", "D2")
    world.select()
    assert counts(world.run(), "tag_groups") == {"archived": 2}
    world.again()


def test_a_hand_made_group_is_shown_by_select_and_meets_the_guards(world: World) -> None:
    world.erp.set_dimensions("D1", "D2")
    world.go("D1", "D2")
    for number in range(6):
        world.pleo.add_group(f"X{number}")
    shown = world.select("D1")["will_archive"]
    assert [one["code"] for one in shown] == ["D2", *(f"X{number}" for number in range(6))]
    report = world.run()
    assert (report["status"], counts(report, "tag_groups")) == ("held", {"matched": 1, "unchanged": 1, "archived": 1, "held": 6})
    world.again(status="held")


def test_a_group_that_waits_lets_its_tags_wait(world: World) -> None:
    world.erp.set_dimensions("D1", "D2", "D3")
    world.go("D1", "D2")
    world.select("D3")
    world.pleo.add_group("X")
    world.pleo.add_group("Y")
    world.erp.set_values("D3", ["A"])
    # D1 and D2 are approved; X and Y are then all that is active, and would go: the whole unit waits.
    report = world.run()
    assert unit(report, "tag_groups")["hold"]["guard"] == "wipe"
    assert counts(report, "tag_groups") == {"archived": 2, "held": 3}
    assert (unit(report, "tags:D3")["hold"]["guard"], counts(report, "tags:D3")) == ("group", {"held": 1})
    world.approve_and_run()
    assert [code for code, _, state in world.pleo.groups() if state == "A"] == ["D3"]
    world.again()


def test_people_hear_of_each_new_reason_once(world: World) -> None:
    department(world)
    world.erp.set_values("DEP", TWENTY[5:])
    held = world.run()
    [notice] = world.host.notices
    assert notice == Notice(
        "1",
        "held",
        "Changes of tags DEP are held: 5 of 20 active records no longer exist in the ERP (limit 20%).",
        f"Check the plan {held['plan']} and release it (action 'release').",
    )
    world.notes()
    for _ in range(2):
        world.run()
    assert world.notes() == []
    # A second reason in the same unit.
    world.erp.set_values("DEP", [(code, f"{code} x") for code in TWENTY[5:]])
    world.run()
    world.run()
    assert world.notes() == ["held"]
    world.erp.set_values("DEP", TWENTY)
    world.again()
    # Gone and come again, it is new again.
    world.erp.set_values("DEP", TWENTY[5:])
    world.run()
    assert world.notes() == ["held"]


def test_a_reason_that_joins_an_older_one_is_told(world: World) -> None:
    department(world)
    world.erp.set_values("DEP", TWENTY[5:])
    world.run()
    assert world.notes() == ["held"]
    world.erp.set_values("DEP", [])
    report = world.run()
    assert unit(report, "tags:DEP")["hold"]["guard"] == "blind"
    assert world.notes() == ["held"]
    world.run()
    assert world.notes() == []


def test_a_host_that_cannot_tell_anybody_does_not_stop_the_run(world: World, caplog: object) -> None:
    department(world)
    world.erp.set_values("DEP", [("A05", "Other"), *TWENTY[6:]])

    class Deaf(list[Notice]):
        def append(self, notice: Notice) -> None:
            raise RuntimeError("no mail today")

    world.host.notices = Deaf()
    report = world.run()
    assert counts(report, "tags:DEP") == {"matched": 15, "unchanged": 14, "updated": 1, "held": 5}


def test_blind_compares_with_the_last_run_that_went_through(world: World) -> None:
    department(world)
    world.erp.set_values("DEP", TWENTY[:9])
    for _ in range(2):
        assert unit(world.again(status="held"), "tags:DEP")["hold"]["guard"] == "blind"
    world.approve_and_run()
    world.again()
    # From now on nine rows are what there is.
    world.erp.set_values("DEP", TWENTY[:8])
    assert counts(world.run(), "tags:DEP")["archived"] == 1
    world.again()


def test_the_doctor_reports_changes_that_wait(world: World) -> None:
    world.erp.set_dimensions("DEP")
    world.erp.set_values("DEP", [f"V{number}" for number in range(20)])
    world.go("DEP")
    world.erp.set_values("DEP", [f"V{number}" for number in range(11)])
    assert world.run()["status"] == "held"
    [check] = [check for check in world.do("doctor")["checks"] if check["check"].startswith("run ")]
    assert check["status"] == "warning"
    assert "held 9 changes. They wait for a release." in check["message"]
    assert check["next"].startswith("Check the changes and release them")
