"""A new site that runs, and the skeleton of a new article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from search.analysis.languages import LANGUAGES
from search.content.articles import parse_source
from search.content.slugs import is_slug, slugify
from search.content.sources import Source, is_json_lines, list_sources
from search.content.yaml_text import yaml_text
from search.errors import SettingsError
from search.model import FOLDER_MARK
from search.settings import ContentSettings

FIRST_SITE = Path(__file__).with_name("first_site")
HIDDEN = {"gitignore": ".gitignore"}
"""Files whose names would hide them from packaging."""

TODAY = "TODAY"
LANGUAGE_LINE = re.compile(r"^  ([a-z]{2,3}): ")
HARMLESS = {".git", ".DS_Store"}
"""What may lie in a folder that counts as empty."""

TO_TRANSLATE = "# To translate; '{line}' keeps it from customers until you take that line out."
DRAFT = "status: draft"


def write_first_site(folder: Path, languages: Iterable[str], today: date) -> tuple[str, ...]:
    """Write a site with first articles in ``languages`` into ``folder`` and return the paths below it.

    Raises SettingsError where the folder holds anything, or cannot be written.
    """
    chosen = set(languages)
    try:
        if folder.exists() and (not folder.is_dir() or any(each.name not in HARMLESS for each in folder.iterdir())):
            raise SettingsError(f"{folder}: there is something in it. Name a new or an empty folder.")
        written = []
        for path in sorted(each for each in FIRST_SITE.rglob("*") if each.is_file()):
            place = path.relative_to(FIRST_SITE)
            if path.parent.name in LANGUAGES and path.parent.name not in chosen:
                continue
            text = path.read_text("utf-8").replace(TODAY, today.isoformat())
            target = folder / place.with_name(HIDDEN.get(place.name, place.name))
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(in_languages(text, chosen) if path.suffix == ".yml" else text, "utf-8")
            written.append(target.relative_to(folder).as_posix())
    except OSError as error:
        raise SettingsError(f"{folder}: it cannot be written ({error.strerror}). Name another folder.") from error
    return tuple(written)


def in_languages(table: str, languages: Iterable[str]) -> str:
    """Return the lines of a table of categories without those of languages that are not among ``languages``."""
    chosen = set(languages)
    lines = (line for line in table.splitlines(keepends=True))
    return "".join(line for line in lines if not (found := LANGUAGE_LINE.match(line)) or found[1] in chosen)


def write_skeleton(root: Path, key: str, language: str, origin: str | None, settings: ContentSettings) -> Path:
    """Write the skeleton of article ``key`` in ``language`` below ``root`` and return its path.

    It takes title, category and headings from the article in the language ``origin``; without one, from the first
    language that has it. Raises SettingsError where the key is no name, the article is there already, or there is
    nothing in ``origin``.
    """
    if is_json_lines(root.name) or not root.is_dir():
        raise SettingsError(f"{root}: articles are written into a folder. Name it with --articles.")
    parts = key.removesuffix(".md").split("/")
    if not all(map(is_slug, parts)):
        better = "/".join(slugify(part) or "article" for part in parts)
        raise SettingsError(f"'{key}': this cannot be the name of a file and an address. Write '{better}'.")
    article_id = f"{language}/{FOLDER_MARK.join(parts)}"
    sources = {each.article_id: each for each in list_sources(root, settings, LANGUAGES)[0]}
    path = root / language / f"{'/'.join(parts)}.md"
    if article_id in sources or path.exists():
        known = sources[article_id].path if article_id in sources else path
        raise SettingsError(f"{known}: the article is there already. Open it, or choose another key.")
    model = find_model(sources, FOLDER_MARK.join(parts), language, origin)
    text = translation_of(model, settings) if model else blank(parts[-1])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        raise SettingsError(f"{path}: it cannot be written ({error.strerror}). Check its permissions.") from error
    return path


def find_model(sources: dict[str, Source], key: str, language: str, origin: str | None) -> Source | None:
    """Return the article to translate from; SettingsError where ``origin`` does not have it."""
    if origin is None:
        found = (sources.get(f"{each}/{key}") for each in LANGUAGES if each != language)
        return next(filter(None, found), None)
    if f"{origin}/{key}" not in sources:
        raise SettingsError(f"{origin}/{key}: there is no such article. Name another language with --from, or none.")
    return sources[f"{origin}/{key}"]


def translation_of(source: Source, settings: ContentSettings) -> str:
    """Return the skeleton of a translation; of a draft, a blank one."""
    article = parse_source(source, settings)[0]
    if article is None:
        return blank(source.article_id.rpartition("/")[2])
    related = f"related: [{', '.join(map(yaml_text, article.related))}]\n" if article.related else ""
    headings = [(each.level, each.heading) for each in article.sections if each.heading]
    return skeleton(article.title, article.category, related, headings, TO_TRANSLATE.format(line=DRAFT))


def blank(key: str) -> str:
    """Return the skeleton of an article that no language has."""
    words = key.replace("-", " ")
    return skeleton(f"{words[0].upper()}{words[1:]}", "general", "", [(2, "First steps")], "# New")


def skeleton(title: str, category: str, related: str, headings: Sequence[tuple[int, str]], note: str) -> str:
    """Return a head to fill in, kept from customers, and the headings."""
    body = "".join(f"{'#' * level} {heading}\n\n…\n\n" for level, heading in headings)
    return (
        f"---\n{note}\n{DRAFT}\ntitle: {yaml_text(title)}\ncategory: {yaml_text(category)}\n"
        f"# questions:\n#   - as a customer would ask\n{related}updated: {date.today().isoformat()}\n---\n\n…\n\n{body}"
    ).rstrip("\n") + "\n"
