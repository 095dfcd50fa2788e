"""Boxes with a title: how four families of systems begin and end them, and what the box is called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

CLASSES = {
    **{name: name for name in ("note", "tip", "hint", "info", "important", "success", "warning", "caution")},
    **{name: name for name in ("attention", "danger", "error")},
    **dict.fromkeys(("secondary", "example", "quote", "cite", "seealso", "remember", "tldr"), "note"),
    **dict.fromkeys(("abstract", "summary", "todo", "question", "help", "faq", "primary"), "info"),
    **dict.fromkeys(("check", "done"), "success"),
    **dict.fromkeys(("failure", "fail", "missing", "bug"), "error"),
    "warn": "warning",
}
"""What writers call a kind of box -> the class it has here."""

TITLES: Mapping[str, Mapping[str, str]] = {
    "es": {
        **{"note": "Nota", "tip": "Consejo", "hint": "Consejo", "info": "Información", "important": "Importante"},
        **{"success": "Correcto", "warning": "Advertencia", "caution": "Precaución", "attention": "Atención"},
        **{"danger": "Peligro", "error": "Error", "details": "Detalles"},
    },
    "sk": {
        **{"note": "Poznámka", "tip": "Tip", "hint": "Tip", "info": "Informácia", "important": "Dôležité"},
        **{"success": "V poriadku", "warning": "Upozornenie", "caution": "Pozor", "attention": "Pozor"},
        **{"danger": "Nebezpečenstvo", "error": "Chyba", "details": "Podrobnosti"},
    },
}
"""Language -> class -> title of a box that its writer gave none; English has the class itself."""

WRAPPERS = {"hint", "callout", "alert", "admonition", "notice"}
"""Tags of GitBook, Hugo and MDX that say the kind of their box in an argument."""

FOLDED = ("details", "collapse", "spoiler", "accordion", "expandable", "expand", "collapsible")
KIND_ARGUMENTS = ("", "style", "type", "context", "color", "kind", "variant", "intent", "severity", "level")
TITLE_ARGUMENTS = ("title", "summary", "header", "label")

ALERT = re.compile(r"\[!(\w[\w-]*)\][-+]?[ ]*([^\n]*)(?:\n|$)")
"""First line of a quote on GitHub, in Obsidian and in Microsoft's documents."""

INDENTED = re.compile(r'[ ]{0,3}(?:!!!|\?\?\?\+?)[ ]*([\w-]+)(?:[ ]+(?!")[\w -]*?)?(?:[ ]+"([^"]*)")?[ ]*$')
"""MkDocs: the content is set in by four blanks."""

COLONS = re.compile(
    r"[ ]{0,3}(:{3,12})[ ]*([A-Za-z][\w-]*|\{[A-Za-z][\w-]*\})[ ]*(?:\[([^\]]*)\])?[ ]*(\{[^}]*\})?[ ]*(.*?)[ ]*:*$"
)
"""Docusaurus, VitePress, MyST and others: the content ends with as many colons."""

CLASSED = re.compile(r"([ ]{0,3}:{3,12}[ ]*)\{(?:#[\w-]+[ ]+)?\.(?:callout-)?([A-Za-z][\w-]*)([^{}]*)\}[ ]*$")
"""Pandoc and Quarto: ``::: {.callout-tip title="Mind this"}``."""

TAGGED = re.compile(r"[ ]{0,3}\{([%{])[-<%]?[ ]*([\w-]+)([^{}]*?)[ ]*[->%]?([%}])\}[ ]*$")
"""GitBook ``{% hint style="info" %}`` and Hugo ``{{< callout type="info" >}}``, ``{{% notice tip "Title" %}}``."""

COMPONENT = re.compile(r"[ ]*<([A-Z]\w*[a-z]\w*)((?:\s(?:[^<>{}/]|/(?!>)|\{[^{}]*\})*)?)>[ ]*$")
"""Docusaurus, Mintlify and others that read MDX: the content ends with ``</Name>``."""

COMPONENT_LINE = re.compile(r"[ ]{0,3}(<([A-Z]\w*[a-z]\w*)(?:\s[^<>]*)?>)(.+)</\2[ ]*>[ ]*$")
"""A box that is one line."""

CLOSING = re.compile(
    r"[ ]*(?:(?:>[ ]?)*(:{3,12})|\{[%{][-<%]?[ ]*(?:end([\w-]+)|/[ ]*([\w-]+))[ ]*[->%]?[%}]\}|(</[A-Z]\w*)[ ]*>)[ ]*$"
)
"""What ends them: colons, ``{% endhint %}``, ``{{< /callout >}}``, ``</Note>``; a quote may stand around colons."""

ARGUMENT = re.compile(r"""(?:([\w-]+)[ ]*=[ ]*)?(?:"([^"]*)"|'([^']*)'|([^\s"'=]+))""")


@dataclass(frozen=True, slots=True)
class Callout:
    """A box as its first line describes it."""

    kind: str
    """One of the values of ``CLASSES``, ``details``, or nothing where the system's own meaning is not known."""

    title: str | None = None
    """What the writer wrote above it: nothing for no title, None where the kind says it."""

    closing: str = ""
    """What ends it: a run of colons, or the name of a tag."""

    def heading(self, language: str) -> str:
        """Return what stands above the box in ``language``."""
        if self.title is not None:
            return self.title
        return TITLES.get(language, {}).get(self.kind, self.kind.capitalize())


def indented(line: str) -> Callout | None:
    """Return the box that ``line`` begins as MkDocs does; None where it begins none."""
    found = INDENTED.match(line)
    if not found:
        return None
    return named(found[1], found[2])


def colons(line: str) -> Callout | None:
    """Return the box that ``line`` begins with colons; its kind is empty where the name is unknown."""
    found = COLONS.match(CLASSED.sub(r"\1\2 {\3}", line))
    if not found:
        return None
    run, name, label, attributes, rest = found.groups()
    title = label or title_among(attributes or "") or rest or None
    name = name.strip("{}")
    if name.lower() in FOLDED:
        return Callout("details", title, run)
    return Callout(CLASSES.get(name.lower(), ""), title, run)


def tagged(line: str) -> Callout | None:
    """Return the box that ``line`` begins with a tag of GitBook or Hugo; None where it begins none."""
    found = TAGGED.match(line)
    if not found or (found[1] == "{") != (found[4] == "}"):
        return None
    return of_arguments(found[2].lower(), found[3], found[2].lower())


def component(line: str) -> Callout | None:
    """Return the box that ``line`` begins as MDX does, its kind empty where the name is unknown; None for others."""
    found = COMPONENT.match(line)
    if not found:
        return None
    closing = f"</{found[1]}"
    return of_arguments(found[1].lower(), found[2], closing) or Callout("", None, closing)


def of_arguments(name: str, arguments: str, closing: str) -> Callout | None:
    """Return the box that a tag called ``name`` begins; None where it is none."""
    if name not in WRAPPERS and name not in CLASSES and name not in FOLDED:
        return None
    words: list[str] = []
    title = None
    for key, *values in ARGUMENT.findall(arguments):
        value = "".join(values)
        if key in TITLE_ARGUMENTS or (not key and title is None and words):
            title = value
        elif key in KIND_ARGUMENTS:
            words.append(value)
    if name in FOLDED:
        return Callout("details", title or next(iter(words), None), closing)
    kind = next((CLASSES[word.lower()] for word in words if word.lower() in CLASSES), CLASSES.get(name, "note"))
    return Callout(kind, title, closing)


def title_among(attributes: str) -> str | None:
    """Return the title among ``{title="..."}``."""
    return next((a or b or c for key, a, b, c in ARGUMENT.findall(attributes.strip("{}")) if key == "title"), None)


def named(name: str, title: str | None) -> Callout:
    """Return the box called ``name``: an unknown kind is a note, titled with the name it has."""
    kind = CLASSES.get(name.lower())
    if kind is None:
        return Callout("note", name.capitalize() if title is None else title)
    return Callout(kind, title)


def ends(line: str, closing: str) -> bool:
    """Return whether ``line`` ends the box that waits for ``closing``."""
    found = CLOSING.match(line)
    if not found:
        return False
    return found[1].startswith(closing) if found[1] else closing == (found[2] or found[3] or found[4])
