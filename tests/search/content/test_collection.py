"""What is seen with all articles side by side, and all problems at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from search.content.categories import read_categories
from search.content.collection import check_collection, check_folder
from search.errors import SettingsError
from search.model import Article, Category, Section, Severity
from search.settings import ContentSettings

LANGUAGES = ("en", "es", "sk")
HEAD = "title: T\ncategory: general\nupdated: 2026-11-30\n"


def article(article_id: str, html: str = "<p>x</p>", **fields: Any) -> Article:
    """Build an article of one section, ``s-how``."""
    language, _, key = article_id.partition("/")
    plain = Article(
        article_id=article_id,
        language=language,
        key=key,
        title="T",
        category="general",
        slug=key,
        summary="",
        questions=(),
        keywords=(),
        sections=(Section("s-how", "How", 2, "x", html),),
        related=(),
        aliases=(),
        finds=(),
        not_for=(),
        updated=None,
        content_hash="hash",
    )
    return replace(plain, **fields)


def messages(*articles: Article, categories: tuple[Category, ...] = ()) -> list[str]:
    """Return what is wrong between ``articles``."""
    problems = check_collection(articles, categories, LANGUAGES)
    assert all(problem.severity is Severity.WARNING for problem in problems)
    return [str(problem) for problem in problems]


def test_two_articles_may_not_share_a_slug_in_one_language() -> None:
    assert messages(article("en/a", slug="x"), article("en/b", slug="x")) == [
        "en/b.md:1: slug 'x' belongs to 'en/a' too. Give one of them another slug."
    ]
    assert messages(article("en/a", slug="x"), article("es/a", slug="x")) == []


def test_an_alias_may_not_be_the_slug_of_another() -> None:
    first, second = article("en/a", aliases=("b",)), article("en/b", aliases=("old",))
    third = article("en/c", aliases=("old",))
    assert messages(first, second, third) == [
        "en/a.md:1: alias 'b' is a slug or alias of 'en/b' too. Remove the alias.",
        "en/c.md:1: alias 'old' is a slug or alias of 'en/b' too. Remove the alias.",
    ]


def test_related_articles_and_links_must_exist() -> None:
    links = '<a href="article:b" rel="x">b</a> <a href="article:b#s-how">c</a> <a href="article:b#s-no">d</a>'
    found = messages(article("en/a", related=("b", "c"), html=f'{links} <a href="article:gone">e</a>'), article("en/b"))
    assert found == [
        "en/a.md:1: link to 'b.md#s-no', a section that does not exist. "
        "Take the anchor from the address of the section.",
        "en/a.md:1: link to article 'gone', which does not exist in language 'en'. "
        "Correct the key, or write the article.",
        "en/a.md:1: related article 'c' does not exist in language 'en'. Correct the key, or write the article.",
    ]


def test_categories_are_checked_where_there_are_any() -> None:
    fees = Category("fees", {"en": "Fees"}, {})
    assert messages(article("en/a", category="cards")) == [
        "categories.yml:1: category 'cards' has no name, 'Cards' is shown. "
        "Add it to categories.yml, as in 'cards: {en: Cards}'."
    ]
    assert messages(article("en/a", category="cards"), article("en/b"), categories=(fees,)) == [
        "en/a.md:1: unknown category 'cards'. Use one of fees, general, or add it to categories.yml."
    ]


def test_categories_need_a_name_in_every_language_in_use() -> None:
    fees = Category("fees", {"en": "Fees"}, {})
    assert messages(article("en/a"), article("es/a"), categories=(fees,)) == [
        "categories.yml:1: category 'fees' has no name in es. Add a name for each of them."
    ]


def test_a_translation_is_missed_in_the_languages_in_use() -> None:
    assert messages(article("en/a"), article("es/a"), article("es/b")) == [
        "es/b.md:1: article 'b' is missing in en. Write en/b.md."
    ]


def write(root: Path, files: dict[str, str | bytes]) -> Path:
    """Write ``files`` below ``root`` and return it."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def test_all_problems_of_a_folder_are_reported_by_path_and_line(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        {
            "categories.yml": "general: {en: General}\nfees: 3\n",
            "en/bom.md": f"\ufeff---\n{HEAD}---\nx".replace("\n", "\r\n"),
            "en/bomb.md": "---\na: &a [x]\n---\nx",
            "en/double.md": f"---\n{HEAD}slug: bom\n---\nx",
            "en/empty.md": "",
            "en/guide/links.md": f"---\n{HEAD}related:\n- gone\n---\nx\n\n[up](../bom.md)\n\n[dead](dead.md)\n",
            "en/latin.md": "perdió".encode("latin-1"),
            "en/list.md": "---\n- a\n---\nx",
        },
    )
    articles, problems = check_folder(root, ContentSettings(), LANGUAGES)
    assert [each.article_id for each in articles] == ["en/bom", "en/double", "en/guide--links"]
    assert [str(each).removeprefix(f"{root}/") for each in problems] == [
        "categories.yml:2: category 'fees' is a text, expected names by language. "
        "Write 'key: {language: {name: ..., description: ...}}'.",
        "en/bomb.md:2: the front matter uses the YAML alias or anchor '&a'. "
        "Write the value out, or put quotes around a text that begins with * or &.",
        "en/double.md:5: slug 'bom' belongs to 'en/bom' too. Give one of them another slug.",
        "en/empty.md:1: the file is empty. Write an article or delete the file.",
        "en/guide/links.md:6: related article 'gone' does not exist in language 'en'. "
        "Correct the key, or write the article.",
        "en/guide/links.md:12: link to article 'guide--dead', which does not exist in language 'en'. "
        "Correct the key, or write the article.",
        "en/latin.md:1: the file is not UTF-8 but probably Latin-1: byte 0xF3. Save it as UTF-8.",
        "en/list.md:2: the front matter is a list, expected 'key: value' lines. "
        "Write one 'key: value' a line, or remove both lines '---'.",
    ]


def test_a_json_lines_file_is_checked_too(tmp_path: Path) -> None:
    head = '"language": "en", "title": "T", "category": "x", "updated": "2026-11-30"'
    lines = [f'{{"id": "a", {head}, "body": "x"}}', f'{{"id": "b", {head}, "body": "[a](c.md)"}}']
    root = write(tmp_path, {"kb.jsonl": "\n".join(lines)})
    articles, problems = check_folder(root / "kb.jsonl", ContentSettings(), LANGUAGES)
    assert len(articles) == 2
    assert [str(each).removeprefix(f"{root}/") for each in problems] == [
        "kb.jsonl:2: link to article 'c', which does not exist in language 'en'. Correct the key, or write the article."
    ]


def test_a_folder_that_is_not_there_stops(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        check_folder(tmp_path / "none", ContentSettings(), LANGUAGES)


def test_categories_keep_their_order(tmp_path: Path) -> None:
    text = "b:\n  en: {name: B, description: All of B.}\n  es: Be\na:\n  en: {name: A}\n"
    categories, problems = read_categories(write(tmp_path, {"categories.yml": text}))
    assert categories == (
        Category("b", {"en": "B", "es": "Be"}, {"en": "All of B."}),
        Category("a", {"en": "A"}, {}),
    )
    assert problems == ()


@pytest.mark.parametrize("icon", ["card", "💳", "✉️", "👨‍👩‍👧", "🇸🇰", "'1️⃣'", "👍🏽"])
def test_a_category_may_have_an_icon(tmp_path: Path, icon: str) -> None:
    categories, problems = read_categories(write(tmp_path, {"categories.yml": f"a:\n  icon: {icon}\n  en: A\n"}))
    assert categories == (Category("a", {"en": "A"}, {}, icon=icon.strip("'")),)
    assert problems == ()


@pytest.mark.parametrize("icon", ["crad", "'1'", "card 💳", "💳💳💳💳💳💳💳💳💳💳💳💳💳", "<b>", "../card", "'\u20e3'"])
def test_an_unknown_icon_is_a_problem_with_those_that_are_known(tmp_path: Path, icon: str) -> None:
    root = write(tmp_path, {"categories.yml": f"a:\n  en: A\n  icon: {icon}\n"})
    categories, problems = read_categories(root)
    assert categories == (Category("a", {"en": "A"}, {}),)
    assert str(problems[0]).removeprefix(f"{root}/") == (
        f"categories.yml:3: category 'a' has the unknown icon '{icon.strip(chr(39))}'. Use an emoji, or one of account,"
        " box, calendar, card, chart, chat, document, download, globe, help, home, lock, money, people, phone,"
        " settings, star, transfer, upload, warning."
    )


@pytest.mark.parametrize("icon", ["[card]", "{a: b}", ""])
def test_an_icon_that_is_no_text_is_a_problem(tmp_path: Path, icon: str) -> None:
    _, problems = read_categories(write(tmp_path, {"categories.yml": f"a:\n  icon: {icon}\n  en: A\n"}))
    assert [each.what for each in problems] == ["the icon of category 'a' is no text"]


@pytest.mark.parametrize("value", ["true", "false", "maybe", "[true]", "{a: b}", ""])
def test_a_category_that_says_it_is_urgent_is_told_that_articles_do(value: str, tmp_path: Path) -> None:
    text = f"fees:\n  en: Fees\nfraud:\n  en: Fraud\n  urgent: {value}\n"
    categories, (problem,) = read_categories(write(tmp_path, {"categories.yml": text}))
    assert categories == (Category("fees", {"en": "Fees"}, {}), Category("fraud", {"en": "Fraud"}, {}))
    assert str(problem) == (
        f"{tmp_path}/categories.yml:5: category 'fraud' is urgent as a whole, which counts for nothing any more. "
        "Remove the line, and write 'urgent: ' and what to do at once into the articles that are."
    )
    assert problem.severity is Severity.WARNING


@pytest.mark.parametrize(("entry", "count"), [("{urgent: true}", 2), ("{}", 1)])
def test_a_category_without_a_name_is_a_problem(entry: str, count: int, tmp_path: Path) -> None:
    categories, problems = read_categories(write(tmp_path, {"categories.yml": f"fraud: {entry}\n"}))
    assert (categories, len(problems)) == ((), count)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            b"- a",
            "1: the file is a list, expected categories by key. "
            "Write 'key: {language: {name: ..., description: ...}}'.",
        ),
        (
            b"a: 1\nb: [",
            "3: the file is not YAML: did not find expected node content. Put quotes around a text "
            "that holds ': ' or begins with a sign such as *, &, [, @ or %.",
        ),
        (b"\xff", "1: the file is not UTF-8. Save it as UTF-8."),
    ],
)
def test_a_damaged_list_of_categories_is_a_problem(tmp_path: Path, text: bytes, message: str) -> None:
    categories, problems = read_categories(write(tmp_path, {"categories.yml": text}))
    assert categories == ()
    assert [str(problem) for problem in problems] == [f"{tmp_path}/categories.yml:{message}"]


def test_a_category_without_a_name_in_any_language_is_named_for_itself_too(tmp_path: Path) -> None:
    categories, problems = read_categories(
        write(tmp_path, {"categories.yml": "a:\n  en: {title: A}\n  es: Be\nb: {en: }"})
    )
    assert [(each.key, each.names) for each in categories] == [("a", {"es": "Be"})]
    assert [(problem.line, problem.what) for problem in problems] == [
        (2, "category 'a' has no name in language 'en'"),
        (4, "category 'b' has no name in language 'en'"),
        (4, "category 'b' has no name"),
    ]


def test_without_a_list_there_are_no_categories(tmp_path: Path) -> None:
    assert read_categories(tmp_path) == ((), ())
    assert read_categories(tmp_path / "kb.jsonl") == ((), ())
