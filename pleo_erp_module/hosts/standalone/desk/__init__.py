"""The standalone host's own tables: accounts, sessions, one-time links, failed logins and the audit trail."""

from pleo_erp_module.hosts.standalone.desk.desk import FAMILY, TABLES, Desk, opened, utc_now
from pleo_erp_module.hosts.standalone.desk.records import Entry, Person

__all__ = ["FAMILY", "TABLES", "Desk", "Entry", "Person", "opened", "utc_now"]
