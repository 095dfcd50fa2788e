"""Commands that write the index: build, update, watch."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import replace

import click

import search
from search import Report, Settings, SettingsError
from search.commands.coverage import missing_line
from search.commands.options import common_options, language_option
from search.commands.printing import as_record, counted, print_json, progress_bar
from search.commands.problems import Selection, print_kinds, print_problems, problem_options

allow_fewer_option = click.option(
    "--allow-fewer",
    is_flag=True,
    help="Also where no article is left, or fewer than half of those in the index or in one language.",
)


@click.command()
@common_options
@language_option
@problem_options
@allow_fewer_option
def build(settings: Settings, selection: Selection, allow_fewer: bool) -> None:
    """Build the whole index anew; readers keep the old one until it is complete."""
    with progress_bar("Reading articles") as progress:
        report = search.build(settings, progress, allow_fewer)
    finish(settings, report, selection, allow_fewer)
    if selection.form == "text":
        print_missing_questions(settings)


@click.command()
@common_options
@language_option
@problem_options
@allow_fewer_option
def update(settings: Settings, selection: Selection, allow_fewer: bool) -> None:
    """Take new, changed and deleted files into the index; builds where there is none."""
    with progress_bar("Reading articles") as progress:
        report = search.update(settings, progress, allow_fewer)
    finish(settings, report, selection, allow_fewer)


@click.command()
@common_options
@language_option
@problem_options
def watch(settings: Settings, selection: Selection) -> None:
    """Update whenever a file is saved, until interrupted."""
    with suppress(KeyboardInterrupt):
        for report in search.watch(settings):
            print_report(report, selection)
            sys.stdout.flush()


def print_missing_questions(settings: Settings) -> None:
    """Say how many articles have no question: they lose to those that have."""
    shelves = search.read_statistics(settings).languages.values()
    line = missing_line(sum(each.without_questions for each in shelves), sum(each.articles for each in shelves))
    if line:
        click.echo(line, err=True)


def finish(settings: Settings, report: Report, selection: Selection, allow_fewer: bool) -> None:
    """Print what was done and set thresholds; exit code 1 where the index was left alone, or holds nothing."""
    print_report(report, selection)
    if not report.refused:
        tune_if_untuned(settings, is_quiet=selection.form == "json")
    is_empty = not report.articles and not allow_fewer
    if is_empty and not report.refused:
        remedy = "Name the right folder with --articles, or say --allow-fewer if it is meant to be empty."
        click.echo(f"{settings.articles}: it holds no articles, and so does the index. {remedy}", err=True)
    if report.refused or is_empty:
        sys.exit(1)


def tune_if_untuned(settings: Settings, is_quiet: bool) -> None:
    """Set thresholds as long as nothing is known, and where nobody can read them any more."""
    try:
        tuning = search.read_tuning(settings.index)
    except SettingsError as error:
        click.echo(f"{error} They are set anew, from the articles alone.", err=True)
        tuning = search.UNTUNED
    if not any(each.is_tuned for each in tuning.languages.values()):
        for report in search.tune(settings, tuning.keep):
            if not report.thresholds.is_tuned and not is_quiet:
                click.echo(f"{report} Write questions, or see '{search.index_command('tune --help')}'.", err=True)


def print_report(report: Report, selection: Selection) -> None:
    """Print what a build or update did: problems to stderr, to stdout where GitHub reads them, the sum to stdout."""
    problems, notices = selection.of(report.problems), selection.of(report.notices)
    if selection.form == "json":
        print_json(as_record(replace(report, problems=problems, notices=notices)))
        return
    print_problems(problems, selection, to_stderr=selection.form == "text")
    print_problems(notices, selection, to_stderr=selection.form == "text")
    print_kinds(problems)
    for sentence in (
        f"Everything was built anew. {report.rebuilt_because}" if report.rebuilt_because else "",
        report.refused,
    ):
        if sentence:
            click.echo(sentence, err=True)
    if report.refused:
        done = "nothing changed"
    elif report.is_full:
        done = counted(report.articles, "article")
    else:
        done = f"{report.changed:,} changed, {report.removed:,} removed"
    click.echo(f"{done}, {counted(len(problems), 'problem')}; generation {report.generation} in {report.seconds:.1f} s")
