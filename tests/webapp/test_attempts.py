"""How often one may try to sign in: by what each try is counted, and the bounds."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher
from tests.webapp.people import JANA
from webapp.attempts import (
    DEFAULTS,
    AttemptSettings,
    letters_for_network,
    letters_of_device,
    tries_at,
    tries_of_session,
)
from webapp.database import accounts_store
from webapp.database.accounts_store import Tries


@pytest.fixture
def client(open_site: OpenSite) -> FlaskClient:
    return open_site(FakeSearcher())


def at(client: FlaskClient, address: str, make: Callable[[], Tries]) -> Tries:
    with client.application.test_request_context("/", environ_base={"REMOTE_ADDR": address}):
        return make()


def test_a_try_is_counted_for_whoever_tries(client: FlaskClient) -> None:
    def keys(account: str, address: str) -> list[str]:
        return [each.key for each in at(client, address, lambda: tries_at(account)).asker]

    first = keys(f"agent {JANA}", "10.0.0.1")
    pair, network, network_day, address, any_network = first
    assert network == network_day
    assert first == keys(f"agent {JANA.upper()}", "10.0.0.1")
    assert set(first) & set(keys(f"agent {JANA}", "10.0.0.2")) == {network, any_network}
    assert set(first) & set(keys("agent petra@example.es", "10.0.0.1")) == {address, any_network}
    assert not set(first) & set(keys(f"agent {JANA}", "10.0.1.1"))
    assert pair not in keys(f"customer {JANA}", "10.0.0.1")
    assert JANA not in "".join(first)


def test_at_whom_is_counted_too_but_refuses_nobody(client: FlaskClient) -> None:
    here, there = (at(client, address, lambda: tries_at(JANA)) for address in ("10.0.0.1", "192.0.2.1"))
    assert here.account and here.account == there.account
    assert here.account.key not in [each.key for each in (*here.asker, *here.besieged)]
    assert [each.most for each in here.besieged] == [DEFAULTS.besieged]


def test_the_numbers_are_these() -> None:
    assert dataclasses.asdict(AttemptSettings()) == {
        "device": 10,
        "pair": 5,
        "network": 10,
        "network_day": 20,
        "address": 30,
        "network_any": 100,
        "account": 50,
        "besieged": 3,
        "letters_of_device": 5,
        "letters_for_network": 120,
    }


def test_each_number_is_counted_within_its_time(client: FlaskClient) -> None:
    quarter, hour, day = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)
    tries = at(client, "10.0.0.1", lambda: tries_at(JANA))
    assert [(each.most, each.within) for each in tries.asker] == [
        (5, quarter),
        (10, quarter),
        (20, day),
        (30, quarter),
        (100, quarter),
    ]
    assert tries.account
    assert (tries.account.most, tries.account.within, tries.besieged[0].within) == (50, day, day)
    (session,) = at(client, "10.0.0.1", lambda: tries_of_session("key")).asker
    assert (session.most, session.within) == (10, quarter)
    (letters,) = at(client, "10.0.0.1", letters_for_network).asker
    assert (letters.most, letters.within) == (120, hour)
    assert max(each.within for each in tries.asker) <= accounts_store.ATTEMPTS_FOR


def test_letters_for_a_network_are_counted_whoever_they_go_to_and_refused_past_the_bound(client: FlaskClient) -> None:
    with client.application.test_request_context("/", environ_base={"REMOTE_ADDR": "10.0.0.1"}):
        few = letters_for_network(AttemptSettings(letters_for_network=3))
        assert [accounts_store.may_try(few) for _ in range(4)] == [True] * 3 + [False]
        assert letters_of_device(f"customer {JANA}") is None
    elsewhere = at(client, "10.0.1.1", lambda: letters_for_network(AttemptSettings(letters_for_network=3)))
    with client.application.app_context():
        assert accounts_store.may_try(elsewhere)
