"""Judged queries, and questions alone: what is read, and what is said of a line that is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from search.errors import SettingsError
from search.judgements import Judgement, read_judgements, read_questions
from search.model import ArticleHead, Hit, Snippet

FORM = 'Write {"id": "1", "language": "en", "query": "...", "answer": ["en/key"]}.'
GOOD = '{"id": "en-1", "language": "en", "query": "reset pin", "answer": ["en/pin"], "kind": "plain"}'


def read(tmp_path: Path, text: str) -> list[Judgement]:
    path = tmp_path / "queries.jsonl"
    path.write_text(text, "utf-8")
    return read_judgements(path)


def test_a_line_is_a_judgement(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD) == [Judgement("en-1", "en", "reset pin", frozenset({"en/pin"}), "plain")]


def test_id_and_kind_may_be_left_out(tmp_path: Path) -> None:
    assert read(tmp_path, '\n{"language": "en", "query": "pin", "answer": []}') == [
        Judgement("2", "en", "pin", frozenset())
    ]


def test_an_answer_may_leave_out_the_language(tmp_path: Path) -> None:
    (judgement,) = read(tmp_path, '{"language": "sk", "query": "pin", "answer": ["pin", "sk/karta"]}')
    assert judgement.answers == {"sk/pin", "sk/karta"}


@pytest.mark.parametrize("language", ["en", "es", "sk"])
@pytest.mark.parametrize("other", ["en", "es", "sk"])
def test_an_answer_that_names_its_language_is_whole_on_a_page_of_any_language(
    language: str, other: str, tmp_path: Path
) -> None:
    line = f'{{"language": "{language}", "query": "pin", "answer": ["{other}/pin", "karta"]}}'
    (judgement,) = read(tmp_path, line)
    assert judgement.answers == {f"{other}/pin", f"{language}/karta"}


def test_an_answer_in_a_folder_has_the_key_that_the_folder_gives_it(tmp_path: Path) -> None:
    (judgement,) = read(tmp_path, '{"language": "sk", "query": "pin", "answer": ["karty/pin", "en/karty/pin"]}')
    assert judgement.answers == {"sk/karty--pin", "en/karty--pin"}


def test_a_translation_that_is_shown_for_an_answer_is_that_answer() -> None:
    judgement = Judgement("1", "sk", "block my card", frozenset({"en/card"}))
    assert judgement.id_of(hit("sk/card", found_in="en")) == "en/card"
    assert judgement.id_of(hit("sk/card", found_in="sk")) == "sk/card"
    assert judgement.id_of(hit("sk/pin", found_in="en")) == "sk/pin"


def hit(article_id: str, found_in: str) -> Hit:
    language, _, key = article_id.partition("/")
    head = ArticleHead(article_id, language, key, "", "", "", "", None, (), ())
    return Hit(head, 1.0, 1.0, "", Snippet("", ()), (), found_in)


def test_blank_lines_a_mark_of_byte_order_and_ends_of_windows_are_no_fault(tmp_path: Path) -> None:
    assert [each.query for each in read(tmp_path, f"\ufeff{GOOD}\r\n\r\n  \n{GOOD}\r\n")] == ["reset pin"] * 2


def test_a_line_separator_within_a_query_does_not_end_the_line(tmp_path: Path) -> None:
    (judgement,) = read(tmp_path, GOOD.replace("reset pin", "reset\u2028pin"))
    assert judgement.query == "reset\u2028pin"


def test_an_empty_file_has_no_judgement(tmp_path: Path) -> None:
    assert read(tmp_path, "") == []


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[]",
        '"text"',
        "{}",
        '{"language": "en", "query": "pin"}',
        '{"language": "en", "answer": []}',
        '{"query": "pin", "answer": []}',
        '{"language": "en", "query": "pin", "answer": "en/pin"}',
        '{"language": "en", "query": "pin", "answer": [1]}',
        '{"language": 1, "query": "pin", "answer": []}',
    ],
)
def test_the_first_line_that_is_none_is_named(line: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, f"{GOOD}\n{line}\nneither\n")
    assert str(caught.value) == f"{tmp_path}/queries.jsonl:2: no judged query. {FORM}"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "none.jsonl"
    with pytest.raises(SettingsError) as caught:
        read_judgements(path)
    assert str(caught.value) == (
        f"{path}: the queries cannot be read ([Errno 2] No such file or directory: '{path}'). Give a JSON Lines file."
    )


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "latin.jsonl"
    path.write_bytes(b'{"query": "\xe9"}')
    with pytest.raises(SettingsError, match=r"latin\.jsonl: the queries cannot be read \('utf-8' codec can't"):
        read_judgements(path)


def test_a_question_is_its_text_and_language_whatever_else_is_there(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text(f'\ufeff{GOOD}\r\n\n{{"query": "pin", "language": "sk", "when": 3}}\n', "utf-8")
    assert read_questions(path) == read_questions(str(path)) == [("reset pin", "en"), ("pin", "sk")]


@pytest.mark.parametrize(
    "line",
    [
        *("not json", "[]", '"text"', "3", "null", "{}", '{"language": "en"}', '{"query": "pin"}'),
        '{"language": 1, "query": "pin"}',
        '{"language": "en", "query": ["pin"]}',
        '{"language": null, "query": "pin"}',
        '{"language": "en", "query": null}',
    ],
)
def test_the_first_line_that_is_no_question_is_named(line: str, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text(f"{GOOD}\n\n{line}\nneither\n", "utf-8")
    with pytest.raises(SettingsError) as caught:
        read_questions(path)
    assert str(caught.value) == f'{path}:3: no question. Write {{"language": "en", "query": "..."}}.'


def test_questions_that_are_not_there_or_no_text_are_named(tmp_path: Path) -> None:
    (tmp_path / "latin.jsonl").write_bytes(b'{"query": "\xe9"}')
    for name in ("none.jsonl", "latin.jsonl", ""):
        with pytest.raises(SettingsError) as caught:
            read_questions(tmp_path / name)
        assert str(caught.value).startswith(f"{tmp_path / name}: the queries cannot be read (")
        assert str(caught.value).endswith("). Give a JSON Lines file.")


@pytest.mark.parametrize(
    "line", ["[" * 100_000, '{"language": "en", "query": ' + "9" * 5_000 + "}"], ids=["deep", "huge"]
)
@pytest.mark.parametrize("read_lines", [read_judgements, read_questions])
def test_a_line_beyond_all_bounds_is_named_like_any_other(
    line: str, read_lines: Callable[[Path], object], tmp_path: Path
) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text(line, "utf-8")
    with pytest.raises(SettingsError, match=r"log\.jsonl:1: no (question|judged query)\. Write "):
        read_lines(path)
