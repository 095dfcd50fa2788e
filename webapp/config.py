"""What the operator decides, read once from the environment and the settings file."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Flask, current_app
from werkzeug.sansio.utils import host_is_trusted

from search import Settings, SettingsError
from webapp.environment import settings_file, variables_of

SECRET_KEY_LETTERS = 16
"""Shortest secret key that is accepted; ``secrets.token_hex`` gives 64."""

BRAND_LETTERS = 60
"""Longest name that the header has room for."""

PRIVATE = 0o700
OTHERS = 0o077
"""Rights on a folder: all to its user; what others may have."""

MOST_PROXIES = 9
"""Proxies in a row that are believed; a larger number is a typing error."""

NETWORK_VOTES = 3
"""Members of one household who vote for the same article on one day."""

MOST_NETWORK_VOTES = 1_000
"""A larger number is a typing error."""

ADDRESS = "http://127.0.0.1:8000"
"""Where the site answers when nobody says."""

TIME_ZONE = "Europe/Madrid"
"""Where days begin when nobody says; in Bratislava they begin at the same moment."""

HELD_EMAIL = 5
HELD_VISITOR = 5
HELD_NETWORK = 20
HELD_EVERYBODY = 300
"""Requests in an hour after which the next wait for a person, when nobody says how many."""

MOST_COUNTED = 1_000_000
"""Largest number of requests that is counted; a larger one is a typing error."""

MAIL_SCHEMES = ("smtp", "smtps")
MAIL_FILES = "files"
"""In the place of a mail server: letters become files, and that is meant so."""

MAIL_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,189}")

LOG_LEVELS = ("debug", "info", "warning", "error")

EXTENSION = "config"


class ContactMode(StrEnum):
    """What the contact page shows first."""

    GATE = "gate"
    """One question; the form opens when nothing answers it, or when asked for."""

    BESIDE = "beside"
    """The question and the form."""


def new_secret_key() -> str:
    """Return a key that nobody else has; with it, what was signed does not outlive the process."""
    return secrets.token_hex(32)


@dataclass(frozen=True, slots=True)
class Config:
    """One value for each environment variable ``VENTANILLA_<NAME>``."""

    articles: Path = Settings().articles
    """``VENTANILLA_ARTICLES``: folder of articles, or a JSON Lines file."""

    index: Path = Settings().index
    """``VENTANILLA_INDEX``: folder of the index."""

    secret_key: str = field(default_factory=new_secret_key, repr=False)
    """``VENTANILLA_SECRET_KEY``: signs what the site hands out; without it the one kept in ``instance`` is used."""

    brand: str = ""
    """``VENTANILLA_BRAND``: name in the header and in every title; without it the one that ``site`` names."""

    event_key: str = field(default="", repr=False)
    """``VENTANILLA_EVENT_KEY``: vouches for what was kept; without it the one kept in ``instance`` is used."""

    instance: Path = Path("instance")
    """``VENTANILLA_INSTANCE``: folder of what must not be lost: database, attachments, letters, both keys."""

    database_url: str = field(default="", repr=False)
    """``VENTANILLA_DATABASE_URL`` or ``DATABASE_URL``; without it ``ventanilla.db`` in ``instance``."""

    contact_mode: ContactMode = ContactMode.GATE
    """``VENTANILLA_CONTACT_MODE``: ``gate`` or ``beside``."""

    site: Path | None = None
    """``VENTANILLA_SITE``: a TOML file with name, logo, colours, contact channels and opening hours."""

    proxies: int = 0
    """``VENTANILLA_PROXIES``: how many proxies stand in front whose ``X-Forwarded-For`` and ``-Proto`` are believed."""

    hosts: tuple[str, ...] = ()
    """``VENTANILLA_HOSTS``: names the site answers to, with commas; without them it answers to every name."""

    address: str = ADDRESS
    """``VENTANILLA_ADDRESS``: how the world reaches the site, for links in letters and replies; else the first host."""

    smtp: str = field(default="", repr=False)
    """``VENTANILLA_SMTP``: the mail server, ``smtp://user:password@host:587``, or ``files``; see ``mail.sending``."""

    mail_from: str = "ventanilla@localhost"
    """``VENTANILLA_MAIL_FROM``: address that letters come from."""

    time_zone: ZoneInfo = field(default_factory=lambda: ZoneInfo(TIME_ZONE))
    """``VENTANILLA_TIME_ZONE``: where the site's days begin and its clocks hang, ``Europe/Bratislava``."""

    rate_storage: str = field(default="memory://", repr=False)
    """``VENTANILLA_RATE_STORAGE``: where requests are counted, or ``off``; in memory each process counts for itself."""

    network_votes: int = NETWORK_VOTES
    """``VENTANILLA_NETWORK_VOTES``: what all votes for one article from one network in one day weigh, in votes."""

    held_email: int = HELD_EMAIL
    """``VENTANILLA_HELD_EMAIL``: requests in an hour from one e-mail address after which a person looks at the next."""

    held_visitor: int = HELD_VISITOR
    """``VENTANILLA_HELD_VISITOR``: the same for one browser at one address; 0 here and beside it: any number."""

    held_network: int = HELD_NETWORK
    """``VENTANILLA_HELD_NETWORK``: the same for one network, /24 or /48 of IPv6."""

    held_everybody: int = HELD_EVERYBODY
    """``VENTANILLA_HELD_EVERYBODY``: the same for all together."""

    log_level: str = "info"
    """``VENTANILLA_LOG_LEVEL``: ``debug``, ``info`` (a line for every request), ``warning`` or ``error``."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Config:
        """Return what ``environment``, by default that of the process, says, and where it is silent the settings file.

        SettingsError for a bad value, with the file that it comes from.
        """
        environment = os.environ if environment is None else environment
        path = settings_file(environment, cls().instance)
        kept = kept_variables(path, environment)
        try:
            return cls.from_variables({**kept, **environment})
        except SettingsError as error:
            name = str(error).partition(":")[0]
            if name in kept.keys() - environment.keys():
                raise SettingsError(f"{path}: {error}") from error
            raise

    @classmethod
    def from_variables(cls, environment: Mapping[str, str]) -> Config:
        """Return what ``environment`` says, and nothing else; SettingsError for a bad value."""
        instance = folder_path(environment, "VENTANILLA_INSTANCE", cls().instance, "the folder of the site's data")
        hosts = tuple(host.strip() for host in environment.get("VENTANILLA_HOSTS", "").split(",") if host.strip())
        return cls(
            articles=articles_path(environment, cls().articles),
            index=folder_path(environment, "VENTANILLA_INDEX", cls().index, "the folder of the index"),
            secret_key=secret_key(environment, instance),
            event_key=given_key(environment, "VENTANILLA_EVENT_KEY"),
            brand=brand(environment),
            instance=instance,
            database_url=environment.get("VENTANILLA_DATABASE_URL") or environment.get("DATABASE_URL", ""),
            contact_mode=ContactMode(one_of(environment, "VENTANILLA_CONTACT_MODE", tuple(ContactMode))),
            site=site_path(environment),
            proxies=proxies(environment),
            hosts=hosts,
            address=address(environment, hosts),
            smtp=smtp(environment),
            mail_from=mail_from(environment, cls().mail_from),
            time_zone=time_zone(environment),
            rate_storage=environment.get("VENTANILLA_RATE_STORAGE", cls().rate_storage),
            network_votes=network_votes(environment),
            held_email=count_of(environment, "VENTANILLA_HELD_EMAIL", HELD_EMAIL),
            held_visitor=count_of(environment, "VENTANILLA_HELD_VISITOR", HELD_VISITOR),
            held_network=count_of(environment, "VENTANILLA_HELD_NETWORK", HELD_NETWORK),
            held_everybody=count_of(environment, "VENTANILLA_HELD_EVERYBODY", HELD_EVERYBODY),
            log_level=one_of(environment, "VENTANILLA_LOG_LEVEL", LOG_LEVELS, cls().log_level),
        )

    @property
    def mail_server(self) -> str:
        """Address of the mail server; empty where none is named."""
        return "" if self.smtp == MAIL_FILES else self.smtp

    @property
    def looks_public(self) -> bool:
        """Whether others than the developer come to the site, as far as names, address and proxies tell."""
        names = [host.lstrip(".") for host in self.hosts] + [urlsplit(self.address).hostname or ""]
        return self.proxies > 0 or not all(map(is_this_machine, names))

    @property
    def public_address(self) -> str:
        """``address`` where somebody said it; else nothing, and pages are on the host that a request came to."""
        return self.address if self.address != ADDRESS else ""

    @property
    def settings(self) -> Settings:
        """What ``search`` is told: its defaults, and where articles and index lie."""
        return Settings(articles=self.articles, index=self.index)


def kept_variables(path: Path | None, environment: Mapping[str, str]) -> Mapping[str, str]:
    """Return what the settings file at ``path`` says, as variables; SettingsError where it says what nobody reads."""
    kept = dict(variables_of(path, [each.name for each in fields(Config)])) if path else {}
    if "DATABASE_URL" in environment:
        kept.pop("VENTANILLA_DATABASE_URL", None)
    return kept


def keep_config(app: Flask, config: Config) -> None:
    """Give ``app`` its ``config``, and a folder for what visitors write that nobody else on the machine can read."""
    make_private(config.instance)
    app.extensions[EXTENSION] = config
    app.secret_key = config.secret_key
    app.config["TRUSTED_HOSTS"] = list(config.hosts) or None


def config() -> Config:
    """Return the configuration of the site that answers the present request."""
    found = current_app.extensions[EXTENSION]
    assert isinstance(found, Config)
    return found


def day_of(moment: datetime) -> date:
    """Return the day that ``moment`` falls on where the site is."""
    return moment.astimezone(config().time_zone).date()


def articles_path(environment: Mapping[str, str], default: Path) -> Path:
    """Return a path that exists, if one was given."""
    name = "VENTANILLA_ARTICLES"
    if name not in environment:
        return default
    path = path_of(environment, name)
    if not path.exists():
        raise SettingsError(f"{name}: there is no {str(path)!r}. Give the folder of articles or a JSON Lines file.")
    return path


def folder_path(environment: Mapping[str, str], name: str, default: Path, what: str) -> Path:
    """Return a path that is a folder or can become one."""
    if name not in environment:
        return default
    path = path_of(environment, name)
    if path.exists() and not path.is_dir():
        raise SettingsError(f"{name}: {str(path)!r} is not a folder. Give {what}.")
    return path


def site_path(environment: Mapping[str, str]) -> Path | None:
    """Return the path of a file that exists, if one was given."""
    name = "VENTANILLA_SITE"
    if name not in environment:
        return None
    path = path_of(environment, name)
    if not path.is_file():
        raise SettingsError(f"{name}: there is no file {str(path)!r}. Give a TOML file, or leave the variable out.")
    return path


def secret_key(environment: Mapping[str, str], instance: Path) -> str:
    """Return a key long enough to sign with, by default the one kept in ``instance``."""
    return given_key(environment, "VENTANILLA_SECRET_KEY") or kept_secret_key(instance)


def given_key(environment: Mapping[str, str], name: str) -> str:
    """Return the key in variable ``name``, long enough; nothing where there is none. No message holds a key."""
    value = environment.get(name)
    if value is not None and len(value) < SECRET_KEY_LETTERS:
        raise SettingsError(
            f"{name}: the key has {len(value)} characters. Use at least {SECRET_KEY_LETTERS}, "
            "for example from: python -c 'import secrets; print(secrets.token_hex(32))'."
        )
    return value or ""


def make_private(folder: Path) -> None:
    """Make ``folder``, if need be, and close it to other users of the machine; one that is another user's stays."""
    try:
        folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        if folder.stat().st_mode & OTHERS:
            with suppress(PermissionError):
                folder.chmod(PRIVATE)
    except OSError as error:
        raise SettingsError(f"{folder}: no folder for the site's data ({error}). Set VENTANILLA_INSTANCE.") from error


def kept_secret_key(instance: Path) -> str:
    """Return the key that signs, kept in ``instance``."""
    return kept_key(instance / "secret_key", "VENTANILLA_SECRET_KEY")


def event_key(config: Config) -> str:
    """Return the key that vouches for what was kept: the one that was given, or the one kept in ``instance``."""
    return config.event_key or kept_key(config.instance / "event_key", "VENTANILLA_EVENT_KEY")


def kept_key(path: Path, variable: str) -> str:
    """Return the key in ``path``, made by whichever process starts first; only its user may read it."""
    make_private(path.parent)
    try:
        if not path.exists():
            mine = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
            mine.touch(mode=0o600)
            mine.write_text(new_secret_key(), "ascii")
            try:
                path.hardlink_to(mine)
            except FileExistsError:
                pass  # another process was first: all use its key
            finally:
                mine.unlink()
        key = path.read_text("ascii").strip()
    except (OSError, UnicodeError) as error:
        raise SettingsError(f"{path}: no key can be kept ({error}). Set {variable}.") from error
    if len(key) < SECRET_KEY_LETTERS:
        raise SettingsError(f"{path}: the key has {len(key)} characters. Remove the file; a new key will be made.")
    return key


def brand(environment: Mapping[str, str]) -> str:
    """Return a name that can be shown in one line; nothing where none was given."""
    name = "VENTANILLA_BRAND"
    value = environment.get(name, "").strip()
    if name in environment and not is_name(value):
        raise SettingsError(
            f"{name}: {value!r} cannot be shown as a name. Use 1 to {BRAND_LETTERS} letters in one line."
        )
    return value


def is_name(value: str) -> bool:
    """Return whether ``value`` can be shown in one line of the header."""
    return 0 < len(value.strip()) <= BRAND_LETTERS and value.isprintable()


def proxies(environment: Mapping[str, str]) -> int:
    """Return how many proxies are believed."""
    name = "VENTANILLA_PROXIES"
    value = environment.get(name, "0")
    if not (value.isascii() and value.isdigit() and int(value) <= MOST_PROXIES):
        raise SettingsError(f"{name}: {value!r} is no number of proxies. Use 0 to {MOST_PROXIES}.")
    return int(value)


def network_votes(environment: Mapping[str, str]) -> int:
    """Return what the votes of one network weigh."""
    name = "VENTANILLA_NETWORK_VOTES"
    value = environment.get(name, str(NETWORK_VOTES))
    if not (value.isascii() and value.isdigit() and len(value) < 9 and 0 < int(value) <= MOST_NETWORK_VOTES):
        raise SettingsError(f"{name}: {value!r} is no number of votes. Use 1 to {MOST_NETWORK_VOTES}.")
    return int(value)


def count_of(environment: Mapping[str, str], name: str, default: int) -> int:
    """Return how many requests variable ``name`` allows."""
    value = environment.get(name, str(default))
    is_number = value.isascii() and value.isdigit() and len(value) <= len(str(MOST_COUNTED))
    if not is_number or int(value) > MOST_COUNTED:
        raise SettingsError(f"{name}: {value!r} is no number of requests. Use 0 (any number) to {MOST_COUNTED}.")
    return int(value)


def address(environment: Mapping[str, str], hosts: tuple[str, ...]) -> str:
    """Return where the site is reached, without a slash at its end."""
    name = "VENTANILLA_ADDRESS"
    if name not in environment:
        return f"https://{hosts[0].lstrip('.')}" if hosts else ADDRESS
    value = environment[name].strip().rstrip("/")
    parts = url_parts(value)
    if (
        parts is None
        or parts.scheme not in ("http", "https")
        or value != f"{parts.scheme}://{parts.netloc}"
        or "@" in value
    ):
        raise SettingsError(f"{name}: {value!r} is no address of a site. Write it like https://help.example.org.")
    if hosts and not host_is_trusted(parts.netloc, hosts):
        raise SettingsError(f"{name}: VENTANILLA_HOSTS lacks {parts.hostname!r}. Add it there, or links lead nowhere.")
    return value


def smtp(environment: Mapping[str, str]) -> str:
    """Return the address of a mail server, if one was given; no message holds its password."""
    name = "VENTANILLA_SMTP"
    value = environment.get(name, "").strip()
    if value == MAIL_FILES:
        return value
    parts = url_parts(value)
    if value and (parts is None or parts.scheme not in MAIL_SCHEMES or parts.path.strip("/")):
        raise SettingsError(f"{name}: this is no address of a mail server. Use smtp://user:password@host:587.")
    if value and "VENTANILLA_MAIL_FROM" not in environment:
        raise SettingsError("VENTANILLA_MAIL_FROM: letters need an address that they come from. Give one.")
    return value


def is_this_machine(host: str) -> bool:
    """Return whether ``host`` is the machine that the site runs on."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def url_parts(value: str) -> SplitResult | None:
    """Return the parts of an address that names a host and, if any, a possible port."""
    try:
        parts = urlsplit(value)
        is_whole = bool(parts.hostname) and value.isprintable() and " " not in value and parts.port != 0
    except ValueError:
        return None
    return parts if is_whole else None


def mail_from(environment: Mapping[str, str], default: str) -> str:
    """Return the address that letters come from."""
    name = "VENTANILLA_MAIL_FROM"
    value = environment.get(name, default).strip()
    if not MAIL_ADDRESS.fullmatch(value):
        raise SettingsError(f"{name}: {value!r} is no e-mail address. Write it like help@example.org.")
    return value


def time_zone(environment: Mapping[str, str]) -> ZoneInfo:
    """Return the time zone of the site."""
    name = "VENTANILLA_TIME_ZONE"
    value = environment.get(name, TIME_ZONE)
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingsError(f"{name}: {value!r} is no time zone. Write it like {TIME_ZONE}.") from error


def one_of(environment: Mapping[str, str], name: str, values: tuple[str, ...], default: str = "") -> str:
    """Return one of ``values``, by default the first."""
    value = environment.get(name, default or values[0])
    if value not in values:
        raise SettingsError(f"{name}: {value!r} is not one of {', '.join(values)}. Use one of these.")
    return value


def path_of(environment: Mapping[str, str], name: str) -> Path:
    """Return the path that variable ``name`` holds."""
    value = environment[name]
    if not value.strip() or "\0" in value:
        raise SettingsError(f"{name}: {value!r} is not a path. Give a path, or leave the variable out.")
    return Path(value).expanduser()
