"""The public sets of queries, read from ``shared/eval`` by its protocols, and what is to be reached on each."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from random import Random

SEED = 1
VALIDATION_QUERIES = 2_500
"""Rows of BANKING77's training part, beyond the questions of the articles, that stand in for the test part."""

NO_TEXT = "."
"""Body of an article that consists of a title and questions; the reader refuses an article without any text."""

FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)
FIRST_HEADING = re.compile(r"^#[ \t].*$", re.MULTILINE)
FILE_NAME = re.compile(r"[\w-]+")
"""``1385-Office-365-alert-policies``: words and digits joined by hyphens, without a blank."""

LONG_WORD = re.compile(r"[^\W\d_]{5,}")
LETTERS = "abcdefghijklmnopqrstuvwxyz"

Record = Mapping[str, str | Sequence[str]]
Rows = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked, and the key of the article that answers it, if any."""

    text: str
    answer: str | None


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles as lines of JSON, and queries about them."""

    articles: tuple[Record, ...]
    queries: tuple[Query, ...]
    language: str


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """Where a corpus comes from."""

    test: Callable[[Path], Corpus]
    validation: Callable[[Path], Corpus] | None = None
    """The same articles with queries that may be used to tune; None where all queries are for testing."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a measure is to reach."""

    measure: str
    """Name of a field of ``search.Measures``."""

    least: float
    against: str = ""
    """Name of the set whose value ``least`` is added to; empty where ``least`` is the value itself."""


@dataclass(frozen=True, slots=True)
class PublicSet:
    """One row of the table."""

    name: str
    knowledge_base: str
    targets: tuple[Target, ...] = ()
    change: Callable[[str, Random], str] | None = None
    """What is done to each query before it is asked."""


def banking77(folder: Path, k: int, is_near: bool = False, is_validation: bool = False) -> Corpus:
    """Return 77 articles of ``k`` questions; where ``is_near``, without every third, whose queries stay."""
    train, test = (read_csv(folder / "banking77" / name) for name in ("train.csv", "test.csv"))
    names: list[str] = json.loads((folder / "banking77" / "categories.json").read_text("utf-8"))
    questions, rest = divided(train, k)
    missing = set(sorted(names, key=str.lower)[2::3]) if is_near else set()
    asked = Random(SEED).sample(rest, VALIDATION_QUERIES) if is_validation else test
    return Corpus(
        articles=tuple(faq(name, questions[name]) for name in names if name not in missing),
        queries=tuple(Query(text, None if name in missing else name) for text, name in asked),
        language="en",
    )


def clinc150(folder: Path, k: int, is_validation: bool = False) -> Corpus:
    """Return 150 articles of ``k`` questions; queries out of scope have no answer."""
    data: dict[str, list[list[str]]] = json.loads((folder / "clinc150" / "data_full.json").read_text("utf-8"))
    rows = {part: [(text, intent) for text, intent in entries] for part, entries in data.items()}
    questions, _ = divided(rows["train"], k)
    inside = rows["val" if is_validation else "test"]
    outside = rows["oos_val"] + rows["oos_train"] if is_validation else rows["oos_test"]
    return Corpus(
        articles=tuple(faq(intent, own) for intent, own in questions.items()),
        queries=(*(Query(*row) for row in inside), *(Query(text, None) for text, _ in outside)),
        language="en",
    )


def xquad(folder: Path, language: str) -> Corpus:
    """Return 240 paragraphs without titles and the questions about them."""
    topics = json.loads((folder / "xquad" / f"xquad.{language}.json").read_text("utf-8"))["data"]
    paragraphs = [paragraph for topic in topics for paragraph in topic["paragraphs"]]
    keys = [f"p{number:03}" for number in range(len(paragraphs))]
    return Corpus(
        articles=tuple(
            {"id": key, "language": language, "body": paragraph["context"]}
            for key, paragraph in zip(keys, paragraphs, strict=True)
        ),
        queries=tuple(
            Query(asked["question"], key)
            for key, paragraph in zip(keys, paragraphs, strict=True)
            for asked in paragraph["qas"]
        ),
        language=language,
    )


def m365_help(folder: Path, language: str, is_near: bool = False) -> Corpus:
    """Return 3,006 articles under their first headings; where ``is_near``, without those of every third query."""
    lines = (folder / "m365_help" / f"{language}.jsonl").read_text("utf-8").split("\n")
    rows = [json.loads(line) for line in lines if line]
    keys = unique_keys([row["id"] for row in rows])
    asked = [(row["query"], key) for row, key in zip(rows, keys, strict=True) if is_question(row["query"])]
    missing = {key for _, key in asked[2::3]} if is_near else set()
    return Corpus(
        articles=tuple(
            {"id": key, "language": language, "title": row["h1"], "body": text_below_heading(row["markdown"])}
            for row, key in zip(rows, keys, strict=True)
            if key not in missing
        ),
        queries=tuple(Query(text, None if key in missing else key) for text, key in asked),
        language=language,
    )


def read_csv(path: Path) -> Rows:
    """Return text and category of each row."""
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["category"]) for row in csv.DictReader(file)]


def divided(rows: Rows, k: int) -> tuple[dict[str, list[str]], Rows]:
    """Return the first ``k`` texts of each category, and the other rows."""
    first: dict[str, list[str]] = {}
    rest = []
    for text, category in rows:
        texts = first.setdefault(category, [])
        if len(texts) < k:
            texts.append(text)
        else:
            rest.append((text, category))
    return first, rest


def faq(name: str, questions: Sequence[str]) -> Record:
    """Return an article of a title and questions."""
    title = name.replace("_", " ").lower()
    return {"id": name, "language": "en", "title": title, "questions": questions, "body": NO_TEXT}


def is_question(query: str | None) -> bool:
    """Return whether ``query`` is there and does not look like the name of a file."""
    return bool(query) and not FILE_NAME.fullmatch(query or "")


def text_below_heading(markdown: str) -> str:
    """Return the body without front matter and without the line of the first heading."""
    plain = markdown.removeprefix("\ufeff").replace("\r\n", "\n")
    return FIRST_HEADING.sub("", FRONT_MATTER.sub("", plain, count=1), count=1).strip() or NO_TEXT


def unique_keys(ids: Sequence[str]) -> list[str]:
    """Return ``ids`` with a number behind each that was there before, and no slash."""
    seen: dict[str, Iterator[int]] = {}
    keys = []
    for each in (each.replace("/", "--") for each in ids):
        number = next(seen.setdefault(each, count(1)))
        keys.append(each if number == 1 else f"{each}--{number}")
    return keys


def half_typed(text: str, _: Random) -> str:
    """Return the first half of the characters."""
    return text[: len(text) // 2]


def without_diacritics(text: str, _: Random) -> str:
    """Return ``text`` as it is typed on a keyboard that has no accents."""
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))


def with_typo(text: str, random: Random) -> str:
    """Return ``text`` with one edit in a word of at least 5 letters, if it has one."""
    words = list(LONG_WORD.finditer(text))
    if not words:
        return text
    word = random.choice(words)
    return text[: word.start()] + edited(word[0], random) + text[word.end() :]


def edited(word: str, random: Random) -> str:
    """Return ``word`` with two letters exchanged, or one left out, added or replaced; never ``word`` itself."""
    while True:
        place = random.randrange(len(word))
        head, letter, tail = word[:place], word[place], word[place + 1 :]
        exchanged = head + tail[:1] + letter + tail[1:]
        new = random.choice(LETTERS)
        changed = random.choice((exchanged, head + tail, head + new + letter + tail, head + new + tail))
        if changed != word:
            return changed


KNOWLEDGE_BASES = {
    "banking77-k10": KnowledgeBase(partial(banking77, k=10), partial(banking77, k=10, is_validation=True)),
    "banking77-k5": KnowledgeBase(partial(banking77, k=5), partial(banking77, k=5, is_validation=True)),
    "banking77-k10-near": KnowledgeBase(
        partial(banking77, k=10, is_near=True), partial(banking77, k=10, is_near=True, is_validation=True)
    ),
    "clinc150-k10": KnowledgeBase(partial(clinc150, k=10), partial(clinc150, k=10, is_validation=True)),
    "xquad-en": KnowledgeBase(partial(xquad, language="en")),
    "xquad-es": KnowledgeBase(partial(xquad, language="es")),
    "m365-es": KnowledgeBase(partial(m365_help, language="es")),
    "m365-sk": KnowledgeBase(partial(m365_help, language="sk")),
    "m365-es-near": KnowledgeBase(partial(m365_help, language="es", is_near=True)),
    "m365-sk-near": KnowledgeBase(partial(m365_help, language="sk", is_near=True)),
}

SETS = (
    PublicSet("banking77-k10", "banking77-k10", (Target("hit_1", 0.76), Target("hit_3", 0.91))),
    PublicSet("banking77-k5", "banking77-k5", (Target("hit_1", 0.69), Target("hit_3", 0.865))),
    PublicSet("banking77-k10-half", "banking77-k10", (Target("hit_3", 0.57),), half_typed),
    PublicSet("banking77-k10-near", "banking77-k10-near"),
    PublicSet("clinc150-k10", "clinc150-k10", (Target("hit_1", 0.755), Target("hit_3", 0.90))),
    PublicSet("xquad-en", "xquad-en", (Target("hit_1", 0.94),)),
    PublicSet("xquad-es", "xquad-es", (Target("hit_1", 0.93),)),
    PublicSet("m365-es", "m365-es", (Target("hit_3", 0.71),)),
    PublicSet("m365-es-no-diacritics", "m365-es", (Target("hit_3", -0.01, "m365-es"),), without_diacritics),
    PublicSet("m365-es-typo", "m365-es", (Target("hit_3", -0.09, "m365-es"),), with_typo),
    PublicSet("m365-es-near", "m365-es-near"),
    PublicSet("m365-sk", "m365-sk", (Target("hit_3", 0.74),)),
    PublicSet("m365-sk-no-diacritics", "m365-sk", (Target("hit_3", -0.01, "m365-sk"),), without_diacritics),
    PublicSet("m365-sk-typo", "m365-sk", (Target("hit_3", -0.09, "m365-sk"),), with_typo),
    PublicSet("m365-sk-near", "m365-sk-near"),
)
"""The rows of the table, in order; the targets are those of the issue that asked for the ranking."""
