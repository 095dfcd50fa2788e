"""The Whoosh index: every article's keys under an explicit schema, kept durable by Whoosh's own commits.

Queries are answered from the compiled arrays; this is what other tools of the Whoosh family can open, and the
yardstick our own ranking is measured against. Whoosh unpickles what it reads, so an index may name only the classes
that an index of ours really holds; any other ends as IndexOutdated, and the index is built anew from the files.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import whoosh.codec.whoosh3 as codec
import whoosh.filedb.structfile as structured_file
from whoosh import fields
from whoosh.index import create_in, open_dir
from whoosh.writing import IndexWriter

from search.engines.local.generations import REBUILD
from search.errors import IndexOutdated

FOLDER = "whoosh"
MEMORY_MB = 256
"""Memory of a full build before Whoosh writes a run of postings to disk."""

ALLOWED = frozenset(
    {
        ("whoosh.codec.whoosh3", "W3Segment"),
        ("whoosh.codec.whoosh3", "W3Codec"),
        ("collections", "defaultdict"),
        ("builtins", "int"),
        ("__builtin__", "int"),
        ("_codecs", "encode"),
    }
)
"""What a pickle of ours may name."""


@dataclass(frozen=True, slots=True)
class Record:
    """One article as Whoosh holds it; the fields are keys, blank-separated."""

    article_id: str
    language: str
    content_hash: str
    title: str
    questions: str
    body: str


KEYS = {"title", "questions", "body"}
"""Fields of a record that hold keys."""


def schema() -> fields.Schema:
    """Return the schema; only field types that Whoosh 2.7.4 has too."""
    return fields.Schema(
        article_id=fields.ID(unique=True, stored=True),
        language=fields.ID(stored=True),
        content_hash=fields.STORED,
        title=fields.KEYWORD(scorable=True),
        questions=fields.KEYWORD(scorable=True),
        body=fields.KEYWORD(scorable=True),
    )


def write_whoosh(folder: Path, records: Iterable[Record]) -> None:
    """Write a new Whoosh index of ``records`` to the new ``folder``."""
    folder.mkdir(mode=0o700)
    with committing(create_in(str(folder), schema()).writer(limitmb=MEMORY_MB)) as writer:
        remember_lengths(writer)
        for record in records:
            writer.add_document(**as_document(record))


class Lengths:
    """The lengths of documents, each read once: Whoosh asks for every posting and reads the disk every time."""

    def __init__(self, lengths: Any) -> None:
        self._lengths = lengths

    def doc_field_length_reader(self, name: str) -> Callable[[int], int]:
        """Return a function that tells how long a document is in the field ``name``."""
        return cache(self._lengths.doc_field_length_reader(name))


def remember_lengths(writer: Any) -> None:
    """Let ``writer`` read no length twice."""
    add_postings = writer.fieldwriter.add_postings
    writer.fieldwriter.add_postings = lambda schema, lengths, items: add_postings(schema, Lengths(lengths), items)


def update_whoosh(folder: Path, records: Iterable[Record], removed: Iterable[str]) -> None:
    """Replace ``records`` and take out ``removed`` in one commit.

    Raises IndexOutdated where the index is damaged or names what no index of ours would.
    """
    try:
        with allow_listed_pickles(), committing(open_dir(str(folder), schema=schema()).writer()) as writer:
            for article_id in removed:
                writer.delete_by_term("article_id", article_id)
            for record in records:
                writer.update_document(**as_document(record))
    except Exception as error:  # what Whoosh raises over damage has no root: AssertionError, struct.error, MemoryError
        raise IndexOutdated(f"{folder}: the Whoosh index cannot be read ({error}). {REBUILD}.") from error


def as_document(record: Record) -> dict[str, str | list[str]]:
    """Return ``record`` as the keyword arguments of a Whoosh document; keys apart, which spares Whoosh's tokenizer."""
    texts: dict[str, str] = {name: getattr(record, name) for name in Record.__slots__}
    return {name: text.split() if name in KEYS else text for name, text in texts.items()}


@contextmanager
def committing(writer: IndexWriter) -> Iterator[IndexWriter]:
    """Commit ``writer`` at the end; on an error give its lock back and change nothing."""
    try:
        yield writer
    except BaseException:
        writer.cancel()
        raise
    writer.commit()


class AllowListUnpickler(pickle.Unpickler):
    """Unpickles what ``ALLOWED`` names and nothing else."""

    def find_class(self, module: str, name: str) -> object:
        """Return the class, or raise UnpicklingError."""
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name} has no place in an index")
        return super().find_class(module, name)


def load(file: IO[bytes]) -> object:
    """Stand in for ``pickle.load``."""
    return AllowListUnpickler(file).load()


def loads(data: bytes) -> object:
    """Stand in for ``pickle.loads``."""
    return load(BytesIO(data))


@contextmanager
def allow_listed_pickles() -> Iterator[None]:
    """Let Whoosh read pickles through the allow-list; it offers no other way in than its modules' names."""
    replaced: tuple[tuple[object, str, Callable[..., object]], ...] = (
        (codec, "loads", vars(codec)["loads"]),
        (structured_file, "load", vars(structured_file)["load"]),
    )
    for module, name, _ in replaced:
        setattr(module, name, globals()[name])
    try:
        yield
    finally:
        for module, name, original in replaced:
            setattr(module, name, original)
