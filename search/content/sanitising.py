"""The allow-list of tags, attributes and addresses."""

from __future__ import annotations

import re

import nh3

from search.content.links import PICTURE, SCHEMES, image, link

TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "blockquote", "hr", "br", "pre", "code"),
    *("ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption"),
    *("strong", "b", "em", "i", "u", "s", "del", "ins", "mark", "sup", "sub", "kbd", "a", "img", "span"),
    *("details", "summary"),
}
DROPPED_WITH_CONTENT = {
    *("script", "style", "svg", "math", "template", "iframe", "object", "embed", "noscript", "noembed", "noframes"),
    *("head", "title", "textarea", "select", "xmp", "plaintext"),
}
NOT_SHOWN = re.compile(
    r"<(script|style|svg|math|iframe|object|embed|video|audio|form|input|button|textarea|select|canvas|map)\b[^<>]*>",
    re.IGNORECASE,
)
"""Elements that lose what writers put them there for."""

ATTRIBUTES = {
    "*": {"id"},
    "a": {"href", "title"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
CLASSES = {
    "div": {
        *("admonition", "footnote", "note", "tip", "hint", "info", "important", "success", "warning", "caution"),
        *("attention", "danger", "error", "tab"),
    },
    "p": {"admonition-title", "tab-title"},
    "sup": {"footnote-ref"},
    "li": {"task", "task-done"},
    "code": {"leftover"},
}
IS_OWN_ID = re.compile(r"s-[\w-]+|fn(?:ref\d*)?:[\w-]+|fn[\w-]*")
IS_NUMBER = re.compile(r"\d{1,4}")

BARE_LINK = re.compile(r'<a(?: (?!href=)[a-z]+="[^"]*")*>(.*?)</a>', re.DOTALL)
BARE_IMAGE = re.compile(r'<img(?: alt="([^"]*)")?>')


def keep_attribute(tag: str, name: str, value: str) -> str | None:
    """Return the value that an allowed attribute keeps, None where it goes."""
    if name == "href":
        return link(value)
    if name == "src":
        return image(value)
    if name == "id":
        return value if IS_OWN_ID.fullmatch(value) else None
    if name in ("start", "colspan", "rowspan"):
        return value if IS_NUMBER.fullmatch(value) else None
    return value


CLEANER = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=DROPPED_WITH_CONTENT,
    attributes=ATTRIBUTES,
    attribute_filter=keep_attribute,
    allowed_classes=CLASSES,
    url_schemes={*SCHEMES, PICTURE.rstrip(":")},
    link_rel="noopener noreferrer",
)


def sanitise(html: str) -> str:
    """Return ``html`` with what the allow-list knows; refused links become their text, refused images their alt."""
    cleaned = CLEANER.clean(html)
    if "<a" in cleaned:
        cleaned = BARE_LINK.sub(r"\1", cleaned)
    if "<img" in cleaned:
        cleaned = BARE_IMAGE.sub(lambda match: text_of_attribute(match[1] or ""), cleaned)
    return cleaned


def dropped_elements(html: str) -> tuple[str, ...]:
    """Return the names of the elements of ``html`` that customers will not see, each once."""
    return tuple(dict.fromkeys(name.lower() for name in NOT_SHOWN.findall(html)))


def text_of_attribute(value: str) -> str:
    """Return the serialised value of an attribute as serialised text: only there ``<`` and ``>`` stand bare."""
    return value.replace("<", "&lt;").replace(">", "&gt;")
