"""What Tryton's screens call the things that a next step names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from trytond.pool import Pool
from trytond.transaction import Transaction

from pleo_erp_module.hosts.tryton.screens import COMMANDS, DOCUMENTS, FIELDS, MENUS
from pleo_erp_module.messages.vocabulary import named_terms

SECTION = "[pleo_erp]"  # of Tryton's configuration


class ScreenWords(Mapping[str, str]):
    """Menu paths and fields in the user's language, looked up when a sentence needs them; the keys of Tryton's configuration."""

    def __getitem__(self, name: str) -> str:
        sort, _, rest = name.partition(".")
        if rest in MENUS and sort == "action":
            return _path(MENUS[rest])
        if rest in FIELDS and sort == "option":
            model, field = FIELDS[rest]
            return f"“{Pool().get(model).fields_get([field])[field]['string']}”"
        if sort == "config":
            key = rest.partition(".")[2]
            return f"{SECTION} {key}" if key else SECTION
        return {**COMMANDS, **DOCUMENTS}[name]

    def __iter__(self) -> Iterator[str]:
        return (name for name in named_terms() if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _path(menu: str) -> str:
    pool = Pool()
    with Transaction().set_context(_check_access=False):  # an administrator's screen is named to a bookkeeper, too
        entry = pool.get("ir.ui.menu")(pool.get("ir.model.data").get_id(menu))
        names = [entry.name]
        while entry := entry.parent:
            names.append(entry.name)
    return " > ".join(reversed(names))
