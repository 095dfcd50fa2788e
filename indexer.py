"""The command line: build, check, query and measure an index of help articles."""

from __future__ import annotations

import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from search.commands.asking import query, stats
from search.commands.bringing import import_, init, new, questions
from search.commands.checking import check
from search.commands.evaluating import evaluate
from search.commands.indexing import build, update, watch
from search.commands.replaying import replay
from search.commands.tuning import tune

COMMANDS = (
    *(build, update, watch, check),
    *(query, stats),
    *(tune, evaluate, replay),
    *(init, new, import_, questions),
)


def own_version() -> str:
    """Return the version of the installed distribution; in a checkout, that of pyproject.toml."""
    try:
        return version("ventanilla")
    except PackageNotFoundError:
        project = Path(__file__).with_name("pyproject.toml").read_text("utf-8")
        return str(tomllib.loads(project)["project"]["version"])


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(own_version(), prog_name="ventanilla")
def main() -> None:
    """Turn Markdown help articles into an index and ask it questions.

    Exit codes: 0 done, 1 findings or an index left alone, 2 wrong usage or no index.
    """


for each in COMMANDS:
    main.add_command(each)

if __name__ == "__main__":
    main()
