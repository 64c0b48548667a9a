"""Reading an ERP's tables: profiles say how, plugins may replace or filter what is read."""

from pleo_erp_module.erp.loading import known_profiles, load_profile
from pleo_erp_module.erp.part import PAGE, Part
from pleo_erp_module.erp.profile import Profile
from pleo_erp_module.erp.profile_plugin import ProfilePlugin
from pleo_erp_module.erp.reader import SqlReader
from pleo_erp_module.erp.recognition import AUTO, recognise
from pleo_erp_module.erp.source import Source, open_reading, open_source

__all__ = [
    "AUTO",
    "PAGE",
    "Part",
    "Profile",
    "ProfilePlugin",
    "Source",
    "SqlReader",
    "known_profiles",
    "load_profile",
    "open_reading",
    "open_source",
    "recognise",
]
