"""Postings: compiled rows, and sums over them that equal naive ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engines.local.postings import Postings, Rows

COUNT = 20
TABLES = st.lists(
    st.dictionaries(st.integers(0, COUNT - 1), st.floats(0.125, 1, width=32), min_size=1), min_size=1, max_size=8
)
"""For each word, article -> impact."""

Table = list[dict[int, float]]
Groups = list[tuple[Rows, float]]


@st.composite
def tables_and_groups(draw: st.DrawFn) -> tuple[Table, Groups]:
    table = draw(TABLES)
    rows = st.dictionaries(st.integers(0, len(table) - 1), st.sampled_from([1.0, 0.8, 0.3]), max_size=4)
    return table, draw(st.lists(st.tuples(rows, st.floats(0.125, 1)), max_size=5))


def postings(table: Table, words: list[str] | None = None) -> Postings:
    rows = [sorted(row.items()) for row in table]
    return Postings(
        words or [f"w{number}" for number in range(len(table))],
        np.cumsum([0, *map(len, rows)]),
        np.array([number for row in rows for number, _ in row], dtype=np.int32),
        np.array([impact for row in rows for _, impact in row], dtype=np.float32),
        COUNT,
    )


def naive_sum(table: Table, groups: Groups, number: int) -> float:
    return sum(
        weight * max((share * table[row].get(number, 0.0) for row, share in rows.items()), default=0.0)
        for rows, weight in groups
    )


@given(tables_and_groups())
def test_the_sum_is_the_naive_sum(drawn: tuple[Table, Groups]) -> None:
    table, groups = drawn
    expected = [naive_sum(table, groups, number) for number in range(COUNT)]
    assert postings(table).sum(groups).tolist() == pytest.approx(expected, rel=1e-5)


@given(tables_and_groups(), st.lists(st.integers(0, COUNT - 1)))
def test_the_sum_of_some_articles_is_the_sum_at_their_places(drawn: tuple[Table, Groups], some: list[int]) -> None:
    table, groups = drawn
    numbers = np.array(some, dtype=np.int64)
    rows = postings(table)
    assert rows.sum_of(numbers, groups).tolist() == pytest.approx(rows.sum(groups)[numbers].tolist(), rel=1e-5)


def test_of_several_alternatives_an_article_is_credited_with_the_best() -> None:
    table = [{0: 0.5, 1: 0.5}, {0: 0.25, 2: 1.0}]
    assert postings(table).sum([({0: 1.0, 1: 0.5}, 2.0)]).tolist()[:4] == [1.0, 1.0, 1.0, 0.0]


def test_a_number_that_no_article_has_is_refused_before_room_is_made_for_it() -> None:
    one = Postings(["fee"], np.array([0, 2]), np.array([0, 0x7F7F7F7F]), np.array([1.0, 1.0], np.float32), 3)
    with pytest.raises(IndexError, match="article 2139062143 of 3"):
        one.sum([({0: 1.0}, 1.0)])


def test_nothing_asked_gives_nothing() -> None:
    rows = postings([{0: 0.5}])
    assert rows.sum([]).tolist() == [0.0] * COUNT
    assert rows.sum([({}, 1.0)]).tolist() == [0.0] * COUNT
    assert rows.sum_of(np.array([0, 3]), [({}, 1.0)]).tolist() == [0.0, 0.0]


def test_rows_are_those_of_known_words_with_their_largest_share() -> None:
    rows = postings([{0: 1.0}, {1: 1.0}], ["card", "pin"])
    assert rows.rows([("card", 0.3), ("pin", 1.0), ("card", 0.7), ("fee", 1.0), ("pin", 0.8)]) == {0: 0.7, 1: 1.0}


def test_holders_are_those_of_the_rows_with_the_largest_share() -> None:
    rows = postings([{0: 1.0, 1: 1.0}, {1: 1.0}, {2: 1.0, 3: 1.0, 4: 1.0}])
    assert rows.holders({0: 1.0, 2: 0.8}) == 2
    assert rows.holders({1: 0.8, 2: 0.8}) == 4
    assert rows.holders({}) == 0


def test_frequencies_count_the_articles_of_each_word() -> None:
    assert postings([{0: 1.0, 1: 1.0}, {5: 0.5}]).frequencies().tolist() == [2, 1]


@given(
    st.sets(st.text(st.sampled_from("ab\uffff\U0010ffff"), min_size=1, max_size=4), min_size=1),
    st.text("ab", max_size=3),
)
def test_words_between_are_those_that_begin_so(words: set[str], beginning: str) -> None:
    listed = sorted(words)
    between = postings([{0: 1.0} for _ in listed], listed).words_between(beginning)
    expected = [word for word in listed if word.startswith(beginning) and "\U0010ffff" not in word]
    found = [word for word in (listed[row] for row in between) if "\U0010ffff" not in word]
    assert found == expected
