"""The command that asks old requests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

import search
from search import LanguageReplay, ReplayReport, Settings
from search.commands.options import common_options
from search.commands.printing import as_record, counted, print_json, progress_bar


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--language", default="", help="Language of requests that name none.")
@click.option("--format", "file_format", type=click.Choice(["csv", "jsonl", "mbox"]), help="Unless the suffix says it.")
@click.option("--groups", type=click.IntRange(0, 100), default=10, show_default=True, help="Most groups to list.")
@common_options
def replay(settings: Settings, file: Path, language: str, file_format: str | None, groups: int, as_json: bool) -> None:  # noqa: PLR0913 - an argument an option
    """Tell what this help centre would have done with the old requests in FILE.

    FILE is a table (.csv, .tsv) with the columns subject, body, language and perhaps resolved_by (the article that
    answered), JSON Lines (.jsonl) of the same names, or a mailbox (.mbox). Personal data is taken out of what is
    printed.
    """
    searcher = search.open_searcher(settings)
    with progress_bar("Reading requests") as progress:
        requests = search.read_old_requests(file, settings.replay, file_format, language, progress)
        report = search.replay(searcher, search.read_tuning(settings.index), requests, settings.replay, groups)
    if as_json:
        print_json(as_record(report))
    else:
        print_replay(report)


def print_replay(report: ReplayReport) -> None:
    """Print a table of bands, what is to be expected, and the groups; what could not be read goes to stderr."""
    for problem in report.problems:
        click.echo(problem, err=True)
    rows = report.bad_rows, report.replaced_rows
    if any(rows):
        click.echo(f"{counted(rows[0], 'row')} left out, {counted(rows[1], 'row')} with replaced characters", err=True)
    print_bands([*report.languages, report.overall])
    click.echo(f"\n{expectation(report)}")
    if report.groups:
        click.echo("\nThe biggest groups of unanswered questions:")
    for group in report.groups:
        click.echo(f"\n{counted(group.requests, 'request')} ({group.language}): {', '.join(group.words)}")
        for example in group.examples:
            click.echo(f"  - {example}")


def print_bands(languages: Sequence[LanguageReplay]) -> None:
    """Print what became of the requests of each language; the article known to answer only where there is one."""
    table = Table("", "requests", "opened in place", "suggested", "form", "known answer shown", box=None)
    for each in languages:
        shares = [f"{band.requests} ({band.share:.0%})" for band in each.bands]
        known = each.resolved
        shown = f"{known.found} of {known.requests} ({known.found / known.requests:.0%})" if known.requests else "-"
        table.add_row(each.language, str(each.requests), *shares, shown)
    Console(width=140).print(table)


def expectation(report: ReplayReport) -> str:
    """Return in sentences what the report expects of all requests."""
    overall, known = report.overall, report.overall.resolved
    text = (
        f"Of {counted(overall.requests, 'request')}, {overall.coverage:.0%} would have seen suggestions."
        f" These are expected to answer about {overall.expected_deflection:.0f};"
        f" about {overall.expected_wrongly_shut:.0f} would have had an article opened that does not answer."
    )
    if known.requests:
        wrong = known.wrongly_strong + known.wrongly_possible
        text += (
            f" Of {known.requests} whose answer is known, {wrong} would have seen suggestions without it"
            f" ({known.wrongly_strong} with another article opened)."
        )
    if known.unknown_articles:
        text += f" {counted(known.unknown_articles, 'request')} name an article that the index does not have."
    return text
