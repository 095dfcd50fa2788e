"""The command that sets thresholds."""

from __future__ import annotations

from pathlib import Path

import click

import search
from search import LanguageReport, Settings
from search.commands.options import common_options
from search.commands.printing import as_record, print_json

PREVIEWED = (0.8, 0.9, 0.95, 0.98)
"""Shares to keep that a preview shows."""


@click.command()
@click.option("--keep", type=float, default=None, help="Share of answerable questions to keep.  [default: 0.95]")
@click.option(
    "--queries",
    type=click.Path(path_type=Path),
    multiple=True,
    help="JSON Lines of judged queries or logged outcomes to set thresholds from as well; may be given again.",
)
@click.option(
    "--traffic",
    type=click.Path(path_type=Path),
    multiple=True,
    help="JSON Lines of questions that customers asked, answered or not (an old search log); may be given again.",
)
@click.option(
    "--preview",
    type=click.Path(path_type=Path),
    help="JSON Lines of questions: change nothing, show what other values of --keep would do to them.",
)
@common_options
def tune(  # noqa: PLR0913, one argument an option
    settings: Settings,
    keep: float | None,
    queries: tuple[Path, ...],
    traffic: tuple[Path, ...],
    preview: Path | None,
    as_json: bool,
) -> None:
    """Set the thresholds of the decision from the articles' own questions, from traffic, or from judged queries.

    Each question of an article is asked with itself removed (its article should answer) and with its article removed
    (the form should open). --keep is the one knob: more keeps more right suggestions and opens the form less often by
    itself.

    Where articles have no questions, 50 of --traffic set the thresholds: a line is {"language", "query"}, and whether
    anything answered them need not be known. Only how many attained how much is kept of them.

    Queries that people judged say more than that: a line of --queries is {"language", "query", "answer": [article
    ids]}, a logged outcome has the article that solved it as its answer, or none where the request was sent anyway.
    """
    if preview:
        print_previews(settings, preview, keep, as_json)
        return
    judged = [judgement for path in queries for judgement in search.read_judgements(path)]
    asked = [each for path in traffic for each in search.read_questions(path)]
    reports = search.tune(settings, keep, judged, search.traffic_of(settings, asked) if traffic else None)
    if as_json:
        print_json([as_record(report) for report in reports])
        return
    for report in reports:
        print_tuning(report)


def print_tuning(report: LanguageReport) -> None:
    """Print what is expected of the thresholds of one language, and what is missing."""
    for warning in report.warnings:
        click.echo(warning, err=True)
    click.echo(str(report))


def print_previews(settings: Settings, path: Path, keep: float | None, as_json: bool) -> None:
    """Print how many of the queries in ``path`` would get suggestions at several shares to keep."""
    queries = search.read_questions(path)
    keeps = sorted({*PREVIEWED, *([] if keep is None else [keep])})
    rows = search.preview(settings, queries, keeps)
    if as_json:
        print_json([as_record(row) for row in rows])
        return
    for row in rows:
        click.echo(
            f"{row.language}: --keep {row.keep:g} (from {row.unsure:.2f}) suggests for {row.shown} of "
            f"{row.questions} queries, opens the form for {row.questions - row.shown}"
        )
