"""Heads as other systems write them: forms, keys, colons, and what keeps an article out."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.content.articles import parse_source
from search.content.findings import Findings
from search.content.front_matter import split_document
from search.content.sources import Source
from search.content.yaml_values import read_forgiving, read_yaml
from search.kinds import ProblemKind
from search.model import Article, Problem
from search.settings import ContentSettings

BODY = "We are closed.\n"


def parse(text: str, place: str = "en/closed.md") -> tuple[Article | None, tuple[Problem, ...]]:
    """Return what becomes of the file ``text`` at ``place``."""
    article_id = place.removesuffix(".md").replace("/", "--").replace("--", "/", 1)
    return parse_source(Source(article_id, f"kb/{place}", text.encode(), "hash", place=place), ContentSettings())


def read(text: str, place: str = "en/closed.md") -> Article:
    """Return the article in a file without problems."""
    article, problems = parse(text, place)
    assert problems == ()
    assert article
    return article


HEADS = {
    "YAML": "---\ntitle: Closed days\ncategory: hours\ndate: 2026-01-01\ntags:\n- holiday\n- bank\nweight: 3\n---\n",
    "TOML": '+++\ntitle = "Closed days"\ncategory = "hours"\ndate = 2026-01-01\n'
    'tags = ["holiday", "bank"]\nweight = 3\n+++\n',
    "TOML with a time": "+++\ntitle = 'Closed days'\ncategory = 'hours'\ndate = 2026-01-01T08:00:00Z\n"
    "tags = ['holiday',\n  'bank']\nweight = 3.0\n+++\n",
    "JSON": '{\n  "title": "Closed days",\n  "category": "hours",\n  "date": "2026-01-01",\n  '
    '"tags": ["holiday", "bank"],\n  "weight": 3\n}\n\n',
    "JSON in a line": '{"title": "Closed days", "category": "hours", "date": "2026-01-01", '
    '"tags": "holiday, bank", "weight": 3}\n',
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_a_head_means_the_same_in_every_form(head: str) -> None:
    article = read(head + BODY)
    assert (article.title, article.category, article.updated) == ("Closed days", "hours", date(2026, 1, 1))
    assert (article.keywords, article.order) == (("holiday", "bank"), 3.0)
    assert [section.text for section in article.sections] == ["We are closed."]


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ("---\ntitle: x\ncategory: c\nupdated: soon\n---\n", 4),
        ("+++\ntitle = 'x'\ncategory = 'c'\nupdated = 'soon'\n+++\n", 4),
        ('{\n"title": "x",\n"category": "c",\n"updated": "soon"\n}\n', 4),
    ],
)
def test_a_problem_names_the_line_in_every_form(head: str, line: int) -> None:
    problems = parse(head + BODY)[1]
    assert [(each.line, each.kind) for each in problems] == [(line, ProblemKind.BAD_DATE)]


@pytest.mark.parametrize(
    "text", ["{% include note.html %}\n\nText.", "{{ title }}\n\nText.", "{}\n\nText.", "+++a\nText."]
)
def test_what_only_looks_like_a_head_is_text(text: str) -> None:
    document = split_document(text, 64_000, Findings("a.md"))
    assert document
    assert (document.fields, document.body) == ({}, text)


OUT = [
    *(
        "draft: true",
        "draft: True",
        "draft: YES",
        "draft: 'on'",
        "published: false",
        "published: FALSE",
        "published: no",
    ),
    *(
        "Draft: true",
        "PUBLISHED: No",
        "Status: draft",
        "unlisted: true",
        "hidden: true",
        "status: draft",
        "status: Draft",
    ),
]


@pytest.mark.parametrize("line", OUT)
def test_what_another_system_keeps_out_stays_out(line: str) -> None:
    assert parse(f"---\ntitle: New prices\nanything: else\n{line}\n---\n{BODY}") == (None, ())


@pytest.mark.parametrize("head", ["+++\ndraft = true\n+++\n", '{"published": false}\n', '{"draft": "yes"}\n'])
def test_other_forms_keep_out_as_well(head: str) -> None:
    assert parse(head + BODY) == (None, ())


@pytest.mark.parametrize("line", ["draft: false", "published: true", "published: 2026-01-01", "unlisted: no", "draft:"])
def test_what_is_no_draft_is_an_article_without_a_word(line: str) -> None:
    assert read(f"---\ntitle: T\ncategory: c\nupdated: 2026-11-30\n{line}\n---\n{BODY}")


def test_what_is_neither_yes_nor_no_never_goes_public() -> None:
    article, problems = parse(f"---\ntitle: T\ndraft: almost\n---\n{BODY}")
    assert article is None
    assert problems[0].kind is ProblemKind.UNKNOWN_STATUS


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        ("date: 2026-01-01\nlastmod: 2026-03-04", date(2026, 3, 4)),
        ("last_update:\n  date: 2026-03-04\n  author: a", date(2026, 3, 4)),
        ("updated: 2026-05-06\ndate: 2026-01-01", date(2026, 5, 6)),
        ("date: 2026-03-04 10:00:00 +0100", date(2026, 3, 4)),
        ("ms.date: 3/4/2026", date(2026, 3, 4)),
        ("ms.date: 12/31/2026\ndate: 2026-01-01", date(2026, 12, 31)),
        ("ms.date: 2026-03-04", date(2026, 3, 4)),
        ("last_modified: 2026-03-04\ndate: 2026-01-01", date(2026, 3, 4)),
    ],
)
def test_the_last_change_goes_by_many_names(lines: str, day: date) -> None:
    assert read(f"---\ntitle: T\ncategory: c\n{lines}\n---\n{BODY}").updated == day


@pytest.mark.parametrize("line", ["ms.date: 31/12/2026", "ms.date: 2/30/2026", "date: 3/4/2026"])
def test_a_day_that_is_none_or_could_be_two_is_a_warning(line: str) -> None:
    article, problems = parse(f"---\ntitle: T\ncategory: c\n{line}\n---\n{BODY}")
    assert article
    assert (article.updated, [each.kind for each in problems]) == (None, [ProblemKind.BAD_DATE])


ZOLA = {
    "Zola": '+++\ntitle = "Closed days"\nupdated = 2026-01-01\nweight = 3\npath = "hours/shut"\n'
    '[taxonomies]\ncategories = ["hours"]\ntags = ["holiday", "bank"]\n'
    '[extra]\ntoc = true\nkeywords = ["shut"]\nweight = 9\n[extra.cover]\nimage = "a.png"\n+++\n',
    "YAML": "---\ntitle: Closed days\nupdated: 2026-01-01\nweight: 3\nurl: /hours/shut/\ntaxonomies:\n"
    "  categories: [hours]\n  tags: [holiday, bank]\nparams:\n  toc: true\n  keywords: [shut]\n---\n",
}


@pytest.mark.parametrize("head", ZOLA.values(), ids=ZOLA)
def test_tables_say_the_same_as_keys_outside_them(head: str) -> None:
    article = read(head + BODY)
    assert (article.category, article.order, article.keywords) == ("hours", 3.0, ("shut", "holiday", "bank"))
    assert article.slug == "hours-shut"


@pytest.mark.parametrize("table", ["taxonomies", "extra", "params"])
@pytest.mark.parametrize("value", ["", " text", " [a, b]", "\n  draft: maybe", "\n  tags: {a: b}", "\n  title: [x]"])
def test_no_table_raises(table: str, value: str) -> None:
    parse(f"---\ntitle: T\n{table}:{value}\n---\n{BODY}")


def test_a_draft_in_a_table_stays_out() -> None:
    assert parse(f"+++\n[extra]\ndraft = true\n+++\n{BODY}") == (None, ())


def test_a_label_of_hugo_stands_in_for_the_title() -> None:
    article, problems = parse(f"---\ncategory: c\ndate: 2026-01-01\nlinkTitle: Shut\n---\n{BODY}")
    assert article
    assert article.title == "Shut"
    assert [each.what for each in problems] == ["the title is missing, 'linkTitle' stands in"]


def test_places_labels_and_addresses_of_other_systems_are_taken_over() -> None:
    head = "---\ncategory: c\ndate: 2026-01-01\ntitle: T\n"
    article = read(
        f"{head}sidebar_position: 2.5\nkeywords: [a]\ntags: [b, a]\ndescription: Short.\n"
        f"redirect_from:\n- /old/closed.html\npermalink: /hours/shut/\n---\n{BODY}"
    )
    assert (article.order, article.keywords, article.summary) == (2.5, ("a", "b"), "Short.")
    assert (article.slug, article.aliases) == ("hours-shut", ("/old/closed.html", "/hours/shut/"))
    assert read(f"{head}slug: /hours/closed\n---\n{BODY}").aliases == ("/hours/closed",)
    assert read(f"{head}id: bank-holidays\n---\n{BODY}").slug == "bank-holidays"
    assert read(f"{head}id: overview\n---\n{BODY}", "en/pay/1.md").slug == "pay--overview"
    assert read(f"{head}aliases: [/, old]\n---\n{BODY}").aliases == ("old",)
    assert read(f"{head}permalink: /:year/:title/\n---\n{BODY}").aliases == ()
    labelled, problems = parse(f"---\ncategory: c\ndate: 2026-01-01\nsidebar_label: Shut\n---\n{BODY}")
    assert labelled
    assert labelled.title == "Shut"
    assert [each.kind for each in problems] == [ProblemKind.MISSING_TITLE]


def test_a_fragment_of_a_former_address_is_a_warning() -> None:
    article, problems = parse(
        "---\ntitle: T\ncategory: c\ndate: 2026-01-01\naliases: ['/faq#fees', old, 'kb.php?id=3']\n"
        f"redirect_from: /x#y, /z\n---\n{BODY}"
    )
    assert article
    assert article.aliases == ("old", "/kb.php?id=3", "/z")
    assert [str(each) for each in problems] == [
        f"kb/en/closed.md:{line}: alias '{alias}' has a '#', and browsers keep to themselves what follows it. "
        "Write what stands before the '#', if that was the address of this article alone."
        for line, alias in ((6, "/x#y"), (5, "/faq#fees"))
    ]


COLONS = {
    "a title": ("title: Card: how do I block it?", "title", "Card: how do I block it?"),
    "a title that ends so": ("title: What to do:", "title", "What to do:"),
    "a title with quotes in it": ("title: The card's name: what is it?", "title", "The card's name: what is it?"),
    "two of them": ("title: T\nsummary: One: two: three", "summary", "One: two: three"),
    "an entry": ("title: T\nquestions:\n- Card: blocked: why?\n- how", "questions", ("Card: blocked: why?", "how")),
    "an entry that is YAML": ("title: T\nquestions:\n  - Card: blocked\n", "questions", ("Card: blocked",)),
    "an entry in a line": ("title: T\nkeywords: [a, card: blocked]", "keywords", ("a", "card: blocked")),
}


@pytest.mark.parametrize(("lines", "name", "value"), COLONS.values(), ids=COLONS)
def test_a_colon_without_quotes_is_read_as_written(lines: str, name: str, value: object) -> None:
    article, problems = parse(f"---\ncategory: c\nupdated: 2026-11-30\n{lines}\n---\n{BODY}")
    assert article
    assert getattr(article, name) == value
    assert [each.kind for each in problems] == [ProblemKind.UNQUOTED_COLON]
    first = value[-1] if name == "keywords" and isinstance(value, tuple) else value if isinstance(value, str) else None
    assert first is None or problems[0].remedy.endswith(f'"{first}"')


def test_only_texts_are_forgiven_their_colon() -> None:
    head = "title: T\nmenu:\n  - name: a\n    url: b: c\n"
    article, problems = parse(f"---\n{head}---\n{BODY}")
    assert article is None
    assert [(each.line, each.kind) for each in problems] == [(5, ProblemKind.BAD_FRONT_MATTER)]


def test_a_block_of_text_is_not_touched() -> None:
    text = "summary: |\n  - a: b: c\n  d: e: f\ntitle: Card: lost\n"
    field, bare = read_forgiving(text)
    assert dict(zip(field.keys, field.items, strict=True))["summary"].text == "- a: b: c\nd: e: f\n"
    assert [each.key for each in bare] == ["title"]


WORDS = st.text([chr(code) for code in range(32, 127)], min_size=1, max_size=20)


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_quoted_texts_arrive_as_they_are(words: list[str]) -> None:
    lines = [f"k{number}: '{word.replace(chr(39), chr(39) * 2)}'" for number, word in enumerate(words)]
    assert [each.text for each in read_yaml("\n".join(lines)).items] == words


@given(st.text(max_size=60))
def test_no_head_of_any_form_raises(text: str) -> None:
    for head in (f"---\n{text}\n---\n", f"+++\n{text}\n+++\n", f'{{"{text}', f'{{"a": {text}}}'):
        findings = Findings("a.md")
        document = split_document(head + BODY, 64_000, findings)
        assert document or findings.has_error


@pytest.mark.parametrize("text", ["---\n\n# A\n\nb\n", "---\n\nwords: many\n", "---\n\n# A\n\nb\n\n---\n\nc\n"])
def test_a_rule_above_the_first_heading_is_no_head(text: str) -> None:
    findings = Findings("a.md")
    document = split_document(text, 1000, findings)
    is_head = "words:" in text
    assert (document is None, bool(findings.problems)) == (is_head, is_head)
    assert is_head or (document and document.body == text)


def test_a_head_may_begin_with_a_blank_line_and_a_comment() -> None:
    document = split_document("---\n\n# for the team\ntitle: A\n---\nb\n", 1000, Findings("a.md"))
    assert document
    assert (list(document.fields), document.body) == (["title"], "\nb\n")
