"""Articles and queries to measure with: sentences of real articles put together anew, the same for the same seed."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path
from string import ascii_lowercase

LANGUAGE = "es"
"""Language of the articles that are counted and asked for, so that one shelf is large."""

OTHERS = ("en", "sk")
OTHERS_SHARE = 20
"""For so many articles in ``LANGUAGE`` there is one in each other language."""

SEED = 20_260_928
BODY_WORDS = 160
QUESTIONS = 3
SOURCES = 6
"""Articles whose sentences make one."""

PARAGRAPH_SENTENCES = 3
HEADING_WORDS = 6
CODE_EVERY = 3
"""Every third title ends in the name of a product."""

SENTENCE_WORDS = range(5, 41)
QUERY_WORDS = (2, 8)
LETTERS_OF_TYPO = 5
"""Shortest word that is mistyped."""

LETTERS_OF_CUT = 3
"""Shortest word that is cut."""

FRONT_MATTER = re.compile(r"\A\ufeff?---\r?\n.*?\r?\n---\r?\n", re.DOTALL)
NO_PROSE = re.compile(r"```.*?```|<[^>]*>|\[!\w+\]|^\s*\|.*$|!\[[^\]]*\]\([^)]*\)", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
MARKS = re.compile(r"[*_`#>\\]+|^\s*(?:[-+]|\d+[.)])\s+", re.MULTILINE)
SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\n+")
WORD = re.compile(r"[^\W_]+")


class Mode(StrEnum):
    """How a query is typed."""

    FULL = "full"
    HALF_TYPED = "half typed"
    MISTYPED = "mistyped"


@dataclass(frozen=True, slots=True)
class MadeArticle:
    """An article put together."""

    article_id: str
    language: str
    title: str
    questions: tuple[str, ...]
    paragraphs: tuple[str, ...]

    def as_json(self) -> str:
        """Return the line of a JSON Lines file."""
        key = self.article_id.partition("/")[2]
        body = "\n\n".join(f"## {heading(text)}\n\n{text}" for text in self.paragraphs)
        questions = list(self.questions)
        record = {"id": key, "language": self.language, "title": self.title, "questions": questions, "body": body}
        return json.dumps(record, ensure_ascii=False)


def heading(text: str) -> str:
    """Return the first words of ``text``."""
    return " ".join(text.split()[:HEADING_WORDS])


@dataclass(frozen=True, slots=True)
class Query:
    """What is typed, and the article its words were taken from."""

    text: str
    article_id: str


def source_texts(language: str, articles: Path, shared: Path) -> Iterator[str]:
    """Yield the Markdown of all real articles in ``language``: the project's own, and the public ones if present."""
    for folder in (articles / language, shared / "eval" / "parallel_kb" / language):
        for path in sorted(folder.glob("*.md")):
            yield path.read_text("utf-8-sig")
    help_articles = shared / "eval" / "m365_help" / f"{language}.jsonl"
    if help_articles.is_file():
        with help_articles.open(encoding="utf-8") as lines:
            yield from (json.loads(line)["markdown"] for line in lines)


def sentences(markdown: str) -> list[str]:
    """Return the sentences of ``markdown`` that are neither very short nor very long, without marks."""
    prose = NO_PROSE.sub(" ", FRONT_MATTER.sub("", markdown))
    plain = MARKS.sub("", LINK.sub(r"\1", prose))
    found = (" ".join(each.split()) for each in SENTENCE_END.split(plain))
    return [each for each in found if len(each.split()) in SENTENCE_WORDS]


def pool(language: str, articles: Path, shared: Path) -> list[list[str]]:
    """Return the sentences of every real article in ``language`` that has some; none stands in two of them."""
    seen: set[str] = set()
    found = []
    for text in source_texts(language, articles, shared):
        fresh = [each for each in dict.fromkeys(sentences(text)) if each not in seen]
        seen.update(fresh)
        if fresh:
            found.append(fresh)
    return found


def made_articles(language: str, count: int, sources: Sequence[Sequence[str]]) -> Iterator[MadeArticle]:
    """Yield ``count`` articles, each of the sentences of a few sources."""
    chance = random.Random(f"{SEED} {language} {count}")
    for number in range(count):
        chosen = [each for source in chance.sample(sources, SOURCES) for each in source]
        chance.shuffle(chosen)
        yield MadeArticle(
            article_id=f"{language}/made-{number:06d}",
            language=language,
            title=title(number, chosen, chance),
            questions=tuple(beginning(chance.choice(chosen), chance) for _ in range(QUESTIONS)),
            paragraphs=tuple(paragraphs(chosen, chance)),
        )


def title(number: int, chosen: Sequence[str], chance: random.Random) -> str:
    """Return the beginning of a sentence, in some articles with a code behind it."""
    words = beginning(chance.choice(chosen), chance)
    return words if number % CODE_EVERY else f"{words} {code(chance)}"


def code(chance: random.Random) -> str:
    """Return the made-up name of a product; with them the vocabulary grows with the articles, as real ones do."""
    return f"{''.join(chance.choices(ascii_lowercase, k=2))}{chance.randrange(10_000):04d}"


def beginning(sentence: str, chance: random.Random) -> str:
    """Return the first words of ``sentence``."""
    return " ".join(sentence.split()[: chance.randint(4, 9)]).rstrip(".,;:")


def paragraphs(chosen: Sequence[str], chance: random.Random) -> Iterator[str]:
    """Yield paragraphs, ``BODY_WORDS`` in all; where ``chosen`` is too short for that, sentences come again."""
    body: list[str] = []
    words = 0
    while words < BODY_WORDS:
        body.append(chosen[len(body)] if len(body) < len(chosen) else chance.choice(chosen))
        words += len(body[-1].split())
    for first in range(0, len(body), PARAGRAPH_SENTENCES):
        yield " ".join(body[first : first + PARAGRAPH_SENTENCES])


def write_corpus(path: Path, count: int, articles: Path, shared: Path) -> list[MadeArticle]:
    """Write the articles of all languages to ``path`` and return those in ``LANGUAGE``."""
    own = list(made_articles(LANGUAGE, count, pool(LANGUAGE, articles, shared)))
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{each.as_json()}\n" for each in own)
        for language in OTHERS:
            others = made_articles(language, count // OTHERS_SHARE, pool(language, articles, shared))
            file.writelines(f"{each.as_json()}\n" for each in others)
    return own


def made_queries(articles: Sequence[MadeArticle], count: int) -> dict[Mode, list[Query]]:
    """Return ``count`` queries a mode, the same words in each mode."""
    chance = random.Random(f"{SEED} queries")
    runs = list(islice(fitting_runs(articles, chance), count))
    return {mode: [Query(typed(words, mode, chance), article_id) for words, article_id in runs] for mode in Mode}


def fitting_runs(articles: Sequence[MadeArticle], chance: random.Random) -> Iterator[tuple[list[str], str]]:
    """Yield neighbouring words of a title, or of a body, that can be cut and mistyped, and their article's id."""
    while True:
        article = chance.choice(articles)
        text = article.title if chance.random() < 0.5 else chance.choice(article.paragraphs)
        words = [each.lower() for each in WORD.findall(text)]
        length = chance.randint(*QUERY_WORDS)
        start = chance.randint(0, max(len(words) - length, 0))
        run = words[start : start + length]
        if len(run) > 1 and len(run[-1]) >= LETTERS_OF_CUT and any(map(can_be_mistyped, run)):
            yield run, article.article_id


def can_be_mistyped(word: str) -> bool:
    """Return whether a slip is made in ``word``."""
    return len(word) >= LETTERS_OF_TYPO and word.isalpha()


def typed(words: Sequence[str], mode: Mode, chance: random.Random) -> str:
    """Return ``words`` as typed in ``mode``; a blank at the end says that the last word is finished."""
    if mode is Mode.HALF_TYPED:
        last = words[-1]
        return " ".join([*words[:-1], last[: chance.randint(2, len(last) - 1)]])
    if mode is Mode.MISTYPED:
        place = chance.choice([place for place, word in enumerate(words) if can_be_mistyped(word)])
        words = [*words[:place], one_edit(words[place], chance), *words[place + 1 :]]
    return " ".join(words) + " "


def one_edit(word: str, chance: random.Random) -> str:
    """Return ``word`` with a letter inserted, left out or replaced, or two neighbours swapped."""
    place = chance.randrange(len(word) - 1)
    head, letter, following, tail = word[:place], word[place], word[place + 1], word[place + 2 :]
    other = chance.choice(ascii_lowercase.replace(letter, ""))
    edits = [head + other + letter + following, head + following, head + other + following]
    if letter != following:
        edits.append(head + following + letter)
    return chance.choice(edits) + tail
