"""The notebook in which the problems of one file are collected while it is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from search.kinds import ProblemKind
from search.model import Problem, Severity


@dataclass(slots=True)
class Findings:
    """Problems of the file at ``path``, in the order they were met."""

    path: str
    only_line: int | None = None
    """The line every problem is reported for, where the whole article stands on one."""

    problems: list[Problem] = field(default_factory=list)

    def error(self, line: int, what: str, remedy: str, kind: ProblemKind = ProblemKind.OTHER) -> None:
        """Note what keeps the article out."""
        self._add(line, what, remedy, Severity.ERROR, kind)

    def warn(self, line: int, what: str, remedy: str, kind: ProblemKind = ProblemKind.OTHER) -> None:
        """Note what should be mended but keeps nothing out."""
        self._add(line, what, remedy, Severity.WARNING, kind)

    @property
    def has_error(self) -> bool:
        """Whether anything keeps the article out."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    def _add(self, line: int, what: str, remedy: str, severity: Severity, kind: ProblemKind) -> None:
        self.problems.append(Problem(self.path, self.only_line or line, what, remedy, severity, kind))
