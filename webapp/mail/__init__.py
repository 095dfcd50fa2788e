"""Letters: what they say, how they leave, and the program that sends them."""

from __future__ import annotations

import logging

from flask import Flask

from webapp.config import Config
from webapp.mail import commands
from webapp.mail.sending import MailWay, described, how_mail_leaves

__all__ = ["init_app"]

log = logging.getLogger(__name__)


def init_app(app: Flask, config: Config) -> None:
    """Give ``app`` its commands; say so where letters of a public site reach nobody."""
    commands.init_app(app)
    if how_mail_leaves(config) is MailWay.NOWHERE:
        log.error("%s", described(config))
