"""The command that lists what is wrong in the articles."""

from __future__ import annotations

import sys

import click

import search
from search import Settings
from search.commands.bringing import coverage_line
from search.commands.options import common_options
from search.commands.printing import as_record, counted, print_json


@click.command()
@common_options
def check(settings: Settings, as_json: bool) -> None:
    """List all that is wrong in the articles; exit code 1 if anything is."""
    articles, problems = search.check_folder(settings)
    if as_json:
        print_json({"articles": len(articles), "problems": [as_record(problem) for problem in problems]})
    else:
        for problem in problems:
            click.echo(problem)
        click.echo(f"{counted(len(articles), 'article')}, {counted(len(problems), 'problem')}", err=True)
        if line := coverage_line(articles):
            click.echo(line, err=True)
    sys.exit(1 if problems else 0)
