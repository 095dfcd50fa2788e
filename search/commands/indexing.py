"""Commands that write the index: build, update, watch."""

from __future__ import annotations

import sys
from contextlib import suppress

import click

import search
from search import Report, Settings
from search.commands.bringing import missing_line
from search.commands.options import common_options
from search.commands.printing import as_record, counted, print_json, progress_bar


@click.command()
@common_options
def build(settings: Settings, as_json: bool) -> None:
    """Build the whole index anew; readers keep the old one until it is complete."""
    with progress_bar("Reading articles") as progress:
        report = search.build(settings, progress)
    print_report(report, as_json)
    if not as_json:
        print_missing_questions(settings)
    tune_if_untuned(settings)


@click.command()
@common_options
def update(settings: Settings, as_json: bool) -> None:
    """Take new, changed and deleted files into the index; builds where there is none."""
    with progress_bar("Reading articles") as progress:
        report = search.update(settings, progress)
    print_report(report, as_json)
    tune_if_untuned(settings)


@click.command()
@common_options
def watch(settings: Settings, as_json: bool) -> None:
    """Update whenever a file is saved, until interrupted."""
    with suppress(KeyboardInterrupt):
        for report in search.watch(settings):
            print_report(report, as_json)
            sys.stdout.flush()


def print_missing_questions(settings: Settings) -> None:
    """Say how many articles have no question: they lose to those that have."""
    shelves = search.read_statistics(settings).languages.values()
    line = missing_line(sum(each.without_questions for each in shelves), sum(each.articles for each in shelves))
    if line:
        click.echo(line, err=True)


def tune_if_untuned(settings: Settings) -> None:
    """Set thresholds where nobody has yet."""
    tuning = search.read_tuning(settings.index)
    if not tuning.languages:
        search.tune(settings, tuning.keep)


def print_report(report: Report, as_json: bool) -> None:
    """Print what a build or update did: problems to stderr, the sum to stdout."""
    if as_json:
        print_json(as_record(report))
        return
    for problem in report.problems:
        click.echo(problem, err=True)
    if report.rebuilt_because:
        click.echo(f"Everything was built anew. {report.rebuilt_because}", err=True)
    done = (
        counted(report.articles, "article") if report.is_full else f"{report.changed} changed, {report.removed} removed"
    )
    click.echo(
        f"{done}, {counted(len(report.problems), 'problem')}; generation {report.generation} in {report.seconds:.1f} s"
    )
