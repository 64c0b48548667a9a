"""Putting readable state in, and reading it back as tables that compare at a glance."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from .keys import EVERYTHING
from .state import Row, State

TagRow = tuple[str, str | None, str]
AccountRow = tuple[str, str | None, str, str]


class Seeds:
    """Every ``add_…`` returns the new record's id (`add_key`: the key). ``company`` left out means the company added first.

    Tables hold one tuple for each record, ending in "A" (active) or "Z" (archived), sorted.
    """

    state: State
    lock: threading.RLock

    def _add(self, kind: str, fields: Mapping[str, Any]) -> str:
        with self.lock:
            return str(self.state.insert(kind, {name: value for name, value in fields.items() if value is not None})["id"])

    def _company(self, company: str | None) -> str:
        if company is not None:
            return company
        return str(self.state.rows("companies")[0]["id"])

    def add_organisation(self, name: str) -> str:
        return self._add("organisations", {"name": name})

    def add_company(self, name: str, *, organisation: str | None = None, id: str | None = None) -> str:
        return self._add("companies", {"name": name, "organizationId": organisation, "id": id})

    def add_key(
        self,
        secret: str = "plp_sandbox_0001",
        *,
        company: str | None = None,
        organisation: str | None = None,
        scope: Iterable[str] = EVERYTHING,
        expires: str | None = None,
        revoked: bool = False,
    ) -> str:
        """A key for one company, or for a whole ``organisation``; ``scope`` holds rights like "tags:read". Returns ``secret``."""
        fields: Row = {"secret": secret, "scope": list(scope), "revoked": revoked, "expires": expires}
        if organisation is None:
            fields |= {"level": "company", "companyId": self._company(company), "organizationId": None}
        else:
            fields |= {"level": "organisation", "companyId": None, "organizationId": organisation}
        with self.lock:
            self.state.insert("keys", fields)
        return secret

    def change_key(self, secret: str, **changes: Any) -> None:
        """For example ``revoked=True`` or ``scope=[...]``, in the middle of anything."""
        with self.lock:
            row = next(row for row in self.state.rows("keys") if row["secret"] == secret)
            self.state.update("keys", row, changes)

    def add_installation(self, *, company: str | None = None, status: str = "ACTIVATED", resource: str | None = None) -> str:
        company = self._company(company)
        fields = {
            "companyId": company,
            "applicationId": company,
            "resource": resource or f"urn:pleo:company:{company}",
            "status": status,
        }
        return self._add("installations", fields)

    def add_group(
        self,
        code: str,
        name: str | None = None,
        *,
        archived: bool = False,
        metadata: Mapping[str, str] | None = None,
        created_at: str | None = None,
        company: str | None = None,
        id: str | None = None,
    ) -> str:
        fields = {
            "code": code,
            "name": name or code,
            "archived": archived,
            "metadata": metadata,
            "createdAt": created_at,
            "id": id,
        }
        return self._add("groups", {**fields, "companyId": self._company(company)})

    def group_id(self, code: str, *, company: str | None = None) -> str:
        """The id of the first group with this code, in any case; an id is returned as it is. Raises KeyError."""
        with self.lock:
            if self.state.get("groups", code):
                return code
            found = self.state.with_key("groups", self._company(company), code)
        if not found:
            raise KeyError(code)
        return str(found[0]["id"])

    def add_tag(
        self,
        group: str,
        code: str,
        name: str | None = None,
        *,
        archived: bool = False,
        created_at: str | None = None,
        usage: int = 0,
        company: str | None = None,
        id: str | None = None,
    ) -> str:
        """``group`` is an id or a code; ``usage`` the number of expenses that carry the tag."""
        fields = {"code": code, "name": name, "archived": archived, "createdAt": created_at, "id": id, "_usage": usage}
        return self._add("tags", {**fields, "groupId": self.group_id(group, company=company)})

    def add_account(
        self,
        external_id: str,
        code: str | None,
        name: str,
        *,
        archived: bool = False,
        tax_code: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        category: bool = False,
        contra: bool = False,
        company: str | None = None,
        id: str | None = None,
    ) -> str:
        """``category`` and ``contra``: assigned to a category, to a contra account."""
        fields: Row = {"externalId": external_id, "code": code, "name": name, "archived": archived, "taxCodeExternalId": tax_code}
        fields |= {"metadata": metadata, "_category": category, "_contra": contra, "id": id}
        return self._add("accounts", {**fields, "companyId": self._company(company)})

    def add_tax_code(
        self,
        code: str | None,
        name: str,
        rate: Decimal | str,
        *,
        type: str = "inclusive",
        archived: bool = False,
        company: str | None = None,
    ) -> str:
        fields = {"code": code, "name": name, "rate": float(rate), "type": type, "archived": archived}
        return self._add("tax_codes", {**fields, "companyId": self._company(company)})

    def add_vendor(
        self,
        external_id: str | None,
        code: str | None,
        name: str,
        *,
        state: str = "ACTIVE",
        currency: str = "EUR",
        company: str | None = None,
    ) -> str:
        fields: Row = {"externalId": external_id, "code": code, "name": name, "state": state, "defaultCurrency": currency}
        return self._add("vendors", {**fields, "companyId": self._company(company)})

    def groups(self, *, company: str | None = None) -> list[TagRow]:
        """(code, name, A or Z)"""
        with self.lock:
            rows = self.state.rows("groups", self._company(company))
            return sorted((row["code"], row["name"], _letter(row)) for row in rows)

    def tags(self, group: str, *, company: str | None = None) -> list[TagRow]:
        """(code, name, A or Z) of one group, by id or code."""
        with self.lock:
            rows = self.state.rows("tags", self.group_id(group, company=company))
            return sorted(((row["code"], row["name"], _letter(row)) for row in rows), key=_text)

    def accounts(self, *, company: str | None = None) -> list[AccountRow]:
        """(external id, code, name, A or Z)"""
        with self.lock:
            rows = self.state.rows("accounts", self._company(company))
            return sorted(((row["externalId"], row["code"], row["name"], _letter(row)) for row in rows), key=_text)

    def tax_codes(self, *, company: str | None = None) -> list[tuple[str | None, str, str, str, str]]:
        """(code, name, rate, type, A or Z)"""
        with self.lock:
            rows = self.state.rows("tax_codes", self._company(company))
            return sorted(
                ((row["code"], row["name"], str(row["rate"]), row["type"], _letter(row)) for row in rows),
                key=_text,
            )

    def vendors(self, *, company: str | None = None) -> list[tuple[str | None, str | None, str, str]]:
        """(external id, code, name, state)"""
        with self.lock:
            rows = self.state.rows("vendors", self._company(company))
            return sorted(((row.get("externalId"), row.get("code"), row["name"], row["state"]) for row in rows), key=_text)

    def everything(self) -> dict[str, list[Row]]:
        """All records with all properties, to prove that nothing has changed."""
        with self.lock:
            return self.state.dump()


def _letter(row: Row) -> str:
    return "Z" if row["archived"] else "A"


def _text(row: tuple[Any, ...]) -> list[str]:
    return [str(value) for value in row]
