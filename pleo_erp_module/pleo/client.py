"""The Pleo client: one method for each request that the module makes."""

from __future__ import annotations

import random as random_module
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self
from urllib.parse import quote

from pleo_erp_hookspecs import Message, PleoAccess
from pleo_erp_module.pleo import answer_parser
from pleo_erp_module.pleo.answer_parser import R
from pleo_erp_module.pleo.api_calls import Call, Calls, Reply
from pleo_erp_module.pleo.base_url import check_key
from pleo_erp_module.pleo.limits import MOST_ACCOUNTS_AT_ONCE, MOST_TAGS_AT_ONCE, PAGE_SIZE, SMALL_PAGE_SIZE, Limits
from pleo_erp_module.pleo.pacer import Pacer
from pleo_erp_module.pleo.page_reader import AnswerPage, PageProgress, page, read_all
from pleo_erp_module.pleo.pleo_errors import PleoError
from pleo_erp_module.pleo.pleo_records import (
    BatchAnswer,
    CreatedAccount,
    Installation,
    Introspection,
    NewAccount,
    PleoAccount,
    PleoCompany,
    RequestCounts,
    Tag,
    TagGroup,
)
from pleo_erp_module.pleo.transport import Transport
from pleo_erp_module.secret_text import SecretText

TAGS, ACCOUNTS, COMPANIES, INSTALLATIONS, INTROSPECTION = "tags", "accounts", "companies", "installations", "introspection"


class PleoClient:
    """Everything this module says to Pleo, with one key. May be used by several threads at once; close it at the end.

    Every method raises PleoError. Reads, updates and bulk archives are repeated after passing errors; a create is repeated only
    if Pleo certainly never saw it, otherwise its error has ``lost`` set and the caller reads again before it decides (C-30).
    """

    def __init__(
        self,
        access: PleoAccess,
        key: SecretText,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        random: Callable[[], float] = random_module.random,
        before_send: Callable[[bool], None] | None = None,
        pacer: Pacer | None = None,
        limits: Limits | None = None,
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        """``clock`` is monotonic, ``wall_clock`` seconds since 1970, ``random`` answers 0.0 to 1.0.

        ``before_send`` is called in the calling thread right before every attempt, and told whether it is a write; what it
        raises, and what ``sleep`` raises, passes through as `Calls` says. Clients of one connection share a ``pacer``.
        Raises ``key_malformed``, ``not_https``, ``base_url_invalid`` and ``proxy_invalid`` before any request.
        """
        self._limits = limits or Limits()
        key = check_key(key)
        self._transport = Transport(access, key, self._limits, clock)
        self._page_size = PAGE_SIZE
        self._calls = Calls(
            self._transport,
            self._limits,
            pacer or Pacer(access.requests_per_minute, clock=clock, sleep=sleep),
            clock=clock,
            wall_clock=wall_clock,
            sleep=sleep,
            random=random,
            before_send=before_send or _nothing,
        )

    def __repr__(self) -> str:
        return f"PleoClient({self._transport.base_url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, raised: BaseException | None, traceback: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()

    @property
    def counts(self) -> RequestCounts:
        """How many requests were sent so far."""
        return self._calls.counts

    # -- who am I

    def introspect(self) -> Introspection:
        """What the key says of itself: the first call on a new key (C-14). What does not know it is not Pleo's address."""
        call = Call(INTROSPECTION, "GET", "/v1/introspect")
        try:
            return self._calls.make(call, lambda reply: answer_parser.record(reply.json, Introspection))
        except PleoError as fault:
            if fault.status != 404:
                raise
            detail = Message("not_the_interface")
            raise PleoError("base_url_invalid", area=fault.area, detail=detail, status=404) from fault

    def installation(self) -> Installation | None:
        """The installation that belongs to the key; None if there is none, as with most standalone keys (C-15, Q13)."""
        try:
            return self._calls.make(
                Call(INSTALLATIONS, "GET", "/v1/installations/me"), lambda reply: answer_parser.installation(reply.json)
            )
        except PleoError as fault:
            if fault.status in (400, 404):
                return None
            raise

    def update_installation(self, status: str, metadata: Mapping[str, object]) -> Installation | None:
        """Change the metadata of the installation, which Pleo itself does not use; ``status`` is what was read."""
        call = Call(INSTALLATIONS, "PUT", "/v1/installations/me", body={"status": status, "metadata": dict(metadata)})
        return self._calls.make(call, lambda reply: answer_parser.installation(reply.json))

    def companies(self) -> list[PleoCompany]:
        """All companies that the key can see."""
        return self._pages(Call(COMPANIES, "GET", "/v1/companies"), PleoCompany, None)

    def company(self, company_id: str) -> PleoCompany:
        """One company."""
        call = Call(COMPANIES, "GET", f"/v1/companies/{_segment(company_id)}")
        return self._calls.make(call, lambda reply: answer_parser.record(reply.json, PleoCompany))

    # -- tag groups

    def tag_groups(self, company_id: str) -> list[TagGroup]:
        """All tag groups of the company, archived ones too (T-24)."""
        call = Call(TAGS, "GET", "/v0/tag-groups", {"company_id": company_id, "include_archived": "true"})
        return self._calls.make(call, lambda reply: answer_parser.listing(reply.json, TagGroup))

    def create_tag_group(self, company_id: str, code: str, name: str, metadata: Mapping[str, str] | None = None) -> TagGroup:
        """Create an active tag group (T-24)."""
        call = Call(
            TAGS,
            "POST",
            "/v0/tag-groups",
            {"company_id": company_id},
            {"code": code, "name": name, "archived": False, **({"metadata": dict(metadata)} if metadata else {})},
            repeatable=False,
        )
        return self._calls.make(call, _tag_group)

    def update_tag_group(
        self, group_id: str, code: str, name: str, archived: bool, metadata: Mapping[str, object] | None
    ) -> TagGroup:
        """Archive, unarchive or change a tag group; ``metadata`` is what was read (T-9)."""
        body = {"code": code, "name": name, "archived": archived, "metadata": dict(metadata or {})}
        return self._calls.make(Call(TAGS, "PUT", f"/v0/tag-groups/{_segment(group_id)}", body=body), _tag_group)

    def tag_group_usage(self, group_id: str) -> dict[str, int]:
        """How many expenses carry each tag of the group, by tag id; a tag without any may be absent."""
        call = Call(TAGS, "GET", f"/v0/tag-groups/{_segment(group_id)}/usage")
        return self._calls.make(call, lambda reply: answer_parser.usage(reply.json))

    # -- tags

    def tags(self, group_id: str, progress: PageProgress | None = None) -> list[Tag]:
        """All tags of a group, archived ones too (T-30); ``progress`` is told (read so far, total or None) after each page."""
        call = Call(TAGS, "GET", f"/v0/tag-groups/{_segment(group_id)}/tags", {"include_archived": "true"})
        return self._pages(call, Tag, progress)

    def create_tag(self, group_id: str, code: str, name: str) -> Tag:
        """Create an active tag (T-34). Status 409: the code is taken (T-40); 400 may mean that the group is full (T-41)."""
        body = {"code": code, "name": name, "archived": False}
        call = Call(TAGS, "POST", f"/v0/tag-groups/{_segment(group_id)}/tags", body=body, repeatable=False)
        return self._calls.make(call, _tag)

    def update_tag(self, tag_id: str, code: str, name: str, archived: bool) -> Tag:
        """Rename, archive or unarchive a tag, all in one (T-32, T-33, T-36); ``code`` is the one that is stored."""
        body = {"code": code, "name": name, "archived": archived}
        return self._calls.make(Call(TAGS, "PUT", f"/v0/tags/{_segment(tag_id)}", body=body), _tag)

    def archive_tags(self, company_id: str, tag_ids: Sequence[str], archived: bool) -> list[Tag]:
        """Archive or unarchive 1 to 100 tags at once (T-42); the tags as Pleo answers them, none if it answers without a body."""
        if not 1 <= len(tag_ids) <= MOST_TAGS_AT_ONCE:
            raise ValueError(f"1 to {MOST_TAGS_AT_ONCE} tags at once")
        body = {"companyId": company_id, "tagIds": list(tag_ids), "archived": archived}
        return self._calls.make(
            Call(TAGS, "POST", "/v0/tags/archive", body=body),
            lambda reply: [] if reply.json is None else answer_parser.records(reply.json, Tag),
        )

    # -- accounts

    def accounts(
        self, company_id: str, external_id: str | None = None, progress: PageProgress | None = None
    ) -> list[PleoAccount]:
        """All accounts of the company, archived ones too (A-4), or those with ``external_id``."""
        # Both flags must be sent and be false, or accounts that are in use would look new. No `archived`: both.
        body: dict[str, object] = {
            "companyId": company_id,
            "excludeIfAssignedToCategory": False,
            "excludeIfAssignedToContraAccount": False,
        }
        if external_id is not None:
            body["externalId"] = external_id
        return self._pages(Call(ACCOUNTS, "POST", "/v1/chart-of-accounts:search", body=body), PleoAccount, progress)

    def accounts_without_category(self, company_id: str, ids: Sequence[str]) -> set[str]:
        """Which of these accounts, by id, no category is mapped to (A-21): at most 100 are asked about in one request."""
        found: set[str] = set()
        for start in range(0, len(ids), PAGE_SIZE):
            body: dict[str, object] = {
                "companyId": company_id,
                "excludeIfAssignedToCategory": True,
                "excludeIfAssignedToContraAccount": False,
                "ids": list(ids[start : start + PAGE_SIZE]),
            }
            call = Call(ACCOUNTS, "POST", "/v1/chart-of-accounts:search", body=body)
            found.update(account.id for account in self._pages(call, PleoAccount, None))
        return found & set(ids)

    def create_account(
        self, company_id: str, external_id: str, code: str | None, name: str, tax_code: str | None
    ) -> CreatedAccount:
        """Create an active account (A-11). ``matched``: it was there already (A-19); status 409 says the same."""
        body = {"companyId": company_id, **_new_account(NewAccount(external_id, code, name, tax_code))}
        return self._calls.make(
            Call(ACCOUNTS, "POST", "/v1/chart-of-accounts", body=body, repeatable=False),
            lambda reply: CreatedAccount(answer_parser.record(reply.json, PleoAccount), reply.status == 200),
        )

    def create_accounts(self, company_id: str, items: Sequence[NewAccount]) -> BatchAnswer:
        """Create 1 to 1000 active accounts at once; single ones may fail (A-20)."""
        if not 1 <= len(items) <= MOST_ACCOUNTS_AT_ONCE:
            raise ValueError(f"1 to {MOST_ACCOUNTS_AT_ONCE} accounts at once")
        body = {"companyId": company_id, "items": [_new_account(item) for item in items]}
        call = Call(ACCOUNTS, "POST", "/v1/chart-of-accounts/batch", body=body, repeatable=False)
        return self._calls.make(call, lambda reply: answer_parser.batch(reply.json))

    def update_account(
        self,
        account_id: str,
        code: str | None,
        name: str,
        archived: bool,
        tax_code_external_id: str | None,
        metadata: Mapping[str, object] | None,
    ) -> PleoAccount:
        """Change, archive or unarchive an account (A-9, A-10, A-13). What is None is left out, the rest sent back (Q-3)."""
        body: dict[str, object] = {"name": name, "archived": archived}
        if code is not None:
            body["code"] = code
        if tax_code_external_id is not None:
            body["taxCodeExternalId"] = tax_code_external_id
        if metadata is not None:
            body["metadata"] = dict(metadata)
        call = Call(ACCOUNTS, "PUT", f"/v1/chart-of-accounts/{_segment(account_id)}", body=body)
        return self._calls.make(call, lambda reply: answer_parser.record(reply.json, PleoAccount))

    # -- pages

    def _pages(self, call: Call, kind: type[R], progress: PageProgress | None) -> list[R]:
        size = self._page_size
        try:
            return self._read_all(call, kind, progress, size)
        except PleoError as fault:
            said = f"{fault.pleo_type} {fault.pleo_message}".lower()
            if fault.status != 400 or "limit" not in said or size == SMALL_PAGE_SIZE:
                raise
        self._page_size = SMALL_PAGE_SIZE  # Pleo takes no pages of 100 after all (Q7)
        return self._read_all(call, kind, progress, SMALL_PAGE_SIZE)

    def _read_all(self, call: Call, kind: type[R], progress: PageProgress | None, size: int) -> list[R]:
        def fetch(cursor: str | None) -> AnswerPage[R]:
            params = {**call.params, "limit": str(size)} | ({} if cursor is None else {"after": cursor})
            one = Call(call.area, call.method, call.path, params, call.body)
            return self._calls.make(one, lambda reply: page(reply.json, kind))

        return read_all(fetch, call.area, self._limits.pages, progress)


def _nothing(writes: bool) -> None:
    """What happens before an attempt if nobody asked for more."""


def _segment(value: str) -> str:
    """One segment of a path. Raises ValueError for what would name another path."""
    if value.strip() in ("", ".", ".."):
        raise ValueError("an id must not be empty")
    return quote(value, safe="")


def _tag_group(reply: Reply) -> TagGroup:
    return answer_parser.record(reply.json, TagGroup)


def _tag(reply: Reply) -> Tag:
    return answer_parser.record(reply.json, Tag)


def _new_account(item: NewAccount) -> dict[str, object]:
    body: dict[str, object] = {"externalId": item.external_id, "name": item.name, "archived": False}
    if item.code is not None:
        body["code"] = item.code
    if item.tax_code is not None:
        body["taxCodeExternalId"] = item.tax_code
    return body
