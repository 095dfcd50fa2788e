"""Ask the questions of all languages; where there are many, half of them in a program of its own."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from itertools import accumulate, groupby
from operator import itemgetter

from search.deflection.leave_one_out import Rounds, Trial, rounds_of
from search.engines import open_engine
from search.engines.local.engine import LocalEngine
from search.searcher import open_reading
from search.settings import Settings
from search.subprograms import start

FEWEST = 300
"""Questions below which starting a program costs more than it saves."""

Part = tuple[str, int]
"""A language, and the number of one of its rounds."""

DIED = (EOFError, OSError, pickle.UnpicklingError)
"""What the end of a program looks like from here."""


def trials_by_language(engine: LocalEngine, settings: Settings) -> dict[str, list[Trial]]:
    """Return what becomes of the questions of each language."""
    rounds = {language: opened(engine, language, settings) for language in engine.languages}
    parts = [(language, number) for language, its in rounds.items() for number in range(len(its.batches))]
    sizes = [len(rounds[language].batches[number]) for language, number in parts]
    if sum(sizes) < FEWEST or settings.indexing.processes < 2:
        found = [rounds[language].trials(number) for language, number in parts]
    else:
        own = sum(2 * passed <= sum(sizes) for passed in accumulate(sizes))
        with Helper(settings, engine.manifest.stamp, parts[own:]) as helper:
            found = [rounds[language].trials(number) for language, number in parts[:own]]
            found += helper.result() or [rounds[language].trials(number) for language, number in parts[own:]]
    asked: dict[str, list[Trial]] = {language: [] for language in engine.languages}
    for (language, _), trials in zip(parts, found, strict=True):
        asked[language] += trials
    return asked


def opened(engine: LocalEngine, language: str, settings: Settings) -> Rounds:
    """Return the rounds of ``language``."""
    return rounds_of(open_reading(engine, language, settings), settings, settings.decision.questions)


class Helper:
    """A program that asks the questions of ``parts``, if it finds the build with this ``stamp``."""

    def __init__(self, settings: Settings, stamp: str, parts: Sequence[Part]) -> None:
        self._process = start(__name__, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            pickle.dump((settings, stamp, parts), self._process.stdin)
            self._process.stdin.flush()

    def __enter__(self) -> Helper:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def result(self) -> list[list[Trial]] | None:
        """Return the trials of each part; None where they must be had without it."""
        assert self._process.stdout is not None
        try:
            found: list[list[Trial]] | None = pickle.load(self._process.stdout)
        except DIED:
            return None
        return found


def serve() -> None:
    """Ask what standard input says and write what becomes of it."""
    settings, stamp, parts = pickle.load(sys.stdin.buffer)
    engine = open_engine(settings)
    found = asked(engine, settings, parts) if engine.manifest.stamp == stamp else None
    pickle.dump(found, sys.stdout.buffer)
    sys.stdout.buffer.flush()


def asked(engine: LocalEngine, settings: Settings, parts: Sequence[Part]) -> list[list[Trial]]:
    """Return the trials of each of ``parts``."""
    found = []
    for language, its in groupby(parts, itemgetter(0)):
        rounds = opened(engine, language, settings)
        found += [rounds.trials(number) for _, number in its]
    return found
