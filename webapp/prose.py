"""The text of an article made ready for its page: links resolved, one h1 left to the page, tables that scroll."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from html.parser import HTMLParser

from markupsafe import Markup

SCHEME = "article:"
"""``article:<key>`` or ``article:<key>#<anchor>`` is a link to another article."""

FindUrl = Callable[[str], str | None]


def article_body(fragments: Iterable[str], find_url: FindUrl, table_label: str) -> Markup:
    """Return the sanitised HTML ``fragments`` as one body.

    ``find_url`` returns the address of the article with a key, None where there is none: such a link becomes plain
    text. ``table_label`` is what a screen reader calls a table that can be scrolled.
    """
    writer = BodyWriter(find_url, table_label)
    for fragment in fragments:
        writer.feed(fragment)
    writer.close()
    return Markup("".join(writer.parts))  # only what the sanitiser let through, and addresses of our own, escaped


class BodyWriter(HTMLParser):
    """Copies HTML word for word, but for links to articles, ``h1`` and tables."""

    def __init__(self, find_url: FindUrl, table_label: str) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self._find_url = find_url
        self._table_start = f'<div class="table" role="region" tabindex="0" aria-label="{escape(table_label)}">'
        self._are_links_kept: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Copy a tag; open the frame of a table; resolve a link."""
        written = self.get_starttag_text() or ""
        if tag == "a":
            written = self._link(dict(attrs).get("href") or "", written)
        elif tag == "h1":
            written = f"<h2{written[3:]}"
        elif tag == "table":
            written = self._table_start + written
        self.parts.append(written)

    def _link(self, address: str, written: str) -> str:
        if not address.startswith(SCHEME):
            self._are_links_kept.append(True)
            return written
        key, hash_sign, anchor = address.removeprefix(SCHEME).partition("#")
        url = self._find_url(key)
        self._are_links_kept.append(url is not None)
        return "" if url is None else f'<a href="{escape(url + hash_sign + anchor)}">'

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Copy an empty tag."""
        self.parts.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        """Copy an end; leave out that of a link that was left out."""
        if tag == "a":
            is_kept = self._are_links_kept.pop() if self._are_links_kept else False
            self.parts.append("</a>" if is_kept else "")
        elif tag == "h1":
            self.parts.append("</h2>")
        elif tag == "table":
            self.parts.append("</table></div>")
        else:
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Copy text."""
        self.parts.append(data)

    def handle_entityref(self, name: str) -> None:
        """Copy ``&name;``."""
        self.parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Copy ``&#name;``."""
        self.parts.append(f"&#{name};")
