"""The command that lists what is wrong in the articles."""

from __future__ import annotations

import sys

import click

import search
from search import Article, Problem, Proof, Settings
from search.commands.coverage import coverage_line
from search.commands.options import common_options, language_option
from search.commands.printing import as_record, counted, print_json
from search.commands.problems import Selection, print_kinds, print_problems, problem_options

NOT_ASKED = Proof(0, "", ())


@click.command()
@common_options
@language_option
@problem_options
@click.option("--no-ask", is_flag=True, help="Do not ask the questions that articles name in finds and not_for.")
def check(settings: Settings, selection: Selection, no_ask: bool) -> None:
    """List all that is wrong in the articles; exit code 1 if anything is.

    What several files share is one line, and no kind takes all the room: --only KIND shows all of one. Every question
    in finds and not_for is asked, in the live index where that is current.
    """
    articles, found = search.check_folder(settings)
    proof = NOT_ASKED if no_ask else search.prove(settings, articles)
    found = tuple(sorted((*found, *proof.problems)))
    problems = selection.of(found)
    if selection.form == "json":
        kinds = search.problems_by_kind(problems)
        record = {"articles": len(articles), "problems": [as_record(each) for each in problems]}
        print_json({**record, "kinds": kinds, "ignored": len(found) - len(problems), "asked": proof.questions})
    else:
        print_check(articles, found, selection, proof)
    sys.exit(1 if problems else 0)


def print_check(
    articles: tuple[Article, ...], found: tuple[Problem, ...], selection: Selection, proof: Proof = NOT_ASKED
) -> None:
    """Print those of the problems ``found`` that ``selection`` chooses, and how many articles have no question."""
    problems = selection.of(found)
    print_problems(problems, selection)
    print_kinds(problems)
    if proof.questions:
        where = f"the live index, generation {proof.generation}" if proof.generation else "an index built for it"
        click.echo(f"{counted(proof.questions, 'question')} of finds and not_for asked in {where}", err=True)
    ignored = len(found) - len(problems)
    left_out = f" ({ignored:,} of other kinds left out)" if ignored else ""
    click.echo(f"{counted(len(articles), 'article')}, {counted(len(problems), 'problem')}{left_out}", err=True)
    if line := coverage_line(articles):
        click.echo(line, err=True)
