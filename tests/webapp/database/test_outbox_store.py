"""Letters to be sent: written with their reason, tried until sent or dead, at least once and at most twice."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from tests.webapp.database.test_requests_store import request
from webapp.database import DatabaseUnavailable, database, outbox_store, requests_store
from webapp.database.kinds import HeldBecause, LetterKind
from webapp.database.models import LetterRow, ParticipantRow, RequestRow
from webapp.database.outbox_store import BACKOFF, Letter, Pace, post
from webapp.database.requests_store import Limits, post_received, submit

NO_LIMITS = Limits(100, 100, 100, 1000)
SIGN_IN = Letter(LetterKind.SIGN_IN, "jana@example.sk", "sk", values={"path": "/sk/in/secret", "digits": "123456"})


def letters() -> list[LetterRow]:
    with database().reading() as session:
        return list(session.scalars(select(LetterRow).order_by(LetterRow.id)))


def set_all(**values: Any) -> None:
    with database().session() as session:
        session.execute(update(LetterRow).values(**values))


def let_time_pass() -> None:
    """Make every letter due that is only put off or taken out."""
    set_all(next_try_at=datetime.now(UTC) - timedelta(seconds=1))


def posted(letter: Letter) -> bool:
    with database().session() as session:
        return post(session, letter)


def verify(email: str) -> None:
    with database().session() as session:
        session.execute(
            update(ParticipantRow).where(ParticipantRow.email == email).values(verified_at=datetime.now(UTC))
        )


def about_a_request(kind: LetterKind = LetterKind.REPLIED, **values: Any) -> Letter:
    """Return a letter about a request that has just been received."""
    submit(request())
    with database().reading() as session:
        kept = session.scalars(select(RequestRow)).one()
    return replace(Letter(kind, "jana@example.sk", "sk", kept.id, {"code": kept.code, "text": "Dobrý deň"}), **values)


def test_a_request_and_its_letter_are_written_together(app: Flask) -> None:
    receipt = submit(request())
    (letter,) = letters()
    assert (letter.kind, letter.recipient, letter.language) == ("received", "jana@example.sk", "sk")
    assert letter.values["code"] == receipt.code
    assert letter.sent_at is letter.dead_at is None


def test_a_request_that_fails_leaves_no_letter(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def written_then_failed(*arguments: Any) -> bool:
        post(*arguments)
        raise OSError("no space left on device")

    monkeypatch.setattr(requests_store, "post", written_then_failed)
    with pytest.raises(DatabaseUnavailable):
        submit(request())
    assert letters() == []


def test_the_same_form_sent_twice_has_one_letter(app: Flask) -> None:
    submit(request())
    submit(request())
    assert len(letters()) == 1


def test_a_held_request_has_its_letter_when_it_is_released_and_not_twice(app: Flask) -> None:
    submit(request(held_because=HeldBecause.TRAP))
    assert letters() == []
    for _ in range(2):
        with database().session() as session:
            post_received(session, session.scalars(select(RequestRow)).one())
    assert [each.kind for each in letters()] == ["received"]


def test_an_unverified_address_is_told_of_one_request_a_day(app: Flask) -> None:
    for number in range(3):
        submit(request(f"form-{number}"), NO_LIMITS)
    assert len(letters()) == 1
    set_all(created_at=datetime.now(UTC) - timedelta(hours=23, minutes=59))
    submit(request("form-4"), NO_LIMITS)
    assert len(letters()) == 1
    set_all(created_at=datetime.now(UTC) - timedelta(hours=24, minutes=1))
    submit(request("form-5"), NO_LIMITS)
    assert len(letters()) == 2


def test_a_verified_address_is_told_of_more(app: Flask) -> None:
    submit(request(), NO_LIMITS)
    verify("jana@example.sk")
    for number in range(15):
        submit(request(f"form-{number}"), NO_LIMITS)
    assert len(letters()) == 10


def test_requests_at_the_same_moment_bring_an_unverified_address_one_letter(app: Flask) -> None:
    def send(number: int) -> None:
        with app.app_context():
            submit(request(f"form-{number}"), NO_LIMITS)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(letters()) == 1


@pytest.mark.parametrize(("is_verified", "an_hour", "a_day"), [(False, 3, 5), (True, 5, 20)])
def test_letters_to_sign_in_are_capped_by_the_hour_and_by_the_day(
    app: Flask, is_verified: bool, an_hour: int, a_day: int
) -> None:
    submit(request())
    if is_verified:
        verify("jana@example.sk")
    assert [posted(SIGN_IN) for _ in range(an_hour + 1)] == [True] * an_hour + [False]
    for _ in range(a_day):
        set_all(created_at=datetime.now(UTC) - timedelta(hours=2))
        posted(SIGN_IN)
    assert sum(each.kind == "sign in" for each in letters()) == a_day
    assert posted(replace(SIGN_IN, recipient="peter@example.sk"))


def slow_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two letters to sign in leave at once, then one every ten seconds, and none wait for more than 30."""
    pace = Pace(2, timedelta(seconds=10), timedelta(seconds=30))
    monkeypatch.setattr(outbox_store, "PACES", {**outbox_store.PACES, LetterKind.SIGN_IN: pace})


def waits_s() -> list[float]:
    """Return how long each letter waits before it may leave."""
    return [(each.next_try_at - each.created_at).total_seconds() for each in letters()]


def test_letters_to_sign_in_to_ever_other_addresses_leave_one_by_one_and_the_operator_is_told(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    slow_down(monkeypatch)
    sent = [posted(replace(SIGN_IN, recipient=f"jana{number}@example.sk")) for number in range(7)]
    assert sent == [True] * 5 + [False] * 2
    assert waits_s() == pytest.approx([0, 0, 10, 20, 30], abs=5)
    assert (
        "outbox: more than 2 letters 'sign in' to unverified addresses in an hour; the next waits 10 s." in caplog.text
    )
    set_all(created_at=datetime.now(UTC) - timedelta(hours=2), sent_at=datetime.now(UTC))
    assert posted(SIGN_IN)
    assert waits_s()[-1] == 0


def test_a_verified_address_never_waits_and_keeps_nobody_waiting(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    slow_down(monkeypatch)
    submit(request())
    verify("jana@example.sk")
    set_all(created_at=datetime.now(UTC) - timedelta(hours=2))
    assert all(posted(SIGN_IN) for _ in range(5))
    assert all(posted(replace(SIGN_IN, recipient=f"petra{number}@example.sk")) for number in range(2))
    assert waits_s()[1:] == [0] * 7
    assert all(posted(replace(SIGN_IN, recipient=f"petra{number}@example.sk")) for number in range(2))
    assert waits_s()[8:] == pytest.approx([10, 20], abs=5)


def test_what_says_that_a_request_is_here_waits_however_long(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    pace = replace(outbox_store.PACES[LetterKind.RECEIVED], an_hour=1, then_every=timedelta(hours=5))
    monkeypatch.setattr(outbox_store, "PACES", {LetterKind.RECEIVED: pace})
    for number in range(4):
        submit(request(f"form-{number}", email=f"jana{number}@example.sk"), NO_LIMITS)
    assert waits_s() == pytest.approx([0, 18_000, 36_000, 54_000], abs=5)


def test_case_of_letters_does_not_hide_a_recipient(app: Flask) -> None:
    assert [posted(replace(SIGN_IN, recipient=each)) for each in ("a@b.sk", "A@b.sk", "a@B.sk", "A@B.sk")] == [
        True,
        True,
        True,
        False,
    ]


def test_a_request_tells_of_three_stages_an_hour_and_of_every_reply(app: Flask) -> None:
    letter = about_a_request(LetterKind.STAGE_CHANGED)
    assert [posted(letter) for _ in range(4)] == [True, True, True, False]
    assert all(posted(replace(letter, kind=LetterKind.REPLIED)) for _ in range(9))


def test_the_same_thing_is_told_once(app: Flask) -> None:
    letter = about_a_request(once="replied 17 " + "x" * 500)
    assert (posted(letter), posted(letter), posted(replace(letter, once="replied 18"))) == (True, False, True)


def test_what_else_a_transaction_writes_survives_a_letter_that_was_written_before(app: Flask) -> None:
    letter = about_a_request(once="replied 17")
    posted(letter)
    with database().session() as session:
        session.scalars(select(RequestRow)).one().subject = "changed"
        assert not post(session, letter)
    with database().reading() as session:
        assert session.scalars(select(RequestRow)).one().subject == "changed"


def test_only_one_holder_has_a_letter(app: Flask) -> None:
    submit(request())
    (letter_id,) = outbox_store.due(10)
    taken: list[object] = []

    def take() -> None:
        with app.app_context():
            taken.append(outbox_store.take(letter_id))

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(each is not None for each in taken) == 1
    assert outbox_store.due(10) == ()


def test_a_letter_names_those_sent_before_it_to_the_same_person(app: Flask) -> None:
    letter = about_a_request()
    posted(letter)
    posted(replace(letter, recipient="copied@example.sk"))
    received, replied, copied = outbox_store.due(10)
    first = outbox_store.take(received)
    assert first is not None
    outbox_store.was_sent(received)
    second, other = outbox_store.take(replied), outbox_store.take(copied)
    assert second is not None
    assert other is not None
    assert (first.earlier, second.earlier, other.earlier) == ((), (first.mail_id,), ())


def test_a_sent_letter_is_not_taken_again(app: Flask) -> None:
    submit(request())
    (letter_id,) = outbox_store.due(10)
    outbox_store.take(letter_id)
    outbox_store.was_sent(letter_id)
    let_time_pass()
    assert outbox_store.due(10) == ()
    assert outbox_store.take(letter_id) is None
    assert (letters()[0].unsure, letters()[0].tries) == (0, 1)


def test_a_refused_letter_is_tried_later_and_later_and_dies_after_the_last_try(app: Flask) -> None:
    submit(request())
    (letter_id,) = outbox_store.due(10)
    for wait in BACKOFF:
        assert outbox_store.take(letter_id) is not None
        before = datetime.now(UTC)
        outbox_store.was_refused(letter_id, "451 later", for_good=False)
        assert before + wait <= letters()[0].next_try_at <= datetime.now(UTC) + wait
        assert outbox_store.due(10) == ()
        let_time_pass()
    assert outbox_store.take(letter_id) is not None
    outbox_store.was_refused(letter_id, "451 later", for_good=False)
    let_time_pass()
    assert outbox_store.due(10) == ()
    (dead,) = outbox_store.dead_letters()
    assert (dead.letter_id, dead.recipient, dead.tries, dead.error) == (letter_id, "jana@example.sk", 9, "451 later")


def test_a_letter_refused_for_good_is_dead_until_somebody_retries_it(app: Flask) -> None:
    submit(request())
    (letter_id,) = outbox_store.due(10)
    outbox_store.take(letter_id)
    outbox_store.was_refused(letter_id, "550 no such user", for_good=True)
    assert [each.error for each in outbox_store.dead_letters()] == ["550 no such user"]
    assert outbox_store.retry(letter_id)
    assert not outbox_store.retry(letter_id)
    assert outbox_store.due(10) == (letter_id,)


def test_a_letter_whose_holder_died_is_sent_again_once_and_then_waits_for_a_person(app: Flask) -> None:
    submit(request())
    (letter_id,) = outbox_store.due(10)
    assert outbox_store.take(letter_id) is not None
    assert outbox_store.due(10) == ()
    let_time_pass()
    assert outbox_store.take(letter_id) is not None
    let_time_pass()
    assert outbox_store.take(letter_id) is None
    assert [each.error for each in outbox_store.dead_letters()] == ["Nobody knows whether it was sent."]


def test_a_letter_lost_sight_of_twice_waits_for_a_person(app: Flask) -> None:
    submit(request())
    (letter_id,) = outbox_store.due(10)
    for _ in range(2):
        assert outbox_store.take(letter_id) is not None
        outbox_store.was_lost_sight_of(letter_id, "timed out")
        let_time_pass()
    assert outbox_store.due(10) == ()
    assert [each.error for each in outbox_store.dead_letters()] == ["timed out"]


def test_refusals_do_not_count_as_letters_that_may_have_been_sent(app: Flask) -> None:
    submit(request())
    (letter_id,) = outbox_store.due(10)
    for _ in range(4):
        assert outbox_store.take(letter_id) is not None
        outbox_store.was_refused(letter_id, "451 later", for_good=False)
        let_time_pass()
    assert outbox_store.due(10) == (letter_id,)


def test_a_letter_to_sign_in_is_not_sent_after_a_quarter_of_an_hour(app: Flask) -> None:
    posted(SIGN_IN)
    (letter_id,) = outbox_store.due(10)
    set_all(created_at=datetime.now(UTC) - timedelta(minutes=16))
    assert outbox_store.take(letter_id) is None
    (dead,) = outbox_store.dead_letters()
    assert (dead.error, dead.may_be_retried, outbox_store.retry(letter_id)) == ("It came too late.", False, False)


@pytest.mark.parametrize("is_sent", [True, False])
def test_what_signs_in_is_not_kept(app: Flask, is_sent: bool) -> None:
    posted(SIGN_IN)
    (letter_id,) = outbox_store.due(10)
    taken = outbox_store.take(letter_id)
    assert taken is not None
    assert taken.values == SIGN_IN.values
    if is_sent:
        outbox_store.was_sent(letter_id)
    else:
        outbox_store.was_refused(letter_id, "550 no such user", for_good=True)
    assert letters()[0].values == {}


def test_letters_go_with_their_request(app: Flask) -> None:
    submit(request())
    with database().session() as session:
        session.execute(delete(RequestRow))
    assert letters() == []
