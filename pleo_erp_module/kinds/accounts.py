"""Accounts: the chart of accounts of the company."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar, NamedTuple

from pleo_erp_hookspecs import Account, Message, PleoErpError
from pleo_erp_module.errors import error
from pleo_erp_module.kinds.erp_view import Doubt, ErpView, Read, UnitSource
from pleo_erp_module.kinds.kind import CODE_AND_NAME, MAX_LENGTH, Area, Proposal, Proposed, RecordKind
from pleo_erp_module.kinds.neutral_form import source_row
from pleo_erp_module.kinds.pleo_side import PleoSide
from pleo_erp_module.kinds.setting import Setting, SettingValues, choice
from pleo_erp_module.kinds.target import Created, Landing, ReadProgress, Target, landing_of, optional_of, text_of
from pleo_erp_module.kinds.unit import Unit
from pleo_erp_module.kinds.usage_query import UsageQuery
from pleo_erp_module.messages.catalogue import mark
from pleo_erp_module.messages.setting_labels import SettingLabel
from pleo_erp_module.pleo import NewAccount, PleoAccount, PleoClient, PleoError
from pleo_erp_module.reconcile.change_model import Change, Kind, Rekey, Rules, SourceRow, TargetRecord
from pleo_erp_module.text import sent_name, visible_code, visible_name

NEW_ACCOUNTS = 1000  # accounts that one request creates at most
MOST_ACCOUNTS = 1000  # accounts whose usage is asked for at most, a hundred in a request
_DAY = 24 * 60
_AREA = Area(
    name="accounts",
    place=20,
    label=mark("Accounts"),
    job_help="the chart of accounts, now",
    switch_help="synchronise the chart of accounts",
    switch_label=mark("Chart of accounts"),
    switch_hint=mark("All accounts that accept postings."),
    interval=_DAY,
    interval_help="minutes between two runs of the accounts",
    interval_hint=mark("Between two runs. One day (1440) is usual."),
    longest_interval=31 * _DAY,
)
#: Accounts are matched by external id, exactly (A-1, A-22); the tax code is compared only while tax codes are synchronised (Q-3).
_DECLARATION = Kind(
    name="accounts",
    fold=visible_code,
    compared=("code", "name"),
    same_name_first=False,
    limits={"external_id": MAX_LENGTH, **CODE_AND_NAME},
    rules=Rules(create="A-11", update="A-9", unarchive="A-10", archive="A-12", duplicate="A-12"),
    # Pleo cannot change an external id. Already the first account of the same number would lose its category mapping.
    rekey=Rekey(by={"code": 1, "name": 2}, field=None, rule="A-24"),
)
_TAXED = replace(_DECLARATION, compared=(*_DECLARATION.compared, "tax_code_external_id"))


def account_rows(accounts: Iterable[Account], account_key: str, *, tax_codes: bool = False) -> list[SourceRow]:
    """Accounts as rows of the chart, identified by the ERP's row id or by the account number (A-2, A-5).

    The default tax code goes along only while tax codes are synchronised (Q-3).
    """
    rows = []
    for account in accounts:
        code, key = account.code, account.id if account_key == "id" else account.code
        usable, why_not = (account.usable, account.why_not) if visible_code(code) else (False, "no_code")
        fields = {"external_id": key, "code": code, "tax_code_external_id": account.tax_code if tax_codes else None}
        rows.append(source_row(key, sent_name(account.name) or visible_code(code), usable, why_not, **fields))
    return rows


def account_record(account: PleoAccount) -> TargetRecord:
    """An account; Pleo gives no times for it."""
    fields = {
        "external_id": account.external_id,
        "code": account.code,
        "name": account.name,
        "tax_code_external_id": account.tax_code_external_id,
    }
    extra = {"metadata": account.metadata}
    return TargetRecord(account.id, account.external_id, fields, account.archived, "", extra)


class KeyFit(NamedTuple):
    """How well an account key fits, the greater the better: row ids and numbers can coincide, so what agrees counts first.

    ``active`` and ``agreed`` count the usable accounts whose active, or any, record in Pleo has the same number or name;
    ``matched`` those that have a record at all.
    """

    active: int
    agreed: int
    matched: int


def account_key_matches(accounts: Sequence[Account], records: Sequence[TargetRecord]) -> dict[str, KeyFit]:
    """How well the accounts of the ERP and of Pleo fit if they are identified by ``id``, and by ``code``."""
    by_key = {visible_code(record.key): record for record in sorted(records, key=lambda record: not record.archived)}
    fits = {}
    for key in ("id", "code"):
        rows = [row for row in account_rows(accounts, key) if row.usable and visible_code(row.key) in by_key]
        agreed = [record for row in rows if _agrees(row, record := by_key[visible_code(row.key)])]
        fits[key] = KeyFit(sum(not record.archived for record in agreed), len(agreed), len(rows))
    return fits


def _agrees(row: SourceRow, record: TargetRecord) -> bool:
    number, name = record.fields["code"] or record.key, record.fields["name"] or ""
    return visible_code(number) == row.fields["code"] or visible_name(name) == visible_name(row.fields["name"] or "")


def _better_key(accounts: Sequence[Account], of_profile: str, pleo: PleoSide) -> Proposed:
    """The key that fits better, else the profile's. Nothing while there is nothing to compare."""
    records = [account_record(account) for account in pleo.client.accounts(pleo.company)]
    if not accounts or (not records and of_profile == "id"):
        return Proposed()
    matches = account_key_matches(accounts, records)
    better = of_profile if matches["code"] == matches["id"] else max(matches, key=matches.__getitem__)
    doubt = account_key_doubt(accounts, better, records)
    return Proposed({"account_key": better}, (doubt.warning,) if doubt else ())


def account_key_doubt(accounts: Sequence[Account], used: str, records: Sequence[TargetRecord]) -> Doubt | None:
    """Whether the other account key fits better, or this one would turn most of Pleo's accounts into others."""
    other = "code" if used == "id" else "id"
    fits = account_key_matches(accounts, records)
    fit, others = fits[used], fits[other]
    facts = {"used": used, "matched": fit.matched, "agreed": fit.agreed}
    if others > fit:
        warning = error("wrong_account_key", **facts, other=other, others=others.matched, others_agreed=others.agreed)
    elif fit.matched - fit.agreed > max(1, fit.agreed):
        warning = error("account_key_doubtful", **facts)
    else:
        return None
    return Doubt("account_key", warning)


class Accounts(RecordKind):
    """The chart of accounts."""

    name = "accounts"
    order = 20
    area = _AREA
    question = "account"
    label = mark("Account")
    unit_label = mark("Accounts")
    create_batch = NEW_ACCOUNTS
    codeless = True
    settings: ClassVar[Mapping[str, Setting]] = {
        "account_key": Setting(
            "id",
            choice("id", "code"),
            "what identifies an account in Pleo: the ERP's row id, or the account number",
            SettingLabel(
                mark("Accounts are identified by"),
                "",
                mark(
                    "id: the row ID in the ERP. code: the account number. A wrong choice would archive and re-create the chart."
                ),
            ),
            proposable=True,
        )
    }
    guards: ClassVar[Mapping[str, str]] = {"account_key": mark("The accounts may be matched by the wrong key")}

    def declaration(self, settings: SettingValues) -> Kind:
        """With the reference to the default tax code compared or not (Q-3)."""
        return _TAXED if settings.get("tax_codes") is True else _DECLARATION

    def propose(self, view: ErpView) -> Proposal | PleoErpError | None:
        """The account key that matches more of Pleo's accounts (A-2)."""
        accounts = self._accounts(view)
        return accounts if isinstance(accounts, PleoErpError) else partial(_better_key, accounts, view.source.profile.account_key)

    def _accounts(self, view: ErpView) -> Read[list[Account]]:
        return view.read(Unit(self), lambda: view.source.accounts(view.context))

    def read(self, view: ErpView) -> Iterator[UnitSource]:
        """All accounts, identified as the setting says."""
        unit, key = Unit(self), str(view.settings["account_key"])
        accounts = self._accounts(view)
        if isinstance(accounts, PleoErpError):
            yield UnitSource(unit, error=accounts)
        else:
            yield UnitSource(unit, account_rows(accounts, key), doubt=partial(account_key_doubt, accounts, key))

    def target(self, pleo: PleoSide, unit: Unit, declaration: Kind) -> Target:
        """The chart of accounts."""
        return AccountsTarget(pleo.client, pleo.company, declaration)

    def names(self, key: str, fields: Mapping[str, str | None]) -> set[str]:
        """Its external id, and its number."""
        return {visible_code(key), visible_code(fields.get("code") or "")}

    def called(self, key: str, fields: Mapping[str, object]) -> str:
        """Its number."""
        return str(fields.get("code") or key)

    def ask_usage(self, query: UsageQuery, unit: Unit, records: Sequence[str]) -> None:
        """Whether the account is mapped to a category (A-21)."""
        asked = records[:MOST_ACCOUNTS]
        query.found.left_off += len(records) - len(asked)
        free = query.allowed(partial(query.client.accounts_without_category, query.pleo_company, asked))
        if free is not None:
            query.found.mapped.update({account: account not in free for account in asked})


ACCOUNTS = Accounts()


@dataclass(slots=True)
class AccountsTarget:
    """The chart of accounts of the company."""

    client: PleoClient
    pleo_company: str
    kind: Kind
    create_batch: int = NEW_ACCOUNTS

    def read(self, progress: ReadProgress | None = None) -> list[TargetRecord]:
        """All pages, active and archived, assigned to a category or not (A-4, A-7)."""
        return [account_record(account) for account in self.client.accounts(self.pleo_company, progress=progress)]

    def create(self, changes: Sequence[Change]) -> list[Created]:
        """One account alone, or many in one request, of which some may fail (A-19, A-20)."""
        items = [
            NewAccount(
                text_of(c, "external_id"), optional_of(c, "code"), text_of(c, "name"), optional_of(c, "tax_code_external_id")
            )
            for c in changes
        ]
        try:
            if len(items) == 1:
                answer = self.client.create_account(
                    self.pleo_company, items[0].external_id, items[0].code, items[0].name, items[0].tax_code
                )
                return [Created(Landing.MATCHED if answer.matched else Landing.CREATED, account_record(answer.account))]
            batch = self.client.create_accounts(self.pleo_company, items)
        except PleoErpError as exc:
            if not isinstance(exc, PleoError):  # the run ends here: what the other half made counts
                return [Created(Landing.FAILED, error=exc) for _ in items]
            if len(items) > 1 and not exc.lost and exc.status in {400, 413, 422}:
                # One bad record must not stop the others: the halves are tried by themselves.
                middle = len(changes) // 2
                return self.create(changes[:middle]) + self.create(changes[middle:])
            return [Created(landing_of(exc), error=exc) for _ in items]
        created = {account.external_id: account for account in batch.created}
        failed = {failure.external_id: failure.reasons for failure in batch.failed}
        return [self._of_batch(item.external_id, created.get(item.external_id), failed.get(item.external_id)) for item in items]

    @staticmethod
    def _of_batch(external_id: str, account: PleoAccount | None, reasons: Sequence[str] | None) -> Created:
        if account is not None:
            return Created(Landing.CREATED, account_record(account))
        if reasons is None:
            return Created(Landing.LOST, error=error("answer_invalid", detail=Message("batch_silent", {"id": external_id})))
        landing = Landing.EXISTS if "EXTERNAL_ID_ALREADY_EXISTS" in reasons else Landing.FAILED
        return Created(landing, error=error("pleo_refused", detail=", ".join(reasons)))

    def put(self, change: Change, extra: Mapping[str, object]) -> TargetRecord:
        """Pleo's own tax code and metadata go back; without the tax code once more if Pleo does not know it (Q-16)."""
        metadata = extra.get("metadata")

        def send(tax_code: str | None) -> TargetRecord:
            return account_record(
                self.client.update_account(
                    str(change.id),
                    optional_of(change, "code"),
                    text_of(change, "name"),
                    change.after["archived"] is True,
                    tax_code,
                    metadata if isinstance(metadata, Mapping) else None,
                )
            )

        tax_code = optional_of(change, "tax_code_external_id")
        try:
            return send(tax_code)
        except PleoError as exc:
            if exc.status != 400 or tax_code is None:
                raise
            return send(None)
