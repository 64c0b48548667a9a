"""Read-only models whose rows are answers of the module: Tryton shows them and stores nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from trytond.exceptions import UserError
from trytond.i18n import gettext
from trytond.model import ModelStorage, ModelView, fields
from trytond.model.exceptions import AccessError

from pleo_erp_module.hosts.tryton import domains

Row = dict[str, Any]
_WRITING = ("create", "write", "delete", "copy", "import_data")


class ViewData(ModelStorage, ModelView):
    """A model says in `rows` and `rows_of` where its rows come from: dictionaries with ``id`` and every field that has a value.

    A value that costs another question may be a function; it is called when the field is read.
    """

    # Rows come in their own order. Without this Tryton tells its web client the order "null", a text that no search can use.
    _order: Any = None

    @classmethod
    def __setup__(cls) -> None:
        super().__setup__()
        for name in _WRITING:
            cls.__rpc__.pop(name, None)

    @classmethod
    def rows(cls, domain: Sequence[Any]) -> list[Row]:
        """The rows that the user may see, in the model's own order; those outside ``domain`` may be left out already."""
        raise NotImplementedError

    @classmethod
    def rows_of(cls, ids: Collection[int]) -> list[Row]:
        """The rows of these ids, as far as the user may see them."""
        raise NotImplementedError

    @classmethod
    def search(
        cls,
        domain: Sequence[Any],
        offset: int = 0,
        limit: int | None = None,
        order: Sequence[tuple[str, str | None]] | None = None,
        count: bool = False,
    ) -> Any:
        """Any user's rights are checked as for any model."""
        super().search(domain, offset=offset, limit=limit, order=order, count=count)
        ids = domains.wanted(domain, "id")
        rows = cls.rows(domain) if ids is None else cls.rows_of(ids)
        try:
            named = cls._named(rows)
            found = domains.ordered((row for row in named if domains.matches(domain, row)), order)
        except (TypeError, ValueError) as fault:
            raise UserError(gettext("pleo_erp.msg_search", detail=fault)) from None
        page = found[offset:] if limit is None else found[offset : offset + limit]
        return len(page) if count else cls.browse([row["id"] for row in page])

    @classmethod
    def _named(cls, rows: Iterable[Row]) -> list[Row]:
        """The rows, with the names of what they point to: people search by these."""
        result = [{**row, "rec_name": cls._name(row)} for row in rows]
        for name, target in cls._targets().items():
            numbers = sorted({row[name] for row in result if row.get(name) is not None})
            names = {one["id"]: one["rec_name"] for one in target.read(numbers, ["id", "rec_name"])} if numbers else {}
            for row in result:
                row[f"{name}.rec_name"] = names.get(row.get(name))
        return result

    @classmethod
    def _targets(cls) -> dict[str, Any]:
        """What the model's records point to and is not made of answers itself."""
        found = {name: one.get_target() for name, one in cls._fields.items() if isinstance(one, fields.Many2One)}
        return {
            name: target
            for name, target in found.items()
            if not issubclass(target, ViewData) and name not in ("create_uid", "write_uid")
        }

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
                value = row.get(name)
                answer[name] = value() if callable(value) else value
        for name, wanted in related.items():
            value = row.get(name)
            value = answer.setdefault(name, value() if callable(value) else value)
            read, columns = cls._fields[name].get_target().read, sorted({"id", *wanted})
            if isinstance(value, list):
                answer[f"{name}."] = read(value, columns)
            else:
                answer[f"{name}."] = read([value], columns)[0] if value is not None else None
        return answer

    def get_rec_name(self, name: str) -> str:
        """What `read` answers."""
        return str(self.read([self.id], ["rec_name"])[0]["rec_name"])


def _field(name: str) -> str:
    return name.partition(".")[0].removesuffix(":string")


def moment(text: str | None) -> datetime | None:
    """A moment of an answer as Tryton has it: UTC without saying so, whole seconds."""
    if text is None:
        return None
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None, microsecond=0)
