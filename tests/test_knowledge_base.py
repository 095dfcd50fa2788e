"""The project's own articles: complete in three languages, useful in length, found by what customers type.

1. At least 45 articles in each of es, sk, en, the same ones; nothing for ``check`` to find.
2. Each has a title, 8 questions, 3 ``finds`` and 150-400 words.
3. Each of its ``finds`` has the article among the first three hits; none of its ``not_for`` has.
4. In each language, at least 5 articles have ``not_for``: questions that belong to a neighbour.
5. The example in the README is what its command prints.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

import indexer
import search
from search import Article, Problem, Searcher, Settings

ROOT = Path(search.__file__).parent.parent
ARTICLES = ROOT / "kb_articles"
LANGUAGES = ("en", "es", "sk")
FEWEST_ARTICLES = 45
FEWEST_QUESTIONS = 8
FEWEST_FINDS = 3
FEWEST_WITH_NOT_FOR = 5
WORDS = range(150, 401)
SHOWN = 3
"""Hits a visitor sees before a request is written."""


def read_articles() -> tuple[tuple[Article, ...], tuple[Problem, ...]]:
    """Return the project's articles and what ``check`` finds in them."""
    return search.check_folder(Settings(articles=ARTICLES))


OWN_ARTICLES, PROBLEMS = read_articles()
FINDS = [(article.article_id, query) for article in OWN_ARTICLES for query in article.finds]
NOT_FOR = [(article.article_id, query) for article in OWN_ARTICLES for query in article.not_for]
EACH_ARTICLE = pytest.mark.parametrize("article", OWN_ARTICLES, ids=[article.article_id for article in OWN_ARTICLES])


def shown(searcher: Searcher, query: str, language: str) -> list[str]:
    """Return the ids of the hits that a visitor sees."""
    return [hit.article.article_id for hit in searcher.search(query, language, limit=SHOWN).hits]


def word_count(article: Article) -> int:
    """Return how many words the article's sections have."""
    return sum(len(re.findall(r"\w+", f"{section.heading} {section.text}")) for section in article.sections)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_articles_in_every_language(language: str) -> None:
    assert sum(article.language == language for article in OWN_ARTICLES) >= FEWEST_ARTICLES


def test_every_article_is_there_in_every_language() -> None:
    keys = {language: {each.key for each in OWN_ARTICLES if each.language == language} for language in LANGUAGES}
    assert keys["en"] == keys["es"] == keys["sk"]


def test_check_finds_nothing() -> None:
    assert [str(problem) for problem in PROBLEMS] == []


@EACH_ARTICLE
def test_an_article_is_complete(article: Article) -> None:
    assert article.title
    assert article.summary
    assert article.updated
    assert article.related
    assert len(set(article.questions)) >= FEWEST_QUESTIONS
    assert len(set(article.finds)) >= FEWEST_FINDS


@EACH_ARTICLE
def test_an_article_is_neither_thin_nor_endless(article: Article) -> None:
    assert word_count(article) in WORDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_articles_have_one_title(language: str) -> None:
    titles = [article.title for article in OWN_ARTICLES if article.language == language]
    assert len(titles) == len(set(titles))


@EACH_ARTICLE
def test_what_an_article_is_asked_in_tests_is_not_written_in_it(article: Article) -> None:
    written = {text.casefold() for text in (article.title, *article.questions, *article.keywords)}
    assert [query for query in (*article.finds, *article.not_for) if query.casefold() in written] == []


@pytest.mark.parametrize(("article_id", "query"), FINDS)
def test_an_article_is_found_by_what_customers_type(own_searcher: Searcher, article_id: str, query: str) -> None:
    assert article_id in shown(own_searcher, query, article_id.partition("/")[0])


@pytest.mark.parametrize(("article_id", "query"), NOT_FOR)
def test_an_article_does_not_answer_what_it_is_not_for(own_searcher: Searcher, article_id: str, query: str) -> None:
    found = shown(own_searcher, query, article_id.partition("/")[0])
    assert found
    assert article_id not in found


@pytest.mark.parametrize("language", LANGUAGES)
def test_enough_articles_say_what_they_are_not_for(language: str) -> None:
    assert (
        sum(article.language == language and bool(article.not_for) for article in OWN_ARTICLES) >= FEWEST_WITH_NOT_FOR
    )


@pytest.mark.parametrize(
    ("query", "language", "keys"),
    [
        ("nejde mi vybrat peniaze", "sk", {"withdrawal-failed", "withdrawal-limits"}),
        ("mi retiro no llega", "es", {"withdrawal-delayed"}),
        ("how do i see if my ticket got answered", "en", {"follow-open-requests"}),
    ],
)
def test_a_question_as_customers_type_it_has_its_answer_first(
    own_searcher: Searcher, query: str, language: str, keys: set[str]
) -> None:
    assert own_searcher.search(query, language).hits[0].article.key in keys


def test_the_index_holds_every_article(own_index: Settings, own_searcher: Searcher) -> None:
    heads = [head.article_id for language in own_searcher.languages for head in own_searcher.heads(language)]
    assert heads == [article.article_id for article in OWN_ARTICLES]
    assert search.read_statistics(own_index).articles == len(OWN_ARTICLES)


def test_the_example_in_the_readme_is_what_its_command_prints(own_index: Settings) -> None:
    (example,) = re.findall(r"^\$ python indexer\.py (.+?)^```$", (ROOT / "README.md").read_text("utf-8"), re.M | re.S)
    command, _, printed = example.partition("\n")
    result = CliRunner().invoke(indexer.main, [*shlex.split(command), "--index", str(own_index.index)])
    assert without_scores(result.output) == without_scores(printed)


def without_scores(printed: str) -> list[str]:
    """Return the lines of ``printed``; an article's age moves its score a little every month."""
    return [re.sub(r"\d\.\d+", "0", line).rstrip() for line in printed.splitlines()]
