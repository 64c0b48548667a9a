"""A part of the companies, as the database and as Python pick it: those with a text, or the one of an id; a page of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pleo_erp_hookspecs import Company
from pleo_erp_module.odbc.like_pattern import containing
from pleo_erp_module.text import has_all

PAGE = 50


@dataclass(frozen=True, slots=True)
class CompanyPage:
    """Which companies are wanted: ``id`` exactly, ``text`` whose every word is in the name or the id, whatever its case."""

    id: str | None = None
    text: str = ""
    limit: int = PAGE
    offset: int = 0

    @property
    def _words(self) -> Sequence[str]:
        return self.text.split()

    @property
    def condition(self) -> str:
        """SQL that is true of all companies that are wanted, and of few others."""
        if self.id is not None:
            return "LTRIM(RTRIM(id)) = ?"
        return " AND ".join("(LOWER(id) LIKE ? OR LOWER(name) LIKE ?)" for _ in self._words) or "1 = 1"

    @property
    def parameters(self) -> Mapping[str, str | None]:
        """The values of its markers, in order, each with a name."""
        if self.id is not None:
            return {"id": self.id}
        return {f"{column}_{number}": containing(word) for number, word in enumerate(self._words) for column in ("id", "name")}

    def wants(self, company: Company) -> bool:
        """Whether this is one of them."""
        if self.id is not None:
            return company.id == self.id
        return has_all(self._words, company.name, company.id)

    def of(self, companies: Iterable[Company]) -> tuple[list[Company], bool]:
        """The page of these companies, and whether there are more."""
        found = sorted((one for one in companies if self.wants(one)), key=lambda one: (one.name.casefold(), one.id))
        return found[self.offset : self.offset + self.limit], len(found) > self.offset + self.limit
