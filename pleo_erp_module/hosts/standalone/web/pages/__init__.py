"""One blueprint for each group of pages."""

from pleo_erp_module.hosts.standalone.web.pages import (
    account,
    audit,
    companies,
    connect,
    diagnostics,
    dimensions,
    home,
    login,
    people,
    preview,
    runs,
    settings,
    setup,
    why,
)

BLUEPRINTS = (
    login.pages,
    setup.pages,
    home.pages,
    companies.pages,
    people.pages,
    audit.pages,
    account.pages,
    connect.pages,
    dimensions.pages,
    settings.pages,
    preview.pages,
    runs.pages,
    why.pages,
    diagnostics.pages,
)
