"""Letters that sign in, sessions and attempts, as they are kept; on every database."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import event, func, select, update

from webapp.database import accounts_store, agents_store, database, outbox_store
from webapp.database.accounts_store import WRONG_CODES, WRONG_CODES_OF_LETTER, Allowance, CodeSpent, Owner, Tries
from webapp.database.agents_store import NewAgent
from webapp.database.kinds import AgentRole, HeldBecause, LetterKind
from webapp.database.models import AgentRow, AttemptRow, LetterRow, ParticipantRow, SessionRow, SignInRow
from webapp.database.outbox_store import DAY, HOUR, Cap, Pace
from webapp.database.requests_store import NewRequest, submit

pytestmark = pytest.mark.usefixtures("with_secret")

JANA = "jana@example.sk"


@pytest.fixture
def with_secret(app: Flask) -> None:
    app.secret_key = "a secret of the test"
    submit(NewRequest("form-1", "en", "Jana", JANA, "", "Money", "Where is it?"))


def path_of(key: str) -> str:
    return f"/en/sign-in/link/{key}"


def sign_in_letters() -> list[dict[str, str]]:
    """Return what each letter to sign in says."""
    with database().reading() as session:
        asked = select(LetterRow).where(LetterRow.kind == LetterKind.SIGN_IN).order_by(LetterRow.id)
        return [dict(row.values) for row in session.scalars(asked)]


def key_in(letter: dict[str, str]) -> str:
    return letter["path"].rpartition("/")[2]


def grow_older(by: timedelta) -> None:
    with database().session() as session:
        rows: list[SignInRow | SessionRow] = [*session.scalars(select(SignInRow)), *session.scalars(select(SessionRow))]
        for row in rows:
            row.created_at -= by
            row.expires_at -= by
        for attempt in session.scalars(select(AttemptRow)):
            attempt.happened_at -= by


def test_link_and_code_of_one_letter_sign_in_once() -> None:
    asked = accounts_store.ask_to_sign_in("Jana@Example.sk", "en", path_of)
    (letter,) = sign_in_letters()
    assert accounts_store.asked_address(asked) == JANA
    assert accounts_store.linked_address(key_in(letter)) == JANA
    assert accounts_store.use_link(key_in(letter)) == JANA
    assert accounts_store.use_link(key_in(letter)) is None
    assert accounts_store.use_code(asked, letter["digits"]) is None
    assert accounts_store.linked_address(key_in(letter)) is None


def test_a_code_works_only_for_the_asking_it_was_sent_for() -> None:
    first, second = (accounts_store.ask_to_sign_in(JANA, "en", path_of) for _ in range(2))
    letters = sign_in_letters()
    assert letters[0]["digits"] != letters[1]["digits"] or first == second
    assert accounts_store.use_code(first, letters[1]["digits"]) is None
    assert accounts_store.use_code(second, letters[1]["digits"]) == JANA


def test_signing_in_uses_up_all_letters_of_the_address() -> None:
    for _ in range(2):
        accounts_store.ask_to_sign_in(JANA, "en", path_of)
    first, second = sign_in_letters()
    assert accounts_store.use_link(key_in(second)) == JANA
    assert accounts_store.use_link(key_in(first)) is None


def test_signing_in_proves_the_address() -> None:
    asked = accounts_store.ask_to_sign_in(JANA, "en", path_of)
    with database().reading() as session:
        assert session.scalars(select(ParticipantRow.verified_at)).all() == [None]
    accounts_store.use_code(asked, sign_in_letters()[0]["digits"])
    with database().reading() as session:
        assert session.scalars(select(ParticipantRow.verified_at)).one() is not None


def test_link_and_code_expire() -> None:
    asked = accounts_store.ask_to_sign_in(JANA, "en", path_of)
    (letter,) = sign_in_letters()
    grow_older(accounts_store.GOOD_FOR)
    assert accounts_store.asked_address(asked) is None
    assert accounts_store.linked_address(key_in(letter)) is None
    assert accounts_store.use_link(key_in(letter)) is None
    assert accounts_store.use_code(asked, letter["digits"]) is None


def test_after_some_wrong_codes_the_right_one_is_refused_but_the_link_still_works() -> None:
    asked = accounts_store.ask_to_sign_in(JANA, "en", path_of)
    (letter,) = sign_in_letters()
    wrong = "000000" if letter["digits"] != "000000" else "111111"
    for _ in range(WRONG_CODES):
        assert accounts_store.use_code(asked, wrong) is None
    with pytest.raises(CodeSpent):
        accounts_store.use_code(asked, letter["digits"])
    assert accounts_store.use_link(key_in(letter)) == JANA


def test_one_wrong_code_fewer_and_the_right_one_works() -> None:
    asked = accounts_store.ask_to_sign_in(JANA, "en", path_of)
    (letter,) = sign_in_letters()
    for _ in range(WRONG_CODES - 1):
        assert accounts_store.use_code(asked, "no code") is None
    assert accounts_store.use_code(asked, letter["digits"]) == JANA


def test_the_bounds_of_letters_and_codes_are_these() -> None:
    lasting = (accounts_store.GOOD_FOR, accounts_store.CUSTOMER_FOR, accounts_store.AGENT_FOR)
    assert [*lasting] == [timedelta(minutes=15), timedelta(days=30), timedelta(hours=12)]
    assert [WRONG_CODES, WRONG_CODES_OF_LETTER, accounts_store.CODE_DIGITS, accounts_store.KEY_BYTES] == [5, 50, 6, 32]
    unverified, verified = outbox_store.UNVERIFIED_CAPS, outbox_store.VERIFIED_CAPS
    assert (unverified[LetterKind.RECEIVED], verified[LetterKind.RECEIVED]) == ((Cap(1, DAY),), (Cap(10, DAY),))
    assert unverified[LetterKind.SIGN_IN] == (Cap(3, HOUR), Cap(5, DAY))
    assert verified[LetterKind.SIGN_IN] == (Cap(5, HOUR), Cap(20, DAY))


def test_the_newest_letter_lives_as_long_again_with_every_asking_that_brings_none() -> None:
    for _ in range(3):
        accounts_store.ask_to_sign_in(JANA, "en", path_of)
    first, _, newest = sign_in_letters()
    grow_older(timedelta(minutes=20))
    assert accounts_store.linked_address(key_in(newest)) is None
    accounts_store.ask_to_sign_in(JANA, "en", path_of)
    assert len(sign_in_letters()) == 3
    assert accounts_store.linked_address(key_in(newest)) == JANA
    assert accounts_store.linked_address(key_in(first)) is None
    grow_older(timedelta(minutes=15))
    assert accounts_store.linked_address(key_in(newest)) is None


def test_a_letter_that_was_used_never_lives_again() -> None:
    accounts_store.ask_to_sign_in(JANA, "en", path_of)
    (letter,) = sign_in_letters()
    accounts_store.use_link(key_in(letter))
    for _ in range(9):
        accounts_store.ask_to_sign_in(JANA, "en", path_of)
    assert accounts_store.use_link(key_in(letter)) is None


def test_a_letter_that_reached_nobody_does_not_count() -> None:
    for _ in range(4):
        accounts_store.ask_to_sign_in(JANA, "en", path_of)
    assert len(sign_in_letters()) == 3
    with database().session() as session:
        session.execute(update(LetterRow).values(dead_at=datetime.now(UTC)))
    accounts_store.ask_to_sign_in(JANA, "en", path_of)
    assert len(sign_in_letters()) == 4


def test_askings_that_rely_on_one_letter_share_a_bound_of_wrong_codes_that_spares_its_link_and_its_own_page() -> None:
    own = [accounts_store.ask_to_sign_in(JANA, "en", path_of) for _ in range(3)][-1]
    newest = sign_in_letters()[-1]
    strangers = [
        accounts_store.ask_to_sign_in(JANA, "en", path_of) for _ in range(WRONG_CODES_OF_LETTER // WRONG_CODES)
    ]
    before = accounts_store.ask_to_sign_in(JANA, "en", path_of)
    for asked in strangers:
        for _ in range(WRONG_CODES):
            assert accounts_store.use_code(asked, "no code") is None
    assert accounts_store.use_code(before, newest["digits"]) is None
    assert accounts_store.use_code(own, newest["digits"]) == JANA


def test_one_wrong_code_before_that_bound_the_right_one_works_on_every_page() -> None:
    for _ in range(3):
        accounts_store.ask_to_sign_in(JANA, "en", path_of)
    newest = sign_in_letters()[-1]
    strangers = [
        accounts_store.ask_to_sign_in(JANA, "en", path_of) for _ in range(WRONG_CODES_OF_LETTER // WRONG_CODES)
    ]
    owners = accounts_store.ask_to_sign_in(JANA, "en", path_of)
    wrong = [asked for asked in strangers for _ in range(WRONG_CODES)][:-1]
    for asked in wrong:
        assert accounts_store.use_code(asked, "no code") is None
    assert accounts_store.use_code(owners, newest["digits"]) == JANA


def test_a_code_costs_the_same_statements_whoever_the_asking_was_about() -> None:
    known = [accounts_store.ask_to_sign_in(JANA, "en", path_of) for _ in range(4)]
    unknown = [accounts_store.ask_to_sign_in("nobody@example.sk", "en", path_of) for _ in range(4)]
    said = [statements_of(partial(accounts_store.use_code, asked, "no code")) for asked in known + unknown]
    assert said == [said[0]] * 8


def test_two_pages_that_use_one_letter_at_once_sign_in_once(app: Flask) -> None:
    pages = [accounts_store.ask_to_sign_in(JANA, "en", path_of) for _ in range(9)][2:]
    code = sign_in_letters()[-1]["digits"]
    signed_in: list[str | None] = []
    everybody = threading.Barrier(len(pages))

    def use(page: int) -> None:
        everybody.wait()
        with app.app_context():
            signed_in.append(accounts_store.use_code(page, code))

    threads = [threading.Thread(target=use, args=(page,)) for page in pages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(signed_in, key=bool) == [None] * (len(pages) - 1) + [JANA]


def test_a_customer_who_is_known_gets_a_letter_beyond_the_cap() -> None:
    for _ in range(4):
        accounts_store.ask_to_sign_in(JANA, "en", path_of)
    assert len(sign_in_letters()) == 3
    asked = accounts_store.ask_to_sign_in(JANA, "en", path_of, is_by_owner=True)
    assert len(sign_in_letters()) == 4
    assert accounts_store.use_code(asked, sign_in_letters()[-1]["digits"]) == JANA


def test_an_unknown_address_gets_no_letter_and_no_code_of_it_is_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts_store, "new_code", lambda: "123456")
    asked = accounts_store.ask_to_sign_in("nobody@example.sk", "en", path_of)
    assert sign_in_letters() == []
    assert accounts_store.use_code(asked, "123456") is None


def test_whoever_sent_only_what_is_held_gets_no_letter() -> None:
    submit(
        NewRequest("form-2", "en", "Eva", "eva@example.sk", "", "Money", "Where is it?", held_because=HeldBecause.TRAP)
    )
    accounts_store.ask_to_sign_in("eva@example.sk", "en", path_of)
    assert sign_in_letters() == []


def test_a_session_of_an_agent_who_may_no_longer_work_here_is_not_in_force() -> None:
    agent = agents_store.add(NewAgent("ana@example.com", "Ana", AgentRole.AGENT, "en", "correct horse battery"))
    key = accounts_store.start_session(Owner(agent_id=agent.id))
    assert accounts_store.session_with(key)
    with database().session() as session:
        session.execute(update(AgentRow).values(is_active=False))
    assert accounts_store.session_with(key) is None


def test_the_own_code_of_an_asking_beyond_the_cap_is_never_right(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = iter(range(100_001, 100_009))
    monkeypatch.setattr(accounts_store, "new_code", lambda: str(next(codes)))
    askings = [accounts_store.ask_to_sign_in(JANA, "en", path_of) for _ in range(8)]
    assert [each["digits"] for each in sign_in_letters()] == ["100001", "100002", "100003"]
    assert accounts_store.use_code(askings[-1], "100008") is None
    assert accounts_store.use_code(askings[-1], "100002") is None
    assert accounts_store.use_code(askings[-1], "100003") == JANA


def statements(email: str) -> list[str]:
    """Return what the database is told when somebody asks to sign in as ``email``."""
    return statements_of(lambda: accounts_store.ask_to_sign_in(email, "en", path_of))


def statements_of(act: Callable[[], object]) -> list[str]:
    """Return what the database is told while ``act`` is done; savepoints end alike."""
    said: list[str] = []
    with database().session() as session:
        engine = session.get_bind()

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement.partition(" SAVEPOINT")[1] or statement)

    event.listen(engine, "before_cursor_execute", note)
    act()
    event.remove(engine, "before_cursor_execute", note)
    return said


def test_every_address_costs_the_same_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    unknown, known = statements("nobody@example.sk"), statements(JANA)
    unverified_beyond_a_cap = [statements(JANA) for _ in range(4)][-1]
    assert len(sign_in_letters()) == 3
    with database().session() as session:
        session.execute(update(ParticipantRow).values(verified_at=datetime.now(UTC)))
    verified = statements(JANA)
    verified_beyond_a_cap = [statements(JANA) for _ in range(20)][-1]
    assert len(sign_in_letters()) == 5
    pace = Pace(0, timedelta(hours=1), timedelta(minutes=5))
    monkeypatch.setattr(outbox_store, "PACES", {LetterKind.SIGN_IN: pace})
    beyond_the_pace = statements("nobody@example.sk")
    for said in (known, unverified_beyond_a_cap, verified, verified_beyond_a_cap, beyond_the_pace):
        assert said == unknown


def test_neither_key_nor_code_nor_session_is_kept_as_it_is() -> None:
    accounts_store.ask_to_sign_in(JANA, "en", path_of)
    (letter,) = sign_in_letters()
    key = accounts_store.start_session(Owner(email=JANA))
    with database().reading() as session:
        row, signed_in = session.scalars(select(SignInRow)).one(), session.scalars(select(SessionRow)).one()
    kept = (row.link_hash, row.code_hash, signed_in.key_hash)
    for secret in (key_in(letter), letter["digits"], key):
        assert secret not in kept
    assert {len(each) for each in kept} == {64}


def test_old_askings_are_removed() -> None:
    accounts_store.ask_to_sign_in(JANA, "en", path_of)
    grow_older(accounts_store.ASKED_FOR)
    accounts_store.ask_to_sign_in(JANA, "en", path_of)
    with database().reading() as session:
        assert len(session.scalars(select(SignInRow)).all()) == 1


def test_a_session_is_found_by_its_key_until_it_ends() -> None:
    key = accounts_store.start_session(Owner(email=JANA), "Firefox")
    found = accounts_store.session_with(key)
    assert found
    assert (found.email, found.agent) == (JANA, None)
    accounts_store.end_session(key)
    assert accounts_store.session_with(key) is None
    assert accounts_store.session_with("") is None


def test_a_new_session_ends_the_one_it_replaces() -> None:
    first = accounts_store.start_session(Owner(email=JANA))
    second = accounts_store.start_session(Owner(email=JANA), replaces=first)
    assert first != second
    assert accounts_store.session_with(first) is None
    assert accounts_store.session_with(second)


def test_a_session_expires_and_is_removed() -> None:
    key = accounts_store.start_session(Owner(email=JANA))
    grow_older(accounts_store.CUSTOMER_FOR + timedelta(seconds=1))
    assert accounts_store.session_with(key) is None
    accounts_store.start_session(Owner(email=JANA))
    with database().reading() as session:
        assert len(session.scalars(select(SessionRow)).all()) == 1


def test_a_session_is_seen_now_and_then() -> None:
    key = accounts_store.start_session(Owner(email=JANA))
    long_ago = datetime.now(UTC) - 2 * accounts_store.SEEN_EVERY
    with database().session() as session:
        session.execute(update(SessionRow).values(seen_at=long_ago))
    accounts_store.session_with(key)
    (seen,) = accounts_store.sessions_of(Owner(email=JANA))
    assert seen.seen_at > long_ago


def test_sessions_are_listed_and_revoked_by_their_owner_only() -> None:
    mine, other = (
        accounts_store.start_session(Owner(email=JANA), "A"),
        accounts_store.start_session(Owner(email=JANA), "B"),
    )
    theirs = accounts_store.start_session(Owner(email="petra@example.es"))
    ids = {each.browser: each.id for each in accounts_store.sessions_of(Owner(email=JANA))}
    assert set(ids) == {"A", "B"}
    assert not accounts_store.revoke(Owner(email="petra@example.es"), ids["B"])
    assert accounts_store.session_with(other)
    assert accounts_store.revoke(Owner(email=JANA), ids["B"])
    assert not accounts_store.revoke(Owner(email=JANA), ids["B"])
    assert accounts_store.session_with(other) is None
    another = accounts_store.start_session(Owner(email=JANA))
    assert accounts_store.revoke_all(Owner(email=JANA), but=ids["A"]) == 1
    assert accounts_store.session_with(another) is None
    assert accounts_store.session_with(mine)
    assert accounts_store.session_with(theirs)


QUARTER = timedelta(minutes=15)


def tries(**most: int) -> Tries:
    return Tries(tuple(Allowance(key, number, QUARTER) for key, number in most.items()))


def attempts(key: str) -> int:
    with database().reading() as session:
        return session.scalar(select(func.count()).where(AttemptRow.key == key)) or 0


def test_attempts_are_counted_under_every_key_until_they_are_forgotten() -> None:
    pair, address = tries(pair=2, address=5), tries(other=2, address=5)
    assert [accounts_store.may_try(pair) for _ in range(3)] == [True, True, False]
    assert [accounts_store.may_try(address) for _ in range(3)] == [True, True, False]
    accounts_store.forget_attempts(pair)
    assert (attempts("pair"), attempts("address")) == (0, 3)
    assert accounts_store.may_try(pair)


def test_each_key_is_used_up_at_its_number() -> None:
    for most in (1, 2, 7):
        looked_at = [accounts_store.may_try(tries(**{f"key {most}": most})) for _ in range(most + 1)]
        assert looked_at == [True] * most + [False]


def test_what_is_refused_is_not_counted() -> None:
    for _ in range(3):
        accounts_store.may_try(tries(pair=1, address=5))
    assert (attempts("pair"), attempts("address")) == (1, 1)


def test_one_key_may_be_counted_within_two_times() -> None:
    both = Tries((Allowance("network", 2, QUARTER), Allowance("network", 3, timedelta(days=1))))
    assert [accounts_store.may_try(both) for _ in range(3)] == [True, True, False]
    grow_older(QUARTER + timedelta(seconds=1))
    assert [accounts_store.may_try(both) for _ in range(2)] == [True, False]


def test_only_at_a_besieged_account_is_the_smaller_allowance_in_force() -> None:
    def tries_from(network: str) -> Tries:
        day = timedelta(days=1)
        asker, besieged = (Allowance(network, most, day) for most in (5, 1))
        return Tries((asker,), (besieged,), Allowance("account", 6, day))

    assert [accounts_store.may_try(tries_from("first")) for _ in range(6)] == [True] * 5 + [False]
    assert [accounts_store.may_try(tries_from("second")) for _ in range(2)] == [True, False]
    assert [accounts_store.may_try(tries_from("third")) for _ in range(2)] == [True, False]
    accounts_store.forget_attempts(tries_from("third"))
    assert (attempts("third"), attempts("account")) == (0, 6)


def test_of_many_wrong_passwords_at_once_no_more_are_looked_at_than_of_as_many_in_turn(app: Flask) -> None:
    looked_at: list[bool] = []
    everybody = threading.Barrier(50)

    def guess() -> None:
        everybody.wait()
        with app.app_context():
            if accounts_store.may_try(tries(pair=5, address=30)):
                looked_at.append(True)

    threads = [threading.Thread(target=guess) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(looked_at) == 5


def test_attempts_are_forgotten_by_themselves() -> None:
    assert [accounts_store.may_try(tries(pair=1)) for _ in range(2)] == [True, False]
    grow_older(QUARTER + timedelta(seconds=1))
    assert accounts_store.may_try(tries(pair=1))
    grow_older(accounts_store.ATTEMPTS_FOR)
    accounts_store.may_try(tries(other=1))
    assert attempts("pair") == 0
