"""Messages of an mbox file, one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from html import unescape
from pathlib import Path
from typing import BinaryIO, NamedTuple

from search.errors import SettingsError

PIECE = 1 << 16
BEGINNING = b"From "
HTML = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^<>]{0,2000}>", re.DOTALL | re.IGNORECASE)


class Mail(NamedTuple):
    """Subject and text of one message."""

    subject: str
    body: str


def read_mails(file: BinaryIO, path: Path, most_bytes: int) -> Iterator[tuple[int, Mail | None]]:
    """Yield the line of each message with the message, None for one that cannot be taken apart.

    Of a message the first ``most_bytes`` are looked at. ``mailbox.mbox`` would hold whole messages and a list of all.
    """
    for line, message in split_mails(file, path, most_bytes):
        try:
            yield line, mail_of(BytesParser().parsebytes(bytes(message)))
        except (MessageError, ValueError, LookupError, RecursionError, AttributeError, TypeError):
            yield line, None


def split_mails(file: BinaryIO, path: Path, most_bytes: int) -> Iterator[tuple[int, bytearray]]:
    """Yield the beginning of every message: what follows a line ``From `` at the start or below an empty one."""
    number = start = 0
    message = bytearray()
    begins_line = is_below_empty = True
    while piece := file.readline(PIECE):
        number += begins_line
        if begins_line and is_below_empty and piece.startswith(BEGINNING):
            if start:
                yield start, message
            start, message = number, bytearray()
            is_below_empty = False
        else:
            if not start and piece.strip():
                raise SettingsError(f"{path}:{number}: no mailbox begins so. Give an mbox file, or another --format.")
            if len(message) < most_bytes:
                message += piece
            is_below_empty = begins_line and not piece.strip()
        begins_line = piece.endswith(b"\n")
    if start:
        yield start, message


def mail_of(message: Message) -> Mail:
    """Return subject and text of a message: its plain part, else the text of its HTML."""
    subject = str(make_header(decode_header(str(message.get("Subject", "")))))
    parts = [part for part in message.walk() if part.get_content_disposition() != "attachment"]
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind:
                text = text_of(part)
                return Mail(subject, text if kind == "text/plain" else unescape(HTML.sub(" ", text)))
    return Mail(subject, "")


def text_of(part: Message) -> str:
    """Return the decoded text of a part; what does not fit its charset is replaced."""
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    try:
        return content.decode(part.get_content_charset("utf-8"), errors="replace")
    except LookupError:
        return content.decode("utf-8", errors="replace")
