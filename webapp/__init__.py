"""The site: ``create_app`` puts its parts together."""

from __future__ import annotations

import os

from flask import Flask
from flask.cli import NoAppException
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from search import SettingsError
from webapp import (
    accounts,
    api,
    before_you_submit,
    commands,
    database,
    desk,
    help_centre,
    i18n,
    mail,
    sessions,
    site,
    support_requests,
)
from webapp.articles import knowledge_base
from webapp.articles.knowledge_base import ArticleSearcher
from webapp.config import Config, keep_config
from webapp.http import envelope, errors, health, limits, logs, security, static_files
from webapp.http.incoming import SMALL_BYTES

BLUEPRINTS = (
    help_centre.blueprint,
    before_you_submit.blueprint,
    accounts.blueprint,
    support_requests.blueprint,
    desk.blueprint,
    api.blueprint,
    health.blueprint,
)


def create_app(config: Config | None = None, searcher: ArticleSearcher | None = None) -> Flask:
    """Return the site.

    Without ``config`` the environment is read; without ``searcher`` the index of ``config`` is opened at the first
    request that needs it, so that the site starts, and says what is wrong, while there is no index yet. SettingsError
    for a bad value; the command ``flask`` gets an error that it names without a stack trace.
    """
    try:
        return assembled(config or Config.from_environment(), searcher)
    except SettingsError as error:
        if os.environ.get("FLASK_RUN_FROM_CLI") == "true":
            raise NoAppException(str(error)) from error
        raise


def assembled(config: Config, searcher: ArticleSearcher | None) -> Flask:
    """Return the site that ``config`` describes."""
    identity = site.read_site(config)
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = SMALL_BYTES
    app.jinja_options = {**app.jinja_options, "trim_blocks": True, "lstrip_blocks": True}
    envelope.init_app(app)
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, config.proxies, config.proxies, x_host=0)  # type: ignore[method-assign]
    keep_config(app, config)
    site.keep_site(app, identity)
    logs.init_app(app, config)
    envelope.init_app(app)
    app.config["COMPRESS_ALGORITHM"] = ["zstd", "br", "gzip"]
    app.config["COMPRESS_EVALUATE_CONDITIONAL_REQUEST"] = False  # whoever sets a tag also compares it
    Compress(app)  # what changes responses first sees them last: lines of the log know what was sent
    i18n.init_app(app)
    static_files.init_app(app, identity)
    security.init_app(app, identity.picture_hosts)
    sessions.init_app(app)
    errors.init_app(app)
    database.init_app(app, config)
    knowledge_base.init_app(app, config, searcher)
    limits.init_app(app, config)
    mail.init_app(app, config)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    commands.init_app(app)
    return app
