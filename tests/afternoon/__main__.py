"""``python -m tests.afternoon [SOURCE]``: from a folder of Markdown to a help centre that answers, step by step, timed.

Without SOURCE the site is made by ``init``. The exit code is 1 where something is wrong: a page that does not answer,
markup that visitors see, a question that its article does not answer.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.afternoon.running import Afternoon, Plan
from tests.browser.chromium import launched, missing


def plan(arguments: list[str]) -> tuple[Plan, bool]:
    """Return what the command line asks for, and whether every finding is told."""
    parser = argparse.ArgumentParser(prog="python -m tests.afternoon", description=__doc__)
    parser.add_argument("source", nargs="?", type=Path, help="folder of Markdown, or of JSON Lines with it")
    parser.add_argument("--language", default="en", help="of articles that name none")
    parser.add_argument("--as-it-is", action="store_true", help="take the files as they are, without import")
    parser.add_argument("--question", default="", help="what is asked, else the title of an article")
    parser.add_argument("--article", default="", help="key of the article that answers it")
    parser.add_argument("--all", action="store_true", help="tell every finding, not five of each kind")
    read = parser.parse_args(arguments)
    if bool(read.question) != bool(read.article):
        parser.error("--question and --article: one says nothing without the other. Give both.")
    if read.source and not read.source.is_dir():
        parser.error(f"{read.source}: no folder. Name the one that holds the articles.")
    return Plan(read.source, read.language, not read.as_it_is, read.question, read.article), read.all


def main() -> None:
    """Spend the afternoon; SystemExit 1 where something is wrong."""
    wanted, are_all_told = plan(sys.argv[1:])
    if reason := missing():
        sys.exit(reason)
    with tempfile.TemporaryDirectory() as folder, launched() as browser:
        wrong = Afternoon(wanted, Path(folder).resolve(), browser).spend()
    for line in wrong.lines(None if are_all_told else 5):
        print(line)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
