"""An article's text made ready for its page: links resolved, one h1 left to the page, headings and tables framed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape, unescape
from html.parser import HTMLParser

from flask import url_for
from markupsafe import Markup

SCHEME = "article:"
"""``article:<key>`` or ``article:<key>#<anchor>`` is a link to another article."""

PICTURE = "picture:"
"""``picture:<name>/<path>`` is a picture that the site serves under its name."""

FindUrl = Callable[[str], str | None]


LinkLabel = Callable[[str], str]

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


def article_body(
    fragments: Iterable[str], find_url: FindUrl, table_label: str, link_label: LinkLabel | None = None
) -> Markup:
    """Return the sanitised HTML ``fragments`` as one body.

    ``find_url`` returns the address of the article that a target means, None where there is none: such a link becomes
    plain text. ``table_label`` is what a screen reader calls a table that can be scrolled. With ``link_label``, which
    names a link to the heading with a text, every heading that can be linked to is followed by such a link.
    """
    writer = BodyWriter(find_url, table_label, link_label)
    for fragment in fragments:
        writer.feed(fragment)
    writer.close()
    return Markup("".join(writer.parts))  # only what the sanitiser let through, and addresses of our own, escaped


def picture_url(address: str) -> str:
    """Return where the site serves the picture with a ``picture:`` address."""
    return url_for("help_centre.pictures.picture", name=address.removeprefix(PICTURE).partition("/")[0])


class BodyWriter(HTMLParser):
    """Copies HTML word for word, but for links to articles, headings, tables and code."""

    def __init__(self, find_url: FindUrl, table_label: str, link_label: LinkLabel | None) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self._find_url = find_url
        self._link_label = link_label
        self._anchor = ""
        self._heading: list[str] = []
        self._th = 0
        self._table_start = f'<div class="table" role="region" tabindex="0" aria-label="{escape(table_label)}">'
        self._are_links_kept: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Copy a tag; open the frame of a table or a heading; resolve a link."""
        written = self.get_starttag_text() or ""
        if tag == "a":
            written = self._link(dict(attrs).get("href") or "", written)
        elif tag in HEADINGS:
            written = self._heading_start(dict(attrs).get("id") or "", f"<h2{written[3:]}" if tag == "h1" else written)
        elif tag == "img":
            written = self._image(dict(attrs).get("src") or "", written)
        elif tag == "table":
            written = self._table_start + written
        elif tag == "pre":
            written = f'<pre tabindex="0"{written[4:]}'  # wide code is scrolled, with the keyboard too
        elif tag == "th":
            self._th = len(self.parts)
        self.parts.append(written)

    def _link(self, address: str, written: str) -> str:
        if address.startswith(PICTURE):
            self._are_links_kept.append(True)
            return f'<a href="{escape(picture_url(address))}">'
        if not address.startswith(SCHEME):
            self._are_links_kept.append(True)
            return written
        key, hash_sign, anchor = address.removeprefix(SCHEME).partition("#")
        url = self._find_url(key)
        self._are_links_kept.append(url is not None)
        return "" if url is None else f'<a href="{escape(url + hash_sign + anchor)}">'

    def _image(self, address: str, written: str) -> str:
        if not address.startswith(PICTURE):
            return written
        return written.replace(f'src="{escape(address)}"', f'src="{escape(picture_url(address))}"', 1)

    def _heading_start(self, anchor: str, written: str) -> str:
        if not anchor or self._link_label is None:
            return written
        self._anchor, self._heading = anchor, []
        return f'<div class="heading">{written}'

    def _heading_end(self, tag: str) -> str:
        written = "</h2>" if tag == "h1" else f"</{tag}>"
        if not self._anchor or self._link_label is None:
            return written
        label, address = self._link_label("".join(self._heading)), f"#{self._anchor}"
        self._anchor = ""
        return f'{written}<a class="permalink" href="{escape(address)}" aria-label="{escape(label)}">#</a></div>'

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Copy an empty tag."""
        self.parts.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        """Copy an end; leave out that of a link that was left out."""
        if tag == "a":
            is_kept = self._are_links_kept.pop() if self._are_links_kept else False
            self.parts.append("</a>" if is_kept else "")
        elif tag in HEADINGS:
            self.parts.append(self._heading_end(tag))
        elif tag == "table":
            self.parts.append("</table></div>")
        elif tag == "th":
            self._end_th()
        else:
            self.parts.append(f"</{tag}>")

    def _end_th(self) -> None:
        """End a heading of a table; one without content heads nothing and becomes a plain cell."""
        is_empty = not "".join(self.parts[self._th + 1 :]).strip()
        if is_empty:
            self.parts[self._th] = f"<td{self.parts[self._th][3:]}"
        self.parts.append("</td>" if is_empty else "</th>")

    def handle_data(self, data: str) -> None:
        """Copy text."""
        self._copy(data)

    def handle_entityref(self, name: str) -> None:
        """Copy ``&name;``."""
        self._copy(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Copy ``&#name;``."""
        self._copy(f"&#{name};")

    def _copy(self, written: str) -> None:
        self.parts.append(written)
        if self._anchor:
            self._heading.append(unescape(written))
