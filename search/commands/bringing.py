"""Commands with which a help centre begins: init, new, import, and questions for its articles."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from shlex import quote

import click

import search
from search import SearchError, Settings, SettingsError
from search.commands.checking import print_check
from search.commands.options import common_options
from search.commands.printing import as_record, counted, print_json
from search.commands.problems import Selection
from search.commands.replaying import print_replay

EVERYTHING = Selection((), (), "text", show_all=False)


@click.command()
@click.option("--write", "to_write", type=click.Path(path_type=Path), help="Write a line an article into this file.")
@click.option("--read", "to_read", type=click.Path(path_type=Path), help="Take in 'id | question | question' lines.")
@click.option("--undo", is_flag=True, help="Take all drafted questions out of the articles again.")
@click.option("--missing", is_flag=True, help="Only articles that have no question.")
@click.option("--language", type=click.Choice(sorted(search.LANGUAGES)), help="Only articles in this language.")
@common_options
def questions(  # noqa: PLR0913 - an argument an option
    settings: Settings,
    to_write: Path | None,
    to_read: Path | None,
    undo: bool,
    missing: bool,
    language: str | None,
    as_json: bool,
) -> None:
    """Have questions drafted for articles, and take them in.

    Questions in customers' words are what helps most to find an article. --write hands out the articles (id, title,
    headings, first words) under a short rule, for a colleague or an assistant; --read takes the answers, a line 'id |
    question | question' for each article, and writes them into the heads of the articles as 'drafted_questions'.
    They are searched like 'questions'; move there what you would have written yourself. --undo takes them out again.

    Without any of these, lists the articles with the number of their questions; with --missing, those that have none.
    """
    if sum((to_write is not None, to_read is not None, undo)) > 1:
        raise SettingsError("--write, --read, --undo: one at a time. Leave the others out.")
    articles, _ = search.check_folder(settings)
    if to_read or undo:
        drafts = search.read_drafts(to_read, articles, settings) if to_read else None
        stored = search.store_drafts(drafts, settings) if drafts else search.undo_drafts(articles, settings, language)
        print_stored(stored, undo, as_json)
        sys.exit(1 if stored.problems else 0)
    wanted = list(search.wanted(articles, language, missing))
    if to_write:
        write_file(to_write, search.task(wanted, settings.drafting))
        click.echo(f"{counted(len(wanted), 'article')} written to {to_write}.", err=True)
        click.echo(f"Next: have it answered, then {search.index_command('questions --read ANSWERS')}", err=True)
    elif as_json:
        print_json([{"id": each.article_id, "title": each.title, **counts(each)} for each in wanted])
    else:
        for each in wanted:
            numbers = counts(each)
            click.echo(f"{each.article_id} | {each.title} | {numbers['questions']} + {numbers['drafted']} drafted")
        click.echo(f"{counted(len(wanted), 'article')} of {len(articles)}", err=True)


def counts(article: search.Article) -> dict[str, int]:
    """Return how many questions of each kind ``article`` has."""
    return {"questions": len(article.questions), "drafted": len(article.drafted_questions)}


def print_stored(stored: search.Stored, undo: bool, as_json: bool) -> None:
    """Print what became of drafted questions: refusals to stderr, the sum to stdout."""
    if as_json:
        print_json(as_record(stored))
        return
    for problem in stored.problems:
        click.echo(problem, err=True)
    done = "taken out of" if undo else "drafted for"
    click.echo(
        f"{counted(stored.questions, 'question')} {done} {counted(stored.articles, 'article')}, "
        f"{counted(stored.changed, 'file')} changed, {counted(len(stored.problems), 'problem')}"
    )
    if stored.changed:
        click.echo(f"Next: {search.index_command('update')}", err=True)


def write_file(path: Path, text: str) -> None:
    """Write ``text``; SettingsError where the file cannot be written."""
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise SettingsError(f"{path}: the file cannot be written ({error.strerror}). Name another.") from error


@click.command("import")
@click.argument("kind", type=click.Choice(sorted(search.KINDS)))
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@click.option(
    "--language",
    type=click.Choice(sorted(search.LANGUAGES)),
    default="en",
    show_default=True,
    help="Language of articles that name none.",
)
@click.option("--requests", type=click.Path(path_type=Path), help="Old requests (see replay) to ask at the end.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def import_(kind: str, source: Path, target: Path, language: str, requests: Path | None, as_json: bool) -> None:  # noqa: PLR0913 - an argument an option
    """Bring the export SOURCE of another help desk over into TARGET, a folder of articles.

    \b
    KIND is one of
      zendesk    JSON of the Help Center API: articles, sections, categories, translations
      helpscout  JSON of the Docs API: articles, categories, collections
      freshdesk  JSON of the API or of the account's export, or a table (.csv)
      intercom   JSON of the API: articles, collections
      folder     HTML or Markdown files

    SOURCE is a file, a folder of files, or a zip archive of one; put pictures beside the export and they are copied.
    Nothing is fetched from anywhere. Everything is made beside TARGET and moved in at the end; an export that is
    refused changes nothing. Do it as often as you like: what is the same stays, and what a writer changed since is
    left alone and named. At the end it tells what could not be carried, and what 'check' finds.
    """
    try:
        imported = search.import_export(kind, source, target, language, Settings())
        settings = Settings(articles=target)
        articles, problems = search.check_folder(settings)
        report = replay_of(requests, settings) if requests else None
    except SearchError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        replayed = {"replay": as_record(report)} if report else {}
        print_json({"imported": as_record(imported), "problems": [as_record(each) for each in problems], **replayed})
        return
    print_imported(imported)
    print_check(articles, problems, EVERYTHING)
    if report:
        print_replay(report)
    click.echo(f"Next: {search.index_command('build --articles')} {quote(str(target))}", err=True)


def print_imported(imported: search.Imported) -> None:
    """Print what was brought over, and what was not."""
    languages = ", ".join(f"{number} in {language}" for language, number in imported.articles.items())
    click.echo(
        f"{counted(sum(imported.articles.values()), 'article')} ({languages}; {counted(imported.drafts, 'draft')}), "
        f"{counted(imported.categories, 'category')}, {counted(imported.pictures, 'picture')}; "
        f"{counted(imported.new, 'new file')}, {imported.changed} changed, {imported.unchanged} as before"
    )
    if imported.kept:
        click.echo(f"Changed by a writer since, and left alone: {', '.join(imported.kept)}")
    if imported.losses:
        click.echo("Not carried, or not as it was:")
    for loss in imported.losses:
        click.echo(f"  {loss.count} x {loss.kind}")
        for example in loss.examples:
            click.echo(f"      {example}")


def replay_of(requests: Path, settings: Settings) -> search.ReplayReport:
    """Return what the articles would have done with old requests; indexed into a folder that goes again."""
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(settings, index=Path(folder) / "index")
        search.build(settings)
        search.tune(settings)
        old = search.read_old_requests(requests, settings.replay)
        tuning = search.read_tuning(settings.index)
        return search.replay(search.open_searcher(settings), tuning, old, settings.replay)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--language",
    "languages",
    type=click.Choice(sorted(search.LANGUAGES)),
    multiple=True,
    help="Language of the first articles; may be given again.  [default: en]",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def init(folder: Path, languages: tuple[str, ...], as_json: bool) -> None:
    """Write a help centre that runs into FOLDER, which must be new or empty.

    It holds three first articles in each language, the categories, a file with what the site says about itself, and a
    README of ten lines.
    """
    try:
        written = search.write_first_site(folder, languages or ("en",), date.today())
    except SearchError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        print_json({"folder": str(folder), "files": written})
        return
    for name in written:
        click.echo(folder / name)
    click.echo(f"Next: {search.serve_command(folder)}", err=True)


@click.command()
@click.argument("key")
@click.option("--language", type=click.Choice(sorted(search.LANGUAGES)), required=True, help="Language to write in.")
@click.option(
    "--from", "origin", type=click.Choice(sorted(search.LANGUAGES)), help="Language to translate from.  [default: any]"
)
@common_options
def new(settings: Settings, key: str, language: str, origin: str | None, as_json: bool) -> None:
    """Begin article KEY, which is the name of its file: small letters and hyphens.

    Where another language has it, the skeleton has its title, category and headings, for you to translate. It is kept
    from customers until you take out the line 'status: draft'.
    """
    path = search.write_skeleton(settings.articles, key, language, origin, settings.content)
    if as_json:
        print_json({"path": str(path)})
        return
    click.echo(path)
    click.echo(f"Next: write it, take out 'status: draft', then {search.index_command('check')}", err=True)
