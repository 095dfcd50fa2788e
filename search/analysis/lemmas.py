"""Lemma tables: folded form -> key, derived from simplemma once on each machine and memory-mapped.

simplemma's own tables fill 30-100 MB each and know no word typed without its diacritics, so they are folded here and
kept as two sorted arrays and a list of keys. They are derived data of another project and never distributed.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import unicodedata
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

import numpy as np
from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from search.analysis.languages.language import Language
from search.errors import SettingsError

FORMAT = 1
"""Part of the folder's name; raise it when the derivation below changes."""

MARKS = re.compile("[\u0300-\u036f]+")


class LemmaTable:
    """The keys that a table knows better than the stemmer alone.

    ``hashes``: uint64 (forms,), sorted, of every folded form whose key differs from its plain stem;
    ``key_numbers``: uint32 (forms,), the line of ``keys.txt`` that holds its key. A word outside the table
    shares its 64-bit hash with one inside with a probability of 1e-14, so the forms themselves are not kept.
    """

    def __init__(self, folder: Path) -> None:
        self._hashes = np.load(folder / "hashes.npy", mmap_mode="r").view(np.ndarray)
        self._key_numbers = np.load(folder / "key_numbers.npy", mmap_mode="r").view(np.ndarray)
        self._keys: list[str] = (folder / "keys.txt").read_text("utf-8").split("\n")

    def key(self, form: str) -> str | None:
        """Return the key of folded ``form``, or None where the plain stem is right."""
        wanted = hash_of(form)
        place = int(self._hashes.searchsorted(wanted))
        if place == len(self._hashes) or self._hashes[place] != wanted:
            return None
        return self._keys[int(self._key_numbers[place])]


def hash_of(form: str) -> np.uint64:
    """Return 64 bits of BLAKE2b over ``form``; the same on every machine."""
    return np.uint64(int.from_bytes(blake2b(form.encode(), digest_size=8).digest(), "little"))


def open_lemmas(language: Language) -> LemmaTable | None:
    """Return the table of ``language``, derived now (some seconds) if this machine has none yet.

    None for a language without a table. Raises SettingsError where nothing can be written.
    """
    if language.lemma_table is None:
        return None
    folder = cache_folder() / f"lemmas-{FORMAT}-{version('simplemma')}-{language.code}"
    if not folder.exists():
        try:
            derive(language, folder)
        except OSError as error:
            raise SettingsError(
                f"{folder}: the lemma table cannot be written ({error.strerror}). "
                "Set XDG_CACHE_HOME to a folder that can be written."
            ) from error
    return LemmaTable(folder)


def cache_folder() -> Path:
    """Return where derived tables are kept: ``$XDG_CACHE_HOME/ventanilla``, by default below ``~/.cache``."""
    root = os.environ.get("XDG_CACHE_HOME")
    return (Path(root) if root else Path.home() / ".cache") / "ventanilla"


def derive(language: Language, folder: Path) -> None:
    """Write the table of ``language`` to ``folder``, whole or not at all."""
    assert language.lemma_table is not None
    keys = keys_of_forms(language)
    numbers = {key: number for number, key in enumerate(sorted(set(keys.values())))}
    hashes = np.array([hash_of(form) for form in keys], dtype=np.uint64)
    key_numbers = np.array([numbers[key] for key in keys.values()], dtype=np.uint32)
    order = np.argsort(hashes)
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(dir=folder.parent))
    np.save(unfinished / "hashes.npy", hashes[order])
    np.save(unfinished / "key_numbers.npy", key_numbers[order])
    (unfinished / "keys.txt").write_text("\n".join(numbers), "utf-8")
    try:
        unfinished.rename(folder)
    except OSError:
        shutil.rmtree(unfinished)
        if not folder.exists():
            raise


def keys_of_forms(language: Language) -> dict[str, str]:
    """Return folded form -> key for the forms whose plain stem is another one."""
    assert language.lemma_table is not None
    table = DefaultDictionaryFactory().get_dictionary(language.lemma_table)
    words = [(form, lemma) for form, lemma in table.items() if form.islower()]
    forms = fold_lines([form for form, _ in words])
    lemmas = fold_lines([lemma for _, lemma in words])
    key_of_lemma = {lemma: language.stem(lemma) for lemma in set(lemmas)}
    keys: dict[str, str] = {}
    for form, lemma in zip(forms, lemmas, strict=True):
        key = key_of_lemma[lemma]
        if form != lemma and language.stem(form) != key:
            keys.setdefault(form, key)
    return keys


def fold_lines(lines: list[str]) -> list[str]:
    """Return ``lines`` folded, all in one pass."""
    return MARKS.sub("", unicodedata.normalize("NFKD", "\n".join(lines).lower())).split("\n")
