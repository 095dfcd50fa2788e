"""What people type, as it is kept: no characters that cannot be seen but change what is."""

from __future__ import annotations

import re
import unicodedata

CONTROLS = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]")
DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Turn the order of letters around, so that ``gnp.exe`` is read as ``exe.png``."""

UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff\ufff9-\ufffb]")
SURROGATES = re.compile("[\ud800-\udfff]")
MARKS = "".join(chr(code) for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code)))
STACKED = re.compile(f"([{MARKS}]{{30}})[{MARKS}]+")
"""More marks on one letter than any script has (UAX #15, Stream-Safe Text Format); putting them in order takes the
square of their number."""

LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029]")


def one_line(text: str) -> str:
    """Return ``text`` without anything unseen, blanks and line ends run together to one space."""
    return " ".join(lines(text).split())


def lines(text: str) -> str:
    """Return ``text`` without anything unseen but line ends and tabs; no blanks around it."""
    text = LINE_ENDS.sub("\n", text)
    for pattern in (CONTROLS, DIRECTIONS, UNSEEN, SURROGATES):
        text = pattern.sub("", text)
    return unicodedata.normalize("NFC", STACKED.sub(r"\1", text)).strip()
