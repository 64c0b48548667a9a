"""Who may do what in the sandbox, and how fast."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from contract import OPERATIONS
from rawclient import ACME, KEY, OTHER, Raw, acme
from sandbox.keys import EVERYTHING

NOWHERE = "00000000-0000-4000-8000-000000000000"
PATH = dict.fromkeys(("groupId", "tagId", "accountId", "taxCodeId", "companyId", "id"), NOWHERE)


@pytest.fixture
def pleo() -> Iterator[Raw]:
    with acme() as raw:
        yield raw


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        f"Bearer {KEY}",
        f"Basic {KEY}",
        "Basic cGxwX3NhbmRib3hfMDAwMQ==",
        "Basic cGxwX3NhbmRib3hfMDAwMTpzZWNyZXQ=",
        "Basic d3Jvbmc6",
        "Basic /////w==",
    ],
)
def test_anything_but_the_key_as_user_name_is_401(pleo: Raw, header: str | None) -> None:
    pleo.session.auth = lambda request: request  # none of its own
    answer = pleo.send("GET", "/v1/introspect", headers={"Authorization": header})
    assert (answer.status_code, answer.json()["type"]) == (401, "UNAUTHORIZED")


def test_an_unknown_address_without_a_key_is_401_and_with_one_404_or_405(pleo: Raw) -> None:
    assert pleo.send("GET", "/v1/nothing").status_code == 404
    assert pleo.send("PATCH", f"/v0/tags/{NOWHERE}").status_code == 405
    pleo.session.auth = ("wrong", "")
    assert pleo.send("GET", "/v1/nothing").status_code == 401


@pytest.mark.parametrize("operation", [name for name, operation in OPERATIONS.items() if operation.forbidden])
def test_nothing_is_ever_deleted(pleo: Raw, operation: str) -> None:
    assert pleo.refused(operation, None, query=None, **PATH)[0] == 405


def test_a_revoked_key_is_401_from_that_moment(pleo: Raw) -> None:
    pleo.data("introspect")
    pleo.sandbox.change_key(KEY, revoked=True)
    assert pleo.refused("introspect")[0] == 401


def test_a_key_ends_at_its_expiry() -> None:
    times = [datetime(2026, 1, 1, 23, 59, 59, tzinfo=UTC)]
    with acme(now=lambda: times[-1]) as raw:
        raw.sandbox.change_key(KEY, expires="2026-01-02T00:00:00+00:00")
        raw.data("introspect")
        times.append(datetime(2026, 1, 2, tzinfo=UTC))
        assert raw.refused("introspect")[0] == 401


@pytest.mark.parametrize("operation", [name for name, o in OPERATIONS.items() if o.area and not o.forbidden])
def test_a_key_without_the_one_right_is_403_and_says_which(pleo: Raw, operation: str) -> None:
    about = OPERATIONS[operation]
    missing = f"{about.area}:{about.right}"
    pleo.sandbox.change_key(KEY, scope=[right for right in EVERYTHING if right != missing])
    status, message = pleo.refused(operation, None, query=None, **PATH)
    assert status == 403
    assert f"Required permission '{about.right.upper()}' on resource '" in message
    pleo.sandbox.change_key(KEY, scope=[missing])
    assert pleo.call(operation, None, query=None, **PATH).status_code != 403


def test_the_documented_error_of_tag_groups_reads_as_seen_live(pleo: Raw) -> None:
    pleo.sandbox.change_key(KEY, scope=[])
    answer = pleo.call("list groups", query={"company_id": ACME})
    assert answer.json()["type"] == "ACCESS_DENIED"
    assert "Required permission 'READ' on resource 'tag-group'" in answer.json()["message"]


def test_introspect_names_the_company_and_the_scope(pleo: Raw) -> None:
    assert pleo.data("introspect") | {"clientId": ""} == {
        "authMethod": "API_KEY",
        "clientId": "",
        "scope": " ".join(EVERYTHING),
        "subjectURN": f"urn:pleo:company:{ACME}",
    }
    pleo.sandbox.switches.subject = False
    assert "subjectURN" not in pleo.data("introspect")


def test_a_company_key_sees_its_company_only(pleo: Raw) -> None:
    assert [row["name"] for row in pleo.data("list companies")] == ["Acme"]
    assert pleo.data("get company", companyId=ACME)["name"] == "Acme"
    assert pleo.refused("get company", companyId=OTHER)[0] == 404
    assert pleo.refused("list groups", query={"company_id": OTHER})[0] == 404
    pleo.sandbox.switches.wrong_company = 403
    assert pleo.refused("list groups", query={"company_id": OTHER})[0] == 403
    assert pleo.refused("list groups", query={"organization_id": OTHER})[0] == 403


def test_an_organisation_key_sees_the_companies_of_its_organisation() -> None:
    with acme() as raw:
        sandbox = raw.sandbox
        organisation = sandbox.add_organisation("Group")
        north = sandbox.add_company("North", organisation=organisation)
        south = sandbox.add_company("South", organisation=organisation)
        sandbox.add_group("N", company=north)
        sandbox.add_group("S", company=south)
        sandbox.add_group("A", company=ACME)
        raw.session.auth = (sandbox.add_key("plp_organisation", organisation=organisation), "")
        assert raw.data("introspect")["subjectURN"] == f"urn:pleo:organization:{organisation}"
        assert [row["name"] for row in raw.data("list companies", query={"organization_id": organisation})] == ["North", "South"]
        assert sorted(row["code"] for row in raw.data("list groups", query={"organization_id": organisation})) == ["N", "S"]
        both = {"organization_id": organisation, "company_id": north}
        assert [row["code"] for row in raw.data("list groups", query=both)] == ["N"]
        assert raw.refused("list groups", query={"company_id": ACME})[0] == 404
        assert raw.refused("get installation")[0] == 404


def test_the_installation_names_its_company_when_there_is_one(pleo: Raw) -> None:
    assert pleo.refused("get installation") == (404, "Installation does not exist")
    pleo.sandbox.add_installation()
    assert pleo.data("get installation")["resource"] == f"urn:pleo:company:{ACME}"


def test_an_installation_is_created_and_its_metadata_changed(pleo: Raw) -> None:
    assert pleo.refused("put installation", {"status": "ACTIVATED"})[0] == 400
    made = pleo.data("create installation", {"status": "ACTIVATED", "metadata": {"theirs": {"k": "v"}}})
    assert made["resource"] == f"urn:pleo:company:{ACME}"
    assert pleo.refused("put installation", {"metadata": {}})[0] == 400
    assert pleo.data("put installation", {"status": "INACTIVE"})["metadata"] == {"theirs": {"k": "v"}}
    assert pleo.data("put installation", {"status": "INACTIVE", "metadata": {"a": {}}})["metadata"] == {"a": {}}
    assert pleo.data("get installation")["status"] == "INACTIVE"


def test_the_rate_limit_counts_a_sliding_minute_for_each_key() -> None:
    clock = Clock()
    with acme(monotonic=clock, rate=3) as raw:
        for second in (0, 10, 20):
            clock.seconds = second
            raw.data("introspect")
        refused = raw.call("introspect")
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "40")
        raw.sandbox.switches.retry_after = False
        assert "Retry-After" not in raw.call("introspect").headers
        clock.seconds = 60
        raw.data("introspect")
        assert raw.call("introspect").status_code == 429
        raw.session.auth = (raw.sandbox.add_key("plp_second"), "")
        raw.data("introspect")


def test_the_default_rate_is_the_documented_one() -> None:
    with acme(monotonic=Clock()) as raw:
        statuses = [raw.call("introspect").status_code for _ in range(601)]
    assert statuses == [200] * 600 + [429]


def test_the_log_shows_the_end_of_the_key_only(pleo: Raw) -> None:
    pleo.data("list groups", query={"company_id": ACME})
    (entry,) = pleo.sandbox.requests
    assert (entry.method, entry.path, entry.query, entry.body) == ("GET", "/v0/tag-groups", {"company_id": [ACME]}, None)
    assert (entry.key, entry.operation, entry.status, entry.writes) == ("0001", "list groups", 200, False)
    assert KEY not in repr(entry)
