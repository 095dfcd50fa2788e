"""What the operator does at the command line: ``ventanilla COMMAND``, ``flask --app webapp COMMAND``."""

from __future__ import annotations

import json
import sys

import click
from flask import Flask

import search
from search import Judgement, SearchError
from webapp.command_line import site_command, with_database
from webapp.config import config
from webapp.database import agents_store, chain_check, outcomes_store, retention_store
from webapp.database.agents_store import LONGEST_PASSWORD, PASSWORD_LETTERS, Agent, AgentRefused, NewAgent
from webapp.database.engine import OTHER_KEY
from webapp.database.kinds import AgentRole
from webapp.database.retention_store import CLOSED_DAYS
from webapp.files import attachments
from webapp.i18n import LANGUAGES, SOURCE_LANGUAGE
from webapp.texts.email_addresses import ascii_address
from webapp.texts.typed import one_line


def init_app(app: Flask) -> None:
    """Give ``app`` its commands."""
    for command in (*COMMANDS, add_agent, set_password):
        app.cli.add_command(command)


def new_password(is_from_stdin: bool) -> str:
    """Return a password that is long enough: the first line of standard input, or one typed twice."""
    if is_from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    if not PASSWORD_LETTERS <= len(password) <= LONGEST_PASSWORD:
        raise click.UsageError(f"password: it has {len(password)} characters. Use at least {PASSWORD_LETTERS}.")
    return str(password)


@click.command("add-agent")
@click.argument("email")
@click.option("--name", default="", help="What customers see; by default what stands before the @.")
@click.option("--role", type=click.Choice([str(each) for each in AgentRole]), default=str(AgentRole.AGENT))
@click.option("--language", type=click.Choice(list(LANGUAGES)), default=SOURCE_LANGUAGE, help="Of the desk, for them.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@with_database
def add_agent(email: str, name: str, role: str, language: str, password_stdin: bool) -> None:
    """Add somebody to the support team, who may then sign in at /desk."""
    address = ascii_address(email)
    if address is None:
        raise click.UsageError(f"email: {email!r} is no e-mail address. Write it like name@example.com.")
    name = one_line(name) or address.partition("@")[0]
    new = NewAgent(address, name, AgentRole(role), language, new_password(password_stdin))
    try:
        added = agents_store.add(new)
    except AgentRefused as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{added.email}: added as {added.role}. Sign in at /desk.", err=True)


@click.command("set-password")
@click.argument("email")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@with_database
def set_password(email: str, password_stdin: bool) -> None:
    """Give somebody of the support team another password, and sign them out everywhere."""
    found = agent_called(email)
    agents_store.set_password(found.id, new_password(password_stdin))
    click.echo(f"{found.email}: has a new password.", err=True)


@click.command("outcomes")
@with_database
def outcomes() -> None:
    """Print how questions ended, as JSON Lines for ``tune --queries`` of the index.

    The answer is the article that solved a question, or none where the request was sent anyway.
    """
    for each in outcomes_store.outcomes():
        record = {"id": each.id, "language": each.language, "query": each.query, "answer": list(each.answer)}
        click.echo(json.dumps(record, ensure_ascii=False))


@click.command("tune")
@click.option("--keep", type=float, default=None, help="Share of answerable questions to keep.  [default: as it is]")
@with_database
def tune(keep: float | None) -> None:
    """Set the thresholds of the decision anew, from the articles, from what customers asked and from how that ended.

    Whether a question was answered need not be known: how much customers' questions attain says enough of where the
    thresholds should lie. Run it once a day, as 'forget'.
    """
    settings = config().settings
    asked = [(each.query, each.language) for each in outcomes_store.asked_questions()]
    ended = [
        Judgement(each.id, each.language, each.query, frozenset(each.answer)) for each in outcomes_store.outcomes()
    ]
    try:
        keep = search.read_tuning(settings.index).keep if keep is None else keep
        for report in search.tune(settings, keep, ended, search.traffic_of(settings, asked)):
            click.echo(str(report))
    except SearchError as error:
        raise click.ClickException(str(error)) from error


@click.command("forget")
@click.option(
    "--closed-days",
    type=click.IntRange(min=1),
    default=CLOSED_DAYS,
    show_default=True,
    help="Remove requests closed so many days ago.",
)
@with_database
def forget(closed_days: int) -> None:
    """Remove what is too old to be kept: closed requests, discarded spam, statistics, letters, sign-ins."""
    gone = retention_store.forget(closed_days)
    for name in gone.files:
        (attachments.folder() / name).unlink(missing_ok=True)
    click.echo(
        f"Removed: {gone.visits} deflection events, {gone.requests} requests with {len(gone.files)} files, "
        f"{gone.letters} letters, {gone.sign_ins} sign-ins.",
        err=True,
    )


@click.command("check-events")
@with_database
def check_events() -> None:
    """Look whether anything kept was changed or removed by hand: events, requests, messages, files; exit 1 if so."""
    count = 0
    if not chain_check.is_sealed_with_this_key():
        count += 1
        click.echo(OTHER_KEY)
    for found in chain_check.findings():
        count += 1
        click.echo(f"{found.where}: {found.what}. Compare with a backup.")
    for file in chain_check.sent_files():
        if not attachments.is_as_sent(file.stored_name, file.sha256):
            count += 1
            click.echo(f"request {file.code}: {file.original_name!r} is not the file that was sent. Use a backup.")
    for moment in chain_check.sealed_at():
        click.echo(f"Sealed on {moment:%Y-%m-%d %H:%M} UTC: what was there then counts as it was found.", err=True)
    click.echo(f"Not as it was written: {count}." if count else "Everything is as it was written.", err=True)
    if count:
        sys.exit(1)


@click.command("seal-events")
@with_database
def seal_events() -> None:
    """Seal everything as it is now, after the key of events was lost; refused while the key is the right one."""
    if chain_check.is_sealed_with_this_key():
        raise click.ClickException("event key: everything is sealed with it. Nothing needs to be done.")
    click.echo(f"Sealed: {chain_check.seal_anew()} requests, as they are now.", err=True)


def agent_called(email: str) -> Agent:
    """Return the agent with ``email``; a usage error where there is none."""
    address = (ascii_address(email) or "").lower()
    found = next((each for each in agents_store.everybody() if each.email == address), None)
    if found is None:
        raise click.UsageError(f"email: nobody of the team is called {email!r}. Run '{site_command('agents add')}'.")
    return found


@click.group("agents")
def agents() -> None:
    """The support team: who may sign in at /desk."""


agents.add_command(add_agent, "add")
agents.add_command(set_password)

COMMANDS = (agents, outcomes, tune, forget, check_events, seal_events)
"""``add-agent`` and ``set-password`` are commands of ``flask --app webapp`` besides: so they were called first."""
