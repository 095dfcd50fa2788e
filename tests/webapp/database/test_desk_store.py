"""What agents do to requests: allowed or refused, told or not, and never lost."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from tests.webapp.database.team import ask, change, happened, join, letters, row
from webapp.database import agents_store, database, desk_store
from webapp.database.chain_check import is_whole
from webapp.database.desk_store import Change, NoSuchRequest, Outdated, Reason, Refused, Reply
from webapp.database.kinds import AgentRole, HeldBecause, Stage
from webapp.database.models import LetterRow, MessageRow
from webapp.database.stages import StageNotAllowed


def messages() -> list[tuple[str, bool]]:
    with database().reading() as session:
        asked = select(MessageRow).where(MessageRow.agent_id.is_not(None)).order_by(MessageRow.id)
        return [(each.text, each.is_internal) for each in session.scalars(asked)]


def test_an_assigned_request_has_an_agent_and_a_stage(app: Flask) -> None:
    ana, code = join(), ask()
    desk_store.assign(change(code, ana), ana.id)
    assert (row(code).assignee_id, row(code).stage) == (ana.id, Stage.ASSIGNED)
    assert happened(code) == ["received", "assigned", "stage changed"]


def test_customers_are_told_nothing_of_who_has_their_request(app: Flask) -> None:
    ana, peter, code = join(), join("Peter"), ask()
    before = letters()
    desk_store.assign(change(code, ana), ana.id)
    desk_store.assign(change(code, ana), peter.id)
    desk_store.assign(change(code, ana), None)
    desk_store.assign_least_loaded(change(code, ana))
    desk_store.change_stage(change(code, ana), Stage.ASSIGNED)
    assert letters() == before


def test_a_solved_request_that_is_closed_is_no_news(app: Flask) -> None:
    ana, code = join(), ask()
    desk_store.change_stage(change(code, ana), Stage.RESOLVED)
    before = letters()
    desk_store.change_stage(change(code, ana), Stage.CLOSED)
    assert letters() == before


def test_a_request_that_an_agent_opens_again_is_news(app: Flask) -> None:
    ana, code = join(), ask()
    desk_store.change_stage(change(code, ana), Stage.RESOLVED)
    before = letters()
    desk_store.change_stage(change(code, ana), Stage.INVESTIGATING)
    assert letters()[len(before) :] == [("stage changed", "jana@example.sk")]


def test_the_letter_with_a_reply_names_who_wrote_it(app: Flask) -> None:
    ana, code = join(), ask()
    desk_store.reply(change(code, ana), Reply("Hello", "reply-1"))
    with database().reading() as session:
        values = session.scalars(select(LetterRow).order_by(LetterRow.id.desc()).limit(1)).one().values
    assert values == {"code": code, "text": "Hello", "agent": ana.name}


def test_a_request_that_is_given_back_is_new_again(app: Flask) -> None:
    ana, code = join(), ask()
    desk_store.assign(change(code, ana), ana.id)
    desk_store.assign(change(code, ana), None)
    assert (row(code).assignee_id, row(code).stage) == (None, Stage.RECEIVED)


def test_giving_a_request_to_whom_it_belongs_changes_nothing(app: Flask) -> None:
    ana, code = join(), ask()
    desk_store.assign(change(code, ana), ana.id)
    before = row(code).version
    desk_store.assign(change(code, ana), ana.id)
    assert row(code).version == before


@pytest.mark.parametrize("is_known", [True, False])
def test_nobody_who_has_left_gets_a_request(app: Flask, is_known: bool) -> None:
    ana, peter, code = join(), join("Peter"), ask()
    agents_store.set_active(peter.id, is_active=False)
    with pytest.raises(Refused) as caught:
        desk_store.assign(change(code, ana), peter.id if is_known else 999)
    assert caught.value.reason is Reason.NO_AGENT


def test_the_least_loaded_agent_gets_the_next_request(app: Flask) -> None:
    ana, peter = join(), join("Peter")
    given = [desk_store.assign_least_loaded(change(ask(f"form-{number}"), ana)) for number in range(3)]
    assert given == [ana.id, peter.id, ana.id]
    desk_store.change_stage(change(ask("form-4"), ana), Stage.RESOLVED)
    assert desk_store.assign_least_loaded(change(ask("form-5"), ana)) == peter.id


def test_of_several_only_who_works_here_is_loaded(app: Flask) -> None:
    ana, peter = join(), join("Peter")
    agents_store.set_active(ana.id, is_active=False)
    assert desk_store.assign_least_loaded(change(ask(), ana)) == peter.id


def test_a_reply_is_kept_and_sent(app: Flask) -> None:
    ana, code = join(), ask()
    assert desk_store.reply(change(code, ana), Reply("Hello", "reply-1", Stage.WAITING))
    assert messages() == [("Hello", False)]
    assert (row(code).stage, row(code).assignee_id) == (Stage.WAITING, ana.id)
    assert happened(code) == ["received", "assigned", "stage changed", "replied", "stage changed"]
    assert letters()[-1] == ("replied", "jana@example.sk")


def test_a_reply_that_resolves_is_one_letter(app: Flask) -> None:
    ana, code = join(), ask()
    before = len(letters())
    desk_store.reply(change(code, ana), Reply("Done", "reply-1", Stage.RESOLVED))
    assert letters()[before:] == [("resolved", "jana@example.sk")]
    assert row(code).resolved_at is not None


def test_the_same_form_sent_twice_is_one_reply(app: Flask) -> None:
    ana, code = join(), ask()
    seen = change(code, ana)
    assert desk_store.reply(seen, Reply("Hello", "reply-1"))
    assert not desk_store.reply(seen, Reply("Hello", "reply-1"))
    assert messages() == [("Hello", False)]


def test_the_second_of_two_agents_is_told(app: Flask) -> None:
    ana, peter, code = join(), join("Peter"), ask()
    first, second = change(code, ana), change(code, peter)
    desk_store.reply(first, Reply("Hello", "reply-1"))
    with pytest.raises(Outdated) as caught:
        desk_store.reply(second, Reply("Good day", "reply-2"))
    assert caught.value.version == row(code).version
    assert messages() == [("Hello", False)]
    desk_store.reply(change(code, peter), Reply("Good day", "reply-2"))
    assert len(messages()) == 2


def test_of_many_agents_at_once_one_replies_and_all_others_are_told(app: Flask) -> None:
    ana, code = join(), ask()
    seen = change(code, ana)
    barrier = threading.Barrier(6)
    told: list[str] = []

    def send(number: int) -> None:
        with app.app_context():
            barrier.wait()
            try:
                desk_store.reply(seen, Reply(f"Hello {number}", f"reply-{number}"))
            except Outdated:
                told.append("outdated")

    threads = [threading.Thread(target=send, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(messages()), len(told)) == (1, 5)


def test_a_note_is_kept_whatever_happened_meanwhile(app: Flask) -> None:
    ana, code = join(), ask()
    seen = change(code, ana)
    desk_store.reply(seen, Reply("Hello", "reply-1"))
    before = len(letters())
    assert desk_store.note(seen, "The bank knows.", "note-1")
    assert not desk_store.note(seen, "The bank knows.", "note-1")
    assert messages() == [("Hello", False), ("The bank knows.", True)]
    assert len(letters()) == before


def test_a_stage_that_may_not_follow_is_refused_whole(app: Flask) -> None:
    ana, code = join(), ask()
    with pytest.raises(StageNotAllowed):
        desk_store.change_stage(change(code, ana), Stage.CLOSED)
    assert (row(code).stage, row(code).assignee_id) == (Stage.RECEIVED, None)
    assert happened(code) == ["received"]


def test_customers_are_told_of_a_stage_once(app: Flask) -> None:
    ana, code = join(), ask()
    before = len(letters())
    desk_store.change_stage(change(code, ana), Stage.INVESTIGATING)
    assert letters()[before:] == [("stage changed", "jana@example.sk")]


def test_requests_of_one_customer_are_joined_and_taken_apart(app: Flask) -> None:
    ana, one, two = join(), ask(), ask("form-2")
    desk_store.change_stage(change(two, ana), Stage.WAITING)
    before = row(one).version
    desk_store.merge(change(two, ana), one)
    assert (row(two).merged_into_id, row(two).stage) == (row(one).id, Stage.CLOSED)
    assert row(one).version > before
    assert (happened(two)[-1], happened(one)[-1]) == ("merged", "merged")
    with pytest.raises(Refused) as caught:
        desk_store.reply(change(two, ana), Reply("Hello", "reply-1"))
    assert caught.value.reason is Reason.MERGED
    desk_store.unmerge(change(two, ana))
    assert (row(two).merged_into_id, row(two).stage) == (None, Stage.WAITING)
    assert (happened(two)[-1], happened(one)[-1]) == ("unmerged", "unmerged")


def refused_merge(ana: agents_store.Agent, code: str, into: str) -> Reason:
    with pytest.raises(Refused) as caught:
        desk_store.merge(change(code, ana), into)
    return caught.value.reason


def test_requests_that_must_not_be_joined_are_not(app: Flask) -> None:
    ana = join()
    one, two, three = ask(), ask("form-2"), ask("form-3")
    others, held = ask("form-4", email="petra@example.es"), ask("form-5", held_because=HeldBecause.TOO_FAST)
    assert refused_merge(ana, one, one) is Reason.SAME
    assert refused_merge(ana, one, "VT-00000-00000-00000") is Reason.UNKNOWN
    assert refused_merge(ana, one, others) is Reason.ANOTHER_CUSTOMER
    assert refused_merge(ana, one, held) is Reason.HELD
    assert refused_merge(ana, held, one) is Reason.HELD
    desk_store.merge(change(two, ana), one)
    assert refused_merge(ana, one, three) is Reason.HAS_MERGED
    assert refused_merge(ana, three, two) is Reason.MERGED


def test_spam_is_held_released_and_discarded(app: Flask) -> None:
    ana, code = join(), ask()
    desk_store.hold(change(code, ana))
    with pytest.raises(Refused) as caught:
        desk_store.change_stage(change(code, ana), Stage.WAITING)
    assert caught.value.reason is Reason.HELD
    desk_store.discard(change(code, ana))
    with pytest.raises(Refused) as caught:
        desk_store.reply(change(code, ana), Reply("Hello", "reply-1"))
    assert caught.value.reason is Reason.HELD
    assert (row(code).is_held, row(code).stage) == (True, Stage.CLOSED)
    desk_store.release(change(code, ana))
    assert (row(code).is_held, row(code).held_because, row(code).stage) == (False, "", Stage.RECEIVED)
    assert happened(code) == ["received", "held", "discarded", "released"]


def test_an_answer_releases_what_is_held_and_is_the_only_letter(app: Flask) -> None:
    ana, code = join(), ask(held_because=HeldBecause.TOO_FAST)
    assert letters() == []
    assert desk_store.reply(change(code, ana), Reply("Hello", "reply-1", Stage.WAITING))
    assert (row(code).is_held, row(code).held_because, row(code).stage) == (False, "", Stage.WAITING)
    assert happened(code) == ["received", "held", "released", "assigned", "stage changed", "replied", "stage changed"]
    assert letters() == [("replied", "jana@example.sk")]


@pytest.mark.parametrize("do", [desk_store.release, desk_store.discard])
def test_what_is_not_held_is_neither_released_nor_discarded(app: Flask, do: Callable[[Change], None]) -> None:
    ana, code = join(), ask()
    with pytest.raises(Refused) as caught:
        do(change(code, ana))
    assert caught.value.reason is Reason.NOT_HELD


def test_what_is_not_joined_is_not_taken_apart(app: Flask) -> None:
    ana, code = join(), ask()
    with pytest.raises(Refused) as caught:
        desk_store.unmerge(change(code, ana))
    assert caught.value.reason is Reason.NOT_MERGED


@pytest.mark.parametrize(
    "do",
    [
        lambda seen: desk_store.assign(seen, None),
        desk_store.assign_least_loaded,
        lambda seen: desk_store.reply(seen, Reply("Hello", "reply-1")),
        lambda seen: desk_store.change_stage(seen, Stage.WAITING),
        lambda seen: desk_store.merge(seen, "VT-00000-00000-00000"),
        desk_store.unmerge,
        desk_store.hold,
        desk_store.release,
        desk_store.discard,
    ],
)
def test_every_change_of_an_older_state_is_refused(app: Flask, do: Callable[[Change], object]) -> None:
    ana, code = join(), ask()
    with pytest.raises(Outdated):
        do(Change(code, row(code).version - 1, ana.id))
    with pytest.raises(NoSuchRequest):
        do(Change("VT-00000-00000-00000", 1, ana.id))
    assert happened(code) == ["received"]


def test_events_stay_a_chain_whatever_is_done(app: Flask) -> None:
    ana, one, two = join(role=AgentRole.ADMIN), ask(), ask("form-2")
    desk_store.reply(change(one, ana), Reply("Hello", "reply-1", Stage.RESOLVED))
    desk_store.change_stage(change(one, ana), Stage.INVESTIGATING)
    desk_store.merge(change(two, ana), one)
    desk_store.unmerge(change(two, ana))
    with database().reading() as session:
        for code in (one, two):
            assert is_whole(session, row(code).id)
