"""The WSGI application."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import Rule

from pleo_erp_module import __version__
from pleo_erp_module.hosts.standalone.web import error_pages, form_session, navigation, page_access, security, words
from pleo_erp_module.hosts.standalone.web.pages import BLUEPRINTS
from pleo_erp_module.hosts.standalone.web.provider_login import PROVIDER, provider_of
from pleo_erp_module.hosts.standalone.web.site import KEY, Site, close_session

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Application(Flask):
    """Flask behind so many proxies, whose word on address and scheme is taken."""

    def __init__(self, proxies: int) -> None:
        super().__init__(__name__)
        inner: WSGIApplication = super().wsgi_app
        self._front = ProxyFix(inner, x_for=proxies, x_proto=proxies, x_host=0) if proxies else inner

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """One request."""
        return self._front(environ, start_response)


def close_files(fault: BaseException | None) -> None:
    """What was uploaded may lie in a temporary file."""
    request.close()


def create_app(site: Site) -> Application:
    """The pages of a site, whose tables are there. Several may live in one process."""
    app = Application(site.config.web.proxies)
    app.secret_key = secrets.token_bytes(32)  # for forms only: after a restart a page that was open is loaded again
    app.session_interface = form_session.FormSession()
    app.extensions[KEY] = site
    app.extensions[PROVIDER] = provider_of(site.config.web.oidc)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.before_request(form_session.identify)
    app.before_request(page_access.check)
    security.protect(app, site.config.web)
    app.url_defaults(page_access.keep_company)
    app.teardown_appcontext(close_session)
    app.teardown_request(close_files)
    error_pages.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.url_map.add(Rule("/people", endpoint="users.index", redirect_to="/users"))  # its address in earlier versions
    app.jinja_env.filters.update(moment=words.moment, number=words.number)
    app.jinja_env.filters.update(fault=words.fault_parts)
    app.jinja_env.globals.update(_=words._, ngettext=words.ngettext, label_of=words.label_of, labels=words.labels)
    app.jinja_env.globals.update(version=__version__, language=words.locale, has_page=app.view_functions.__contains__)
    app.context_processor(navigation.context)
    return app
