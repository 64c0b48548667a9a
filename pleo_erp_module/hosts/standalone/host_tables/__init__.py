"""The standalone host's own tables: accounts, sessions, one-time links, failed logins and the audit trail."""

from pleo_erp_module.hosts.standalone.host_tables.host_database import FAMILY, TABLES, HostTables, opened, utc_now
from pleo_erp_module.hosts.standalone.host_tables.user_records import AuditEntry, WebUser

__all__ = ["FAMILY", "TABLES", "AuditEntry", "HostTables", "WebUser", "opened", "utc_now"]
