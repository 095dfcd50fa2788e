"""From an export to the files of a folder of articles: keys, heads, texts, categories."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from search.analysis.languages import LANGUAGES
from search.content.articles import shortened
from search.content.fields import tidy
from search.content.links import FOLDER_INDEX
from search.content.slugs import slugify
from search.content.yaml_text import quoted, yaml_list, yaml_text
from search.errors import ExportError
from search.importing.addresses import Addresses
from search.importing.conversion import markdown_of
from search.importing.export import Export, Group, Incoming, Setting, Version
from search.importing.opening import Source
from search.importing.pictures import Pictures
from search.importing.tidying import soup_of
from search.model import FOLDER_MARK
from search.settings import ContentSettings, ImportSettings

KEY_LETTERS = 60
GROUP_LEVELS = 8
"""Groups within one another that are looked at; a circle ends there."""

NO_GROUP = "general"
RESTRICTED = "articles that not everybody might read (kept as drafts)"
UNKNOWN_GROUP = "articles whose group is not in the export (put into 'general')"
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(\s*<?([^()\s<>]+)>?((?:\s+\"[^\"]*\")?)\s*\)")
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
CODE_SPAN = re.compile(r"(`[^`\n]+`)")


@dataclass(frozen=True, slots=True)
class Layout:
    """What is to lie in the target."""

    files: Mapping[str, bytes]
    """Path below the target -> content."""

    keys: Mapping[str, str]
    """Source id -> path below the folder of a language, without its ending.

    Kept, so that a second import finds the same files.
    """

    articles: Mapping[str, int]
    """Language -> articles."""

    drafts: int
    pictures: int
    categories: int


def lay_out(
    export: Export, source: Source, settings: ImportSettings, content: ContentSettings, known_keys: Mapping[str, str]
) -> Layout:
    """Return the files that ``export`` makes; ``known_keys`` are those of an import before.

    What cannot be carried goes to the losses of ``export``. Raises ExportError for an article beyond the limits.
    """
    check_size(export, source, settings)
    taken = {each.source_id: versions for each in export.articles.values() if (versions := usable(export, each))}
    if not taken:
        why = ", ".join(sorted(export.losses.places))
        raise ExportError(f"{source.path}: none of its articles can be carried: {why}. Name another export.")
    keys = choose_keys(export, taken, known_keys)
    groups = Groups(export, taken)
    addresses = Addresses(export, keys, taken, settings)
    pictures = Pictures(source, settings)
    files: dict[str, bytes] = {}
    counts: dict[str, int] = {}
    drafts = 0
    for source_id in sorted(taken, key=keys.__getitem__):
        article = export.articles[source_id]
        for language, version in sorted(taken[source_id].items()):
            to_top = "../" * keys[source_id].count("/")
            body = body_of(version, source_id, language, addresses, pictures, settings, export, to_top)
            is_draft = version.is_draft or groups.is_restricted(article)
            if groups.is_restricted(article):
                export.losses.note(RESTRICTED, version.where)
            related = [key_of(keys[each]) for each in article.related if language in taken.get(each, {})]
            head = head_of(article, version, groups.category(article), groups.words(article, language), related)
            text = f"---\n{head}{'status: draft' + chr(10) if is_draft else ''}---\n\n{body}\n"
            files[f"{language}/{keys[source_id]}.md"] = text.encode()
            counts[language] = counts.get(language, 0) + 1
            drafts += is_draft
    table = groups.table(sorted(counts))
    if table:
        files["categories.yml"] = table.encode()
    files |= pictures.files
    return Layout(files, keys, dict(sorted(counts.items())), drafts, len(pictures.files), len(groups.keys))


def check_size(export: Export, source: Source, settings: ImportSettings) -> None:
    """Raise ExportError for an export or an article beyond the limits, or without any article."""
    versions = [version for article in export.articles.values() for version in article.versions.values()]
    if not versions:
        raise ExportError(f"{source.path}: there is no article in it. Name the export of this kind of help desk.")
    if len(versions) > settings.articles:
        what = f"the export has {len(versions)} articles, at most {settings.articles} are read"
        raise ExportError(f"{source.path}: {what}. Divide it.")
    for version in versions:
        if len(version.body) > settings.article_letters:
            what = f"the article has {len(version.body)} characters, at most {settings.article_letters} are read"
            raise ExportError(f"{version.where}: {what}. Divide it.")


def usable(export: Export, article: Incoming) -> dict[str, Version]:
    """Return the versions by our languages: of two of one language the plainest locale, and only such with text."""
    found: dict[str, Version] = {}
    for locale in sorted(article.versions, key=lambda each: (len(each), each)):
        version = article.versions[locale]
        language = re.split("[-_]", locale.lower())[0]
        if language not in LANGUAGES:
            export.losses.note(f"articles in languages that are not known here: {locale}", version.where)
        elif language in found:
            export.losses.note(f"articles in a second locale of a language: {locale}", version.where)
        elif not version.title:
            export.losses.note("articles without a title", version.where)
        elif not tidy(re.sub(r"<(?!img|iframe|video)[^>]*>", "", version.body)):
            export.losses.note("articles without text", version.where)
        else:
            found[language] = version
    return found


def choose_keys(export: Export, taken: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """Return a key for each article: that of an import before, else from its title in its first language."""
    keys = {source_id: known[source_id] for source_id in taken if source_id in known}
    used = set(map(key_of, (*keys.values(), *known.values())))
    for source_id in sorted(taken, key=natural):
        if source_id in keys:
            continue
        versions = export.articles[source_id].versions
        first = next((versions[each] for each in versions if each.lower().startswith("en")), None)
        title = (first or next(iter(versions.values()))).title
        ascii_key = slugify(title).encode("ascii", "ignore").decode().strip("-")
        stem = (
            export.articles[source_id].key
            or ascii_key[:KEY_LETTERS].rstrip("-")
            or f"article-{slugify(source_id) or '1'}"
        )
        key, number = stem, 2
        while key_of(key) in used:
            key, number = f"{stem}-{number}", number + 1
        keys[source_id] = key
        used.add(key_of(key))
    return keys


def key_of(path: str) -> str:
    """Return the key of the article at ``path`` below the folder of its language, without its ending."""
    folder = path.removesuffix(f"/{FOLDER_INDEX}")
    return folder.replace("/", FOLDER_MARK)


def natural(source_id: str) -> tuple[int, str]:
    """Return what sorts numbers by value."""
    return len(source_id) if source_id.isdecimal() else 0, source_id


class Groups:
    """One level of categories out of a tree of groups, the first on which there are several; the rest is words."""

    def __init__(self, export: Export, taken: Iterable[str]) -> None:
        self._export = export
        self._paths: dict[str, list[Group]] = {}
        for source_id in sorted(taken):
            article = export.articles[source_id]
            self._paths[source_id] = self._path(article)
            if article.group and not self._paths[source_id]:
                export.losses.note(UNKNOWN_GROUP, next(iter(article.versions.values())).where)
        seen = [self._paths[each] for each in taken if not self.is_restricted(export.articles[each])]
        tops = {path[0].group_id for path in seen if path}
        self._level = 0 if len(tops) > 1 or all(len(path) < 2 for path in seen) else 1
        self._open = {group.group_id for path in seen if (group := self._chosen(path))}
        self.keys: dict[str, str] = {}
        """Group id -> key of a category, in the order to show."""

        used = {NO_GROUP}
        chosen = {group.group_id: group for path in self._paths.values() if (group := self._chosen(path))}
        for group in sorted(chosen.values(), key=lambda each: (each.position, natural(each.group_id))):
            name = next((group.names[each] for each in group.names if each.lower().startswith("en")), first_of(group))
            stem = slugify(name).encode("ascii", "ignore").decode().strip("-")[:KEY_LETTERS] or "category"
            key, number = stem, 2
            while key in used:
                key, number = f"{stem}-{number}", number + 1
            self.keys[group.group_id] = key
            used.add(key)
        if self._level == 0 and not export.keeps_folders and any(len(path) > 1 for path in self._paths.values()):
            inner = {group.group_id for path in self._paths.values() for group in path[1:]}
            for group_id in sorted(inner):
                name = first_of(export.groups[group_id])
                export.losses.note("groups within categories (their names became keywords of their articles)", name)

    def _path(self, article: Incoming) -> list[Group]:
        """Return the groups of ``article`` that have names, the outermost first; circles end."""
        path: list[Group] = []
        group = self._export.groups.get(article.group)
        while group and len(path) < GROUP_LEVELS:
            path.insert(0, group)
            group = self._export.groups.get(group.parent)
        return [each for each in path if first_of(each)]

    def _chosen(self, path: list[Group]) -> Group | None:
        return path[min(self._level, len(path) - 1)] if path else None

    def category(self, article: Incoming) -> str:
        """Return the key of the category of ``article``."""
        group = self._chosen(self._paths[article.source_id])
        return self.keys[group.group_id] if group else NO_GROUP

    def words(self, article: Incoming, language: str) -> list[str]:
        """Return the names of the groups below the category of ``article``."""
        below = [] if self._export.keeps_folders else self._paths[article.source_id][self._level + 1 :]
        return [name for group in below if (name := in_language(group.names, language) or first_of(group))]

    def is_restricted(self, article: Incoming) -> bool:
        """Return whether not everybody might read ``article``."""
        return article.is_restricted or any(group.is_restricted for group in self._paths[article.source_id])

    def table(self, languages: Iterable[str]) -> str:
        """Return ``categories.yml`` with the names in ``languages``."""
        lines = []
        for group_id in filter(self._open.__contains__, self.keys):  # the others' names are not for everybody
            group, key = self._export.groups[group_id], self.keys[group_id]
            lines.append(f"{yaml_text(key)}:")
            for language in languages:
                name, description = in_language(group.names, language), in_language(group.descriptions, language)
                if name:
                    about = plain_words(description)
                    extra = f", description: {quoted(about)}" if about else ""
                    lines.append(f"  {yaml_text(language)}: {{name: {quoted(name)}{extra}}}")
            if lines[-1].endswith(":"):
                lines.append(f"  {next(iter(languages))}: {{name: {quoted(first_of(group))}}}")
        return "".join(f"{line}\n" for line in lines)


def first_of(group: Group) -> str:
    """Return a name of ``group``; empty where it has none."""
    return next(filter(None, group.names.values()), "")


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Return the text in ``language``, whatever the country."""
    return next((texts[each] for each in sorted(texts) if re.split("[-_]", each.lower())[0] == language), "")


def plain_words(html: str) -> str:
    """Return a description without its markup."""
    return shortened(tidy(soup_of(html, "", 10**6).get_text(" ")), 300) if html else ""


def head_of(article: Incoming, version: Version, category: str, words: Iterable[str], related: Iterable[str]) -> str:
    """Return the lines of a head, without those around it."""
    most = ContentSettings().item_letters
    lines = f"title: {yaml_text(shortened(version.title, most))}\ncategory: {yaml_text(category)}\n"
    if version.summary:
        lines += f"summary: {yaml_text(shortened(version.summary, most))}\n"
    keywords = tuple(dict.fromkeys(each[:most] for each in (*article.keywords, *words)))
    aliases = tuple(dict.fromkeys(filter(None, map(alias_of, version.addresses))))
    for key, items in (("keywords", keywords), ("related", tuple(related)), ("aliases", aliases)):
        if items:
            lines += yaml_list(key, items[: ContentSettings().list_items])
    return lines + (f"updated: {version.updated}\n" if version.updated else "")


def alias_of(address: str) -> str:
    """Return the path of an old address, from which visitors are led on."""
    if address.lower().endswith((".md", ".markdown")):
        return ""  # no page had this address
    path = unquote(urlsplit(address).path)
    path = path if path.startswith("/") else f"/{path}"
    return tidy(path) if path.strip("/") and len(path) <= ContentSettings().item_letters else ""


def body_of(  # noqa: PLR0913 - what a text needs to become another
    version: Version,
    source_id: str,
    language: str,
    addresses: Addresses,
    pictures: Pictures,
    settings: ImportSettings,
    export: Export,
    to_top: str,
) -> str:
    """Return the text of an article in Markdown; ``to_top`` leads from its folder to that of its language."""

    def picture(address: str) -> str | None:
        found = pictures.address(address, version, language, export.losses)
        return found if found is None or found.startswith("https:") else f"{to_top}{found}"

    def link(address: str) -> str | None:
        if "//" not in address and pictures.has(address, version):
            return picture(address)
        return addresses.link(address, version, source_id, language, export.losses)

    setting = Setting(
        where=version.where,
        language=language,
        link=link,
        picture=picture,
    )
    if version.is_markdown:
        return "".join(
            text if is_code else moved_links(text, setting) for text, is_code in pieces(version.body)
        ).strip()
    soup = soup_of(version.body, version.where, settings.html_depth)
    return markdown_of(soup, setting, export.losses)


def pieces(markdown: str) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a text and whether each is code, between fences or between backticks."""
    fence = ""
    for line in markdown.splitlines(keepends=True):
        found = FENCE.match(line.rstrip())
        if fence:
            yield line, True
            fence = "" if found and found[1].startswith(fence) and not found[2].strip() else fence
        elif found:
            yield line, True
            fence = found[1]
        else:
            yield from ((each, bool(place % 2)) for place, each in enumerate(CODE_SPAN.split(line)))


def moved_links(text: str, setting: Setting) -> str:
    """Return Markdown with its links and pictures led to where things lie now."""

    def moved(link: re.Match[str]) -> str:
        sign, words, address, title = link.groups()
        words = words if sign else moved_links(words, setting)
        if address.startswith("#"):
            return f"[{words}]({address}{title})"
        target = (setting.picture if sign else setting.link)(address)
        return f"{sign}[{words}]({target}{title})" if target is not None else words

    return LINK.sub(moved, text)
