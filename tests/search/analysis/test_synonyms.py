"""Synonyms: a rule a line, between words or phrases, both ways or one."""

from __future__ import annotations

import pytest

from search.analysis.analyzer import Analyzer
from search.analysis.synonyms import Synonyms, parse_synonyms


def matched(text: str, query: str, analyzer: Analyzer) -> list[tuple[int, int, set[str]]]:
    """Return (start, end, phrases) of every stretch of ``query`` that has synonyms in ``text``."""
    synonyms, problems = parse_synonyms(text, "synonyms/en.txt", analyzer)
    assert problems == []
    keys = [analyzer.key(token.form) for token in analyzer.tokens(query)]
    return [(start, end, {" ".join(phrase) for phrase in phrases}) for start, end, phrases in synonyms.matches(keys)]


def test_any_word_of_a_list_also_stands_for_the_others(english: Analyzer) -> None:
    rule = "ticket, request, enquiry"
    assert matched(rule, "ticket", english) == [(0, 1, {"request", "enquiry"})]
    assert matched(rule, "enquiry", english) == [(0, 1, {"ticket", "request"})]


def test_an_arrow_points_one_way(english: Analyzer) -> None:
    rule = "regulator, watchdog => supervisor"
    assert matched(rule, "watchdog", english) == [(0, 1, {"supervisor"})]
    assert matched(rule, "supervisor", english) == []


def test_inflections_match(english: Analyzer) -> None:
    assert matched("ticket, request", "my tickets", english) == [(1, 2, {"request"})]


def test_a_phrase_matches_as_a_whole(english: Analyzer) -> None:
    rule = "cash out => withdraw"
    assert matched(rule, "how to cash out now", english) == [(2, 4, {"withdraw"})]
    assert matched(rule, "cash now", english) == []


def test_function_words_of_a_goal_are_left_out(english: Analyzer) -> None:
    assert matched("top up => put in the money", "top up", english) == [(0, 2, {"put money"})]


def test_a_goal_of_function_words_alone_stays_whole(english: Analyzer) -> None:
    assert matched("whoami => who am i", "whoami", english) == [(0, 1, {"who am i"})]


def test_rules_for_one_word_add_up(english: Analyzer) -> None:
    assert matched("wire => transfer\nwire, remittance", "wire", english) == [(0, 1, {"transfer", "remittance"})]


@pytest.mark.parametrize("query", ["two-factor", "two factor", "twofactor"])
def test_a_joined_word_matches_however_it_is_written(query: str, english: Analyzer) -> None:
    ((start, _, phrases),) = matched("two-factor => authenticator", query, english)
    assert (start, phrases) == (0, {"authenticator"})


def test_comments_and_blank_lines_are_no_rules(english: Analyzer) -> None:
    synonyms, problems = parse_synonyms("# words\n\n   \nwire => transfer # banks say so\n", "en.txt", english)
    assert (synonyms.targets, problems) == ({("wire",): (("transfer",),)}, [])


@pytest.mark.parametrize("line", ["alone", "two-factor", "=> goal", "source =>", ", ,", "… => !"])
def test_a_line_that_is_no_rule_is_named(line: str, english: Analyzer) -> None:
    synonyms, problems = parse_synonyms(f"wire => transfer\n{line}\n", "synonyms/en.txt", english)
    assert synonyms.targets == {("wire",): (("transfer",),)}
    assert [str(problem) for problem in problems] == [
        f"synonyms/en.txt:2: '{line}' is no rule. Write 'word, other word' or 'word => other word'."
    ]


def test_no_rules_match_nothing() -> None:
    assert list(Synonyms().matches(["anything"])) == []
