"""Slovak: a light suffix stripper of our own, since no stemmer library knows the language."""

from __future__ import annotations

from search.analysis.languages.language import Language, read_function_words, read_openers

CASE_ENDINGS = frozenset(
    [
        "a",
        "e",
        "i",
        "o",
        "u",
        "y",
        "am",
        "om",
        "ou",
        "ov",
        "ej",
        "em",
        "ho",
        "mu",
        "ho",
        "mi",
        "im",
        "ym",
        "ia",
        "ie",
        "iu",
        "ii",
        "ek",
        "ok",
        "ach",
        "och",
        "ami",
        "ovi",
        "ich",
        "ych",
        "imi",
        "ymi",
        "ata",
        "eho",
        "emu",
        "iam",
        "iom",
        "iou",
        "ovia",
        "iach",
        "iami",
        "atami",
        "ovho",
        "ovmu",
        "ovej",
        "ovych",
        "ovym",
    ]
)
"""Endings of declined nouns, adjectives and pronouns, folded."""

VERB_ENDINGS = frozenset(
    [
        "t",
        "m",
        "s",
        "l",
        "at",
        "it",
        "et",
        "ut",
        "am",
        "as",
        "im",
        "is",
        "em",
        "es",
        "uj",
        "la",
        "li",
        "lo",
        "ame",
        "ate",
        "aju",
        "ala",
        "ali",
        "alo",
        "ime",
        "ite",
        "ila",
        "ili",
        "ilo",
        "eme",
        "ete",
        "eju",
        "ela",
        "eli",
        "elo",
        "uje",
        "uju",
        "nut",
        "nem",
        "nes",
        "ovat",
        "uval",
        "oval",
        "ujem",
        "ujes",
        "ujeme",
        "ujete",
        "ovala",
        "ovali",
        "ovalo",
        "nuli",
        "nula",
        "nulo",
        "iaca",
        "iaci",
    ]
)
"""Endings of conjugated verbs, folded."""

NOUN_OF_ACTION = ("ovan", "avan", "ivan", "en", "an", "in", "ut", "ost", "ov", "n")
"""What is left of a noun or adjective made from a verb once its case ending is gone: ``overenie`` -> ``over``."""

LONGEST_ENDING = 5
SHORTEST_STEM = 3
SHORTEST_STEM_OF_VERBAL_NOUN = 4


def stem(form: str) -> str:
    """Return folded ``form`` without its longest known ending and without the suffix of a verbal noun."""
    return strip_noun_of_action(strip_ending(form))


def strip_ending(form: str) -> str:
    """Return ``form`` without the longest ending that leaves a stem of three letters."""
    for length in range(min(LONGEST_ENDING, len(form) - SHORTEST_STEM), 0, -1):
        ending = form[-length:]
        if ending in CASE_ENDINGS or ending in VERB_ENDINGS:
            return form[:-length]
    return form


def strip_noun_of_action(form: str) -> str:
    """Return ``form`` without the suffix that makes a noun or adjective from a verb."""
    for suffix in NOUN_OF_ACTION:
        if form.endswith(suffix) and len(form) - len(suffix) >= SHORTEST_STEM_OF_VERBAL_NOUN:
            return form[: -len(suffix)]
    return form


SLOVAK = Language(
    code="sk",
    name="slovenčina",
    lemma_table="sk",
    stem=stem,
    function_words=read_function_words("sk"),
    openers=read_openers("sk"),
)
