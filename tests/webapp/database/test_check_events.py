"""``check-events`` notices whatever was changed, removed or put in by hand, and lets pass what the site does itself."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, select, text

from tests.webapp.conftest import OpenSite
from tests.webapp.database.team import PASSWORD, change, join
from tests.webapp.database.test_requests_store import request
from tests.webapp.fakes import FakeSearcher
from webapp.database import (
    accounts_store,
    agents_store,
    customer_store,
    database,
    desk_store,
    queue_store,
    retention_store,
)
from webapp.database.customer_store import NewReply
from webapp.database.desk_store import Reply
from webapp.database.kinds import AgentRole, Stage
from webapp.database.models import RequestRow
from webapp.database.queue_store import Filters, Today
from webapp.database.requests_store import NewAttachment, submit
from webapp.files.attachments import folder

JANA = "jana@example.sk"
CONTENT = b"a statement"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def sent(name: str) -> NewAttachment:
    """Put a file where those of customers lie."""
    folder().mkdir(parents=True, exist_ok=True)
    (folder() / name).write_bytes(CONTENT)
    return NewAttachment(name, f"{name}.txt", "text/plain", len(CONTENT), SHA256)


@pytest.fixture
def site(open_site: OpenSite, database_url: str) -> FlaskClient:
    """Return a site with one request that was answered, noted, replied to and rated, and one that nobody has read."""
    client = open_site(FakeSearcher(), database_url=database_url)
    with client.application.app_context():
        ana = join(role=AgentRole.ADMIN)
        first = submit(request(attachments=(sent("0a1b"),), is_urgent=True)).code
        desk_store.note(change(first, ana), "She called.", "note-1")
        desk_store.reply(change(first, ana), Reply("Which bank?", "reply-1", Stage.WAITING))
        customer_store.add_reply(JANA, first, NewReply("form-a", "My own.", (sent("2c3d"),)))
        desk_store.reply(change(first, ana), Reply("Done.", "reply-2", Stage.RESOLVED))
        customer_store.rate(JANA, first, 2, "Slow.")
        submit(request("form-2", email="petra@example.es"))
    return client


def findings(site: FlaskClient) -> list[str]:
    """Return what the command says, each time with the right exit code."""
    result = site.application.test_cli_runner().invoke(args=["check-events"])
    found = result.stdout.splitlines()
    assert result.exit_code == (1 if found else 0), result.output
    return found


def by_hand(site: FlaskClient, *statements: str) -> None:
    """Change what is kept, as somebody would who has the database."""
    with site.application.app_context(), database().session() as session:
        for each in statements:
            session.execute(text(each))


def codes(site: FlaskClient) -> list[str]:
    with site.application.app_context(), database().reading() as session:
        return list(session.scalars(select(RequestRow.code).order_by(RequestRow.id)))


def test_what_nobody_touched_is_as_it_was_written(site: FlaskClient) -> None:
    assert findings(site) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE messages SET text = 'We pay you 500 EUR.' WHERE id = 3",
        "UPDATE messages SET text = 'Čakám už rok.' WHERE id = 1",
        "UPDATE messages SET is_internal = true WHERE id = 3",
        "UPDATE messages SET is_internal = false WHERE id = 2",
        "UPDATE messages SET written_at = '2020-01-01 10:00:00' WHERE id = 4",
        "UPDATE messages SET agent_id = NULL WHERE id = 5",
        "UPDATE messages SET request_id = 2 WHERE id = 4",
        "DELETE FROM messages WHERE id = 1",
        "DELETE FROM messages WHERE id = 2",
        "DELETE FROM messages WHERE id = 5",
        "INSERT INTO messages (request_id, actor, is_internal, text, written_at)"
        " VALUES (1, 'customer', false, 'I withdraw my request.', '2026-11-30 10:00:00')",
        "UPDATE requests SET stage = 'closed' WHERE id = 1",
        "UPDATE requests SET due_on = '2030-01-01' WHERE id = 1",
        "UPDATE requests SET rating = 5 WHERE id = 1",
        "UPDATE requests SET rating = NULL, rating_text = '', rated_at = NULL WHERE id = 1",
        "UPDATE requests SET rating_text = 'Quick.' WHERE id = 1",
        "UPDATE requests SET received_at = '2020-01-01 10:00:00' WHERE id = 1",
        "UPDATE requests SET resolved_at = '2020-01-01 10:00:00' WHERE id = 1",
        "UPDATE requests SET assignee_id = NULL WHERE id = 1",
        "UPDATE requests SET category = 'other' WHERE id = 1",
        "UPDATE requests SET subject = 'Nothing' WHERE id = 1",
        "UPDATE requests SET is_urgent = false WHERE id = 1",
        "UPDATE requests SET is_held = true WHERE id = 1",
        "UPDATE requests SET searched = 'nothing' WHERE id = 1",
        "UPDATE requests SET merged_into_id = 2 WHERE id = 1",
        "UPDATE participants SET email = 'eve@example.com' WHERE request_id = 1",
        "INSERT INTO participants (request_id, email, name, role) VALUES (1, 'eve@example.com', '', 'copied')",
        "UPDATE attachments SET sha256 = 'ab' WHERE id = 2",
        "UPDATE attachments SET original_name = 'x.txt' WHERE id = 1",
        "UPDATE attachments SET message_id = 5 WHERE id = 1",
        "DELETE FROM attachments WHERE id = 2",
        "DELETE FROM events WHERE request_id = 1 AND number = 1",
        "DELETE FROM events WHERE request_id = 1 AND number = (SELECT max(number) FROM events WHERE request_id = 1)",
        "UPDATE events SET actor = 'system' WHERE request_id = 1 AND number = 2",
        "UPDATE events SET details = '{}'",
        "UPDATE events SET kind = 'sealed' WHERE request_id = 1 AND number = 2",
        "UPDATE events SET message_hash = '' WHERE request_id = 1 AND number = 1",
        "UPDATE requests SET chain = (SELECT chain FROM events WHERE request_id = 1 AND number = 2) WHERE id = 1",
    ],
)
def test_a_change_of_a_request_by_hand_is_noticed(site: FlaskClient, statement: str) -> None:
    first, _ = codes(site)
    by_hand(site, statement)
    assert any(each.startswith(f"request {first}: ") for each in findings(site))


def test_what_was_added_to_a_request_after_a_change_hides_nothing(site: FlaskClient) -> None:
    first, _ = codes(site)
    by_hand(site, "UPDATE messages SET text = 'Nothing.' WHERE id = 1")
    with site.application.app_context():
        customer_store.add_reply(JANA, first, NewReply("form-b", "And now?"))
    assert findings(site) == [f"request {first}: a message or a file is not what was sent, or is not there. {BACKUP}"]


def test_the_last_event_cannot_be_taken_back_with_what_it_did(site: FlaskClient) -> None:
    """The rating is gone, and the events say that there was none; only their end does not fit."""
    first, _ = codes(site)
    last = "(SELECT max(number) FROM events WHERE request_id = 1)"
    by_hand(
        site,
        "UPDATE requests SET rating = NULL, rating_text = '', rated_at = NULL WHERE id = 1",
        f"DELETE FROM events WHERE request_id = 1 AND number = {last}",
        f"UPDATE requests SET chain = (SELECT chain FROM events WHERE request_id = 1 AND number = {last}) WHERE id = 1",
    )
    assert findings(site) == [f"request {first}: its events are not as they were written. {BACKUP}"]


@pytest.mark.parametrize("number", [1, 2])
def test_a_request_that_is_not_there_any_more_is_noticed(site: FlaskClient, number: int) -> None:
    code = codes(site)[number - 1]
    by_hand(site, f"DELETE FROM requests WHERE id = {number}")
    assert findings(site) == [f"request {code}: it was received, and is not there. {BACKUP}"]


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("DELETE FROM team_events WHERE number = (SELECT max(number) FROM team_events)", "team: "),
        ("DELETE FROM team_events", "team: "),
        ("UPDATE team_events SET kind = 'forgotten' WHERE number = 2", "team: "),
        ("UPDATE team_events SET kind = 'sealed' WHERE number = 2", "team: "),
        ("UPDATE team_events SET details = '{}'", "team: "),
        ("UPDATE agents SET role = 'agent' WHERE id = 1", "agent ana@example.com: "),
        ("UPDATE agents SET is_active = false WHERE id = 1", "agent ana@example.com: "),
        ("UPDATE agents SET password_hash = 'x' WHERE id = 1", "agent ana@example.com: "),
        (
            "INSERT INTO agents (email, name, password_hash, role, language, is_active, created_at)"
            " VALUES ('eve@example.com', 'Eve', 'x', 'admin', 'en', true, '2026-11-30 10:00:00')",
            "agent eve@example.com: ",
        ),
        ("DELETE FROM seals", "event key: "),
        ("DELETE FROM seals WHERE name = 'team'", "team: "),
    ],
)
def test_a_change_of_the_team_by_hand_is_noticed(site: FlaskClient, statement: str, where: str) -> None:
    by_hand(site, statement)
    assert any(each.startswith(where) for each in findings(site))


def test_the_newest_event_of_the_team_cannot_be_taken_back_with_its_request(site: FlaskClient) -> None:
    newest = "(SELECT max(number) FROM team_events)"
    by_hand(
        site,
        "DELETE FROM requests WHERE id = 2",
        f"DELETE FROM team_events WHERE number = {newest}",
        f"UPDATE seals SET seal = (SELECT chain FROM team_events WHERE number = {newest}) WHERE name = 'team'",
    )
    assert findings(site) == [f"team: its events are not as they were written. {BACKUP}"]


@pytest.mark.parametrize("key", ["", "a guess that is not right"])
def test_a_chain_that_somebody_without_the_key_made_again_is_noticed(site: FlaskClient, key: str) -> None:
    first, second = codes(site)
    with site.application.app_context(), database().session() as session:
        session.execute(text("UPDATE messages SET text = 'Nothing.' WHERE id = 1"))
        forge(session.connection(), key)
    found = findings(site)
    for where in (f"request {first}", f"request {second}", "team"):
        assert f"{where}: its events are not as they were written. {BACKUP}" in found


def forge(connection: Connection, key: str) -> None:
    """Make all chains again, without a key as earlier releases did, or with one that is a guess."""
    for table, owner in (("events", "request_id"), ("team_events", "NULL")):
        rows = connection.execute(text(f"SELECT id, {owner}, kind, details FROM {table} ORDER BY number")).all()
        ends: dict[int | None, str] = {}
        for row in rows:
            said = json.dumps([ends.get(row[1], ""), *row[:3], str(row[3])]).encode()
            made = hmac.new(key.encode(), said, "sha256") if key else hashlib.sha256(said)
            ends[row[1]] = made.hexdigest()
            new = {"chain": ends[row[1]], "id": row[0]}
            connection.execute(text(f"UPDATE {table} SET chain = :chain WHERE id = :id"), new)
        for request_id, end in ends.items():
            connection.execute(text("UPDATE requests SET chain = :end WHERE id = :id"), {"end": end, "id": request_id})


@pytest.mark.parametrize("what", ["replaced", "cut", "removed"])
def test_a_file_that_is_not_the_one_that_was_sent_is_noticed(site: FlaskClient, what: str) -> None:
    first, _ = codes(site)
    with site.application.app_context():
        path = folder() / "2c3d"
        path.unlink() if what == "removed" else path.write_bytes(CONTENT[:-1] + (b"T" if what == "replaced" else b""))
    assert findings(site) == [f"request {first}: '2c3d.txt' is not the file that was sent. Use a backup."]


def test_whatever_the_site_does_leaves_everything_as_it_was_written(site: FlaskClient) -> None:
    first, second = codes(site)
    now = datetime.now(UTC)
    with site.application.app_context():
        ana, eva = agents_store.everybody()[0], join("Eva")
        agents_store.set_role(eva.id, AgentRole.ADMIN, ana.id)
        agents_store.set_active(eva.id, False, ana.id)
        agents_store.set_active(eva.id, True, ana.id)
        agents_store.set_password(eva.id, PASSWORD + "!")
        agents_store.set_language(eva.id, "sk")
        accounts_store.use_code(accounts_store.ask_to_sign_in(JANA, "sk", str), "000000")
        customer_store.export(JANA, first)
        customer_store.add_reply(JANA, first, NewReply("form-c", "It came back.", (sent("4e5f"),)))
        third = submit(request("form-3", attachments=(sent("6a7b"),), held_because="sent too fast")).code
        desk_store.release(change(third, ana))
        desk_store.merge(change(third, ana), first)
        desk_store.unmerge(change(third, ana))
        desk_store.merge(change(third, eva), first)
        desk_store.hold(change(second, ana))
        customer_store.add_reply("petra@example.es", second, NewReply("form-d", "Hello?"))
        desk_store.discard(change(second, ana))
        desk_store.release(change(second, ana))
        desk_store.assign(change(second, ana), eva.id)
        desk_store.assign(change(second, ana), None)
        desk_store.assign_least_loaded(change(second, ana))
        desk_store.change_stage(change(second, ana), Stage.INVESTIGATING)
        desk_store.change_stage(change(second, ana), Stage.RESOLVED)
        desk_store.change_stage(change(second, ana), Stage.CLOSED)
        desk_store.change_stage(change(second, ana), Stage.INVESTIGATING)
        queue_store.export(Filters(), ana.id, Today(date(2026, 11, 30), date(2026, 12, 2)))
    assert findings(site) == []
    with site.application.app_context():
        desk_store.reply(change(first, ana), Reply("Done.", "reply-9", Stage.RESOLVED))
        desk_store.change_stage(change(first, ana), Stage.CLOSED)
        by = timedelta(400)
        assert retention_store.forget(365, now=now - by).requests == 0
        retention_store.forget(365, now=now + by)
    assert codes(site) == [second]
    assert findings(site) == []


def test_a_request_outlives_the_one_that_it_was_joined_with(site: FlaskClient) -> None:
    first, second = codes(site)
    with site.application.app_context():
        ana = agents_store.everybody()[0]
        third = submit(request("form-3")).code
        desk_store.change_stage(change(first, ana), Stage.CLOSED)
        desk_store.merge(change(third, ana), first)
        gone = retention_store.forget_requests(RequestRow.code == first)
    assert (list(gone), codes(site)) == ([first], [second, third])
    assert findings(site) == []


BACKUP = "Compare with a backup."
