"""Many problems in few rows.

1. Problems of one kind that say the same are one row with the number of files; others are a row each.
2. Up to three places are named, of more the first.
3. Each kind gets its share of the room; errors and what most files share are kept.
"""

from __future__ import annotations

import pytest

from search import Problem, ProblemKind, Severity, chosen, digest, problems_by_kind
from search.problems import fair_share


def problem(path: str, line: int, what: str, kind: ProblemKind, remedy: str = "Mend it") -> Problem:
    return Problem(path, line, what, remedy, Severity.WARNING, kind)


def keys(count: int, what: str = "unknown key 'x'") -> list[Problem]:
    return [problem(f"{number:04}.md", 3, what, ProblemKind.UNKNOWN_KEY) for number in range(count)]


@pytest.mark.parametrize(
    ("problems", "row"),
    [
        (keys(1), "0000.md:3: unknown key 'x'. Mend it."),
        (keys(2), "unknown key 'x' in 2 files, first 0000.md:3, then 0001.md:3. Mend it."),
        (keys(3), "unknown key 'x' in 3 files, first 0000.md:3, then 0001.md:3, 0002.md:3. Mend it."),
        (keys(4), "unknown key 'x' in 4 files, first 0000.md:3. Mend it."),
        (keys(2621), "unknown key 'x' in 2,621 files, first 0000.md:3. Mend it."),
        (keys(5, "'a' stands in"), "'a' stands in, in 5 files, first 0000.md:3. Mend it."),
        (
            [problem("a.jsonl", line, "no date", ProblemKind.MISSING_DATE) for line in range(1, 1201)],
            "no date 1,200 times, first a.jsonl:1. Mend it.",
        ),
        (
            [problem(f"{each}.md", 1, "no title", ProblemKind.MISSING_TITLE, f"Add {each}") for each in "abcd"],
            "no title in 4 files, first a.md:1. There: Add a.",
        ),
    ],
)
def test_problems_that_say_the_same_are_one_row(problems: list[Problem], row: str) -> None:
    assert [str(each) for each in digest(reversed(problems)).rows] == [row]


def test_single_problems_come_first_by_path_then_shared_ones_by_number() -> None:
    single = problem("z.md", 9, "link", ProblemKind.DEAD_LINK)
    rows = digest([*keys(2, "few"), single, *keys(5, "many")]).rows
    assert [row.first.what for row in rows] == ["link", "many", "few"]


def test_a_word_is_one_row_for_each_kind_that_says_it() -> None:
    one, two = (problem("a.md", 1, "same", kind) for kind in (ProblemKind.DEAD_LINK, ProblemKind.DEAD_ANCHOR))
    assert len(digest([one, two]).rows) == 2


def test_no_kind_takes_all_the_room() -> None:
    links = [problem(f"{number:04}.md", 1, f"link {number}", ProblemKind.DEAD_LINK) for number in range(300)]
    error = Problem("z.md", 1, "link z", "Mend it", Severity.ERROR, ProblemKind.DEAD_LINK)
    found = digest([*links, error, *keys(9), *keys(9, "unknown key 'y'")], 10)
    assert len(found.rows) == 10
    assert found.unshown == {ProblemKind.DEAD_LINK: 293}
    assert {"unknown key 'x'", "unknown key 'y'", "link z"} <= {row.first.what for row in found.rows}


def test_all_are_shown_where_they_are_asked_for() -> None:
    found = digest(keys(300), None)
    assert (len(found.rows), found.unshown) == (300, {})


@pytest.mark.parametrize(
    ("sizes", "most", "share"), [([], 10, 1), ([3], 10, 3), ([100, 3], 10, 7), ([100, 100], 10, 5), ([9] * 20, 10, 1)]
)
def test_a_fair_share(sizes: list[int], most: int, share: int) -> None:
    assert fair_share(sizes, most) == share


def test_kinds_are_chosen_and_left_out() -> None:
    problems = [*keys(2), problem("a.md", 1, "link", ProblemKind.DEAD_LINK)]
    assert [each.kind for each in chosen(problems, ["dead-link"], ["dead-link"])] == ["dead-link"]
    assert [each.kind for each in chosen(problems, [], ["unknown-key"])] == ["dead-link"]
    assert problems_by_kind(problems) == {"unknown-key": 2, "dead-link": 1}
