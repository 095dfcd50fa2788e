"""A process of its own that opens an index, answers queries and prints what it has in memory."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import psutil

from search import MeaningSettings, Settings, open_searcher
from tests.speed.corpora import LANGUAGE

MEGABYTE = 1e6


def main(index: str, queries: str, model: str) -> None:
    """Print one line of JSON."""
    process = psutil.Process()
    before = process.memory_info().rss
    searcher = open_searcher(Settings(index=Path(index), meaning=MeaningSettings(model=model)))
    for text in json.loads(Path(queries).read_text("utf-8")):
        searcher.search(text, LANGUAGE)
    after = process.memory_full_info()
    print(
        json.dumps(
            {
                "before_mb": before / MEGABYTE,
                "after_mb": after.rss / MEGABYTE,
                "private_mb": after.uss / MEGABYTE,
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
