"""The simulation of learning, on rows that are shown here."""

from __future__ import annotations

from pathlib import Path

import search
from search import Settings
from tests.articles import markdown, write_files
from tests.relevance.learning import Figure, feeds, in_rounds


def test_a_round_has_one_row_of_each_category_while_it_has_some() -> None:
    rows = [("a1", "a"), ("b1", "b"), ("a2", "a"), ("a3", "a"), ("b2", "b")]
    assert list(in_rounds(rows)) == [[("a1", "a"), ("b1", "b")], [("a2", "a"), ("b2", "b")], [("a3", "a")]]


def test_a_run_feeds_all_rows_or_one_in_ten_to_another_article_or_those_that_are_found(tmp_path: Path) -> None:
    articles = write_files(
        tmp_path / "articles",
        {"en/a.md": markdown("Lost card"), "en/b.md": markdown("Fees"), "en/c.md": markdown("Tax")},
    )
    settings = Settings(articles=articles, index=tmp_path / "index")
    search.build(settings)
    searcher = search.open_searcher(settings)
    batch = [("card is lost", "a"), ("nothing known", "b")]
    runs = feeds(("a", "b", "c"))
    assert runs["right"](searcher, batch) == batch
    assert runs["shown"](searcher, batch) == batch[:1]
    many = [("card is lost", "a")] * 1000
    wrong = [name for _, name in runs["wrong"](searcher, many) if name != "a"]
    assert 70 <= len(wrong) <= 130
    assert set(wrong) == {"b", "c"}


def test_a_gain_meets_its_target_and_a_run_without_one_always_does() -> None:
    assert Figure("right", 5, 10, 0.8, 0.9, gain=0.04, least=0.04).is_met
    assert not Figure("right", 5, 10, 0.8, 0.9, gain=0.039, least=0.04).is_met
    assert Figure("shown", 5, 10, 0.8, 0.9, gain=-0.1, least=None).is_met
