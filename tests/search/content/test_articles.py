"""What becomes of one file, tidy or messy."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.content.articles import parse_source, shortened
from search.content.sources import Source, content_hash
from search.model import Article, Severity
from search.settings import ContentSettings

SETTINGS = ContentSettings()
HEAD = "---\ntitle: Lost card\ncategory: cards\nupdated: 2026-11-30\n---\n"


def parse(
    text: str | bytes, article_id: str = "en/lost-card", settings: ContentSettings = SETTINGS
) -> tuple[Article | None, list[str]]:
    """Return the article and the messages that the file ``text`` gives."""
    raw = text.encode() if isinstance(text, str) else text
    source = Source(article_id, f"kb/{article_id}.md", raw, content_hash(raw), place=f"{article_id}.md")
    article, problems = parse_source(source, settings)
    assert (article is None) >= any(problem.severity is Severity.ERROR for problem in problems)
    return article, [str(problem) for problem in problems]


def read(text: str | bytes, article_id: str = "en/lost-card") -> Article:
    """Return the article in a file without problems."""
    article, messages = parse(text, article_id)
    assert messages == []
    assert article
    return article


def test_every_key_of_the_front_matter_arrives() -> None:
    article = read(
        "---\ntitle: Lost card\ncategory: cards\nslug: card-lost\nsummary: Block it.\nquestions:\n- my card is gone\n"
        "keywords: [NFC, 404, no]\nfinds: [card gone]\nnot_for: [cash]\nrelated: [fees]\naliases: [old]\n"
        "updated: 2026-11-30\nstatus: published\nsource_hash: abc\n---\nBlock it *now*.\n"
    )
    assert (article.article_id, article.language, article.key) == ("en/lost-card", "en", "lost-card")
    assert (article.title, article.category, article.slug) == ("Lost card", "cards", "card-lost")
    assert (article.summary, article.updated) == ("Block it.", date(2026, 11, 30))
    assert (article.questions, article.keywords) == (("my card is gone",), ("NFC", "404", "no"))
    assert (article.finds, article.not_for) == (("card gone",), ("cash",))
    assert (article.related, article.aliases) == (("fees",), ("old",))
    assert [section.text for section in article.sections] == ["Block it now."]


def test_slug_and_summary_have_stand_ins() -> None:
    article = read(HEAD + "First words.\n\nSecond.\n")
    assert (article.slug, article.summary) == ("lost-card", "First words.")


def test_the_description_stands_in_for_the_summary() -> None:
    assert read(HEAD.replace("---\n", "---\ndescription: In short.\n", 1) + "Text.").summary == "In short."


def test_a_long_first_paragraph_is_cut_at_a_word() -> None:
    summary = read(HEAD + "word " * 100).summary
    assert summary == "word " * 39 + "word…"


@pytest.mark.parametrize(
    ("letters", "beginning"),
    [(40, "My withdrawal is late"), (20, "My withdrawal is…"), (17, "My withdrawal is…"), (5, "My…")],
)
def test_a_beginning_ends_with_a_word(letters: int, beginning: str) -> None:
    assert shortened("My withdrawal is late", letters) == beginning


def test_a_long_word_is_cut_where_it_must_be() -> None:
    assert shortened("x" * 20, 10) == "x" * 9 + "…"


def test_a_heading_that_repeats_the_title_is_dropped() -> None:
    sections = read(HEAD + "# Lost Card\n\nBlock it.\n\n## Then\n\nWait.").sections
    assert [(section.anchor, section.heading, section.text) for section in sections] == [
        ("", "", "Block it."),
        ("s-then", "Then", "Wait."),
    ]
    assert sections[0].html == "<p>Block it.</p>"


def test_another_first_heading_stays() -> None:
    sections = read(HEAD + "# Found card\n\nGood.").sections
    assert [section.heading for section in sections] == ["", "Found card"]


def test_a_bare_file_is_an_article_with_three_warnings() -> None:
    article, messages = parse("# How to ask?\n\nJust ask.\n", "en/ask")
    assert article
    assert (article.title, article.category, article.updated) == ("How to ask?", "general", None)
    assert messages == [
        "kb/en/ask.md:1: the title is missing, the first heading stands in. "
        "Add 'title: How to ask?' to the front matter.",
        "kb/en/ask.md:1: the category is missing, 'general' stands in. "
        "Add 'category: ' and a key of categories.yml to the front matter.",
        "kb/en/ask.md:1: the date of the last change is missing. Add 'updated: ' and a date to the front matter.",
    ]


def test_without_a_heading_the_name_of_the_file_is_the_title() -> None:
    article, _ = parse("Just ask.\n", "en/how-to_ask")
    assert article
    assert article.title == "How to ask"


def test_a_byte_order_mark_and_windows_line_ends_change_nothing() -> None:
    text = HEAD + "# Lost card\n\nBlock it.\n\n```\na\nb\n```\n"
    plain, windows = read(text), read(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert replace(windows, content_hash=plain.content_hash) == plain


def test_letters_are_composed() -> None:
    assert read(HEAD + "cafe\u0301").sections[0].text == "café"


def test_a_draft_is_no_article_and_no_problem() -> None:
    assert parse("---\nstatus: Draft\nfoo: bar\n---\n") == (None, [])


ERRORS = {
    "an empty file": (b"", "1: the file is empty. Write an article or delete the file."),
    "blank lines": (b"\xef\xbb\xbf\r\n \n", "1: the file is empty. Write an article or delete the file."),
    "no text": (HEAD.encode(), "5: the article has no text. Write some below the front matter."),
    "only the title": (
        f"{HEAD}# Lost card\n".encode(),
        "5: the article has no text. Write some below the front matter.",
    ),
    "Latin-1": (
        "one\nse perdió\n".encode("latin-1"),
        "2: the file is not UTF-8 but probably Latin-1: byte 0xF3. Save it as UTF-8.",
    ),
    "UTF-16": ("one".encode("utf-16"), "1: the file is not UTF-8 but UTF-16. Save it as UTF-8."),
    "binary": (b"\x00\x01\n\xff\xfe\x80\n", "2: the file is not UTF-8: byte 0xFF. Save it as UTF-8."),
    "an open head": (b"\n---\ntitle: x\n", "2: the front matter is not closed. Add a line '---' below it."),
    "a list as head": (
        b"---\n- a\n- b\n---\ntext",
        "2: the front matter is a list, expected 'key: value' lines. "
        "Write one 'key: value' a line, or remove both lines '---'.",
    ),
    "a text as head": (
        b"---\n\nonly words\n---\ntext",
        "3: the front matter is a text, expected 'key: value' lines. "
        "Write one 'key: value' a line, or remove both lines '---'.",
    ),
    "no YAML": (
        b"---\ncategory: x\ntitle: [Stuck: what: now\n---\ntext",
        "3: the front matter is not YAML: did not find expected ',' or ']'. "
        "Put quotes around a text that holds ': ' or begins with a sign such as *, &, [, @ or %.",
    ),
    "a tab": (
        b"---\ntitle: T\nquestions:\n\t- one\n---\ntext",
        "4: the front matter is not YAML: found character that cannot start any token. "
        "Indent with blanks, not with tabs.",
    ),
    "an open TOML head": (b"+++\ntitle = 'x'\n", "1: the front matter is not closed. Add a line '+++' below it."),
    "no TOML": (
        b"+++\ntitle = 'x'\ndraft = maybe\n+++\ntext",
        '3: the front matter is not TOML: Invalid value. Put quotes around texts, as in title = "Card".',
    ),
    "deep TOML": (
        b"+++\na = " + b"[" * 20_000 + b"\n+++\ntext",
        "1: the front matter is nested too deeply. Use texts and lists of texts only.",
    ),
    "no JSON": (
        b'{\n"title": "x",\n"category": y\n}\ntext',
        "3: the front matter is not JSON: Expecting value. Correct it, or write YAML between two lines '---'.",
    ),
    "deep JSON": (
        b'{"a": ' + b"[" * 20_000 + b"\n",
        "1: the front matter is nested too deeply. Use texts and lists of texts only.",
    ),
    "neither yes nor no": (
        b"---\ntitle: T\ncategory: c\nupdated: 2026-11-30\ndraft: soon\n---\ntext",
        "5: 'draft' is 'soon', expected true or false. Write true or false.",
    ),
    "an anchor": (
        b"---\na: &a [x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\n---\ntext",
        "2: the front matter uses the YAML alias or anchor '&a'. "
        "Write the value out, or put quotes around a text that begins with * or &.",
    ),
    "an alias": (
        b"---\na: *boom\n---\ntext",
        "2: the front matter uses the YAML alias or anchor '*boom'. "
        "Write the value out, or put quotes around a text that begins with * or &.",
    ),
    "deep YAML": (
        b"---\na: " + b"[" * 20_000 + b"\n---\ntext",
        "2: the front matter is nested too deeply. Use texts and lists of texts only.",
    ),
    "two documents": (
        b"---\na: b\n...\n--- c\n---\ntext",
        "2: the front matter holds several YAML documents. Keep one of them.",
    ),
    "a large head": (
        b"---\na: " + b"x" * 70_000 + b"\n---\ntext",
        "1: the front matter has 70005 bytes, at most 64000 are read. Move text from the front matter to the body.",
    ),
}


@pytest.mark.parametrize(("raw", "message"), ERRORS.values(), ids=ERRORS)
def test_what_cannot_be_an_article_is_an_error(raw: bytes, message: str) -> None:
    assert parse(raw) == (None, [f"kb/en/lost-card.md:{message}"])


def test_too_many_and_too_long_entries_are_errors() -> None:
    few = ContentSettings(list_items=2, item_letters=10)
    article, messages = parse(
        "---\ntitle: An endless title\ncategory: cards\nupdated: 2026-11-30\nquestions: [a, b, c]\n"
        "keywords:\n- ok\n- far too long\n---\ntext",
        settings=few,
    )
    assert article is None
    assert messages == [
        "kb/en/lost-card.md:2: 'title' has 16 characters, at most 10 are read. Shorten it.",
        "kb/en/lost-card.md:5: 'questions' has 3 entries, at most 2 are read. Remove some.",
        "kb/en/lost-card.md:8: an entry of 'keywords' has 12 characters, at most 10 are read. Shorten it.",
    ]


WARNINGS = {
    "questons: [a]": "unknown key 'questons'. Write 'questions', or remove it.",
    "colour: red": "unknown key 'colour'. Remove it; known are aliases, category, description, drafted_questions, "
    "finds, keywords, not_for, questions, related, slug, source_hash, status, summary, title, updated, urgent, "
    "urgent_questions.",
    "questions: []": "'questions' is empty, expected a list. Write one entry a line, each after '- '.",
    "questions:": "'questions' is empty, expected a list. Write one entry a line, each after '- '.",
    "questions: what now": "'questions' is a text, expected a list. Write one entry a line, each after '- '.",
    "questions: {a: b}": "'questions' is a mapping, expected a list. Write one entry a line, each after '- '.",
    "questions: [a, '']": "an entry of 'questions' is empty, expected a text. Remove it.",
    "questions: [stuck: what now]": "an entry of 'questions' has a colon but no quotes and is read as it is written. "
    'Write - "stuck: what now".',
    "summary: stuck: what now": "'summary' has a colon but no quotes and is read as it is written. "
    'Write summary: "stuck: what now".',
    "questions: [{a: b, c: d}]": "an entry of 'questions' is a mapping, expected a text. "
    "Put quotes around a text that holds ': ' or begins with [.",
    "weight: heavy": "'weight' is 'heavy', expected a number. Write a number, as in 3.",
    "summary: [a]": "'summary' is a list, expected a text. Write it behind the colon, in quotes where it holds ': '.",
    "updated: 30.11.2026": "'updated' is '30.11.2026', expected a date. Write year, month and day, as in 2026-11-30.",
    "updated: 2026-02-30": "'updated' is '2026-02-30', expected a date. Write year, month and day, as in 2026-11-30.",
    "status: ready": "unknown status 'ready', taken as published. Use one of published, draft.",
    "slug: Mi tarjeta/x": "slug 'Mi tarjeta/x' cannot stand in an address. "
    "Write small letters, digits and hyphens, as in 'mi-tarjeta-x'.",
    "urgent: soon": "'urgent' is 'soon', expected true or a sentence. "
    "Write what to do at once, in quotes where it holds ': ', or 'urgent: true'.",
    "urgent: 3": "'urgent' is '3', expected true or a sentence. "
    "Write what to do at once, in quotes where it holds ': ', or 'urgent: true'.",
    "urgent: [true]": "'urgent' is a list, expected true or a sentence. "
    "Write what to do at once, in quotes where it holds ': ', or 'urgent: true'.",
    "urgent: {a: b}": "'urgent' is a mapping, expected true or a sentence. "
    "Write what to do at once, in quotes where it holds ': ', or 'urgent: true'.",
    "urgent:": "'urgent' is empty, expected true or a sentence. "
    "Write what to do at once, in quotes where it holds ': ', or 'urgent: true'.",
    "urgent_questions: [a thief]": "'urgent_questions' count for nothing without 'urgent'. "
    "Add 'urgent: ' and what to do at once, or move them to 'questions'.",
    "title: again": "key 'title' stands twice, first in line 2; the first counts. Keep one of the two.",
}


@pytest.mark.parametrize(
    ("line", "urgent"),
    [
        ("urgent: true", ""),
        ("urgent: yes", ""),
        ("urgent: false", None),
        ("summary: calm", None),
        ('urgent: "Ring us: now"', "Ring us: now"),
    ],
)
def test_an_article_may_say_what_to_do_at_once(line: str, urgent: str | None) -> None:
    article, messages = parse(f"---\ntitle: Lost card\ncategory: cards\nupdated: 2026-11-30\n{line}\n---\ntext")
    assert article
    assert (article.urgent, messages) == (urgent, [])


@pytest.mark.parametrize(("line", "message"), WARNINGS.items())
def test_what_is_not_as_expected_is_a_warning(line: str, message: str) -> None:
    head = "---\ntitle: Lost card\ncategory: cards\n" + ("" if "updated" in line else "updated: 2026-11-30\n")
    article, messages = parse(f"{head}{line}\n---\ntext")
    assert article
    assert messages == [f"kb/en/lost-card.md:{head.count(chr(10)) + 1}: {message}"]


def test_a_single_text_counts_as_one_entry() -> None:
    article, _ = parse(f"---\nquestions: what now\n{HEAD[4:]}text")
    assert article
    assert article.questions == ("what now",)


def test_what_describes_pictures_is_text() -> None:
    article = read(
        f"{HEAD}![The Cards screen](https://x.test/a.png)\n\n## Next\n\n![Tap & wait](https://x.test/b.png)\n"
    )
    assert [section.text for section in article.sections] == ["The Cards screen", "Tap & wait"]
    assert article.summary == "The Cards screen"


def test_a_summary_is_no_description_of_a_picture() -> None:
    assert read(f"{HEAD}![Logo](https://x.test/b.png)\n\nBlock it in the app.").summary == "Block it in the app."


def test_a_picture_in_a_heading_is_no_part_of_its_anchor() -> None:
    article = read(f"{HEAD}a\n\n## ![icon](https://x.test/b.png) Cards\n\n## ![Fees](https://x.test/b.png)\n")
    assert [section.anchor for section in article.sections] == ["", "s-cards", "s-fees"]


def test_pictures_without_description_are_no_text() -> None:
    message = "the article has no text. Say what its pictures show, as in ![a button](button.png)."
    assert parse(f"{HEAD}![](https://x.test/b.png)\n") == (None, [f"kb/en/lost-card.md:5: {message}"])


def test_refused_links_are_reported_where_they_stand() -> None:
    article, messages = parse(f"{HEAD}\nSee [a](fees.md).\n\nSee [b](../../fees.md) or [c](//evil.example/x).\n")
    assert article
    assert article.sections[0].text == "See a.\nSee b or c."
    assert messages == [
        "kb/en/lost-card.md:9: link '//evil.example/x' leads to another site without naming https. "
        "Write the key of an article and .md, as in [text](other-key.md), or a full https address.",
        "kb/en/lost-card.md:9: link '../../fees' leads out of the folder of articles. "
        "Write the way to a file within the folder of articles.",
    ]


@pytest.mark.parametrize("sign", [">", "[", "> ", "- ", "1. ", "![", "`", "<x ", "*_"])
def test_nesting_without_end_is_a_warning_and_the_text_is_kept(sign: str) -> None:
    article, messages = parse(f"{HEAD}{sign * 60_000} the text")
    assert article
    assert "the text" in article.sections[0].text
    assert messages == [
        "kb/en/lost-card.md:5: the Markdown is nested too deeply and is shown as it was written. "
        "Use fewer quotes within quotes, lists within lists and open brackets."
    ]


def test_a_record_is_read_like_a_file_and_reported_by_its_line() -> None:
    raw = b'{"id": "a", "language": "en", "title": "A", "questions": "x", "updated": "2026-11-30", "body": "# A\\nb"}'
    article, problems = parse_source(Source("en/a", "kb.jsonl", raw, "hash", 17), SETTINGS)
    assert article
    assert (article.title, article.questions, article.sections[0].text) == ("A", ("x",), "b")
    assert [str(problem) for problem in problems] == [
        "kb.jsonl:17: the category is missing, 'general' stands in. "
        "Add 'category: ' and a key of categories.yml to the front matter.",
        "kb.jsonl:17: 'questions' is a text, expected a list. Write one entry a line, each after '- '.",
    ]


def test_a_record_with_surrogates_can_be_written() -> None:
    raw = b'{"id": "a", "language": "en", "title": "A \\ud800", "keywords": ["\\udfff"], "body": "x \\ud800"}'
    article, _ = parse_source(Source("en/a", "kb.jsonl", raw, "hash"), SETTINGS)
    assert article
    assert repr(article).encode()


@given(st.binary(max_size=400))
def test_no_bytes_raise(raw: bytes) -> None:
    parse_source(Source("en/a", "kb/en/a.md", raw, "hash"), SETTINGS)
    parse_source(Source("en/a", "kb.jsonl", raw, "hash"), SETTINGS)


PIECES = ["---\n", "title: ", "questions:\n- ", "updated: 2026-99-01\n", "# ", "> ", "[a](../b)", "<b", "&#0;", "```\n"]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=30))
def test_no_text_raises(pieces: list[str]) -> None:
    raw = "".join(pieces).encode(errors="replace")
    article, problems = parse_source(Source("en/a", "kb/en/a.md", raw, "hash"), SETTINGS)
    assert article or problems or b"draft" in raw.lower()
    assert all("\n" not in str(problem) for problem in problems)


@given(st.dictionaries(st.text(max_size=8), st.none() | st.booleans() | st.floats() | st.lists(st.text(max_size=5))))
def test_no_front_matter_of_a_record_raises(values: dict[str, object]) -> None:
    raw = json.dumps({"id": "a", "language": "en", "body": "text", **values}).encode()
    parse_source(Source("en/a", "kb.jsonl", raw, "hash"), SETTINGS)
