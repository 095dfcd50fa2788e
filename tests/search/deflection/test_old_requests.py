"""What reading old requests promises.

1. Tables with commas, semicolons or tabs, JSON Lines and mailboxes give the same requests.
2. A bad row is reported with its line and what to do, and the rows after it are read.
3. A missing column or an unknown format stops at once.
4. No row is held beyond the limit, however long it is.
"""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import OldRequest, Problem, ReplaySettings, SettingsError, Severity, read_old_requests
from search.deflection.own_words import own_words, questions_of

SETTINGS = ReplaySettings()
CARD = OldRequest("Card", "It was declined.", "en", "en/card-declined")


def read(path: Path, content: str | bytes, language: str = "", settings: ReplaySettings = SETTINGS) -> list[object]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_old_requests(path, settings, language=language))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_read_whatever_is_between_its_columns(tmp_path: Path, delimiter: str) -> None:
    lines = ["Subject,Body,Language,Resolved_by", "Card,It was declined.,en,en/card-declined"]
    content = "\ufeff" + "\r\n".join(lines).replace(",", delimiter) + "\r\n"
    assert read(tmp_path / "old.csv", content) == [CARD]


def test_a_table_in_utf_16_is_read(tmp_path: Path) -> None:
    content = "subject\tbody\tlanguage\nČas\tkedy príde\tsk\n".encode("utf-16")
    assert read(tmp_path / "old.tsv", content) == [OldRequest("Čas", "kedy príde", "sk")]


def test_quotes_hold_delimiters_lines_and_quotes(tmp_path: Path) -> None:
    content = 'subject,body,language\n"a, ""b""","one\ntwo",es-ES\nc,d,sk\n'
    assert read(tmp_path / "old.csv", content) == [OldRequest('a, "b"', "one\ntwo", "es"), OldRequest("c", "d", "sk")]


def test_json_lines_are_read(tmp_path: Path) -> None:
    record = {"subject": "Card", "body": "It was declined.", "language": "en", "resolved_by": "en/card-declined"}
    content = json.dumps(record) + "\n\n" + json.dumps({"body": "x", "language": None, "subject": 7})
    assert read(tmp_path / "old.jsonl", content) == [CARD, OldRequest("7", "x")]


def test_a_mailbox_is_read(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["Subject"] = "Výber peňazí"
    mail.set_content("Kde sú moje peniaze?\n")
    mail.add_alternative("<p>ignored</p>", subtype="html")
    mail.add_attachment(b"\0" * 1000, "application", "octet-stream", filename="x.bin")
    page = EmailMessage()
    page["Subject"] = "Page"
    page.set_content("<style>p {}</style><p>Only &amp; HTML</p>", subtype="html")
    content = b"".join(b"From a@b.cd Mon Jan  1 00:00:00 2024\n" + each.as_bytes() + b"\n" for each in (mail, page))
    first, second = read(tmp_path / "old.mbox", content, language="sk")
    assert first == OldRequest("Výber peňazí", "Kde sú moje peniaze?\n", "sk")
    assert isinstance(second, OldRequest)
    assert second.body.split() == ["Only", "&", "HTML"]


def test_from_within_a_message_begins_no_other(tmp_path: Path) -> None:
    content = "From a\nSubject: One\n\nFirst line\nFrom here on it fails\n\nFrom b\nSubject: =?nope?q?x?=\n\nB\n"
    rows = read(tmp_path / "old.mbox", content)
    assert [each.body for each in rows if isinstance(each, OldRequest)] == ["First line\nFrom here on it fails\n\n"]
    assert str(rows[1]).endswith("old.mbox:7: the message cannot be taken apart. Save it as plain text.")


def test_a_bad_row_is_reported_and_the_next_one_is_read(tmp_path: Path) -> None:
    content = "subject,body,language\na,b\n,,en\nc,d,en\n\n"
    path = tmp_path / "old.csv"
    assert [str(each).removeprefix(path.as_posix()) for each in read(path, content)[:2]] == [
        ":2: 2 columns where the header names 3. Put text that holds a delimiter or a quote in quotes.",
        ":3: neither subject nor body holds text. Fill one of them or leave the row out.",
    ]
    assert read(path, content)[2:] == [OldRequest("c", "d", "en")]


def test_a_line_that_is_no_json_is_reported(tmp_path: Path) -> None:
    problem, deep, request = read(tmp_path / "old.jsonl", "[1]\n" + "[" * 50_000 + '\n{"body": "b"}\n')
    assert isinstance(problem, Problem) and isinstance(deep, Problem)
    assert (problem.line, problem.what, deep.line) == (1, "no JSON object", 2)
    assert request == OldRequest("", "b")


def test_characters_that_are_no_utf_8_are_replaced_and_reported(tmp_path: Path) -> None:
    problem, request = read(tmp_path / "old.csv", "subject,body,language\nna\xefve,b,en\n".encode("latin-1"))
    assert isinstance(problem, Problem)
    assert (problem.line, problem.severity) == (2, Severity.WARNING)
    assert request == OldRequest("na\ufffdve", "b", "en")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("old.csv", "subject,text\n", "1: there is no column 'body'. Name it in the first line."),
        (
            "old.csv",
            "subject,body\n",
            "1: there is no column 'language'. Name it in the first line, or give --language.",
        ),
        ("old.csv", "", "1: there is no column 'subject'. Name it in the first line."),
        ("old.txt", "", " the suffix names no format. Give --format csv, jsonl or mbox."),
        ("old.mbox", "subject,body\n", "1: no mailbox begins so. Give an mbox file, or another --format."),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, name: str, content: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path / name, content)
    assert str(caught.value) == f"{tmp_path / name}:{message}"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="the requests cannot be read"):
        list(read_old_requests(tmp_path / "old.csv", SETTINGS))


def test_a_language_given_stands_in_for_the_column(tmp_path: Path) -> None:
    assert read(tmp_path / "old.csv", "subject,body\na,b\n", language="sk") == [OldRequest("a", "b", "sk")]


@pytest.mark.parametrize(
    ("name", "head", "row"),
    [
        ("old.csv", "subject,body,language\n", '"{}",b,en\nc,d,en\n'),
        ("old.jsonl", "", '{{"body": "{}"}}\n{{"body": "d"}}\n'),
    ],
)
def test_a_row_beyond_the_limit_is_reported_and_the_next_one_is_read(
    tmp_path: Path, name: str, head: str, row: str
) -> None:
    problem, request = read(tmp_path / name, head + row.format("x" * 200), settings=ReplaySettings(row_letters=100))
    assert isinstance(problem, Problem)
    assert problem.what == "the row is longer than 100 characters"
    assert isinstance(request, OldRequest)
    assert request.body == "d"


def test_an_open_quote_costs_no_more_than_the_limit(tmp_path: Path) -> None:
    content = 'subject,body,language\n"a,b,en\n' + "c,d,en\n" * 100
    problem, *requests = read(tmp_path / "old.csv", content, settings=ReplaySettings(row_letters=70))
    assert isinstance(problem, Problem)
    assert problem.line == 2
    assert len(requests) >= 89


@pytest.mark.speed
@pytest.mark.parametrize(
    ("name", "head"),
    [("old.csv", "subject,body,language\n"), ("old.jsonl", ""), ("old.mbox", "From a\nSubject: b\n\n")],
)
def test_a_row_of_a_hundred_megabytes_is_not_held(tmp_path: Path, name: str, head: str) -> None:
    path = tmp_path / name
    with path.open("w") as file:
        file.write(
            "subject,body,language\n" if name == "old.csv" else "From a\nSubject: b\n\n" if name == "old.mbox" else ""
        )
        for _ in range(100):
            file.write("long line " * 100_000)
        file.write("\n")
    tracemalloc.start()
    for _ in read_old_requests(path, SETTINGS):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


CELLS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\ufffd"), max_size=20)


@given(st.lists(st.tuples(CELLS.filter(str.strip), CELLS), max_size=5), st.sampled_from(",;\t"))
def test_what_a_table_writer_writes_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], delimiter: str
) -> None:
    written = io.StringIO(newline="")
    table = [("subject", "body", "language"), *((*row, "en") for row in rows)]
    csv.writer(written, delimiter=delimiter).writerows(table)
    path = tmp_path_factory.getbasetemp() / "written.csv"
    assert read(path, written.getvalue()) == [OldRequest(*row, "en") for row in rows]


def test_own_words_are_without_greeting_quotes_and_signature() -> None:
    body = "Hello Ana,\n\nmy card fails.\n> old words\nOn Monday Ana wrote:\nPlease help.\n-- \nJana\n"
    assert own_words(body) == "my card fails.\nPlease help."


def test_the_subject_is_asked_with_each_of_the_first_sentences() -> None:
    questions = questions_of(
        "Re: [#12] Card", "I am a customer. It was\ndeclined. Why? Thanks.", ReplaySettings(sentences=3)
    )
    assert questions == ("Card\nI am a customer.", "Card\nIt was declined.", "Card\nWhy?")


def test_a_sentence_that_repeats_the_subject_is_asked_once() -> None:
    assert questions_of("Why was it declined", "Why was it declined?", SETTINGS) == ("Why was it declined",)


def test_a_request_without_body_is_asked_by_its_subject_cut() -> None:
    assert questions_of("word " * 100, "", ReplaySettings(question_letters=9)) == ("word word",)
