"""HTML of other help desks, read as browsers read it and brought into the form that the converter knows."""

from __future__ import annotations

import re
import warnings
from collections.abc import Container

from bs4 import BeautifulSoup, Comment, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning
from bs4.builder import ParserRejectedMarkup

from search.content.fields import tidy
from search.content.slugs import slugify
from search.errors import ExportError
from search.importing.export import Losses, Setting

DROPPED = ("script", "style", "noscript", "template", "object", "embed", "applet", "form", "svg", "math", "canvas")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
CLOSES = {
    "p": ("p",),
    "li": ("li",),
    "tr": ("tr",),
    **dict.fromkeys(("td", "th"), ("td", "th")),
    **dict.fromkeys(("dt", "dd"), ("dt", "dd")),
}
"""Element -> those before it that end where it begins.  HTML Living Standard, 13.1.2.4, optional tags."""

UNCLOSED = 4
"""Times the depth that is taken before elements nobody closed are ended; moving them costs its square."""

BLOCKS = ("ul", "ol", "dl", "table", "pre", "blockquote", "div", "details", "callout", *HEADINGS)
"""What no paragraph holds; one that does was not closed."""

SCOPES = ("ul", "ol", "dl", "menu", "table", "[document]")
CALLOUTS = {
    **dict.fromkeys(("note", "info", "blue", "notice"), "note"),
    **dict.fromkeys(("tip", "success", "green", "hint"), "tip"),
    **dict.fromkeys(("warning", "yellow", "caution", "important", "attention", "orange"), "warning"),
    **dict.fromkeys(("danger", "red", "error", "alert"), "danger"),
}
"""Word of a class -> our box; colours only beside the word callout."""

COLOURS = ("blue", "green", "yellow", "orange", "red")
IS_BOX = re.compile(r"callout|alert|admonition|panel|notice|box|message", re.IGNORECASE)
VIDEO = {"en": "Video", "es": "Vídeo", "sk": "Video"}


def parsed(html: str, where: str) -> BeautifulSoup:
    """Return ``html`` parsed; ExportError where the parser gives up."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)  # a text may be an address and nothing else
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        try:
            return BeautifulSoup(html, "html.parser")
        except (ParserRejectedMarkup, RecursionError) as error:
            raise ExportError(
                f"{where}: the HTML cannot be read ({error}). Mend the article, or leave it out."
            ) from error


def soup_of(html: str, where: str, depth: int) -> BeautifulSoup:
    """Return ``html`` parsed; ExportError where elements lie in one another deeper than ``depth``."""
    soup = parsed(html, where)
    check_depth(soup, where, depth * UNCLOSED)
    for node in tags(soup, CLOSES):
        close_before(node)
    check_depth(soup, where, depth)
    return soup


def check_depth(soup: BeautifulSoup, where: str, depth: int) -> None:
    """Raise ExportError where elements lie in one another deeper than ``depth``."""
    level: list[tuple[Tag, int]] = [(soup, 0)]
    while level:
        node, deep = level.pop()
        if deep > depth:
            what = f"the HTML has more than {depth} elements within one another"
            raise ExportError(f"{where}: {what}. Write the article anew in the other system, or leave it out.")
        level += ((child, deep + 1) for child in node.children if isinstance(child, Tag))


def close_before(node: Tag) -> None:
    """End the element before ``node`` that nobody closed, as browsers do: an item ends where the next one begins."""
    closed, outer = CLOSES[node.name], node.parent
    while outer is not None and outer.name not in closed:
        if node.name == "p" or outer.name in SCOPES:
            return
        outer = outer.parent
    if outer is not None:
        for each in [*node.next_siblings][::-1]:
            outer.insert_after(each.extract())
        outer.insert_after(node.extract())


def anchors_of(soup: BeautifulSoup) -> dict[str, str]:
    """Return id or name -> anchor of the heading that it stands at; empty for one above all headings."""
    anchors: dict[str, str] = {}
    waiting: list[str] = []
    current = ""
    inside: Tag | None = None
    for node in soup.find_all(True):
        if node.name in HEADINGS:
            current, inside = slugify(node.get_text(" ")), node
            anchors.update(dict.fromkeys(waiting, current))
            waiting = []
        elif waiting and inside is not node.find_parent(HEADINGS) and node.get_text(strip=True):
            waiting = []
        for name in filter(None, (node.get("id"), node.get("name") if node.name == "a" else None)):
            anchors.setdefault(str(name), current)
            if node.name not in HEADINGS and not node.get_text(strip=True):
                waiting.append(str(name))
    return anchors


def tags(node: Tag, names: Container[str]) -> list[Tag]:
    """Return the elements below ``node`` with one of ``names``, in order; many times as fast as ``find_all``."""
    return [each for each in node.descendants if isinstance(each, Tag) and each.name in names]


def clean(soup: BeautifulSoup, setting: Setting, losses: Losses) -> None:
    """Bring ``soup`` into the form that the converter knows."""
    for comment in [each for each in soup.descendants if isinstance(each, Comment)]:
        comment.extract()
    for node in tags(soup, DROPPED):
        if not node.decomposed:
            losses.note(f"elements left out: {node.name}", setting.where)
            node.decompose()
    for node in tags(soup, ("iframe", "video", "audio")):
        replace_video(soup, node, setting, losses)
    lower_headings(soup)
    for table in tags(soup, ("table",)):
        flatten_table(table, setting, losses)
    for node in tags(soup, ("div", "p", "section", "aside", "blockquote")):
        name_callout(node)
    open_paragraphs(soup)
    for inner in tags(soup, ("ul", "ol")):
        hang_in(inner)
    for inner in tags(soup, ("ol",)):
        number_items(inner)


def lower_headings(soup: BeautifulSoup) -> None:
    """Leave the first level to the title."""
    headings = tags(soup, HEADINGS)
    if any(node.name == "h1" for node in headings):
        for node in headings:
            node.name = f"h{min(int(node.name[1]) + 1, 6)}"


def open_paragraphs(soup: BeautifulSoup) -> None:
    """Make no paragraph of what holds lists, tables and the like."""
    for paragraph in tags(soup, ("p",)):
        if tags(paragraph, BLOCKS):
            paragraph.name = "div"


def hang_in(inner: Tag) -> None:
    """Put a list that stands right in another list into the item before it."""
    before = inner.find_previous_sibling()
    if inner.parent and inner.parent.name in ("ul", "ol") and isinstance(before, Tag) and before.name == "li":
        before.append(inner.extract())


def number_items(ordered: Tag) -> None:
    """Write its number on each item, so that none has to count those before it."""
    start = str(ordered.get("start") or "1")
    items = (each for each in ordered.children if isinstance(each, Tag) and each.name == "li")
    for number, item in enumerate(items, int(start) if start.isdecimal() and len(start) < 8 else 1):
        item["number"] = str(number)


def replace_video(soup: BeautifulSoup, node: Tag, setting: Setting, losses: Losses) -> None:
    """Put a link in the place of what plays."""
    inner = node.find("source")
    address = str(node.get("src") or (inner.get("src") if isinstance(inner, Tag) else "") or "")
    address = f"https:{address}" if address.startswith("//") else address
    became = "embedded media, now links" if address.startswith("http") else "elements left out"
    losses.note(f"{became}: {node.name}", setting.where)
    if not address.startswith("http"):
        node.decompose()
        return
    link = soup.new_tag("a", href=address)
    link.string = tidy(str(node.get("title") or "")) or VIDEO.get(setting.language, VIDEO["en"])
    paragraph = soup.new_tag("p")
    paragraph.append(link)
    node.replace_with(paragraph)


def name_callout(node: Tag) -> None:
    """Make a box of ``node`` where its classes say so."""
    classes = classes_of(node)
    words = {word for each in classes for word in re.split(r"[^a-z]+", each.lower())}
    is_box = any(IS_BOX.search(each) for each in classes)
    kinds = [CALLOUTS[word] for word in sorted(words) if word in CALLOUTS and (is_box or word not in COLOURS)]
    if not kinds and not any("callout" in each.lower() for each in classes):
        return
    kinds = [each for each in kinds if each != "danger"] or kinds if "alert" in words else kinds
    node.name = "callout"
    node["kind"] = kinds[0] if kinds else "note"


def classes_of(node: Tag) -> list[str]:
    """Return the classes of an element."""
    found = node.get("class")
    return [str(each) for each in found] if isinstance(found, list) else str(found or "").split()


def flatten_table(table: Tag, setting: Setting, losses: Losses) -> None:
    """Make every cell a line, and of a table with one cell its content."""
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    cells = [cell for row in rows for cell in row.find_all(["td", "th"], recursive=False)]
    if len(cells) <= 1 or table.find("table"):
        if table.find("table"):
            losses.note("tables within tables, now one after the other", setting.where)
        for node in [table, *table.find_all(["tbody", "thead", "tfoot", "colgroup", "col"]), *rows, *cells]:
            if node.find_parent("table") in (table, None) or node is table:
                node.name = "div"
        return
    if any(str(cell.get(name) or "1") != "1" for cell in cells for name in ("colspan", "rowspan")):
        losses.note("tables with joined cells", setting.where)
    for cell in cells:
        for item in cell.find_all("li"):
            item.insert(0, "• ")
            item.name = "p"
        for block in cell.find_all(["ul", "ol", *HEADINGS, "div", "blockquote", "callout", "details", "pre"]):
            block.name = "code" if block.name == "pre" else "p"
        for image in cell.find_all("img"):
            image["inline"] = "1"
