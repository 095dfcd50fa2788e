"""The command that lists what is wrong in the articles."""

from __future__ import annotations

import sys

import click

import search
from search import Settings
from search.commands.options import common_options, language_option
from search.commands.printing import as_record, counted, print_json
from search.commands.problems import Selection, print_kinds, print_problems, problem_options


@click.command()
@common_options
@language_option
@problem_options
def check(settings: Settings, selection: Selection) -> None:
    """List all that is wrong in the articles; exit code 1 if anything is.

    What several files share is one line, and no kind takes all the room: --only KIND shows all of one.
    """
    articles, found = search.check_folder(settings)
    problems = selection.of(found)
    ignored = len(found) - len(problems)
    if selection.form == "json":
        kinds = search.problems_by_kind(problems)
        record = {"articles": len(articles), "problems": [as_record(each) for each in problems]}
        print_json({**record, "kinds": kinds, "ignored": ignored})
    else:
        print_problems(problems, selection)
        print_kinds(problems)
        left_out = f" ({ignored:,} of other kinds left out)" if ignored else ""
        click.echo(f"{counted(len(articles), 'article')}, {counted(len(problems), 'problem')}{left_out}", err=True)
    sys.exit(1 if problems else 0)
