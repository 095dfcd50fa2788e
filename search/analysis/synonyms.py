"""Synonyms that writers keep beside the articles: ``synonyms/<language>.txt``.

2fa, two-factor, authenticator      any of them also finds the others
cash out => withdraw                the left also finds the right, not the other way round
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from search.analysis.analyzer import Analyzer
from search.analysis.tokens import compose, parts
from search.kinds import ProblemKind
from search.model import Problem, Severity

FOLDER = "synonyms"

Phrase = tuple[str, ...]
"""Forms of a word or of several."""


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Phrases of keys and what may stand for them."""

    targets: dict[Phrase, tuple[Phrase, ...]] = field(default_factory=dict)
    """Keys of a phrase -> forms of the phrases that may stand for it."""

    longest: int = 0
    """Words of the longest phrase."""

    beginnings: frozenset[str] = frozenset()
    """First keys of all phrases."""

    def matches(self, keys: Sequence[str]) -> Iterator[tuple[int, int, tuple[Phrase, ...]]]:
        """Yield (start, end, phrases) for every stretch of ``keys`` that has synonyms."""
        for start, key in enumerate(keys):
            if key not in self.beginnings:
                continue
            for end in range(start + 1, min(start + self.longest, len(keys)) + 1):
                phrases = self.targets.get(tuple(keys[start:end]))
                if phrases:
                    yield start, end, phrases


def synonym_path(root: Path, language: str) -> Path:
    """Return where the synonyms of ``language`` lie beside the articles of ``root``."""
    return root / FOLDER / f"{language}.txt"


def read_synonym_files(root: Path, languages: Collection[str]) -> tuple[dict[str, str], list[Problem]]:
    """Return language -> text of its synonyms, and the files that cannot be read or are of no known language."""
    texts: dict[str, str] = {}
    problems: list[Problem] = []

    def warn(path: Path, line: int, what: str, remedy: str, kind: ProblemKind) -> None:
        problems.append(Problem(path.as_posix(), line, what, remedy, Severity.WARNING, kind))

    for path in sorted((root / FOLDER).glob("*.txt")) if root.is_dir() else ():
        if path.stem not in languages:
            remedy = f"Use one of {', '.join(sorted(languages))}"
            warn(path, 1, f"unknown language '{path.stem}'", remedy, ProblemKind.UNKNOWN_LANGUAGE)
            continue
        try:
            raw = path.read_bytes()
            texts[path.stem] = raw.decode("utf-8-sig", errors="replace")
            raw.decode("utf-8-sig")
        except OSError as error:
            what = f"the file cannot be read ({error.strerror})"
            warn(path, 1, what, "Check its permissions", ProblemKind.UNREADABLE)
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            warn(path, line, "the file is not UTF-8", "Save it as UTF-8", ProblemKind.NOT_UTF_8)
    return texts, problems


def parse_synonyms(text: str, path: str, analyzer: Analyzer) -> tuple[Synonyms, list[Problem]]:
    """Return the synonyms in ``text``, which was read from ``path``, and the lines that are no rule."""
    targets: dict[Phrase, dict[Phrase, None]] = {}
    problems = []
    for number, line in enumerate(text.splitlines(), 1):
        rule = compose(line.partition("#")[0]).strip()
        if not rule:
            continue
        left, arrow, right = rule.partition("=>")
        sources, goals = phrases_of(left, analyzer), phrases_of(right if arrow else left, analyzer)
        if not sources or not goals or (not arrow and len(goals) < 2):
            remedy = "Write 'word, other word' or 'word => other word'"
            what = f"'{rule}' is no rule"
            problems.append(Problem(path, number, what, remedy, Severity.WARNING, ProblemKind.BAD_SYNONYM))
            continue
        for source in [*sources, *apart(left, analyzer)]:
            keys = tuple(analyzer.key(form) for form in source)
            known = targets.setdefault(keys, {})
            known.update(dict.fromkeys(content_words(goal, analyzer) for goal in goals if goal != source))
    longest = max(map(len, targets), default=0)
    beginnings = frozenset(keys[0] for keys in targets)
    return Synonyms({keys: tuple(goals) for keys, goals in targets.items()}, longest, beginnings), problems


def phrases_of(text: str, analyzer: Analyzer) -> list[Phrase]:
    """Return the comma-separated phrases of ``text`` as forms."""
    phrases = (tuple(token.form for token in analyzer.tokens(part)) for part in text.split(","))
    return [phrase for phrase in phrases if phrase]


def apart(text: str, analyzer: Analyzer) -> list[Phrase]:
    """Return the phrases of ``text`` that hold a joined word, with its parts in its place.

    A query spells a joined word in parts where no article holds it as one.
    """
    found = []
    for part in text.split(","):
        tokens = analyzer.tokens(part)
        pieces = [parts(part[token.start : token.end]) or [token] for token in tokens]
        if any(len(each) > 1 for each in pieces):
            found.append(tuple(piece.form for each in pieces for piece in each))
    return found


def content_words(phrase: Phrase, analyzer: Analyzer) -> Phrase:
    """Return ``phrase`` without function words, or whole where nothing else is in it."""
    return tuple(form for form in phrase if not analyzer.is_function_word(form)) or phrase
