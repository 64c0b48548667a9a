"""Reading an ERP's tables: profiles say how, plugins may replace or filter what is read."""

from pleo_erp_module.erp.company_page import PAGE, CompanyPage
from pleo_erp_module.erp.profile import Profile
from pleo_erp_module.erp.profile_search import known_profiles, load_profile
from pleo_erp_module.erp.recognition import AUTO, recognise
from pleo_erp_module.erp.source import Source, open_reading, open_source
from pleo_erp_module.erp.sql_reader import SqlReader

__all__ = [
    "AUTO",
    "PAGE",
    "CompanyPage",
    "Profile",
    "Source",
    "SqlReader",
    "known_profiles",
    "load_profile",
    "open_reading",
    "open_source",
    "recognise",
]
