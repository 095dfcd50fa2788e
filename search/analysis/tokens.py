"""Cut text into tokens that remember where they stood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from search.analysis.numbers import NUMBER, number_form

WORD = re.compile(rf"{NUMBER}|[^\W_]\+\+|[^\W_]#|[^\W_]+(?:[-‐‑'’][^\W_]+)*|[€$£%]")
"""A number, a word with its inner hyphens and apostrophes, ``c++`` and ``c#``, or a sign of money or share."""

JOINT = re.compile(r"[-‐‑'’]")

PIECE = re.compile(r"[^\W_]+")

WORDS_REMEMBERED = 1 << 12
"""Words of which forms and features are kept in memory; texts of strangers push one another out."""

FORM_LETTERS = 128
"""Letters of a word that count; a transaction has 64, the longest address of a wallet 87."""

LETTERS_REMEMBERED = 64
"""Letters above which a word is not kept: nobody types it again."""


class Token(NamedTuple):
    """A folded word and its place in the text: ``text[start:end]`` is what was written."""

    form: str
    start: int
    end: int


def as_typed(form: str, text: str) -> str:
    """Return the word of ``text`` that is folded to ``form``, ``form`` where there is none."""
    return next((text[each.start : each.end] for each in tokenize(text) if each.form == form), form)


def compose(text: str) -> str:
    """Return ``text`` in Unicode form C, as browsers type it and as offsets are counted."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return ``text`` in lower case, compatibility forms resolved and without diacritics.

    The marks go before any table or stemmer is asked, so that text typed without them meets the same words.
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def tokenize(text: str) -> list[Token]:
    """Return the tokens of ``text`` in order; a joined word (``e-mail``) is one token (``email``)."""
    return with_form(Token(joined_form(match[0]), match.start(), match.end()) for match in WORD.finditer(text))


def with_form(tokens: Iterable[Token]) -> list[Token]:
    """Return ``tokens`` without those of which folding leaves nothing, such as a lone halfwidth voicing mark."""
    return [token for token in tokens if token.form.strip()]


def joined_form(word: str) -> str:
    """Return the form of ``word`` as one: ``e-mail`` and ``email`` are the same."""
    return remembered_form(word) if len(word) <= LETTERS_REMEMBERED else joined_fold(word)[:FORM_LETTERS]


def joined_fold(word: str) -> str:
    """Return ``word`` folded, without its inner hyphens and apostrophes; a number as ``number_form`` has it."""
    number = number_form(word) if has_digit(word) else None
    return number or fold(word if word.isalnum() else JOINT.sub("", word))


def has_digit(word: str) -> bool:
    """Return whether ``word`` may be a number."""
    return word[0].isdigit() or word[1:2].isdigit()


remembered_form = lru_cache(WORDS_REMEMBERED)(joined_fold)


def folded_words(text: str, *, with_parts: bool = False) -> tuple[str, ...]:
    """Return the forms of the words of ``text`` in order, ``with_parts`` also what joined words are made of."""
    tokens = tokenize(text)
    pieces = (piece for token in tokens for piece in parts(text[token.start : token.end])) if with_parts else ()
    return tuple(token.form for token in (*tokens, *pieces))


def parts(word: str) -> list[Token]:
    """Return the pieces of a joined ``word``; nothing for a simple one or a number."""
    if word.isalnum() or (has_digit(word) and number_form(word)):
        return []
    pieces = with_form(
        Token(fold(piece[0])[:FORM_LETTERS], piece.start(), piece.end()) for piece in PIECE.finditer(word)
    )
    return pieces if len(pieces) > 1 else []
