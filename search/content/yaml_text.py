"""Write one line of text into front matter so that it is read back as it was."""

from __future__ import annotations

import json
import re

PLAIN = re.compile(r"[^\W\d_][\w ,.;!?'’()/€$%+-]*", re.ASCII | re.IGNORECASE)
LETTERS = re.compile(r"[^\W_]")
WORDS_OF_YAML = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
"""Words that another reader of YAML takes for something else than a text."""


def yaml_text(text: str) -> str:
    """Return ``text``, one line, as a YAML scalar: bare where nothing in it means anything to YAML, else quoted."""
    is_bare = PLAIN.fullmatch(LETTERS.sub("a", text)) and not text[0].isdigit() and text == text.strip()
    return text if is_bare and text.lower() not in WORDS_OF_YAML else quoted(text)


def quoted(text: str) -> str:
    """Return ``text`` in double quotes, as YAML, TOML and JSON all read it."""
    return "".join(map(escaped, json.dumps(text, ensure_ascii=False)))


def escaped(letter: str) -> str:
    """Return ``letter``, by its number where it cannot be shown."""
    if letter.isprintable():
        return letter
    return f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08x}"


def yaml_list(key: str, items: tuple[str, ...], indent: str = "", newline: str = "\n") -> str:
    """Return the lines of ``key`` with ``items``, one a line."""
    lines = [f"{indent}{key}:", *(f"{indent}  - {yaml_text(item)}" for item in items)]
    return "".join(f"{line}{newline}" for line in lines)
