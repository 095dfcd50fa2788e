"""An index that is missing, damaged or foreign is refused by readers, and built anew from the files by an update."""

from __future__ import annotations

import json
import pickle
import random
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest

import search
from search import IndexOutdated, IndexUnavailable, RetrievalSettings, Settings
from search.engines.local import segment as segment_module
from tests.articles import markdown, write_files

Damage = Callable[[Path], object]

WHOOSH_LEAVES_FILES_OPEN = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""Where it meets damage; they are closed when its exception is forgotten, which warns."""

GENERATION = "generation-0001"
MANIFEST = f"{GENERATION}/manifest-0001.json"
SEGMENT = f"{GENERATION}/segments/en-0001"
WHOOSH = f"{GENERATION}/whoosh"


def cut_short(name: str) -> Damage:
    """Return a function that takes the last byte off the file ``name``."""
    return lambda index: (index / name).write_bytes((index / name).read_bytes()[:-1])


def overwrite(name: str, content: bytes) -> Damage:
    """Return a function that writes ``content`` into the file ``name``."""
    return lambda index: (index / name).write_bytes(content)


def remove(name: str) -> Damage:
    """Return a function that removes the file or folder ``name``."""
    return lambda index: shutil.rmtree(index / name) if (index / name).is_dir() else (index / name).unlink()


def set_field(name: str, value: object) -> Damage:
    """Return a function that gives the manifest another ``name``."""

    def damage(index: Path) -> None:
        record = json.loads((index / MANIFEST).read_text("utf-8"))
        (index / MANIFEST).write_text(json.dumps({**record, name: value}), "utf-8")

    return damage


DAMAGES: dict[str, tuple[Damage, str]] = {
    "CURRENT points nowhere": (
        overwrite("CURRENT", b"generation-0099/manifest-0001.json\n"),
        "{index}: the current generation is gone.",
    ),
    "CURRENT is empty": (
        overwrite("CURRENT", b""),
        "{index}: the current generation cannot be read ([Errno 21] Is a directory: '{index}').",
    ),
    "CURRENT is no text": (overwrite("CURRENT", b"\xff\xfe\x00"), "{index}: the current generation cannot be read ("),
    "the generation is gone": (remove(GENERATION), "{index}: the current generation is gone."),
    "the manifest is gone": (remove(MANIFEST), "{index}: the current generation is gone."),
    "the manifest is cut short": (cut_short(MANIFEST), "{index}: the current generation cannot be read ("),
    "the manifest is garbage": (
        overwrite(MANIFEST, b"\x00\x01garbage"),
        "{index}: the current generation cannot be read (",
    ),
    "the manifest is a list": (overwrite(MANIFEST, b"[]"), "{index}: the current generation cannot be read ("),
    "the manifest is nested deeply": (
        overwrite(MANIFEST, b"[" * 100_000),
        "{index}: the current generation cannot be read (",
    ),
    "the format is foreign": (
        set_field("format", 99),
        "{index}: the current generation cannot be read (format 99, expected 5).",
    ),
    "the generation has no number": (
        set_field("generation", "new"),
        "{index}: the current generation cannot be read (generation 'new' in 'generation-0001').",
    ),
    "the folder lies elsewhere": (
        set_field("folder", "../../elsewhere"),
        "{index}: the current generation cannot be read (generation '1.1' in '../../elsewhere').",
    ),
    "a field is missing": (
        overwrite(MANIFEST, b'{"format": 5}'),
        "{index}: the current generation cannot be read ('generation').",
    ),
    "a field is unknown": (set_field("author", "anna"), "{index}: the current generation cannot be read ("),
    "the shelves are no mapping": (set_field("shelves", ["en"]), "{index}: the current generation cannot be read ("),
    "the categories are no list": (set_field("categories", 7), "{index}: the current generation cannot be read ("),
    "the synonyms are no mapping": (set_field("synonyms", None), "{index}: the current generation cannot be read ("),
    "the fingerprint is foreign": (
        set_field("fingerprint", "0123456789abcdef"),
        "{index}: it was built by another version or with other settings.",
    ),
    "a segment is gone": (remove(SEGMENT), "{segment}: the segment is damaged ("),
    "an array is gone": (remove(f"{SEGMENT}/form_impacts.npy"), "{segment}: the segment is damaged ("),
    "an array is cut short": (
        cut_short(f"{SEGMENT}/form_impacts.npy"),
        "{segment}: the segment is damaged (a file is not as it was written).",
    ),
    "an array is empty": (
        overwrite(f"{SEGMENT}/key_offsets.npy", b""),
        "{segment}: the segment is damaged (a file is not as it was written).",
    ),
    "a vocabulary is cut short": (
        cut_short(f"{SEGMENT}/article_ids.txt"),
        "{segment}: the segment is damaged (a file is not as it was written).",
    ),
    "the texts are cut short": (
        cut_short(f"{SEGMENT}/bodies.bin"),
        "{segment}: the segment is damaged (a file is not as it was written).",
    ),
    "the seal is gone": (remove(f"{SEGMENT}/seal.json"), "{segment}: the segment is damaged ("),
    "the list of sizes is garbage": (
        overwrite(f"{SEGMENT}/seal.json", b"{"),
        "{segment}: the segment is damaged (",
    ),
}


@pytest.mark.parametrize(("damage", "message"), DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_index_is_refused_by_readers(built: Settings, damage: Damage, message: str) -> None:
    damage(built.index)
    with pytest.raises(IndexOutdated) as caught:
        search.open_searcher(built)
    assert str(caught.value).startswith(message.format(index=built.index, segment=built.index / SEGMENT))
    assert str(caught.value).endswith(". Run 'python indexer.py build'.")


@pytest.mark.parametrize(("damage", "message"), DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_index_is_built_anew_by_an_update_that_says_why(
    built: Settings, damage: Damage, message: str
) -> None:
    damage(built.index)
    report = search.update(built)
    assert report.is_full
    assert report.articles == 6
    assert report.rebuilt_because.startswith(message.format(index=built.index, segment=built.index / SEGMENT))
    assert "Run" not in report.rebuilt_because
    assert len(search.open_searcher(built).heads("en")) == 3
    assert not search.update(built).is_full


@pytest.mark.parametrize("missing", ["", "CURRENT"], ids=["the folder", "CURRENT"])
def test_a_missing_index_is_unavailable_and_built_by_an_update(built: Settings, missing: str) -> None:
    remove(missing)(built.index)
    with pytest.raises(IndexUnavailable) as caught:
        search.open_searcher(built)
    assert str(caught.value) == f"{built.index}: there is no index. Run 'python indexer.py build'."
    assert not isinstance(caught.value, IndexOutdated)
    assert search.update(built).is_full
    assert len(search.open_searcher(built).heads("en")) == 3


def test_a_damaged_array_of_the_right_size_is_no_array(built: Settings) -> None:
    path = built.index / SEGMENT / "key_offsets.npy"
    path.write_bytes(b"\x00" * path.stat().st_size)
    with pytest.raises(IndexOutdated):
        search.open_searcher(built)
    assert search.update(built).is_full


def test_an_array_of_pickled_objects_runs_no_code(built: Settings, tmp_path: Path) -> None:
    path = built.index / SEGMENT / "key_offsets.npy"
    np.save(path, np.array([Planted(tmp_path / "planted")], dtype=object), allow_pickle=True)
    sealed = json.loads((built.index / SEGMENT / "seal.json").read_text())
    sealed[path.name] = [path.stat().st_size, crc32(path.read_bytes())]
    (built.index / SEGMENT / "seal.json").write_text(json.dumps(sealed))
    with pytest.raises(IndexOutdated):
        search.open_searcher(built)
    assert search.update(built).is_full
    assert not (tmp_path / "planted").exists()


def test_a_damaged_record_of_a_large_segment_is_no_article(built: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment_module, "CHECKED_BYTES", 0)
    for sealed in built.index.glob("generation-*/segments/*/seal.json"):
        sizes = {name: [size] for name, (size, _) in json.loads(sealed.read_text()).items()}
        sealed.write_text(json.dumps(sizes))
    path = built.index / SEGMENT / "bodies.bin"
    path.write_bytes(b"\x00" * path.stat().st_size)
    with pytest.raises(IndexOutdated) as caught:
        search.open_searcher(built).article("en/vpn")
    assert str(caught.value) == "en/vpn: its record in the index is damaged. Run 'python indexer.py build'."


def test_other_settings_make_an_index_outdated(built: Settings) -> None:
    other = replace(built, retrieval=RetrievalSettings(k1=0.9))
    with pytest.raises(IndexOutdated):
        search.open_searcher(other)
    assert search.update(other).is_full
    assert len(search.open_searcher(other).heads("en")) == 3


def test_a_lock_is_no_part_of_a_damaged_index(built: Settings) -> None:
    (built.index / "LOCK").write_bytes(b"\xff\xfe not a number")
    assert not search.update(built).is_full


class Planted:
    """Makes a folder when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[[Path], None], tuple[Path]]:
        return Path.mkdir, (self.path,)


def whoosh_files(index: Path, ending: str) -> list[Path]:
    """Return the files of the Whoosh index that end so."""
    return sorted((index / WHOOSH).glob(f"*.{ending}"))


def change_an_article(settings: Settings) -> None:
    """Give the next update something to write into Whoosh."""
    write_files(settings.articles, {"en/vpn.md": markdown("Remote access", "Ask for a badger.")})


WHOOSH_DAMAGES: dict[str, Damage] = {
    "the folder is gone": remove(WHOOSH),
    "the table of contents is gone": lambda index: whoosh_files(index, "toc")[0].unlink(),
    "the table of contents is empty": lambda index: [path.write_bytes(b"") for path in whoosh_files(index, "toc")],
    "the table of contents is garbage": lambda index: [
        path.write_bytes(b"\x80\x05garbage" * 9) for path in whoosh_files(index, "toc")
    ],
    "the table of contents is half": lambda index: [
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]) for path in whoosh_files(index, "toc")
    ],
    "the segment is gone": lambda index: whoosh_files(index, "seg")[0].unlink(),
    "the segment is half": lambda index: [
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]) for path in whoosh_files(index, "seg")
    ],
}


@WHOOSH_LEAVES_FILES_OPEN
@pytest.mark.parametrize("damage", WHOOSH_DAMAGES.values(), ids=WHOOSH_DAMAGES)
def test_a_damaged_whoosh_index_is_built_anew_by_the_next_change(built: Settings, damage: Damage) -> None:
    damage(built.index)
    change_an_article(built)
    report = search.update(built)
    assert report.is_full
    assert report.rebuilt_because.startswith(f"{built.index / WHOOSH}: the Whoosh index cannot be read (")
    assert [hit.article.article_id for hit in search.open_searcher(built).search("badger", "en").hits] == ["en/vpn"]
    change = {"en/fees.md": markdown("What does it cost?")}
    write_files(built.articles, change)
    assert not search.update(built).is_full


@WHOOSH_LEAVES_FILES_OPEN
@pytest.mark.parametrize("seed", range(20))
def test_any_damage_to_whoosh_ends_in_a_whole_index(built: Settings, seed: int) -> None:
    chance = random.Random(seed)
    path = chance.choice([*whoosh_files(built.index, "toc"), *whoosh_files(built.index, "seg")])
    content = bytearray(path.read_bytes())
    for _ in range(20):
        content[chance.randrange(len(content))] = chance.randrange(256)
    path.write_bytes(content)
    change_an_article(built)
    assert search.update(built).articles == 6
    assert [hit.article.article_id for hit in search.open_searcher(built).search("badger", "en").hits] == ["en/vpn"]


def test_a_planted_pickle_would_run_if_it_were_unpickled(tmp_path: Path) -> None:
    pickle.loads(pickle.dumps(Planted(tmp_path / "planted")))
    assert (tmp_path / "planted").is_dir()


@WHOOSH_LEAVES_FILES_OPEN
@pytest.mark.parametrize("place", range(6))
@pytest.mark.parametrize("ending", ["toc", "seg"])
def test_a_pickle_planted_in_the_whoosh_index_runs_no_code(
    built: Settings, tmp_path: Path, ending: str, place: int
) -> None:
    (path,) = whoosh_files(built.index, ending)
    content = path.read_bytes()
    pickles = [match.start() for match in re.finditer(rb"\x80[\x02-\x05]", content)]
    start = pickles[place % len(pickles)]
    planted = pickle.dumps(Planted(tmp_path / "planted"))
    path.write_bytes(content[:start] + planted + content[start + len(planted) :])
    change_an_article(built)
    assert search.update(built).articles == 6
    search.open_searcher(built).search("badger", "en")
    assert not (tmp_path / "planted").exists()
