"""The team: who may sign in, as what, and that every change of it is remembered."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher, extract_parameters
from flask import Flask
from sqlalchemy import select, update

from tests.webapp.database.team import PASSWORD, join
from webapp.database import accounts_store, agents_store, database
from webapp.database.accounts_store import Owner
from webapp.database.agents_store import EmailTaken, LastAdmin
from webapp.database.chain_check import findings
from webapp.database.kinds import AgentRole
from webapp.database.models import AgentRow, TeamEventRow


def events() -> list[TeamEventRow]:
    with database().reading() as session:
        return list(session.scalars(select(TeamEventRow).order_by(TeamEventRow.number)))


def test_an_agent_signs_in_with_their_password_only(app: Flask) -> None:
    ana = join()
    assert agents_store.check_password("ANA@example.com", PASSWORD) == ana
    assert agents_store.check_password("ana@example.com", "wrong") is None
    assert agents_store.check_password("nobody@example.com", PASSWORD) is None


def test_a_password_is_kept_as_argon2id(app: Flask) -> None:
    join()
    with database().reading() as session:
        kept = session.scalars(select(AgentRow.password_hash)).one()
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept


def test_an_unknown_address_takes_as_much_work() -> None:
    kept = PasswordHasher().hash("x")
    assert kept.split("$")[1:4] == agents_store.NOBODYS_HASH.split("$")[1:4]
    assert not agents_store.is_password(agents_store.NOBODYS_HASH, PASSWORD)
    assert not agents_store.is_password("", PASSWORD)


def test_an_address_is_there_once(app: Flask) -> None:
    join()
    with pytest.raises(EmailTaken, match=r"^ana@example\.com: somebody of the team has this address\. Use another\.$"):
        join()
    assert len(agents_store.everybody()) == len(events()) == 1


def test_who_is_kept_out_is_signed_out_at_once(app: Flask) -> None:
    app.secret_key = "secret of the tests"
    join(role=AgentRole.ADMIN)
    peter = join("Peter")
    key = accounts_store.start_session(Owner(agent_id=peter.id))
    assert accounts_store.session_with(key) is not None
    agents_store.set_active(peter.id, is_active=False, by_agent_id=1)
    assert accounts_store.session_with(key) is None
    assert agents_store.check_password("peter@example.com", PASSWORD) is None
    agents_store.set_active(peter.id, is_active=True, by_agent_id=1)
    assert accounts_store.session_with(key) is None
    assert agents_store.check_password("peter@example.com", PASSWORD) is not None


def test_another_password_ends_all_sessions(app: Flask) -> None:
    ana = join()
    key = accounts_store.start_session(Owner(agent_id=ana.id))
    agents_store.set_password(ana.id, "another long password")
    assert accounts_store.session_with(key) is None
    assert agents_store.check_password("ana@example.com", PASSWORD) is None
    assert agents_store.check_password("ana@example.com", "another long password") is not None


def test_somebody_is_always_left_to_look_after_the_team(app: Flask) -> None:
    ana = join(role=AgentRole.ADMIN)
    message = r"^ana@example\.com: this is the only admin\. Make somebody else an admin first\.$"
    with pytest.raises(LastAdmin, match=message):
        agents_store.set_active(ana.id, is_active=False)
    with pytest.raises(LastAdmin, match=message):
        agents_store.set_role(ana.id, AgentRole.AGENT)
    peter = join("Peter", AgentRole.ADMIN)
    agents_store.set_role(ana.id, AgentRole.AGENT, peter.id)
    assert [each.is_admin for each in agents_store.everybody()] == [False, True]


def test_who_is_nobody_is_not_changed(app: Flask) -> None:
    assert agents_store.find(9) is None
    assert agents_store.set_active(9, is_active=True) is None
    assert agents_store.set_role(9, AgentRole.ADMIN) is None
    assert agents_store.set_password(9, PASSWORD) is None


def test_the_language_of_the_desk_is_kept(app: Flask) -> None:
    ana = join()
    agents_store.set_language(ana.id, "sk")
    found = agents_store.find(ana.id)
    assert found is not None
    assert found.language == "sk"


def test_every_change_of_the_team_is_remembered(app: Flask) -> None:
    ana, peter = join(role=AgentRole.ADMIN), join("Peter")
    agents_store.set_role(peter.id, AgentRole.ADMIN, ana.id)
    agents_store.set_role(peter.id, AgentRole.ADMIN, ana.id)
    agents_store.set_active(peter.id, is_active=False, by_agent_id=ana.id)
    agents_store.set_password(ana.id, "another long password")
    assert [(each.kind, each.by_agent_id, each.agent_id) for each in events()] == [
        ("added", None, 1),
        ("added", None, 2),
        ("role changed", 1, 2),
        ("disabled", 1, 2),
        ("password changed", None, 1),
    ]
    assert list(findings()) == []
    with database().session() as session:
        session.execute(update(TeamEventRow).where(TeamEventRow.number == 3).values(by_agent_id=2))
    assert [each.where for each in findings()] == ["team"]


def test_an_unknown_address_costs_as_much_work_as_a_known_one_and_no_password_more(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[str, int]] = []
    really = agents_store.is_password

    def noted(password_hash: str, password: str) -> bool:
        compared.append((password_hash, len(password)))
        return really(password_hash, password)

    monkeypatch.setattr(agents_store, "is_password", noted)
    assert agents_store.check_password("nobody@example.com", "x" * (agents_store.LONGEST_PASSWORD + 1)) is None
    ((password_hash, letters),) = compared
    assert extract_parameters(password_hash) == extract_parameters(PasswordHasher().hash("x"))
    assert letters == agents_store.LONGEST_PASSWORD
