"""Tag groups and tags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .paging import page, repeated
from .replies import Call, Handler, RefusalError, Reply, created, found
from .state import Row


def _show(call: Call, tag: Row) -> Row:
    return {name: value for name, value in call.show(tag).items() if not (name == "name" and value is None)}


def _page(call: Call, rows: Iterable[Row]) -> Reply:
    return Reply(200, page(list(rows), call.query, call.about, call.switches, lambda tag: _show(call, tag)))


def _companies(call: Call) -> list[str]:
    """``company_id`` wins over ``organization_id``."""
    company = call.one("company_id")
    if company is not None:
        return [call.company(company)]
    if call.key["level"] == "company" or call.one("organization_id") != call.key["organizationId"]:
        raise RefusalError(call.switches.wrong_company, "ORGANIZATION_NOT_FOUND", "The organization was not found")
    return sorted(call.companies())


def list_groups(call: Call) -> Reply:
    archived = call.flag("include_archived", call.switches.include_archived_default)
    rows = [row for company in _companies(call) for row in call.state.rows("groups", company) if archived or not row["archived"]]
    answer = [call.show(row) for row in repeated(rows, call.switches)]
    if call.flag("include_tags_count", False):
        for record in answer:
            record["totalTagsCount"] = len(call.state.rows("tags", record["id"]))
    return Reply(200, {"data": answer})


def create_group(call: Call) -> Reply:
    company = call.company(call.one("company_id") or "")
    if call.switches.duplicate_group != "second" and call.state.with_key("groups", company, call.body["code"]):
        status, kind = (409, "CONFLICT") if call.switches.duplicate_group == "conflict" else (400, "VALIDATION_FAILED")
        raise RefusalError(status, kind, f"A tag group with the code {call.body['code']} already exists")
    fields = {**call.body, "name": call.text(call.body["name"]), "companyId": company}
    return created(call, call.state.insert("groups", fields))


def get_group(call: Call) -> Reply:
    return found(call, call.record("groups", call.path["groupId"]))


def put_group(call: Call) -> Reply:
    return found(call, call.put("groups", call.record("groups", call.path["groupId"]), ()))


def usage(call: Call) -> Reply:
    group = call.record("groups", call.path["groupId"])
    counts = [{"id": tag["id"], "count": tag.get("_usage", 0)} for tag in call.state.rows("tags", group["id"])]
    return Reply(200, {"data": {"usages": counts}})


def list_tags(call: Call) -> Reply:
    group = call.record("groups", call.path["groupId"])
    archived = call.flag("include_archived", call.switches.include_archived_default)
    return _page(call, (tag for tag in call.state.rows("tags", group["id"]) if archived or not tag["archived"]))


def search_tags(call: Call) -> Reply:
    wanted: Mapping[str, Any] = call.body or {}
    archived = wanted.get("archived")
    every = wanted.get("includeArchived", False)
    text = wanted.get("textSearch", "").casefold()

    def fits(tag: Row) -> bool:
        return (
            ("tagIds" not in wanted or tag["id"] in wanted["tagIds"])
            and ("tagGroupIds" not in wanted or tag["groupId"] in wanted["tagGroupIds"])
            and text in (tag["name"] or "").casefold()
            and (tag["archived"] == archived if archived is not None else every or not tag["archived"])
        )

    groups = {row["id"] for company in _companies(call) for row in call.state.rows("groups", company)}
    return _page(call, (tag for tag in call.state.rows("tags") if tag["groupId"] in groups and fits(tag)))


def get_tag(call: Call) -> Reply:
    return Reply(200, {"data": _show(call, call.record("tags", call.path["tagId"]))})


def create_tag(call: Call) -> Reply:
    group = call.record("groups", call.path["groupId"])
    fields = {name: value for name, value in call.body.items() if name != "otherDimensionValues"}
    _unique(call, group["id"], fields["code"], None)
    if not fields["archived"]:
        _room(call, group["id"], 1)
    if "name" in fields:
        fields["name"] = call.text(fields["name"])
    tag = call.state.insert("tags", {**fields, "groupId": group["id"]})
    return Reply(201, {"data": _show(call, tag)})


def put_tag(call: Call) -> Reply:
    tag = call.record("tags", call.path["tagId"])
    # Duplicates may exist from before: only a code that changes can collide.
    if call.body["code"] != tag["code"]:
        _unique(call, tag["groupId"], call.body["code"], tag)
    if tag["archived"] and not call.body["archived"]:
        _room(call, tag["groupId"], 1)
    call.body.pop("otherDimensionValues", None)
    return Reply(200, {"data": _show(call, call.put("tags", tag, ("name",)))})


def bulk_archive(call: Call) -> Reply:
    """All or nothing."""
    company = call.company(call.body["companyId"])
    tags = [call.record("tags", tag_id) for tag_id in dict.fromkeys(call.body["tagIds"])]
    for tag in tags:
        if call.record("groups", tag["groupId"])["companyId"] != company:
            raise RefusalError(400, "VALIDATION_FAILED", f"Tag {tag['id']} does not belong to company {company}")
    archived = call.body["archived"]
    if not archived:
        for group in {tag["groupId"] for tag in tags}:
            _room(call, group, sum(tag["archived"] for tag in tags if tag["groupId"] == group))
    for tag in tags:
        if tag["archived"] != archived:
            call.state.update("tags", tag, {"archived": archived})
    return Reply(200, {"data": [_show(call, tag) for tag in tags]})


def _unique(call: Call, group_id: str, code: str, own: Row | None) -> None:
    for other in call.state.with_key("tags", group_id, code):
        same = other["code"] == code or not call.switches.case_sensitive_codes
        if other is not own and same and (call.switches.archived_codes_collide or not other["archived"]):
            raise RefusalError(409, "CONFLICT", f"A tag with the code {code} already exists in the group")


def _room(call: Call, group_id: str, more: int) -> None:
    limit = call.switches.max_active_tags
    if limit is not None and more and sum(not tag["archived"] for tag in call.state.rows("tags", group_id)) + more > limit:
        raise RefusalError(400, "VALIDATION_FAILED", "Tag group already contains maximum number of active tags")


HANDLERS: dict[str, Handler] = {
    "list groups": list_groups,
    "create group": create_group,
    "get group": get_group,
    "put group": put_group,
    "group usage": usage,
    "list tags": list_tags,
    "search tags": search_tags,
    "get tag": get_tag,
    "create tag": create_tag,
    "put tag": put_tag,
    "bulk archive tags": bulk_archive,
}
