"""A list goes into a head and out again, and no other byte moves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.content.articles import one_form
from search.content.findings import Findings
from search.content.front_matter import split_document
from search.content.head_edit import LINE_END, with_list
from search.errors import ArticleError

KEY = "drafted_questions"
ITEMS = ("where is my card", "how: do I pay?", "¿dónde está # mi dinero?", "it's gone, now what", "- [x] *is* & null")
TEXTS = {
    "a head": "---\ntitle: A\nquestions:\n  - x y\n---\nbody\n",
    "a head in CRLF": "---\r\ntitle: A\r\n# a comment\r\n---\r\nbody\r\n",
    "a head in CR": "---\rtitle: A\r---\rbody\r",
    "a byte order mark": "\ufeff---\ntitle: A\n---\nbody",
    "an empty head": "---\n---\nbody\n",
    "an indented head under blank lines": "  \n---\n  title: x\n  a: [b, c]\n---\n",
    "a head that ends in a blank line": "---\ntitle: A\n\n---\nbody",
    "a head that ends in a text of many lines": "---\nsummary: |+\n  a\n\n---\nbody\n",
    "a head that is all": "---\ntitle: A\n---",
    "a rule in the body": "---\ntitle: A\n---\n---\nbody",
    "TOML": "+++\ntitle = 'a'\n[params]\nx = 1\n+++\nbody",
    "no head": "hello\nworld\n",
    "no head in CRLF": "# A\r\n\r\nbody\r\n",
    "no head but a byte order mark": "\ufeffhello",
    "no head but blank lines": "\n\nhello",
    "nothing": "",
}
EACH = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)


@EACH
def test_what_goes_in_comes_out_byte_for_byte(text: str) -> None:
    assert with_list(with_list(text, KEY, ITEMS), KEY, ()) == text


@EACH
def test_a_second_time_changes_nothing(text: str) -> None:
    once = with_list(text, KEY, ITEMS)
    assert once != text
    assert with_list(once, KEY, ITEMS) == once


@EACH
def test_other_items_take_the_place_of_the_first(text: str) -> None:
    assert with_list(with_list(text, KEY, ("one two three",)), KEY, ITEMS) == with_list(text, KEY, ITEMS)


@EACH
def test_lines_end_as_those_of_the_file(text: str) -> None:
    ends = set(LINE_END.findall(text)) or {"\n"}
    assert set(LINE_END.findall(with_list(text, KEY, ITEMS))) == ends


def test_it_is_written_as_a_writer_would() -> None:
    edited = with_list("---\ntitle: A\n---\nbody\n", KEY, ("where is it", "now: what"))
    assert edited == '---\ntitle: A\ndrafted_questions:\n  - where is it\n  - "now: what"\n---\nbody\n'


def test_a_list_on_one_line_is_replaced() -> None:
    text = "---\ndrafted_questions: [a b c,\n  d e f]\ntitle: A\n---\nbody\n"
    assert with_list(text, KEY, ()) == "---\ntitle: A\n---\nbody\n"


def test_comments_beside_the_list_stay() -> None:
    text = "---\ndrafted_questions:\n  - a b c\n# about the title\ntitle: A\n---\n"
    assert with_list(text, KEY, ()) == "---\n# about the title\ntitle: A\n---\n"


def test_a_head_that_was_added_stays_where_a_writer_added_to_it() -> None:
    text = with_list("body\n", KEY, ITEMS).replace("drafted_questions:", "title: A\ndrafted_questions:")
    left = with_list(text, KEY, ())
    assert "title: A\n" in left
    assert left.endswith("---\nbody\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("---\n{title: A}\n---\n", "the front matter cannot take 'drafted_questions'. Write them into it by hand."),
        ("---\ntitle: [\n---\n", "the front matter is not YAML. Write them into it by hand."),
        ('{\n  "title": "A"\n}\nbody', "the front matter is JSON. Write them into it by hand."),
    ],
)
def test_a_head_that_cannot_take_it_is_left_alone(text: str, message: str) -> None:
    with pytest.raises(ArticleError) as caught:
        with_list(text, KEY, ITEMS)
    assert str(caught.value) == message


@given(st.text(st.characters(blacklist_categories=["Cs"]), min_size=1).map(lambda text: " ".join(text.split())))
def test_any_text_is_read_back_as_it_was(text: str) -> None:
    text = one_form(text)
    if not text or "\0" in text:
        return
    edited = with_list("---\ntitle: A\n---\nbody\n", KEY, (text,))
    document = split_document(edited, 64_000, Findings(""))
    assert document is not None
    assert [item.text for item in document.fields[KEY].items] == [text]
