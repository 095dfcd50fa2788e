"""What the analyzer must know of one language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Language:
    """One language of articles and queries."""

    code: str
    """ISO 639-1, as in paths and front matter."""

    name: str
    """The language's own name for itself."""

    lemma_table: str | None
    """Code under which simplemma has a table of forms, or None."""

    stem: Callable[[str], str]
    """Folded word -> its key; called after the lemma table."""

    function_words: frozenset[str]
    """Folded words that say little; a query weighs them less. Negations are not among them."""

    openers: frozenset[tuple[str, ...]] = frozenset()
    """Greetings and calls for help that name no problem, word by word, folded."""


def read_function_words(code: str) -> frozenset[str]:
    """Return the words of ``function_words/<code>.txt``; blank-separated, ``#`` begins a comment."""
    path = Path(__file__).parent / "function_words" / f"{code}.txt"
    lines = (line.partition("#")[0] for line in path.read_text("utf-8").splitlines())
    return frozenset(word for line in lines for word in line.split())


def read_openers(code: str) -> frozenset[tuple[str, ...]]:
    """Return the lines of ``openers/<code>.txt``, word by word; ``#`` begins a comment."""
    path = Path(__file__).parent / "openers" / f"{code}.txt"
    lines = (tuple(line.partition("#")[0].split()) for line in path.read_text("utf-8").splitlines())
    return frozenset(filter(None, lines))
