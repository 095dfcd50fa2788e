"""The words by which the desk finds a request: of its code, subject, people and messages, small, without diacritics."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    any_,
    delete,
    exists,
    false,
    func,
    literal,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from search import folded_words
from webapp.database.follow_up_codes import ALPHABET, MISREAD, PREFIX
from webapp.database.models import (
    REQUEST_WORD_LETTERS,
    MessageRow,
    ParticipantRow,
    RequestRow,
    RequestWordRow,
)

LAST_LETTER = "\U0010ffff"
"""Sorts behind all others: every word that begins with ``word`` lies between it and ``word`` with this one behind."""

CODE_MARK = "#"
"""Before what is kept of a code, so that no name is found by the random letters of one."""

FEWEST_CODE_LETTERS = 4
"""Letters of a code that find it; of 100,000 requests, fewer would find some by chance."""

ADDRESS = re.compile(r"[\w.+-]+(@[\w.-]+)")
BEGUN_ADDRESS = re.compile(r"\S*@\S*")
CODE_PART = re.compile(rf"[{ALPHABET}]{{{FEWEST_CODE_LETTERS},}}")

FEW = 10_000
"""Requests up to which those that hold a word are listed; beyond, each request in its turn is asked whether it does.

At 100,000 requests both cost the same here."""

AT_ONCE = 5_000
"""Words that are written together; a statement takes two values for each, and some 30,000 in all."""


def words_of(code: str, texts: Iterable[str]) -> frozenset[str]:
    """Return what a request is found by; a joined word is kept as one and in parts, an address also whole."""
    words = {code_word(part) for part in code_endings(code)}
    for text in texts:
        words |= text_words(text)
    return frozenset(word[:REQUEST_WORD_LETTERS] for word in words)


def text_words(text: str) -> frozenset[str]:
    """Return what one text is found by."""
    addresses = {part for match in ADDRESS.finditer(text.lower()) for part in (match[0], match[1])}
    words = {*folded_words(text, with_parts=True), *addresses}
    return frozenset(word[:REQUEST_WORD_LETTERS] for word in words)


def code_endings(code: str) -> Iterable[str]:
    """Yield ``code`` from each of its groups on, without what separates them."""
    groups = code.split("-")
    yield from ("".join(groups[start:]) for start in range(len(groups)))


def code_word(letters: str) -> str:
    """Return ``letters`` of a code as they are kept."""
    return CODE_MARK + letters.lower()


def add_words(session: Session, request_ids: Iterable[int], words: Collection[str]) -> None:
    """Write ``words`` for requests that others do not change now; those that are there stay."""
    new = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    rows = [{"word": word, "request_id": each} for each in sorted(set(request_ids)) for word in sorted(words)]
    for start in range(0, len(rows), AT_ONCE):
        session.execute(new(RequestWordRow).values(rows[start : start + AT_ONCE]).on_conflict_do_nothing())


def write_words(session: Session, request_id: int) -> None:
    """Write anew by what the request, which others do not change now, is found: by those joined with it too."""
    session.flush()
    session.execute(delete(RequestWordRow).where(RequestWordRow.request_id == request_id))
    add_words(session, [request_id], frozenset().union(*(words_of(*each) for each in said_of(session, request_id))))


def said_of(session: Session, request_id: int) -> Iterable[tuple[str, list[str]]]:
    """Yield the code and all texts of the request and of each that was joined with it."""
    is_meant = (RequestRow.id == request_id) | (RequestRow.merged_into_id == request_id)
    asked = select(RequestRow.id, RequestRow.code, RequestRow.subject).where(is_meant)
    for each, code, subject in session.execute(asked).all():
        people = select(ParticipantRow.name, ParticipantRow.email).where(ParticipantRow.request_id == each)
        names = [text for person in session.execute(people) for text in person]
        messages = session.scalars(select(MessageRow.text).where(MessageRow.request_id == each))
        yield code, [subject, *names, *messages]


@dataclass(frozen=True, slots=True)
class Found:
    """Which requests are meant."""

    condition: ColumnElement[bool]
    is_few: bool
    """Whether they are among some that were listed, so that sorting them costs less than reading all in order."""


def mentions(session: Session, text: str) -> Found:
    """Return those requests of which some word begins like every word of ``text``; none for no word.

    A whole address finds the requests of whoever has it, and only those.
    """
    address = text.strip().lower()
    if "@" in address and session.scalar(select(exists().where(ParticipantRow.email == address))):
        its = select(ParticipantRow.request_id).where(ParticipantRow.email == address)
        return Found(RequestRow.id.in_(its), is_few=True)
    listed: list[set[int]] = []
    condition: ColumnElement[bool] = true()
    for begun in beginnings(text):
        ids = few_with(session, begun)
        if ids is None:
            condition &= holds(begun)
        else:
            listed.append(ids)
    if listed:
        return Found(condition & is_one_of(session, set.intersection(*listed)), is_few=True)
    return Found(condition if beginnings(text) else false(), is_few=False)


def beginnings(text: str) -> tuple[tuple[str, ...], ...]:
    """Return for each word of ``text`` how one that is kept may begin: like it, or like the code it is a part of."""
    addresses = [each.lower() for each in BEGUN_ADDRESS.findall(text) if each != "@"]
    words = list(dict.fromkeys(folded_words(BEGUN_ADDRESS.sub(" ", text))))
    if len(words) > 1:
        words = [word for word in words if word != PREFIX.lower()]  # the letters of a code are asked for beside it
    found = [(word,) for word in addresses] + [(word, *code_beginning(word)) for word in words]
    return tuple(tuple(word[:REQUEST_WORD_LETTERS] for word in each) for each in found)


def code_beginning(word: str) -> tuple[str, ...]:
    """Return how ``word`` is kept if it may be a part of a code, nothing if it cannot be one."""
    letters = word.upper().translate(MISREAD)
    return (code_word(letters),) if CODE_PART.fullmatch(letters) else ()


def few_with(session: Session, begun: tuple[str, ...]) -> set[int] | None:
    """Return the requests that have a word that begins like one of ``begun``; None where they are more than ``FEW``."""
    words = union_all(*(with_word(each).limit(FEW + 1).subquery().select() for each in begun))
    if (session.scalar(select(func.count()).select_from(words.subquery())) or 0) > FEW:
        return None
    return set(session.scalars(words))


def holds(begun: tuple[str, ...]) -> ColumnElement[bool]:
    """Return the condition that a request has a word that begins like one of ``begun``, asked of each in turn."""
    condition: ColumnElement[bool] = false()
    for each in begun:
        its = with_word(each).where(RequestWordRow.request_id == RequestRow.id).correlate(RequestRow)
        condition |= its.limit(1).offset(0).exists()  # PostgreSQL would join them all, were it not for the offset
    return condition


def is_one_of(session: Session, ids: set[int]) -> ColumnElement[bool]:
    """Return the condition that a request is one of ``ids``, which travel as one value: their number can be planned."""
    if session.get_bind().dialect.name == "postgresql":
        return RequestRow.id == any_(literal(sorted(ids), postgresql.ARRAY(Integer)))
    value = func.json_each(json.dumps(sorted(ids))).table_valued("value")
    return RequestRow.id.in_(select(value.c.value))


def with_word(begun: str) -> Select[int]:
    """Return the question for the requests that have a word that begins with ``begun``."""
    is_begun = (RequestWordRow.word >= begun) & (RequestWordRow.word < begun + LAST_LETTER)
    return select(RequestWordRow.request_id).where(is_begun)
