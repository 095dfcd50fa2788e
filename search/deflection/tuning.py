"""Thresholds of one knowledge base, language by language, in a small file that people can read."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from search.deflection.traffic import Quartiles
from search.errors import SettingsError
from search.model import Results
from search.programs import index_command

FILE = "decision.toml"
HEAD = f"""\
# Thresholds of the decision between suggesting and opening the form, set by '{index_command("tune")}'.
# Below unsure: the form alone. From unsure: articles, and the form under them. From possible: articles alone. From
# strong: the first is opened in place. measure: what is compared with them; source: what they were set from.
# keeps, reveals: what is expected, as shares of answerable and of unanswerable questions.
"""


class Measure(StrEnum):
    """What of the results is compared with thresholds."""

    ATTAINED = "attained"
    """``Results.attained``: where articles have no questions."""

    EVIDENCE = "evidence"
    """``Results.evidence``: where they have; the lead of the first hit helps there, and misleads elsewhere."""

    def of(self, results: Results) -> float:
        """Return what is compared, 0..1."""
        return results.evidence if self is Measure.EVIDENCE else results.attained


class Source(StrEnum):
    """What thresholds were set from."""

    NOTHING = "nothing"
    """What was measured on public knowledge bases."""

    TRAFFIC = "traffic"
    """Questions that customers typed, without any answer."""

    QUESTIONS = "questions"
    """Those of the articles."""

    BOTH = "questions and traffic"
    JUDGED = "judged"
    """Also questions whose answer somebody knows."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The decision in one language."""

    measure: Measure = Measure.ATTAINED
    source: Source = Source.NOTHING

    unsure: float = 0.24
    """From which articles are shown, with the form under them, 0..1."""

    possible: float = 0.34
    """From which the form stays shut, 0..1."""

    strong: float = 0.6
    """From which the first hit is opened in place, 0..1."""

    slope: float = 10.0
    intercept: float = -3.3
    """Logistic curve from the measure to probability (Platt 1999)."""

    questions: int = 0
    """Questions of articles that the thresholds were set from."""

    traffic: int = 0
    """Questions of customers, nobody knows whether answered, that they were set from."""

    judged: int = 0
    """Judged queries and logged outcomes that they were set from."""

    keeps: float = 0.0
    """Expected share of answerable questions that get suggestions; 0 where nobody knows."""

    reveals: float = 0.0
    """Expected share of unanswerable questions that open the form alone; 0 where nobody knows."""

    @property
    def is_tuned(self) -> bool:
        """Whether they were set from anything."""
        return self.source is not Source.NOTHING

    def probability(self, measured: float) -> float:
        """Return the probability that one of the first three hits answers, 0..1."""
        return 1 / (1 + math.exp(-(self.slope * measured + self.intercept)))


UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)
"""What a file raises that was not written here."""

VERSION = 3
"""Of what thresholds are compared with; those of another version are set anew."""

DEFAULT = Thresholds()
TRAFFIC = "traffic"
"""Table of the file beside those of languages."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """The decision of one knowledge base."""

    keep: float
    """Share of answerable questions that is to be kept: the one knob."""

    languages: Mapping[str, Thresholds]
    traffic: Mapping[str, Quartiles] = field(default_factory=dict)
    """What customers' questions attained, by language: remembered for the next time that thresholds are set."""

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
    """Write ``tuning`` beside the index and return its path; readers see the old file or the new one.

    Raises SettingsError where it cannot be written.
    """
    lines = [HEAD, f"version = {VERSION}", f"keep = {tuning.keep}"]
    for language, thresholds in sorted(tuning.languages.items()):
        lines += [f"\n[{language}]", *written(thresholds)]
    for language, quartiles in sorted(tuning.traffic.items()):
        lines += [f"\n[{TRAFFIC}.{language}]", *written(quartiles)]
    path = index / FILE
    unfinished = path.with_suffix(".new")
    try:
        unfinished.write_text("\n".join(lines) + "\n", "utf-8")
        unfinished.replace(path)
    except OSError as error:
        what = f"the thresholds cannot be written ({error.strerror})"
        raise SettingsError(f"{path}: {what}. Let whoever runs this write there.") from error
    return path


def written(values: Thresholds | Quartiles) -> list[str]:
    """Return a line of TOML for each field."""
    return [f"{name} = {shown(value)}" for name, value in asdict(values).items()]


def shown(value: float | str) -> str:
    """Return ``value`` as TOML writes it."""
    return f'"{value}"' if isinstance(value, str) else str(round(value, 4))


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
        traffic = {language: read_as(Quartiles, values) for language, values in record.pop(TRAFFIC, {}).items()}
        languages = {language: read_as(Thresholds, values) for language, values in record.items()}
    except FileNotFoundError:
        return UNTUNED
    except UNREADABLE as error:
        raise SettingsError(f"{path}: no thresholds ({error}). Run '{index_command('tune')}'.") from error
    return Tuning(keep, languages, traffic)


KINDS: Mapping[str, type] = {"float": float, "int": int, "Measure": Measure, "Source": Source}


Values = TypeVar("Values", Thresholds, Quartiles)


def read_as(kind: type[Values], values: Mapping[str, Any]) -> Values:
    """Return what ``values`` name; KeyError for a missing one."""
    return kind(**{each.name: KINDS[str(each.type)](values[each.name]) for each in fields(kind)})
