"""What a question holds of its writer's own case: addresses, account, phone and order numbers; and unknown codes.

No article answers by the number of somebody's account, so a question is asked as if it were not there, together with
the words that only introduce it (``my e-mail is``). What all articles together hold the pieces of, stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from search.analysis.tokens import PIECE, WORD, fold, joined_form
from search.protocols import Vocabulary

OWN = r"(?:my|our|mi|mis|m[oô]j(?:a|e|ho)?|na[sš]a?)"
NOUN = (
    r"(?:e-?mail(?: address)?|mail|correo(?: electr[oó]nico)?|iban|(?:bank )?account(?: number)?|cuenta|address|adresa"
    r"|direcci[oó]n|n[uú]mero(?: de (?:cuenta|tel[eé]fono))?|tel[eé]fono|m[oó]vil|(?:phone|mobile)(?: number)?"
    r"|tel(?:ef[oó]n(?:ne)?)?(?: [cč][ií]slo)?|[cč][ií]slo(?: [uú][cč]tu)?|[uú][cč]et)"
)
LEAD = re.compile(
    rf"\b(?:(?:{OWN} {NOUN}|{NOUN} {OWN})(?: (?:is|es|je))? ?:? ?|{NOUN}(?: (?:is|es|je) | ?: ?)"
    r"|(?:see|v[eé]r?|pozri(?:te)?|vi[dď]) )$",
    re.IGNORECASE,
)
"""Stands before an identifier and says only what it is."""

TAIL = re.compile(rf" (?:is|es|je) (?:{OWN} {NOUN}|{NOUN})\b", re.IGNORECASE)
"""Stands behind one and says what it is."""

GOING_ON = re.compile(r"[ ,.;]*(?:and|y|a)(?![^\W_])", re.IGNORECASE)
"""Leads on from an identifier that was introduced to the question itself."""

LEAD_LETTERS = 40

ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>]+|[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})*"
    r"|(?<![\w.-])(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,12}/[^\s<>]*"
)
ACCOUNT = re.compile(
    r"(?<![^\W_])[A-Za-z]{2}[0-9]{2}(?:[ -]?[A-Z]{4})?(?:[ -]?[A-Za-z]{0,3}[0-9][A-Za-z0-9]{0,3}){3,8}(?![^\W_])"
)
DIGITS = re.compile(r"(?<![\w.,])[+(]{0,2}[0-9](?:[ ./()\u00a0-]{0,2}[0-9]){4,}(?![^\W_]|[.,][0-9])")
LONG = re.compile(r"(?<![^\W_])(?:[^\W\d_]{1,12}-){0,3}[^\W\d_]{0,24}[0-9][^\W_]*(?:-[^\W_]+)*")
LONG_LETTERS, LONG_DIGITS = 10, 4
"""Letters and digits from which a word that holds both is an order number or the address of a wallet, no code."""

VERSION = re.compile(r"[vV]?[0-9]{1,3}(?:\.[0-9]{1,3}){2}")
NUMBERED = (ACCOUNT, DIGITS, LONG)
HAS_DIGIT = re.compile("[0-9]")
ADDRESS_SIGNS = ("@", "/", "www.", "WWW.", "Www.")


def without_identifiers(text: str, vocabulary: Vocabulary) -> str:
    """Return ``text`` without what belongs to its writer's own case; whole where nothing else would be left."""
    shorter = text
    has_address = any(sign in text for sign in ADDRESS_SIGNS)
    has_digit = HAS_DIGIT.search(text)
    for pattern in (ADDRESS, *NUMBERED):
        if (has_address if pattern is ADDRESS else has_digit) and pattern.search(shorter):
            shorter = without(shorter, pattern, vocabulary)
    return shorter if shorter is text or WORD.search(shorter) else text


def without(text: str, pattern: re.Pattern[str], vocabulary: Vocabulary) -> str:
    """Return ``text`` without what matches ``pattern`` and is in no article."""
    kept: list[str] = []
    place = 0
    for found in pattern.finditer(text):
        if is_asked_about(found, pattern) or is_known(found[0], vocabulary):
            continue
        start, end = found.span()
        before = text[max(place, start - LEAD_LETTERS) : start]
        lead = LEAD.search(before)
        kept.append(text[place : start - len(lead[0]) if lead else start])
        tail = TAIL.match(text, end) or (GOING_ON.match(text, end) if lead else None)
        place = tail.end() if tail else end
    return " ".join((*kept, text[place:])) if kept else text


def is_asked_about(found: re.Match[str], pattern: re.Pattern[str]) -> bool:
    """Return whether what was found is too short, a version, or stands behind a word like ``error``."""
    if pattern is ADDRESS:
        return False
    letters = sum(map(str.isalnum, found[0]))
    if pattern is LONG and (letters < LONG_LETTERS or sum(map(str.isdigit, found[0])) < LONG_DIGITS):
        return True
    before = PIECE.findall(found.string[max(0, found.start() - LEAD_LETTERS) : found.start()])
    return bool(VERSION.fullmatch(found[0])) or (bool(before) and fold(before[-1]) in CODE_WORDS)


def is_known(identifier: str, vocabulary: Vocabulary) -> bool:
    """Return whether articles hold ``identifier`` as one word, or all of its pieces."""
    words = WORD.findall(identifier)
    return bool(words) and all(
        vocabulary.has_form(joined_form(word)) or all(vocabulary.has_form(fold(piece)) for piece in PIECE.findall(word))
        for word in words
    )


CODE = re.compile(
    r"[a-z]{1,8}[0-9]{2,}(?:[a-z]?[0-9]+)*[a-z]{0,2}|v?[0-9]+(?:\.[0-9]+){2,}|[0-9]+[a-z]+[0-9]+(?:[a-z]?[0-9]+)*[a-z]{0,2}"
)
"""The form of an error code or version: letters and then at least two digits, or three numbers with points."""

LETTERS_OF_FAMILY = re.compile(r"[a-z]+")
CODE_WORDS = frozenset(
    (
        *("error", "errors", "code", "codes", "version", "release", "codigo", "codigos", "fallo"),
        *("chyba", "chyby", "chybu", "chybovy", "kod", "kodu", "kodom", "verzia", "verzie", "verziu"),
    )
)
"""After these also a mere number is a code."""

MOST = 64
"""Words that begin alike of which codes are sought."""

FEW_WORDS = 2
"""Known words beside a code of no known family, below which the question is about the code."""


def unknown_codes(forms: Iterable[str], content: int, vocabulary: Vocabulary) -> tuple[frozenset[str], frozenset[str]]:
    """Return those of ``forms`` that are codes which no article has: what the question is about, and the others.

    It is about a code that stands behind a word like ``error``, one of whose family articles have others (``TX-123``
    for ``TX-999``), or one that fewer than ``FEW_WORDS`` known words stand beside: ``content``.
    """
    about: set[str] = set()
    others: set[str] = set()
    before = ""
    for form in forms:
        is_code = CODE.fullmatch(form) or (before in CODE_WORDS and form[0].isdigit())
        if is_code and not vocabulary.has_form(form) and not vocabulary.completions(form, 1):
            is_about = before in CODE_WORDS or content < FEW_WORDS or has_family(form, vocabulary)
            (about if is_about else others).add(form)
        before = form
    return frozenset(about), frozenset(others)


def has_family(form: str, vocabulary: Vocabulary) -> bool:
    """Return whether articles hold codes that begin with the letters of ``form``."""
    family = LETTERS_OF_FAMILY.match(form)
    if not family:
        return False
    return any(CODE.fullmatch(each) for each in vocabulary.completions(family[0], MOST))
