"""Many problems in few rows: what several files share is one, and no kind takes all the room."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from search.kinds import ProblemKind
from search.model import Problem, Severity

ROWS = 40
"""Rows that all kinds share where not every problem is asked for."""

PLACES = 3
"""Most places that a row names; of more it names the first."""


@dataclass(frozen=True, slots=True)
class Row:
    """Problems of one kind that say the same, by path and line; mostly a single one."""

    problems: tuple[Problem, ...]

    @property
    def first(self) -> Problem:
        """The one that stands for all."""
        return self.problems[0]

    @property
    def files(self) -> int:
        """How many files have it."""
        return len({problem.path for problem in self.problems})

    @property
    def message(self) -> str:
        """What and remedy, with the number of files and the places where there are several."""
        if len(self.problems) == 1:
            return f"{self.first.what}. {self.first.remedy}."
        times = f"in {self.files:,} files" if self.files > 1 else f"{len(self.problems):,} times"
        places = [f"{problem.path}:{problem.line}" for problem in self.problems[:PLACES]]
        others = ", ".join(places[1:]) if len(self.problems) <= PLACES else ""
        there = "" if len({problem.remedy for problem in self.problems}) == 1 else "There: "
        and_others = f", then {others}" if others else ""
        comma = "," if self.first.what.endswith(" in") else ""
        return f"{self.first.what}{comma} {times}, first {places[0]}{and_others}. {there}{self.first.remedy}."

    def __str__(self) -> str:
        return str(self.first) if len(self.problems) == 1 else self.message


@dataclass(frozen=True, slots=True)
class Digest:
    """What is shown of many problems."""

    rows: tuple[Row, ...]
    """Single problems by path and line, then shared ones, those of most files first."""

    unshown: Mapping[ProblemKind, int]
    """Kind -> rows left out because it has so many."""


def chosen(
    problems: Iterable[Problem], only: Collection[str] = (), ignored: Collection[str] = ()
) -> tuple[Problem, ...]:
    """Return the problems of the kinds in ``only``, or of all but ``ignored`` where it names none."""
    return tuple(each for each in problems if (each.kind in only if only else each.kind not in ignored))


def by_kind(problems: Iterable[Problem]) -> dict[ProblemKind, int]:
    """Return how many there are of each kind, the commonest first."""
    return dict(Counter(sorted(problem.kind for problem in problems)).most_common())


def digest(problems: Iterable[Problem], most: int | None = ROWS) -> Digest:
    """Return ``problems`` in rows, about ``most`` of them; None for one row a problem.

    Of a kind with many rows those of errors and of most files are kept, so that each kind gets its share.
    """
    if most is None:
        return Digest(tuple(Row((problem,)) for problem in sorted(problems)), {})
    rows = defaultdict(list)
    for row in rows_of(problems):
        rows[row.first.kind].append(row)
    share = fair_share([len(each) for each in rows.values()], most)
    kept = [row for each in rows.values() for row in sorted(each, key=importance)[:share]]
    unshown = {kind: len(each) - share for kind, each in rows.items() if len(each) > share}
    return Digest(tuple(sorted(kept, key=order)), unshown)


def rows_of(problems: Iterable[Problem]) -> list[Row]:
    """Return a row for all problems that say the same."""
    same: dict[tuple[ProblemKind, Severity, str], list[Problem]] = defaultdict(list)
    for problem in sorted(problems):
        same[problem.kind, problem.severity, problem.what].append(problem)
    return [Row(tuple(each)) for each in same.values()]


def importance(row: Row) -> tuple[bool, int, Problem]:
    """Return what rows of one kind are kept by."""
    return row.first.severity is not Severity.ERROR, -row.files, row.first


def order(row: Row) -> tuple[bool, int, Problem]:
    """Return what rows are shown by."""
    is_shared = len(row.problems) > 1
    return is_shared, -len(row.problems) if is_shared else 0, row.first


def fair_share(sizes: Sequence[int], most: int) -> int:
    """Return how many rows each kind may have, so that kinds with ``sizes`` rows have ``most`` together; at least 1."""
    share = 1
    while share < max(sizes, default=0) and sum(min(size, share + 1) for size in sizes) <= most:
        share += 1
    return share
