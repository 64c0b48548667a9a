"""The contract between an ERP host and the Pleo module.

It imports only pluggy and the standard library, so that a host author depends on nothing else. Three groups: what a host asks
the module (`module`), what a host offers (`host`), and how others extend the module (`extensions`).
"""

from pleo_erp_hookspecs.errors import ErrorKind, PleoErpError
from pleo_erp_hookspecs.extensions import ExtensionSpecs, LeaveOut, ReadContext
from pleo_erp_hookspecs.host import (
    ErpAccess,
    Host,
    Notice,
    PleoAccess,
    Progress,
    ProgressCallback,
    Role,
    StopSignal,
    User,
)
from pleo_erp_hookspecs.message import TEXT, Message, plain_facts
from pleo_erp_hookspecs.module import (
    EXTENSION_GROUP,
    MODULE_GROUP,
    PROJECT,
    Action,
    Job,
    ModuleInfo,
    ModuleSpecs,
    Parameter,
    hookimpl,
)
from pleo_erp_hookspecs.module_client import ModuleClient, load_modules, module_manager, refused_run
from pleo_erp_hookspecs.records import Account, Company, Dimension, DimensionValue, TaxCode, Vendor
from pleo_erp_hookspecs.session import Session

__all__ = [
    "EXTENSION_GROUP",
    "MODULE_GROUP",
    "PROJECT",
    "TEXT",
    "Account",
    "Action",
    "Company",
    "Dimension",
    "DimensionValue",
    "ErpAccess",
    "ErrorKind",
    "ExtensionSpecs",
    "Host",
    "Job",
    "LeaveOut",
    "Message",
    "ModuleClient",
    "ModuleInfo",
    "ModuleSpecs",
    "Notice",
    "Parameter",
    "PleoAccess",
    "PleoErpError",
    "Progress",
    "ProgressCallback",
    "ReadContext",
    "Role",
    "Session",
    "StopSignal",
    "TaxCode",
    "User",
    "Vendor",
    "hookimpl",
    "load_modules",
    "module_manager",
    "plain_facts",
    "refused_run",
]
