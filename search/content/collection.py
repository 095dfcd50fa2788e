"""What can only be seen with all articles side by side: doubles, dead links, missing translations."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from search.content.articles import DEFAULT_CATEGORY, parse_source
from search.content.categories import FILE, read_categories
from search.content.links import article_links
from search.content.sources import Source, list_sources
from search.kinds import ProblemKind
from search.model import Article, Category, Problem, Severity
from search.settings import ContentSettings


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with an article among the others."""

    article: Article
    quote: str
    """What the line to be mended holds; nothing where no line is to blame."""

    what: str
    remedy: str
    kind: ProblemKind = ProblemKind.OTHER


def check_collection(
    articles: Sequence[Article],
    categories: Sequence[Category],
    languages: Collection[str],
    sources: Iterable[Source] = (),
) -> list[Problem]:
    """Return what is wrong between the articles, by path and line; all of it is a warning.

    Problems name ``<article_id>.md`` and line 1, or the true path and line of those articles whose ``sources`` are
    given.
    """
    known = {source.article_id: source for source in sources}
    faults = [
        *slug_faults(articles),
        *reference_faults(articles),
        *category_faults(articles, categories),
        *translation_faults(articles, languages),
    ]
    problems = [problem_of(fault, known.get(fault.article.article_id)) for fault in faults]
    return sorted([*problems, *name_problems(articles, categories, languages)])


def check_folder(
    root: Path, settings: ContentSettings, languages: Collection[str]
) -> tuple[tuple[Article, ...], tuple[Problem, ...]]:
    """Return all articles under ``root``, by article_id, and everything that is wrong, by path and line.

    Raises SettingsError where ``root`` is not there.
    """
    sources, problems = list_sources(root, settings, languages)
    categories, found = read_categories(root)
    problems += found
    articles = []
    for source in sources:
        article, found = parse_source(source, settings)
        problems += found
        if article:
            articles.append(article)
    problems += problems_between(articles, categories, languages, sources, root)
    return tuple(articles), tuple(sorted(problems))


def problems_between(
    articles: Sequence[Article],
    categories: Sequence[Category],
    languages: Collection[str],
    sources: Iterable[Source],
    root: Path,
) -> list[Problem]:
    """Return what ``check_collection`` does, with the path of the categories under ``root``."""
    path = (root / FILE).as_posix()
    found = check_collection(articles, categories, languages, sources)
    return [moved(problem, path) if problem.path == FILE else problem for problem in found]


def moved(problem: Problem, path: str) -> Problem:
    """Return ``problem`` under another path."""
    return Problem(path, problem.line, problem.what, problem.remedy, problem.severity, problem.kind)


def problem_of(fault: Fault, source: Source | None) -> Problem:
    """Return ``fault`` with the place to mend."""
    if source is None:
        return Problem(f"{fault.article.article_id}.md", 1, fault.what, fault.remedy, Severity.WARNING, fault.kind)
    line = source.line
    position = source.raw.find(fault.quote.encode()) if fault.quote else -1
    if position > 0:
        line += source.raw.count(b"\n", 0, position)
    return Problem(source.path, line, fault.what, fault.remedy, Severity.WARNING, fault.kind)


def slug_faults(articles: Iterable[Article]) -> Iterator[Fault]:
    """Yield slugs and former slugs that two articles of one language lay claim to."""
    owners: dict[tuple[str, str], Article] = {}
    for article in articles:
        owner = owners.setdefault((article.language, article.slug), article)
        if owner is not article:
            what = f"slug '{article.slug}' belongs to '{owner.article_id}' too"
            yield Fault(article, article.slug, what, "Give one of them another slug", ProblemKind.DOUBLE_SLUG)
    for article in articles:
        for alias in article.aliases:
            owner = owners.setdefault((article.language, alias), article)
            if owner is not article:
                what = f"alias '{alias}' is a slug or alias of '{owner.article_id}' too"
                yield Fault(article, alias, what, "Remove the alias", ProblemKind.DOUBLE_ALIAS)


def reference_faults(articles: Iterable[Article]) -> Iterator[Fault]:
    """Yield related keys, links and anchors that lead nowhere."""
    anchors = {article.article_id: {section.anchor for section in article.sections} for article in articles}
    for article in articles:
        for key in article.related:
            if f"{article.language}/{key}" not in anchors:
                what = f"related article '{key}' does not exist in language '{article.language}'"
                yield Fault(article, key, what, "Correct the key, or write the article", ProblemKind.DEAD_RELATED)
        for section in article.sections:
            if "article:" in section.html:
                yield from link_faults(article, section.html, anchors)


def link_faults(article: Article, html: str, anchors: Mapping[str, Collection[str]]) -> Iterator[Fault]:
    """Yield the links in ``html`` that lead nowhere."""
    for key, anchor in article_links(html):
        target = f"{article.language}/{key}"
        if target not in anchors:
            what = f"link to article '{key}', which does not exist in language '{article.language}'"
            remedy = "Correct the key, or write the article"
            yield Fault(article, f"{key}.md", what, remedy, ProblemKind.DEAD_LINK)
        elif anchor and anchor not in anchors[target]:
            what = f"link to '{key}.md#{anchor}', a section that does not exist"
            remedy = "Take the anchor from the address of the section"
            yield Fault(article, f"{key}.md#", what, remedy, ProblemKind.DEAD_ANCHOR)


def category_faults(articles: Iterable[Article], categories: Collection[Category]) -> Iterator[Fault]:
    """Yield categories that are not in the list, where there is a list."""
    keys = {DEFAULT_CATEGORY, *(category.key for category in categories)}
    if not categories:
        return
    for article in articles:
        if article.category not in keys:
            remedy = f"Use one of {', '.join(sorted(keys))}, or add it to {FILE}"
            what = f"unknown category '{article.category}'"
            yield Fault(article, article.category, what, remedy, ProblemKind.UNKNOWN_CATEGORY)


def translation_faults(articles: Iterable[Article], languages: Collection[str]) -> Iterator[Fault]:
    """Yield articles that some of the languages in use lack, once an article, at its first language."""
    in_use = used(articles, languages)
    by_key: dict[str, dict[str, Article]] = {}
    for article in articles:
        by_key.setdefault(article.key, {})[article.language] = article
    for key, versions in by_key.items():
        missing = [language for language in in_use if language not in versions]
        if missing:
            first = versions[min(versions)]
            what = f"article '{key}' is missing in {', '.join(missing)}"
            remedy = f"Write {', '.join(f'{language}/{key}.md' for language in missing)}"
            yield Fault(first, "", what, remedy, ProblemKind.MISSING_TRANSLATION)


def name_problems(
    articles: Iterable[Article], categories: Iterable[Category], languages: Collection[str]
) -> Iterator[Problem]:
    """Yield categories without a name in a language in use."""
    in_use = used(articles, languages)
    for category in categories:
        missing = [language for language in in_use if language not in category.names]
        if missing:
            what = f"category '{category.key}' has no name in {', '.join(missing)}"
            remedy = "Add a name for each of them"
            yield Problem(FILE, 1, what, remedy, Severity.WARNING, ProblemKind.UNNAMED_CATEGORY)


def used(articles: Iterable[Article], languages: Collection[str]) -> list[str]:
    """Return those of ``languages`` that have articles, by code."""
    return sorted({article.language for article in articles}.intersection(languages))
