"""One blueprint for each group of pages."""

from pleo_erp_module.hosts.standalone.web.pages import (
    account,
    audit_log,
    companies,
    connect,
    diagnostics,
    dimensions,
    home,
    login,
    preview,
    runs,
    settings,
    setup,
    user_accounts,
    why,
)

BLUEPRINTS = (
    login.pages,
    setup.pages,
    home.pages,
    companies.pages,
    user_accounts.pages,
    audit_log.pages,
    account.pages,
    connect.pages,
    dimensions.pages,
    settings.pages,
    preview.pages,
    runs.pages,
    why.pages,
    diagnostics.pages,
)
