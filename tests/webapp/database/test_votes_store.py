"""Votes: one a visitor, and many before they move much."""

from __future__ import annotations

import threading

import pytest
from flask import Flask

from webapp.database.votes_store import helpful_shares, vote


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
