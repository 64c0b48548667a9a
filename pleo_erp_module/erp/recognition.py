"""Whether a database is that of a profile's ERP: told by its tables and columns, never by asking a person."""

from __future__ import annotations

import re

from pleo_erp_module.erp.faults import translated
from pleo_erp_module.erp.profile import Profile
from pleo_erp_module.erp.profile_file import NAMED
from pleo_erp_module.odbc import Database


def recognise(database: Database, profile: Profile) -> bool:
    """Whether the engine is one of the profile's and the tables that tell this ERP are there with their columns.

    Where a table's name depends on the company, that of any company will do. A profile that names no such tables is never
    recognised: it is chosen by a person.
    """
    dialect = database.dialect
    if dialect.name not in profile.engines or not profile.recognise:
        return False
    with translated("the list of tables"):
        present = dialect.table_columns(database)
    for logical in profile.recognise:
        table = profile.tables[logical]
        needed = {dialect.fold(column) for column in table.columns}
        pattern = "|".join(".+".join(re.escape(dialect.fold(part)) for part in NAMED.split(name)[::2]) for name in table.names)
        if not any(re.fullmatch(pattern, name) and needed <= columns for name, columns in present.items()):
            return False
    return True
