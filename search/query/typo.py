"""Words of a vocabulary that differ from a word by one or two edits.

An edit inserts, deletes or replaces a letter or swaps two neighbours (optimal string alignment, Damerau 1964).
People rarely miss the first letter, so two edits are only tried behind it; one edit may also fall on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from string import ascii_lowercase

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from search.analysis.tokens import PIECE, WORD, joined_form, tokenize
from search.protocols import Group, Vocabulary
from search.query.parse import QueryWord
from search.settings import RetrievalSettings

MOST_EDITS = 2


def corrections(form: str, vocabulary: Vocabulary, settings: RetrievalSettings) -> list[tuple[str, float]]:
    """Return words that ``form`` may be a misspelling of, each with its share 0..1, likeliest first.

    At most ``typo_words``; none for words below ``one_edit_letters`` or with digits, since codes are not corrected.
    """
    edits = allowed_edits(form, settings)
    if not edits:
        return []
    found = {word: settings.typo_weight**distance for word, distance in behind_first_letter(form, vocabulary, edits)}
    if not found:
        share = settings.typo_weight * settings.first_letter_weight
        found = {word: share for word in on_first_letter(form) if vocabulary.has_form(word)}
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))[: settings.typo_words]


def allowed_edits(form: str, settings: RetrievalSettings) -> int:
    """Return how many edits a word of this length may have."""
    if len(form) < settings.one_edit_letters or not form.isalpha():
        return 0
    return MOST_EDITS if len(form) >= settings.two_edits_letters else 1


def behind_first_letter(form: str, vocabulary: Vocabulary, edits: int) -> Iterator[tuple[str, int]]:
    """Yield (word, distance) with the first letter of ``form``; only the smallest distance met."""
    words = vocabulary.forms_by_first_letter(form[0])
    if not words:
        return
    distances = cdist([form], words, scorer=OSA.distance, score_cutoff=edits, dtype=np.uint8)[0]
    nearest = int(distances.min())
    if nearest <= edits:
        for place in np.flatnonzero(distances == nearest):
            yield words[place], nearest


def on_first_letter(form: str) -> Iterator[str]:
    """Yield the words one edit away whose edit touches the first letter."""
    yield form[1] + form[0] + form[2:]
    yield form[1:]
    for letter in ascii_lowercase:
        yield letter + form[1:]
        yield letter + form


def misspellings(
    words: Iterable[QueryWord], groups: Iterable[Group], settings: RetrievalSettings, is_word: Callable[[str], bool]
) -> dict[str, str]:
    """Return form -> the one it is read as, for each word that no article holds but a correction of which one does.

    What ``is_word`` knows is spelt well, though no article holds it.
    """
    return {
        word.form: group.alternatives[0].form
        for word, group in zip(words, groups, strict=True)
        if is_correction(word.form, group, settings) and not is_word(word.form)
    }


def is_correction(form: str, group: Group, settings: RetrievalSettings) -> bool:
    """Return whether the best alternative corrects ``form``, rather than being it, completing it or its synonym."""
    edits = allowed_edits(form, settings)
    if not group.alternatives or not edits:
        return False
    best = group.alternatives[0].form
    return form not in best and OSA.distance(form, best) <= edits


def respelled(text: str, replacements: Mapping[str, str], passages: Iterable[str]) -> str:
    """Return ``text`` with the words of ``replacements`` exchanged, written with the diacritics of ``passages``."""
    written: dict[str, str] = {}
    for passage in passages:
        for token in tokenize(passage):
            written.setdefault(token.form, passage[token.start : token.end].lower())

    def replaced(word: str) -> str:
        form = replacements.get(joined_form(word))
        if form is not None:
            return written.get(form, form)
        return word if word.isalnum() else PIECE.sub(lambda piece: replaced(piece[0]), word)

    return WORD.sub(lambda match: replaced(match[0]), text)
