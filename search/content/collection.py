"""What can only be seen with all articles side by side: doubles, dead links, missing translations."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from search.content.articles import DEFAULT_CATEGORY, parse_source
from search.content.categories import FILE, read_categories
from search.content.links import article_links, link_candidates, path_key
from search.content.settling import Lines, target_lines
from search.content.slugs import heading_anchors, slugify
from search.content.sources import Source, is_json_lines, list_sources
from search.kinds import ProblemKind
from search.model import FOLDER_MARK, Article, Category, Problem, Severity, readable
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
    href: str = ""
    """The link to be mended, as it was settled; nothing where it is another fault."""


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
    lines: dict[str, Lines] = {}
    faults = [
        *slug_faults(articles),
        *reference_faults(articles),
        *category_faults(articles, categories),
        *translation_faults(articles, languages),
    ]
    problems = [problem_of(fault, known.get(fault.article.article_id), lines) for fault in faults]
    named = [*name_problems(articles, categories, languages), *unnamed_problems(articles, categories)]
    return sorted([*problems, *named])


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
    """Return what ``check_collection`` does, with the path of the categories under ``root``.

    A file of lines has no list of categories beside it, and nothing is said of one.
    """
    path = (root / FILE).as_posix()
    found = check_collection(articles, categories, languages, sources)
    if not root.is_dir():
        return [problem for problem in found if problem.path != FILE]
    return [moved(problem, path) if problem.path == FILE else problem for problem in found]


def moved(problem: Problem, path: str) -> Problem:
    """Return ``problem`` under another path."""
    return Problem(path, problem.line, problem.what, problem.remedy, problem.severity, problem.kind)


def problem_of(fault: Fault, source: Source | None, lines: dict[str, Lines]) -> Problem:
    """Return ``fault`` with the place to mend; ``lines`` remembers where the links of each file stand."""
    if source is None:
        return Problem(f"{fault.article.article_id}.md", 1, fault.what, fault.remedy, Severity.WARNING, fault.kind)
    line = source.line
    if fault.href and not is_json_lines(source.path):
        if source.article_id not in lines:
            lines[source.article_id] = target_lines(source)
        line = lines[source.article_id].take(fault.href)
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


def reference_faults(articles: Sequence[Article]) -> Iterator[Fault]:
    """Yield related keys, links and anchors that lead nowhere."""
    known = {(article.language, article.key): article for article in articles}
    named = {**{(each.language, path_key(alias)): each for each in articles for alias in addresses(each)}, **known}
    for article in articles:
        for key in article.related:
            if (article.language, key) not in known:
                what = f"related article '{key}' does not exist in language '{article.language}'"
                yield Fault(article, key, what, "Correct the key, or write the article", ProblemKind.DEAD_RELATED)
        for section in article.sections:
            if "article:" in section.html:
                yield from link_faults(article, section.html, named)


def addresses(article: Article) -> Iterator[str]:
    """Yield the former addresses of ``article``."""
    return (alias for alias in article.aliases if "/" in alias)


def link_faults(article: Article, html: str, named: Mapping[tuple[str, str], Article]) -> Iterator[Fault]:
    """Yield the links in ``html`` that lead nowhere."""
    for target, anchor in article_links(html):
        shown = target.replace("%23", "#")
        href = f"{target}#{anchor}" if anchor else target
        found = next(filter(None, map(named.get, link_candidates(target, article.article_id))), None)
        if found is None:
            other, slash, key = shown.partition("/")
            is_elsewhere = bool(slash and other)
            where = other if is_elsewhere and len(other) == 2 else article.language
            name = key if is_elsewhere and where == other else shown
            what = f"link to article '{name}', which does not exist in language '{where}'"
            remedy = "Correct the key, or write the article"
            yield Fault(article, "", what, remedy, href=href, kind=ProblemKind.DEAD_LINK)
        elif anchor and not has_anchor(found, anchor):
            what = f"link to '{shown}.md#{anchor}', a section that does not exist"
            remedy = "Take the anchor from the address of the section"
            yield Fault(article, "", what, remedy, href=href, kind=ProblemKind.DEAD_ANCHOR)


def has_anchor(article: Article, anchor: str) -> bool:
    """Return whether anything in ``article`` can be led to by ``anchor``; its title is where the page begins."""
    return anchor in heading_anchors(article.title) or any(
        each.anchor == anchor or f' id="{escape(anchor)}"' in each.html for each in article.sections
    )


def category_faults(articles: Iterable[Article], categories: Collection[Category]) -> Iterator[Fault]:
    """Yield categories that articles name and the list does not, where there is a list."""
    keys = {DEFAULT_CATEGORY, *(category.key for category in categories)}
    if not categories:
        return
    for article in articles:
        if article.category not in keys and article.category != folder_category(article):
            remedy = f"Use one of {', '.join(sorted(keys))}, or add it to {FILE}"
            what = f"unknown category '{article.category}'"
            yield Fault(article, article.category, what, remedy, ProblemKind.UNKNOWN_CATEGORY)


def folder_category(article: Article) -> str:
    """Return the category that the folder of ``article`` stands for, nothing where it stands in none."""
    folder, mark, _ = article.key.partition(FOLDER_MARK)
    return slugify(folder) if mark or article.is_index else ""


def unnamed_problems(articles: Sequence[Article], categories: Collection[Category]) -> Iterator[Problem]:
    """Yield categories that articles use and nothing names: no list, no index of their folder; once a category."""
    named = {DEFAULT_CATEGORY, *(category.key for category in categories)}
    named |= {article.category for article in articles if article.is_index}
    of_folders = {article.category for article in articles if article.category == folder_category(article)}
    for key in sorted({article.category for article in articles} - named):
        if not categories or key in of_folders:
            what = f"category '{key}' has no name, '{readable(key)}' is shown"
            language = min(article.language for article in articles if article.category == key)
            remedy = f"Add it to {FILE}, as in '{key}: {{{language}: {readable(key)}}}'"
            yield Problem(FILE, 1, what, remedy, Severity.WARNING, ProblemKind.UNNAMED_CATEGORY)


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
