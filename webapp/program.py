"""``ventanilla``: the site of one folder at the command line, without a checkout and without ``flask --app``."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click
from flask import Flask
from flask.cli import ScriptInfo

from search import SettingsError, index_command, is_checkout
from webapp import commands, create_app
from webapp.config import Config, kept_variables
from webapp.environment import settings_file
from webapp.mail import commands as mail_commands
from webapp.server import starting
from webapp.shipped import ARTICLES, CHECKOUT, GUNICORN, SITE, shipped
from webapp.site import read_site

HOST = "127.0.0.1"
PORT = 8000
POLL_S = 0.1
UPDATE_S = 10.0
"""How long visitors wait for the newest articles while older ones could be served."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")

SITE_SIGNS = (ARTICLES, SITE, "instance")
"""A folder with one of these is a site, or was one."""

SITE_VARIABLES = ("VENTANILLA_ARTICLES", "VENTANILLA_INSTANCE", "VENTANILLA_SETTINGS")
"""Who sets one of these has a site, in whatever folder."""

DEMONSTRATION = (
    f"No kb_articles and no site.toml here: showing the demonstration. Make your own: {index_command('init FOLDER')}."
)


def own_version() -> str:
    """Return the version of the installed distribution."""
    try:
        return version("ventanilla")
    except PackageNotFoundError:
        return "of this checkout"


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(own_version(), prog_name="ventanilla")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of the site.  [default: the present one]",
)
@click.pass_context
def main(context: click.Context, folder: Path | None) -> None:
    """Serve a help centre, and look after its team, its letters and what it keeps.

    Everything is read from the folder of the site: kb_articles, site.toml, instance/settings.toml. Paths in settings
    and variables are seen from there.
    """
    context.obj = ScriptInfo(create_app=the_site, set_debug_flag=False)
    if folder is not None:
        enter(folder)


for each in (*commands.COMMANDS, *mail_commands.COMMANDS):
    main.add_command(each)


def enter(folder: Path) -> None:
    """Make ``folder`` the present one; a usage error where that cannot be done."""
    try:
        os.chdir(folder)
    except OSError as error:
        raise click.UsageError(f"{folder}: not a folder to work in ({error.strerror}). Name another.") from error
    os.environ["PWD"] = str(Path.cwd())


def the_site() -> Flask:
    """Return the site of the present folder, for a command; a usage error where there is none, or a bad value."""
    here = Path.cwd()
    if not any((here / name).exists() for name in SITE_SIGNS) and not any(map(os.environ.get, SITE_VARIABLES)):
        raise click.UsageError(
            f"{here}: there is no site here, neither {', '.join(SITE_SIGNS[:-1])} nor {SITE_SIGNS[-1]}. "
            "Go to its folder, or name it: ventanilla --folder FOLDER ..."
        )
    try:
        os.environ.update(own_site_file(said()))
        return create_app()
    except SettingsError as error:
        raise click.UsageError(str(error)) from error


def said() -> Mapping[str, str]:
    """Return all variables, those of the process and below them those of the settings file."""
    return {**kept_variables(settings_file(os.environ, Config().instance), os.environ), **os.environ}


def own_site_file(given: Mapping[str, str]) -> Mapping[str, str]:
    """Return the variable that names the folder's own ``site.toml``, where it has one and nobody named another."""
    return {"VENTANILLA_SITE": SITE} if "VENTANILLA_SITE" not in given and Path(SITE).is_file() else {}


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), required=False)
@click.option("--host", default=HOST, show_default=True, help="Address of this machine to answer at.")
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), help="Processes.  [default: 2]")
@click.option("--no-mail", is_flag=True, help="Send no letters: another program runs send-mail.")
def serve(folder: Path | None, host: str, port: int, workers: int | None, no_mail: bool) -> None:
    """Index the articles of FOLDER, serve its site and send its letters.

    Without FOLDER the present one; where that has neither kb_articles nor site.toml, the demonstration is shown, and
    what visitors write is kept in its folder instance.
    """
    if folder is not None:
        enter(folder)
    require_free(host, port)
    try:
        os.environ.update(variables_for(said(), is_named=folder is not None, host=host, port=port))
        config = Config.from_environment()
        read_site(config)
    except SettingsError as error:
        raise click.UsageError(str(error)) from error
    index(config)
    click.echo(f"Ventanilla: {config.address}/ (stop with Ctrl-C)")
    if host not in LOOPBACK and not config.looks_public:
        click.echo(f"Letters and links say {config.address}. Set VENTANILLA_ADDRESS to what the world calls the site.")
    sys.stdout.flush()
    if not no_mail:
        start_mail()
    options = ["--config", str(shipped(GUNICORN)), "--bind", f"{bracketed(host)}:{port}", "--log-level", "warning"]
    starting.run([*options, *([] if workers is None else ["--workers", str(workers)])])


def variables_for(given: Mapping[str, str], is_named: bool, host: str, port: int) -> Mapping[str, str]:
    """Return the variables that nobody ``given`` said, as the present folder and the address have it."""
    found = dict(own_site_file(given))
    if "VENTANILLA_ARTICLES" not in given and not Path(ARTICLES).exists() and not Path(SITE).is_file():
        if is_named:
            raise click.UsageError(
                f"{Path.cwd()}: it has neither {ARTICLES} nor {SITE}. Name the folder that holds them, "
                f"or make a site there: {index_command('init FOLDER')}."
            )
        click.echo(DEMONSTRATION)
        found = {"VENTANILLA_ARTICLES": str(shipped(ARTICLES)), "VENTANILLA_SITE": str(shipped(SITE))} | given_site(
            given
        )
    if not given.get("VENTANILLA_ADDRESS") and not given.get("VENTANILLA_HOSTS"):
        name = host if host in LOOPBACK else HOST
        found["VENTANILLA_ADDRESS"] = f"http://{bracketed(name)}:{port}"
    return {"VENTANILLA_LOG_LEVEL": given.get("VENTANILLA_LOG_LEVEL", "warning"), **found}


def given_site(given: Mapping[str, str]) -> dict[str, str]:
    """Return the site file that somebody named."""
    return {name: value for name, value in given.items() if name == "VENTANILLA_SITE"}


def index(config: Config) -> None:
    """Take the articles into the index; where that fails, the old index is served, and without one the program ends.

    An index is served as soon as there is one, and an old one after a while: what is still done beside it, setting
    thresholds above all, is taken up when it is.
    """
    current = config.index / "CURRENT"
    until = time.monotonic() + (UPDATE_S if current.is_file() else 0)
    command = [sys.executable, str(CHECKOUT / "indexer.py"), "update"]
    program = subprocess.Popen([*command, "--articles", str(config.articles), "--index", str(config.index)])
    while program.poll() is None and (time.monotonic() < until or not current.is_file()):
        time.sleep(POLL_S)
    if not current.is_file():
        sys.exit(program.returncode)
    if program.returncode:
        click.echo("Serving the index as it was before.", err=True)


def start_mail() -> None:
    """Start the program that sends letters; it ends when this one does.

    It imports nothing from the present folder, which is the writers'.
    """
    command = [sys.executable, "-P", "-m", "webapp.program", "send-mail", "--while-parent", str(os.getpid())]
    where = {"PYTHONPATH": str(CHECKOUT)} if is_checkout() else {}
    subprocess.Popen(command, env=os.environ | where)


def require_free(host: str, port: int) -> None:
    """End with a usage error where nobody can answer at ``host`` and ``port``."""
    try:
        family, kind, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except socket.gaierror as error:
        raise click.UsageError(f"--host: {host!r} is no address of this machine. Use 127.0.0.1 or 0.0.0.0.") from error
    except OSError as error:
        raise click.UsageError(
            f"--port: {port} cannot be used at {host} ({error.strerror}). "
            f"Choose another: ventanilla serve --port {port % 65535 + 1}"
        ) from error


def bracketed(host: str) -> str:
    """Return ``host`` as it stands before a port."""
    return f"[{host}]" if ":" in host else host


if __name__ == "__main__":
    main(prog_name="ventanilla")
