"""Requests of the past, streamed from a table, JSON Lines or a mailbox that may be large and partly broken."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, TextIO

from search.deflection.mails import Mail, read_mails
from search.errors import SettingsError
from search.kinds import ProblemKind
from search.model import Problem, Severity
from search.settings import ReplaySettings

FORMATS = {".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".mbox": "mbox"}
DELIMITERS = ",;\t"
NEEDED = ("subject", "body", "language")
NAMES = (*NEEDED, "resolved_by")
REPLACED = "\ufffd"
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
CHUNK = 1 << 16
ROWS_PER_STEP = 64
"""Rows between two steps of the progress bar."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class OldRequest:
    """What a customer wrote, and the article that answers it."""

    subject: str
    body: str
    language: str = ""
    """Of the page it was written on; empty where nobody knows."""

    resolved_by: str = ""
    """article_id or key; empty where nobody knows."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row before anybody has looked whether it makes sense."""

    line: int
    fields: Mapping[str, object]


def read_old_requests(
    path: Path | str,
    settings: ReplaySettings,
    file_format: str | None = None,
    language: str = "",
    progress: Progress | None = None,
) -> Iterator[OldRequest | Problem]:
    """Yield the requests of a file in order, and a problem for every row that is none.

    ``file_format`` (csv, jsonl, mbox) is told from the suffix unless given; ``language`` is that of rows without one;
    ``progress`` is told bytes read and all. Holds one row at a time, of which no more than the limits in ``settings``.
    Raises SettingsError where the file cannot be read or a column is missing.
    """
    path = Path(path)
    file_format = file_format or FORMATS.get(path.suffix.lower())
    if file_format is None:
        raise SettingsError(f"{path}: the suffix names no format. Give --format csv, jsonl or mbox.")
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            for number, row in enumerate(rows_of(file, file_format, path, settings, language)):
                if progress and number % ROWS_PER_STEP == 0:
                    progress(min(file.tell(), size), size)
                yield from checked(row, path, language)
        if progress:
            progress(size, size)
    except OSError as error:
        raise SettingsError(f"{path}: the requests cannot be read ({error.strerror}). Give a file.") from error


def rows_of(
    file: BinaryIO, file_format: str, path: Path, settings: ReplaySettings, language: str
) -> Iterator[Row | Problem]:
    """Yield the rows of a file of ``file_format``."""
    if file_format == "mbox":
        yield from mailbox_rows(file, path, settings)
        return
    with open_text(file) as text:
        lines = Lines(text, settings.row_letters)
        yield from json_rows(lines, path) if file_format == "jsonl" else table_rows(lines, path, language)


def open_text(file: BinaryIO) -> TextIO:
    """Return the text of a file in UTF-8, or in UTF-16 where it begins with its mark."""
    mark = file.read(2)
    file.seek(0)
    return TextIOWrapper(file, "utf-16" if mark in UTF_16_MARKS else "utf-8-sig", errors="replace", newline="")


def checked(row: Row | Problem, path: Path, language: str) -> Iterator[OldRequest | Problem]:
    """Yield the request in ``row``, and what is wrong with it."""
    if isinstance(row, Problem):
        yield row
        return
    subject, body, own_language, resolved_by = (text_of(row.fields.get(name)) for name in NAMES)
    if not (subject.strip() or body.strip()):
        yield problem(path, row.line, "neither subject nor body holds text", "Fill one of them or leave the row out")
        return
    if REPLACED in subject or REPLACED in body:
        what, remedy = "some characters are no UTF-8 and were replaced", "Save the file as UTF-8"
        yield problem(path, row.line, what, remedy, Severity.WARNING)
    yield OldRequest(subject, body, language_code(own_language) or language, resolved_by.strip())


def text_of(value: object) -> str:
    """Return a value of JSON as text; lists, objects and null as none."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, (int, float)) else ""


def language_code(text: str) -> str:
    """Return the code in ``text`` (``es-ES`` is ``es``), empty where it is none."""
    code = text.strip().lower().replace("_", "-").partition("-")[0]
    return code if 2 <= len(code) <= 3 and code.isascii() and code.isalpha() else ""


def problem(path: Path, line: int, what: str, remedy: str, severity: Severity = Severity.ERROR) -> Problem:
    """Return a problem of one row; an error where the row is left out."""
    kind = ProblemKind.BAD_ROW if severity is Severity.ERROR else ProblemKind.NOT_UTF_8
    return Problem(path.as_posix(), line, what, remedy, severity, kind)


class RowTooLong(Exception):
    """A row has more characters than are held; the next line read is the one after it."""


class Lines:
    """The lines of a text file, for a reader that must not hold more than ``row_letters`` of one row."""

    def __init__(self, file: TextIO, row_letters: int) -> None:
        self._file = file
        self.row_letters = row_letters
        self._left = row_letters
        self.number = 0
        """Of the line given last."""

    def start_row(self) -> int:
        """Say that a new row begins and return the number of its line."""
        self._left = self.row_letters
        return self.number + 1

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self._file.readline(self._left + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self._left -= len(line)
        if self._left < 0:
            while line and not line.endswith(("\n", "\r")):
                line = self._file.readline(CHUNK)
            raise RowTooLong
        return line


def table_rows(lines: Lines, path: Path, language: str) -> Iterator[Row | Problem]:
    """Yield the rows of a table with a header, whatever of ``DELIMITERS`` is between its columns."""
    header, delimiter = read_header(lines, path)
    needed = NEEDED[:-1] if language else NEEDED
    for name in needed:
        if name not in header:
            hint = ", or give --language" if name == "language" else ""
            raise SettingsError(f"{path}:1: there is no column '{name}'. Name it in the first line{hint}.")
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        line = lines.start_row()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (RowTooLong, csv.Error):
            what = f"the row is longer than {lines.row_letters} characters"
            yield problem(path, line, what, "Shorten it, or close the quote that is open")
            continue
        if len(cells) == len(header):
            yield Row(line, dict(zip(header, cells, strict=True)))
        elif cells:
            what = f"{len(cells)} columns where the header names {len(header)}"
            yield problem(path, line, what, "Put text that holds a delimiter or a quote in quotes")


def read_header(lines: Lines, path: Path) -> tuple[list[str], str]:
    """Return the names of the columns and the delimiter under which most of them are known."""
    try:
        first = next(lines, "")
    except RowTooLong as error:
        raise SettingsError(f"{path}:1: the header never ends. Give a CSV file.") from error
    headers = {delimiter: next(csv.reader([first], delimiter=delimiter), []) for delimiter in DELIMITERS}
    names = {delimiter: [cell.strip().lower() for cell in cells] for delimiter, cells in headers.items()}
    delimiter = max(DELIMITERS, key=lambda each: len(set(names[each]) & set(NAMES)))
    return names[delimiter], delimiter


def json_rows(lines: Lines, path: Path) -> Iterator[Row | Problem]:
    """Yield the objects of JSON Lines."""
    while True:
        number = lines.start_row()
        try:
            line = next(lines)
            record = json.loads(line) if line.strip() else {}
        except StopIteration:
            return
        except RowTooLong:
            yield problem(path, number, f"the row is longer than {lines.row_letters} characters", "Shorten it")
            continue
        except (ValueError, RecursionError):
            record = None
        if not isinstance(record, dict):
            yield problem(path, number, "no JSON object", 'Write {"subject": "...", "body": "...", "language": "en"}')
        elif line.strip():
            yield Row(number, record)


def mailbox_rows(file: BinaryIO, path: Path, settings: ReplaySettings) -> Iterator[Row | Problem]:
    """Yield the messages of a mailbox."""
    for line, mail in read_mails(file, path, settings.mail_bytes):
        if isinstance(mail, Mail):
            yield Row(line, {"subject": mail.subject, "body": mail.body})
        else:
            yield problem(path, line, "the message cannot be taken apart", "Save it as plain text")
