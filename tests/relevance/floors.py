"""The least that the project's own judged queries must reach; a floor may rise and never falls."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import search
from search import Measures, Outcome

FILE = Path(__file__).parent / "floors.toml"
OF_LANGUAGE = ("hit_1", "hit_3", "ndcg_10", "auroc")
OF_KIND = ("hit_3",)
OF_HARDER = ("auroc",)
HARDER = frozenset({"unanswered-near", "unanswered-far"})
"""Kinds that came later and lie nearer to the articles: floors of before are met without them, and stay."""

HEAD = """\
# What the judged queries beside this file must reach, by language and, over all languages, by kind of query.
# `make evaluate ARGS=--raise-floors` writes better values; none is ever lowered. harder: with kinds that came later.
"""

Floors = dict[str, dict[str, dict[str, float]]]
"""``language``, ``harder`` or ``kind`` -> its name -> measure -> least value."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A floor that is not met."""

    group: str
    measure: str
    value: float
    floor: float

    def __str__(self) -> str:
        return f"{self.group}: {self.measure} is {self.value:.4f}, the floor is {self.floor:.2f}"


def read_floors(path: Path = FILE) -> Floors:
    """Return the floors in ``path``; none where it is not there."""
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}


def write_floors(floors: Floors, path: Path = FILE) -> None:
    """Write ``floors`` to ``path``."""
    tables = [
        "\n".join([f"[{group}.{name}]", *(f"{measure} = {value:.2f}" for measure, value in values.items())])
        for group, members in floors.items()
        for name, values in members.items()
    ]
    path.write_text("\n\n".join([HEAD.rstrip(), *tables]) + "\n", "utf-8")


def present_values(outcomes: Sequence[Outcome]) -> Floors:
    """Return what is reached now, for every measure that has a floor and every group that has the measure."""
    before = [each for each in outcomes if each.judgement.kind not in HARDER]
    return {
        "language": {name: values(each, OF_LANGUAGE) for name, each in search.by_language(before).items()},
        "harder": {name: values(each, OF_HARDER) for name, each in search.by_language(outcomes).items()},
        "kind": {name: values(each, OF_KIND) for name, each in search.by_kind(outcomes).items() if each.queries},
    }


def values(measures: Measures, names: Sequence[str]) -> dict[str, float]:
    """Return the measures ``names`` that have a value."""
    found: dict[str, float] = {name: getattr(measures, name) for name in names}
    return {name: value for name, value in found.items() if not math.isnan(value)}


def raised(floors: Floors, present: Floors) -> Floors:
    """Return ``floors`` with each value of ``present``, rounded down to 0.01, that is higher; new ones are added."""
    result = {group: {name: dict(least) for name, least in members.items()} for group, members in floors.items()}
    for group, name, measure, value in entries(present):
        least = result.setdefault(group, {}).setdefault(name, {})
        least[measure] = max(least.get(measure, 0.0), math.floor(value * 100 + 1e-9) / 100)
    return result


def missed_floors(floors: Floors, present: Floors) -> list[Missed]:
    """Return the floors that ``present`` does not meet; a group that is gone meets none."""
    reached = {(group, name, measure): value for group, name, measure, value in entries(present)}
    found = []
    for group, name, measure, least in entries(floors):
        value = reached.get((group, name, measure), 0.0)
        if value < least:
            found.append(Missed(f"{group} {name}", measure, value, least))
    return found


def entries(floors: Floors) -> Iterator[tuple[str, str, str, float]]:
    """Yield every value with the names that lead to it."""
    for group, members in floors.items():
        for name, least in members.items():
            for measure, value in least.items():
                yield group, name, measure, value
