"""The site as gunicorn serves it."""

from __future__ import annotations

import sys

from flask import Flask

from search import SettingsError
from webapp import create_app

LOAD_FAILED = 4
"""Exit code by which gunicorn knows that another worker would fail too: ``Arbiter.APP_LOAD_ERROR``."""


def served() -> Flask:
    """Return the site that the environment describes; a bad value of it is named, and gunicorn ends."""
    try:
        return create_app()
    except SettingsError as error:
        print(f"Error: {error}", file=sys.stderr, flush=True)
        sys.exit(LOAD_FAILED)
