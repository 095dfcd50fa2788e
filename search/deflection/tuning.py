"""Thresholds of one knowledge base, language by language, in a small file that people can read."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from search.errors import SettingsError
from search.programs import index_command

FILE = "decision.toml"
HEAD = f"""\
# Thresholds of the decision between suggesting and opening the form, set by '{index_command("tune")}'.
# possible: evidence from which articles are suggested; strong: from which the first is opened in place.
# keeps, reveals: what is expected, as shares of answerable and of unanswerable questions.
"""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The decision in one language."""

    possible: float = 0.25
    """Evidence from which articles are suggested, 0..1."""

    strong: float = 0.6
    """Evidence from which the first hit is opened in place, 0..1."""

    slope: float = 10.0
    intercept: float = -3.0
    """Logistic curve from evidence to probability (Platt 1999)."""

    questions: int = 0
    """Questions of articles that the thresholds were set from; 0 for the defaults above."""

    judged: int = 0
    """Judged queries and logged outcomes that they were set from."""

    keeps: float = 0.0
    """Expected share of answerable questions that get suggestions."""

    reveals: float = 0.0
    """Expected share of unanswerable questions that open the form."""

    @property
    def is_tuned(self) -> bool:
        """Whether they were set from anything."""
        return self.questions + self.judged > 0

    def probability(self, evidence: float) -> float:
        """Return the probability that one of the first three hits answers, 0..1."""
        return 1 / (1 + math.exp(-(self.slope * evidence + self.intercept)))


UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)
"""What a file raises that was not written here."""

VERSION = 2
"""Of the evidence that thresholds are compared with; those of another version are set anew."""

DEFAULT = Thresholds()
COUNTS = ("questions", "judged")


@dataclass(frozen=True, slots=True)
class Tuning:
    """The decision of one knowledge base."""

    keep: float
    """Share of answerable questions that is to be kept: the one knob."""

    languages: Mapping[str, Thresholds]

    def of(self, language: str) -> Thresholds:
        """Return the thresholds of ``language``, the defaults where it has none."""
        return self.languages.get(language, DEFAULT)


UNTUNED = Tuning(0.95, {})


def is_share(keep: float) -> bool:
    """Return whether ``keep`` is a share that can be kept."""
    return 0.5 <= keep <= 0.999


def require_share(keep: float) -> None:
    """Raise SettingsError where ``keep`` is no share to keep."""
    if not is_share(keep):
        raise SettingsError(f"keep: {keep} is no share to keep. Give a number from 0.5 to 0.999.")


def write_tuning(index: Path, tuning: Tuning) -> Path:
    """Write ``tuning`` beside the index and return its path; readers see the old file or the new one."""
    lines = [HEAD, f"version = {VERSION}", f"keep = {tuning.keep}"]
    for language, thresholds in sorted(tuning.languages.items()):
        lines.append(f"\n[{language}]")
        lines += [f"{name} = {round(value, 4)}" for name, value in asdict(thresholds).items()]
    path = index / FILE
    unfinished = path.with_suffix(".new")
    unfinished.write_text("\n".join(lines) + "\n", "utf-8")
    unfinished.replace(path)
    return path


def read_tuning(index: Path) -> Tuning:
    """Return the tuning beside the index, the defaults where there is none; SettingsError for one that is none."""
    path = index / FILE
    try:
        record = tomllib.loads(path.read_text("utf-8"))
        keep = float(record.pop("keep"))
        if not is_share(keep):
            raise ValueError(f"keep: {keep}")
        if record.pop("version", 1) != VERSION:
            return Tuning(keep, {})
        languages = {language: thresholds_from(values) for language, values in record.items()}
    except FileNotFoundError:
        return UNTUNED
    except UNREADABLE as error:
        raise SettingsError(f"{path}: no thresholds ({error}). Run '{index_command('tune')}'.") from error
    return Tuning(keep, languages)


def thresholds_from(values: Mapping[str, float]) -> Thresholds:
    """Return the thresholds that ``values`` name; KeyError for a missing one."""
    known: dict[str, Any] = {"judged": 0, **values}
    kinds: dict[str, Any] = {each.name: int if each.name in COUNTS else float for each in fields(Thresholds)}
    return Thresholds(**{name: kind(known[name]) for name, kind in kinds.items()})
