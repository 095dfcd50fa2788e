"""Rows of several lengths, end to end."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engines.local import ragged as ragged_module
from search.engines.local.ragged import ragged, rows_of

LISTS = st.lists(st.lists(st.integers(0, 9), max_size=4), max_size=8)


@given(LISTS)
def test_rows_come_back_as_lists(lists: list[list[int]]) -> None:
    rows = ragged(lists, np.int32)
    assert list(rows.lists()) == lists
    assert rows.owners.tolist() == [number for number, each in enumerate(lists) for _ in each]


@pytest.mark.parametrize("at_once", [1, 2, 3, 9])
def test_some_rows_at_a_time_are_all_in_the_end(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ragged_module, "ROWS_AT_ONCE", at_once)
    assert list(ragged([[7, 8], [], [9]], np.int32).lists()) == [[7, 8], [], [9]]
    assert list(ragged([], np.int32).lists()) == []


@given(LISTS)
def test_neighbours_stand_in_the_same_row(lists: list[list[int]]) -> None:
    rows = ragged(lists, np.int32)
    pairs = list(pairwise(rows.values.tolist()))
    found = [pair for pair, are_neighbours in zip(pairs, rows.are_neighbours().tolist(), strict=True) if are_neighbours]
    assert found == [pair for each in lists for pair in pairwise(each)]


@given(LISTS, st.data())
def test_a_part_holds_its_rows(lists: list[list[int]], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(lists)))
    last = data.draw(st.integers(first, len(lists)))
    assert list(ragged(lists, np.int32).between(first, last).lists()) == lists[first:last]


@pytest.mark.parametrize("chosen", [[], [2], [2, 0, 2]])
def test_the_places_of_chosen_rows(chosen: list[int]) -> None:
    rows = ragged([[7, 8], [], [9]], np.int32)
    places, begins, lengths = rows_of(rows.offsets, np.array(chosen, dtype=np.int64))
    assert rows.values[places].tolist() == [value for row in chosen for value in ([7, 8], [], [9])[row]]
    assert lengths.tolist() == [(2, 0, 1)[row] for row in chosen]
    assert begins.tolist() == [sum(lengths[:number]) for number in range(len(chosen))]
