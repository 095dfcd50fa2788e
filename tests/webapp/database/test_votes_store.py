"""Votes: one a visitor, and many before they move much."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from webapp.config import NETWORK_VOTES
from webapp.database import database
from webapp.database.models import VoteRow
from webapp.database.votes_store import DOUBT, helpful_shares, vote, voters


def test_without_votes_nothing_is_known(app: Flask) -> None:
    assert helpful_shares() == {}


def test_a_visitor_votes_once_and_may_change_it(app: Flask) -> None:
    for is_helpful in (True, True, False):
        vote("en/fees", "a", is_helpful)
    assert helpful_shares() == {"en/fees": pytest.approx(4 / 9)}


def test_few_votes_move_little_and_many_move_much(app: Flask) -> None:
    vote("en/few", "a", True)
    for number in range(40):
        vote("en/many", str(number), True)
        vote("en/poor", str(number), False)
    shares = helpful_shares()
    assert 0.5 < shares["en/few"] < 0.6
    assert shares["en/many"] > 0.9
    assert shares["en/poor"] < 0.1


def test_two_first_votes_at_the_same_moment_are_one(app: Flask) -> None:
    barrier = threading.Barrier(6)

    def send() -> None:
        with app.app_context():
            barrier.wait()
            vote("en/fees", "a", True)

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert helpful_shares() == {"en/fees": pytest.approx(5 / 9)}


def test_all_votes_of_one_network_in_a_day_weigh_as_three() -> None:
    assert (NETWORK_VOTES, DOUBT) == (3, 8)


def test_many_votes_from_one_network_move_no_more_than_a_few(app: Flask) -> None:
    for number in range(79):
        vote("en/pushed", f"stranger {number}", True, "2001:db8:7::/48")
    for number in range(3):
        vote("en/few", f"stranger {number}", True, "2001:db8:7::/48")
    shares = helpful_shares()
    assert shares["en/pushed"] == pytest.approx(shares["en/few"]) == pytest.approx((3 + 4) / (3 + 8))


def test_votes_of_one_network_are_weighed_by_what_they_say(app: Flask) -> None:
    for number in range(40):
        vote("en/fees", f"stranger {number}", number % 4 == 0, "192.0.2.0/24")
    assert helpful_shares() == {"en/fees": pytest.approx((3 / 4 + 4) / (3 + 8))}


def test_votes_of_other_networks_and_of_unknown_ones_count_whole(app: Flask) -> None:
    for number in range(20):
        vote("en/fees", f"reader {number}", True, f"192.0.{number}.0/24" if number % 2 else "")
    for number in range(50):
        vote("en/fees", f"stranger {number}", False, "2001:db8:7::/48")
    assert helpful_shares() == {"en/fees": pytest.approx((20 + 4) / (23 + 8))}


def test_the_bound_can_be_another(app: Flask) -> None:
    for number in range(10):
        vote("en/fees", f"stranger {number}", True, "192.0.2.0/24")
    assert helpful_shares(network_votes=1) == {"en/fees": pytest.approx(5 / 9)}
    assert helpful_shares(network_votes=10) == {"en/fees": pytest.approx(14 / 18)}


def test_who_votes_again_from_elsewhere_is_counted_there(app: Flask) -> None:
    for network in ("192.0.2.0/24", "198.51.100.0/24"):
        vote("en/fees", "a", True, network)
    with database().reading() as session:
        assert session.scalars(select(VoteRow.network)).all() == ["198.51.100.0/24"]


def test_voters_of_the_last_days_are_counted_whatever_they_say(app: Flask) -> None:
    vote("en/old", "a", True)
    with database().session() as session:
        session.execute(update(VoteRow).values(voted_at=datetime.now(UTC) - timedelta(days=10)))
    vote("en/fees", "a", True)
    vote("en/fees", "b", False)
    assert voters(9) == {"en/fees": 2}
    assert voters(11) == {"en/fees": 2, "en/old": 1}
