"""The site: ``create_app`` puts its parts together."""

from __future__ import annotations

from flask import Flask

from webapp import errors, help_centre, i18n, knowledge_base, security, static_files
from webapp.config import Config
from webapp.knowledge_base import ArticleSearcher


def create_app(config: Config | None = None, searcher: ArticleSearcher | None = None) -> Flask:
    """Return the site.

    Without ``config`` the environment is read; without ``searcher`` the index of ``config`` is opened at the first
    request that needs it, so that the site starts, and says what is wrong, while there is no index yet.
    """
    config = config or Config.from_environment()
    app = Flask(__name__)
    app.secret_key = config.secret_key
    app.jinja_options = {**app.jinja_options, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.globals["brand"] = config.brand
    for part in (i18n, static_files, security, errors):
        part.init_app(app)
    knowledge_base.init_app(app, config, searcher)
    app.register_blueprint(help_centre.blueprint)
    return app
