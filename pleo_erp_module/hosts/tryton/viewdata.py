"""Read-only models whose rows are answers of the module: Tryton shows them and stores nothing."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from trytond.exceptions import UserError
from trytond.i18n import gettext
from trytond.model import ModelStorage, ModelView
from trytond.model.exceptions import AccessError

from pleo_erp_module.hosts.tryton import domain_filter

Row = dict[str, Any]
_WRITING = ("create", "write", "delete", "copy", "import_data")


class ViewData(ModelStorage, ModelView):
    """A model says in `rows` and `rows_of` where its rows come from: dictionaries with ``id`` and every field that has a value,
    and the names of what they point to (``company.rec_name``).

    A value that costs another question may be a function; it is called when the field is read.
    """

    # Rows come in their own order. Without this Tryton tells its web client the order "null", a text that no search can use.
    _order: Any = None
    _rows_order: domain_filter.Order = ()  # the order in which `rows` come anyway

    @classmethod
    def __setup__(cls) -> None:
        super().__setup__()
        for name in _WRITING:
            cls.__rpc__.pop(name, None)

    @classmethod
    @abstractmethod
    def rows(cls, domain: Sequence[Any]) -> Iterable[Row]:
        """The rows that the user may see, in the model's own order; those outside ``domain`` may be left out already.

        Only as many are taken as a search needs.
        """

    @classmethod
    @abstractmethod
    def rows_of(cls, ids: Collection[int]) -> Iterable[Row]:
        """The rows of these ids, as far as the user may see them."""

    @classmethod
    def search(
        cls,
        domain: Sequence[Any],
        offset: int = 0,
        limit: int | None = None,
        order: domain_filter.Order | None = None,
        count: bool = False,
    ) -> Any:
        """Any user's rights are checked as for any model."""
        super().search(domain, offset=offset, limit=limit, order=order, count=count)
        found: Iterable[Mapping[str, Any]]
        try:
            ids = domain_filter.wanted(domain, "id")
            rows = cls.rows(domain) if ids is None else cls.rows_of(ids)
            found = (row for row in rows if domain_filter.matches(domain, row | {"rec_name": cls._name(row)}))
            if order and [tuple(one) for one in order] != list(cls._rows_order):
                found = domain_filter.ordered(found, order)
            page = [row["id"] for row in islice(found, offset, None if limit is None else offset + limit)]
        except domain_filter.UnsearchableError as exc:
            raise UserError(gettext("pleo_erp.msg_search", detail=exc)) from None
        return len(page) if count else cls.browse(page)

    @classmethod
    def _name(cls, row: Mapping[str, Any]) -> str:
        return str(row.get(cls._rec_name) or f"({row['id']})")

    @classmethod
    def read(cls, ids: Sequence[int], fields_names: Sequence[str]) -> list[Row]:
        """Raises AccessError for a record that is not there, or not for the user."""
        cls._before_read(ids, [_field(name) for name in fields_names if not name.startswith("_")])
        found = {row["id"]: row for row in cls.rows_of(set(ids))} if ids else {}
        if not found.keys() >= set(ids):
            raise AccessError(gettext("pleo_erp.msg_gone"))
        return [cls._answer(found[number], fields_names) for number in ids]

    @classmethod
    def _answer(cls, row: Row, names: Sequence[str]) -> Row:
        answer: Row = {"id": row["id"]}
        related: dict[str, set[str]] = {}
        for name in names:
            plain, dot, rest = name.partition(".")
            if dot:
                related.setdefault(plain, set()).add(rest)
            elif name.endswith(":string"):
                plain = name.removesuffix(":string")
                labels = dict(cls.fields_get([plain])[plain]["selection"])
                answer[name] = labels.get(row.get(plain), row.get(plain) or "")
            elif name == "rec_name":
                answer[name] = cls._name(row)
            elif name in ("_write", "_delete"):
                answer[name] = False
            elif name != "id":
                answer[name] = _value(row, name)
        for name, wanted in related.items():
            value = answer[name] = answer[name] if name in answer else _value(row, name)
            read, columns = cls._fields[name].get_target().read, sorted({"id", *wanted})
            if isinstance(value, list):
                answer[f"{name}."] = read(value, columns)
            else:
                answer[f"{name}."] = read([value], columns)[0] if value is not None else None
        return answer

    def get_rec_name(self, name: str) -> str:
        """What `read` answers."""
        return str(self.read([self.id], ["rec_name"])[0]["rec_name"])


def _value(row: Row, name: str) -> Any:
    value = row.get(name)
    return value() if callable(value) else value


def _field(name: str) -> str:
    return name.partition(".")[0].removesuffix(":string")
