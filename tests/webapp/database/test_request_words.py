"""How the desk finds a request: by parts of all that was said, in both databases, in step with every change.

1. Names, parts of addresses and of codes, words of subjects, messages and notes find a request.
2. A word is found by its beginning, however it is folded; all words must be there.
3. A whole address finds the requests of its owner only.
4. The random letters of codes answer to no word.
5. What is found follows every write, merge, unmerge and removal.
6. Common words find what rare ones find, and each is looked up in an index.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy import text as sql

from tests.webapp.database.team import ask, change, join, row
from webapp.database import customer_store, database, desk_store, queue_store, request_words, retention_store
from webapp.database.customer_store import NewReply
from webapp.database.desk_store import Reply
from webapp.database.kinds import Stage
from webapp.database.models import MessageRow, ParticipantRow, RequestRow, RequestWordRow
from webapp.database.queue_store import Filters, State, Today
from webapp.database.request_words import mentions, words_of

TODAY = Today(date(2026, 3, 10), date(2026, 3, 13))
CODE = "VT-7K3M9-QPX2A-B4CDE"


def found(text: str, state: State = State.ALL) -> list[str]:
    return sorted(each.subject for each in queue_store.queue(Filters(state=state, text=text), 1, TODAY).rows)


def kept() -> dict[str, set[str]]:
    """Return subject -> the words that are kept."""
    with database().reading() as session:
        words: dict[str, set[str]] = {each: set() for each in session.scalars(select(RequestRow.subject))}
        for subject, word in session.execute(select(RequestRow.subject, RequestWordRow.word).join(RequestWordRow)):
            words[subject].add(word)
    return words


def computed() -> dict[str, set[str]]:
    """Return subject -> the words of all that stands in the other tables."""
    with database().reading() as session:
        rows = session.scalars(select(RequestRow)).all()
        words: dict[str, set[str]] = {}
        for each in rows:
            ids = [other for other in rows if each.id in (other.id, other.merged_into_id)]
            words[each.subject] = set()
            for other in ids:
                people = session.execute(
                    select(ParticipantRow.name, ParticipantRow.email).where(ParticipantRow.request_id == other.id)
                ).all()
                texts = session.scalars(select(MessageRow.text).where(MessageRow.request_id == other.id)).all()
                names = [text for person in people for text in person]
                words[each.subject] |= words_of(other.code, [other.subject, *names, *texts])
    return words


def code_of(code: str, new: str) -> None:
    """Give the request with ``code`` a new one."""
    number = row(code).id
    with database().session() as session:
        session.execute(update(RequestRow).where(RequestRow.id == number).values(code=new))
        request_words.write_words(session, number)


@pytest.fixture
def jana(app: Flask) -> str:
    """Return the code of a request that is found, beside one that is not."""
    ask("form-2", name="Peter Malý", email="peter@example.org", subject="other", description="Nothing of it.")
    code = ask(
        name="Jana Nováková-Kráľová",
        email="jana.nova+vyber@posta.example.sk",
        subject="Účet",
        description="Prevod 1250 EUR neprišiel, e-mail áno.",
    )
    code_of(code, CODE)
    desk_store.note(change(CODE, join()), "Banka čaká na kolegyňu.", "note-1")
    return CODE


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Jana", True),
        ("novakova", True),
        ("KRÁĽ", True),
        ("jana neprisiel", True),
        ("jana peter", False),
        ("ana", False),
        ("nova", True),
        ("vyber", True),
        ("posta", True),
        ("jana.nova", True),
        ("jana.nova@", False),
        ("jana.nova+vyber@", True),
        ("jana.nova+vyber@posta.exam", True),
        ("@posta.example", True),
        ("@example.sk", False),
        ("jana@", False),
        ("1250", True),
        ("125", True),
        ("ucet", True),
        ("prevod uce", True),
        ("mail", True),
        ("email", True),
        ("kolegyn", True),
        (CODE, True),
        ("vt 7k3m9 qpx2a", True),
        ("VT-7K3M", True),
        ("7k3m9", True),
        ("qpx2a-b4c", True),
        ("QPX2AB4CDE", True),
        ("b4cde jana", True),
        ("PX2A", False),
        ("VT-7K3M9 other", False),
        ("7k3", False),
        ("@", False),
        ("?!", False),
        ("%", False),
        ("_", False),
    ],
)
def test_a_request_is_found_by_parts_of_all_that_was_said(jana: str, text: str, is_found: bool) -> None:
    assert found(text) == (["Účet"] if is_found else [])


def test_a_misread_code_is_found_too(app: Flask) -> None:
    code_of(ask(subject="money"), "VT-01234-ABCDE-FGH10")
    assert found("vt o1234") == found("fghlo") == found("FGHIO") == ["money"]


def test_words_that_happen_to_be_as_long_as_a_code_are_words(app: Flask) -> None:
    ask(subject="My bank transfers")
    assert found("my bank transfers") == ["My bank transfers"]


def test_a_whole_address_finds_its_owner_only(app: Flask) -> None:
    ask("form-1", email="jana@example.sk", subject="hers", description="")
    ask("form-2", email="jana@example.skype", subject="another's", description="")
    ask("form-3", email="petra@example.es", subject="about her", description="I am jana@example.sk too.")
    assert found("Jana@Example.sk") == ["hers"]
    assert found("jana@example.s") == ["about her", "another's", "hers"]


def test_the_letters_of_a_code_are_no_words(app: Flask) -> None:
    code_of(ask(subject="money"), "VT-ANA00-PETRA-0000X")
    assert (found("ana"), found("pet"), found("ana00")) == ([], [], ["money"])


def test_what_is_held_is_found_among_the_held_only(jana: str) -> None:
    desk_store.hold(change(jana, join("Eva")))
    assert [found("jana", state) for state in (State.ALL, State.OPEN, State.HELD)] == [[], [], ["Účet"]]
    desk_store.discard(change(jana, join("Zoe")))
    assert [found("jana", state) for state in (State.ALL, State.HELD, State.DISCARDED)] == [[], [], ["Účet"]]


def test_what_is_found_follows_every_change(app: Flask) -> None:
    ana = join()
    first, second = ask("form-1", subject="first"), ask("form-2", subject="second", description="Otters.")
    third = ask("form-3", subject="third", description="Badgers.")
    customer_store.add_reply("jana@example.sk", first, NewReply("reply", "Weasels."))
    desk_store.reply(change(first, ana), Reply("Martens.", "reply-1"))
    desk_store.note(change(first, ana), "Stoats.", "note-1")
    assert kept() == computed()
    assert found("weasel marten stoat") == ["first"]
    desk_store.merge(change(second, ana), first)
    desk_store.merge(change(third, ana), first)
    assert kept() == computed()
    assert found("otters badgers", State.OPEN) == ["first"]
    customer_store.add_reply("jana@example.sk", second, NewReply("reply-2", "Polecats."))
    desk_store.note(change(second, ana), "Wolverines.", "note-2")
    assert kept() == computed()
    assert found("wolverines") == ["first", "second"]
    desk_store.unmerge(change(third, ana))
    assert kept() == computed()
    assert found("badgers") == ["third"]


def test_what_is_forgotten_is_found_nowhere(app: Flask) -> None:
    ana = join()
    first, second = ask("form-1", subject="first"), ask("form-2", subject="second", description="Otters.")
    desk_store.merge(change(second, ana), first)
    retention_store.forget(now=datetime.now(UTC) + timedelta(days=2000))
    assert kept() == computed()
    assert (list(kept()), found("otters")) == (["first"], [])


def test_a_word_too_long_for_an_index_is_found_by_its_beginning(app: Flask) -> None:
    word = "ﷺ" * 300
    ask(subject=word)
    assert found(word) == [word]


def test_a_long_message_of_many_words_is_kept_whole(app: Flask) -> None:
    words = [f"w{number}" for number in range(12_000)]
    ask(subject="long", description=" ".join(words))
    assert found("w11999") == ["long"]


@pytest.mark.parametrize("few", [0, 100])
def test_common_words_find_what_rare_ones_find(jana: str, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_words, "FEW", few)
    assert found("jana") == found("jana ucet 7k3m9") == ["Účet"]
    assert found("example") == ["other", "Účet"]
    assert found("nothing jana") == []
    assert queue_store.counts({"all": Filters(text="example")}, 1, TODAY) == {"all": 2}


@pytest.mark.parametrize("few", [0, 100])
def test_words_are_looked_up_in_an_index(app: Flask, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_words, "FEW", few)
    ask()
    with database().reading() as session:
        bind = session.get_bind()
        asked = (
            request_words.with_word("jana") if few else select(RequestRow.id).where(mentions(session, "jana").condition)
        )
        written = asked.compile(bind, compile_kwargs={"literal_binds": True})
        if bind.dialect.name == "postgresql":
            session.execute(sql("SET enable_seqscan = off"))  # it reads a small table whole
            explain, looked_up = "EXPLAIN", "(word >= 'jana'::text) AND (word <"
        else:
            explain = "EXPLAIN QUERY PLAN"
            looked_up = "(word>? AND word<?)" if few else "(request_id=? AND word>? AND word<?)"
        plan = " ".join(row[-1] for row in session.execute(sql(f"{explain} {written}"))).replace("(word)::text", "word")
    assert looked_up in plan
    assert "SCAN request_words" not in plan
    assert ("SubPlan" in plan or "CORRELATED" in plan) == (not few)


def test_a_reply_sent_twice_is_kept_once(jana: str) -> None:
    new = NewReply("reply", "Otters.")
    for _ in range(2):
        customer_store.add_reply("jana.nova+vyber@posta.example.sk", jana, new)
    assert kept() == computed()
    assert row(jana).stage == Stage.RECEIVED
