"""Tag groups and tags of the sandbox, and every switch about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from rawclient import ACME, KEY, OTHER, Raw, acme

OLD = "2020-01-01T00:00:00Z"
NEW_TAG = {"code": "NEW", "name": "New", "archived": False}


@pytest.fixture
def pleo() -> Iterator[Raw]:
    with acme() as raw:
        sandbox = raw.sandbox
        sandbox.add_group("DEPT", "Departments", metadata={"k": "v"}, created_at=OLD)
        sandbox.add_group("OLD", "Old", archived=True)
        sandbox.add_group("FOREIGN", company=OTHER)
        sandbox.add_tag("DEPT", "ENG", "Engineering", usage=7)
        sandbox.add_tag("DEPT", "MKT", "Marketing", archived=True, created_at=OLD)
        yield raw


def tag_id(raw: Raw, code: str, group: str = "DEPT") -> str:
    return str(raw.sandbox.state.with_key("tags", raw.sandbox.group_id(group), code)[0]["id"])


def groups(raw: Raw, **query: Any) -> list[Any]:
    answer: list[Any] = raw.data("list groups", query={"company_id": ACME, **query})
    return answer


def test_groups_are_listed_unpaged_and_archived_ones_on_request(pleo: Raw) -> None:
    assert [row["code"] for row in groups(pleo, include_archived="true")] == ["DEPT", "OLD"]
    assert [row["code"] for row in groups(pleo, include_archived="false")] == ["DEPT"]
    assert [row["code"] for row in groups(pleo)] == ["DEPT"]
    pleo.sandbox.switches.include_archived_default = True
    assert [row["code"] for row in groups(pleo)] == ["DEPT", "OLD"]
    assert groups(pleo, include_tags_count="true")[0]["totalTagsCount"] == 2


def test_a_group_reads_back_in_full_with_something_undocumented(pleo: Raw) -> None:
    (group,) = groups(pleo)
    assert group == {
        "id": pleo.sandbox.group_id("DEPT"),
        "companyId": ACME,
        "code": "DEPT",
        "name": "Departments",
        "archived": False,
        "metadata": {"k": "v"},
        "createdAt": OLD,
        "updatedAt": OLD,
        "undocumented": {"since": "always"},
    }
    assert pleo.data("get group", groupId=group["id"]) == group
    pleo.sandbox.switches.extras = False
    assert "undocumented" not in pleo.data("get group", groupId=group["id"])


@pytest.mark.parametrize("query", [{}, {"companyId": ACME}, {"include_archived": "true"}])
def test_a_missing_or_misspelt_company_is_the_error_seen_live(pleo: Raw, query: dict[str, str]) -> None:
    assert pleo.refused("list groups", query=query) == (400, "Either company_id or organization_id must be provided")
    assert pleo.refused("search tags", {}, query=query)[0] == 400
    assert pleo.refused("create group", {"code": "A", "name": "A", "archived": False}, query=query)[0] == 400


@pytest.mark.parametrize("query", [{"companyId": ACME}, {"includeArchived": "true"}, {"include_archived": "1"}, {"limit": "5"}])
def test_an_unknown_parameter_or_a_wrong_type_is_400(pleo: Raw, query: dict[str, str]) -> None:
    assert pleo.refused("list groups", query={"company_id": ACME, **query})[0] == 400


def test_a_group_is_created_replaced_archived_and_unarchived(pleo: Raw) -> None:
    made = pleo.data("create group", {"code": "PROJ", "name": "Projects", "archived": False}, query={"company_id": ACME})
    assert made["metadata"] == {}
    body = {"code": "PROJ", "name": "Project", "archived": True, "metadata": {"a": "b"}}
    pleo.data("put group", body, groupId=made["id"])
    assert ("PROJ", "Project", "Z") in pleo.sandbox.groups()
    assert pleo.data("put group", {**body, "archived": False}, groupId=made["id"])["metadata"] == {"a": "b"}
    assert ("PROJ", "Project", "A") in pleo.sandbox.groups()


def test_a_group_put_without_metadata_is_refused(pleo: Raw) -> None:
    status, message = pleo.refused(
        "put group", {"code": "DEPT", "name": "D", "archived": False}, groupId=pleo.sandbox.group_id("DEPT")
    )
    assert (status, "metadata" in message) == (400, True)


@pytest.mark.parametrize(("switch", "status"), [("second", 200), ("conflict", 409), ("refuse", 400)])
def test_a_second_group_with_one_code_is_a_switch(pleo: Raw, switch: str, status: int) -> None:
    pleo.sandbox.switches.replace({"duplicate_group": switch})
    body = {"code": "dept", "name": "D", "archived": False}
    assert pleo.call("create group", body, query={"company_id": ACME}).status_code == status
    assert len(pleo.sandbox.groups()) == (3 if status == 200 else 2)


def test_the_status_of_undocumented_successes_is_a_switch(pleo: Raw) -> None:
    pleo.sandbox.switches.undocumented_success = 201
    body = {"code": "A", "name": "A", "archived": False}
    assert pleo.call("create group", body, query={"company_id": ACME}).status_code == 201


@pytest.mark.parametrize("group", ["FOREIGN", "nothing", "00000000-0000-4000-8000-000000000000"])
def test_a_group_of_another_company_or_none_is_404(pleo: Raw, group: str) -> None:
    record = pleo.sandbox.group_id("FOREIGN", company=OTHER) if group == "FOREIGN" else group
    for operation, body in (("get group", None), ("list tags", None), ("group usage", None), ("create tag", NEW_TAG)):
        assert pleo.refused(operation, body, groupId=record)[0] == 404


def test_tags_are_listed_with_archived_ones_on_request(pleo: Raw) -> None:
    group = pleo.sandbox.group_id("DEPT")
    both = pleo.data("list tags", groupId=group, query={"include_archived": "true"})
    assert [tag["code"] for tag in both] == ["ENG", "MKT"]
    assert [tag["code"] for tag in pleo.data("list tags", groupId=group)] == ["ENG"]
    assert pleo.data("get tag", tagId=both[1]["id"]) == both[1]


def test_a_tag_without_a_name_has_none_in_the_answer(pleo: Raw) -> None:
    pleo.sandbox.add_tag("OLD", "X")
    (tag,) = pleo.data("list tags", groupId=pleo.sandbox.group_id("OLD"))
    assert "name" not in tag


def test_usage_counts_expenses_for_each_tag(pleo: Raw) -> None:
    usages = pleo.data("group usage", groupId=pleo.sandbox.group_id("DEPT"))["usages"]
    assert usages == [{"id": tag_id(pleo, "ENG"), "count": 7}, {"id": tag_id(pleo, "MKT"), "count": 0}]


def test_a_tag_is_created_and_put(pleo: Raw) -> None:
    made = pleo.call("create tag", NEW_TAG, groupId=pleo.sandbox.group_id("DEPT"))
    assert made.status_code == 201
    pleo.data("put tag", {"code": "NEW", "name": "Newer", "archived": True}, tagId=made.json()["data"]["id"])
    assert pleo.sandbox.tags("DEPT") == [("ENG", "Engineering", "A"), ("MKT", "Marketing", "Z"), ("NEW", "Newer", "Z")]


def test_a_put_changes_the_time_of_change_only(pleo: Raw) -> None:
    answer = pleo.data("put tag", {"code": "MKT", "name": "M", "archived": False}, tagId=tag_id(pleo, "MKT"))
    assert answer["createdAt"] == OLD
    assert answer["updatedAt"] > OLD


@pytest.mark.parametrize(("code", "insensitive", "sensitive"), [("ENG", 409, 409), ("eng", 409, 201), ("mkt", 409, 201)])
def test_whether_case_distinguishes_codes_is_a_switch(pleo: Raw, code: str, insensitive: int, sensitive: int) -> None:
    group = pleo.sandbox.group_id("DEPT")
    assert pleo.call("create tag", {**NEW_TAG, "code": code}, groupId=group).status_code == insensitive
    pleo.sandbox.switches.case_sensitive_codes = True
    assert pleo.call("create tag", {**NEW_TAG, "code": code}, groupId=group).status_code == sensitive


def test_whether_an_archived_tag_takes_its_code_is_a_switch(pleo: Raw) -> None:
    group = pleo.sandbox.group_id("DEPT")
    assert pleo.refused("create tag", {**NEW_TAG, "code": "MKT"}, groupId=group)[0] == 409
    pleo.sandbox.switches.archived_codes_collide = False
    pleo.data("create tag", {**NEW_TAG, "code": "MKT"}, groupId=group)


def test_one_code_may_stand_in_two_groups(pleo: Raw) -> None:
    pleo.data("create tag", {**NEW_TAG, "code": "ENG"}, groupId=pleo.sandbox.group_id("OLD"))


def test_duplicates_from_before_can_be_changed_but_no_new_ones_made(pleo: Raw) -> None:
    first = pleo.sandbox.add_tag("DEPT", "DUP", "One")
    pleo.sandbox.add_tag("DEPT", "dup", "Two")
    pleo.data("put tag", {"code": "DUP", "name": "Three", "archived": False}, tagId=first)
    assert pleo.refused("put tag", {"code": "ENG", "name": "Three", "archived": False}, tagId=first)[0] == 409
    pleo.data("put tag", {"code": "FREE", "name": "Three", "archived": False}, tagId=first)
    assert pleo.refused("create tag", {**NEW_TAG, "code": "free"}, groupId=pleo.sandbox.group_id("DEPT"))[0] == 409


def test_a_full_group_refuses_one_more_active_tag_by_any_way(pleo: Raw) -> None:
    pleo.sandbox.switches.max_active_tags = 1
    full = (400, "Tag group already contains maximum number of active tags")
    group, archived = pleo.sandbox.group_id("DEPT"), tag_id(pleo, "MKT")
    assert pleo.refused("create tag", NEW_TAG, groupId=group) == full
    assert pleo.refused("put tag", {"code": "MKT", "name": "M", "archived": False}, tagId=archived) == full
    assert pleo.refused("bulk archive tags", {"companyId": ACME, "archived": False, "tagIds": [archived]}) == full
    pleo.data("create tag", {**NEW_TAG, "archived": True}, groupId=group)
    pleo.data("bulk archive tags", {"companyId": ACME, "archived": True, "tagIds": [tag_id(pleo, "ENG")]})
    pleo.data("bulk archive tags", {"companyId": ACME, "archived": False, "tagIds": [archived]})
    pleo.data("put tag", {"code": "MKT", "name": "M", "archived": False}, tagId=archived)


def test_what_a_put_leaves_out_is_lost_or_kept_by_switch(pleo: Raw) -> None:
    assert "name" not in pleo.data("put tag", {"code": "ENG", "archived": False}, tagId=tag_id(pleo, "ENG"))
    pleo.sandbox.switches.omitted = "keep"
    assert pleo.data("put tag", {"code": "MKT", "archived": True}, tagId=tag_id(pleo, "MKT"))["name"] == "Marketing"


def test_names_are_stored_changed_by_switch(pleo: Raw) -> None:
    pleo.sandbox.switches.replace({"strip_names": True, "cut_names": 5})
    answer = pleo.data("put tag", {"code": "ENG", "name": "  Engineers ", "archived": False}, tagId=tag_id(pleo, "ENG"))
    assert answer["name"] == "Engin"


def test_other_dimension_values_are_accepted_and_cannot_be_read_back(pleo: Raw) -> None:
    body = {**NEW_TAG, "otherDimensionValues": ["x"]}
    made = pleo.data("create tag", body, groupId=pleo.sandbox.group_id("DEPT"))
    assert "otherDimensionValues" not in pleo.data("put tag", body, tagId=made["id"])


def test_bulk_archive_flips_the_flag_of_all_or_none(pleo: Raw) -> None:
    ids = [tag_id(pleo, "ENG"), tag_id(pleo, "MKT")]
    foreign = pleo.sandbox.add_tag(pleo.sandbox.group_id("FOREIGN", company=OTHER), "F")
    before = pleo.sandbox.everything()
    assert pleo.refused("bulk archive tags", {"companyId": ACME, "archived": True, "tagIds": [*ids, foreign]})[0] == 404
    assert pleo.refused("bulk archive tags", {"companyId": OTHER, "archived": True, "tagIds": ids})[0] == 404
    assert pleo.refused("bulk archive tags", {"companyId": ACME, "archived": True, "tagIds": []})[0] == 400
    assert pleo.refused("bulk archive tags", {"companyId": ACME, "archived": True, "tagIds": ids[:1] * 101})[0] == 400
    assert pleo.sandbox.everything() == before
    answer = pleo.data("bulk archive tags", {"companyId": ACME, "archived": True, "tagIds": ids})
    assert [(tag["code"], tag["archived"]) for tag in answer] == [("ENG", True), ("MKT", True)]


def test_bulk_archive_refuses_tags_of_another_company_that_the_key_sees() -> None:
    with acme() as raw:
        organisation = raw.sandbox.add_organisation("Group")
        north = raw.sandbox.add_company("North", organisation=organisation)
        south = raw.sandbox.add_company("South", organisation=organisation)
        tag = raw.sandbox.add_tag(raw.sandbox.add_group("G", company=north), "T")
        raw.sandbox.change_key(KEY, level="organisation", organizationId=organisation)
        assert raw.refused("bulk archive tags", {"companyId": south, "archived": True, "tagIds": [tag]})[0] == 400


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        (None, ["ENG"]),
        ({}, ["ENG"]),
        ({"includeArchived": True}, ["ENG", "MKT"]),
        ({"archived": True}, ["MKT"]),
        ({"archived": False, "includeArchived": True}, ["ENG"]),
        ({"textSearch": "market", "includeArchived": True}, ["MKT"]),
        ({"tagGroupIds": [], "includeArchived": True}, []),
        ({"tagIds": ["00000000-0000-4000-8000-000000000000"]}, []),
    ],
)
def test_tags_are_searched(pleo: Raw, body: Any, codes: list[str]) -> None:
    pleo.sandbox.add_tag(pleo.sandbox.group_id("FOREIGN", company=OTHER), "F")
    assert [tag["code"] for tag in pleo.data("search tags", body, query={"company_id": ACME})] == codes
    assert pleo.sandbox.writes() == []


@pytest.mark.parametrize(
    "body",
    [
        {"code": "A"},
        {"archived": False, "name": "A"},
        {"code": "A", "archived": "no"},
        {"code": 1, "archived": False},
        {"code": "A", "archived": False, "nmae": "A"},
        {"code": "x" * 256, "archived": False},
        {"code": "A", "archived": False, "name": None},
        [],
    ],
)
def test_a_malformed_tag_is_400_and_changes_nothing(pleo: Raw, body: Any) -> None:
    before = pleo.sandbox.everything()
    assert pleo.refused("create tag", body, groupId=pleo.sandbox.group_id("DEPT"))[0] == 400
    assert pleo.refused("put tag", body, tagId=tag_id(pleo, "ENG"))[0] == 400
    assert pleo.sandbox.everything() == before


def test_a_missing_broken_or_unlabelled_body_is_refused(pleo: Raw) -> None:
    path = f"/v0/tags/{tag_id(pleo, 'ENG')}"
    json_type = {"Content-Type": "application/json"}
    assert pleo.send("PUT", path).status_code == 400
    assert pleo.send("PUT", path, data="{", headers=json_type).json()["type"] == "JSON_MAPPING_EXCEPTION"
    assert pleo.send("PUT", path, data="{}", headers={"Content-Type": "text/plain"}).status_code == 415
    assert pleo.send("GET", path, data="{}", headers=json_type).status_code == 400


def test_timestamps_have_as_many_digits_as_switched(pleo: Raw) -> None:
    pleo.sandbox.switches.fraction_digits = 9
    assert len(pleo.data("create tag", NEW_TAG, groupId=pleo.sandbox.group_id("DEPT"))["createdAt"]) == 30
