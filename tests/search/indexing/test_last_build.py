"""What the last build keeps.

1. An article whose file cannot be used any more stays, however the file broke; a deleted one and a draft go.
2. A kept article is as it was, and the mended file takes its place.
3. A renamed article is offered the old slug as an alias, where that leads nowhere.
4. An index of another version keeps nothing and is no obstacle.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

import search
from search import ContentSettings, Report, Settings
from search.indexing import last_build
from tests.articles import markdown, write_files

Break = Callable[[Path], object]
WRITE = pytest.mark.parametrize("write", [search.build, search.update], ids=["build", "update"])


def ids(settings: Settings) -> list[str]:
    """Return the ids of all articles that readers see."""
    searcher = search.open_searcher(settings)
    return [head.article_id for language in searcher.languages for head in searcher.heads(language)]


def break_text(old: str, new: str) -> Break:
    """Return a function that writes ``new`` for ``old`` in a file."""
    return lambda path: path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def in_its_place(make: Break) -> Break:
    """Return a function that removes a file and calls ``make`` for its path."""

    def put(path: Path) -> None:
        path.unlink()
        make(path)

    return put


BREAKS: dict[str, Break] = {
    "empty": lambda path: path.write_bytes(b""),
    "not UTF-8": lambda path: path.write_bytes(path.read_bytes() + b"\xff"),
    "a list open": break_text("title: ", "title: [x, "),
    "a tab": break_text("category:", "questions:\n\t- one\ncategory:"),
    "never closed": break_text("\n---\n\n", "\n\n"),
    "no text": break_text("Install the tunnel.", ""),
    "too large": lambda path: path.write_bytes(b"x" * 3_000_000),
    "a link out of the folder": in_its_place(lambda path: path.symlink_to("/etc/hostname")),
    "a link to nothing": in_its_place(lambda path: path.symlink_to("nowhere.md")),
    "a pipe": in_its_place(os.mkfifo),
}


@WRITE
@pytest.mark.parametrize("damage", BREAKS.values(), ids=BREAKS)
def test_an_article_that_broke_stays_as_it_was(
    built: Settings, damage: Break, write: Callable[[Settings], Report]
) -> None:
    before, path = search.open_searcher(built).article("en/vpn"), built.articles / "en/vpn.md"
    good = path.read_text("utf-8")
    damage(path)
    report = write(built)
    assert (report.articles, report.removed, report.refused) == (6, 0, "")
    assert [(notice.path, notice.kind) for notice in report.notices] == [(path.as_posix(), "kept-article")]
    assert any(problem.path == path.as_posix() for problem in report.problems)
    assert search.open_searcher(built).article("en/vpn") == before
    assert search.open_searcher(built).search("set up the vpn", "en").hits[0].article.article_id == "en/vpn"
    path.unlink()
    path.write_text(good.replace("tunnel", "badger"), "utf-8")
    assert write(built).notices == ()
    assert "badger" in search.open_searcher(built).article("en/vpn").sections[0].text


@WRITE
def test_an_article_in_a_folder_of_its_own_stays_too(settings: Settings, write: Callable[[Settings], Report]) -> None:
    write_files(settings.articles, {"en/cards/lost.md": markdown("I lost my card")})
    search.build(settings)
    (settings.articles / "en/cards/lost.md").write_bytes(b"x" * 3_000_000)
    assert [notice.kind for notice in write(settings).notices] == ["kept-article"]
    assert "en/cards--lost" in ids(settings)


FLAT = {
    "fees.md": markdown("Fees"),
    "fees.es.md": markdown("Comisiones"),
    "cards/lost.md": markdown("I lost my card"),
    "cards/lost.es.md": markdown("He perdido la tarjeta"),
    "cards/README.es.md": markdown("Tarjetas"),
    "top.markdown": markdown("Top"),
}


@WRITE
@pytest.mark.parametrize(
    ("name", "article_id"),
    [
        ("fees.md", "en/fees"),
        ("fees.es.md", "es/fees"),
        ("cards/lost.md", "en/cards--lost"),
        ("cards/lost.es.md", "es/cards--lost"),
        ("cards/README.es.md", "es/cards"),
        ("top.markdown", "en/top"),
    ],
)
def test_an_article_whose_name_says_its_language_stays_too(
    tmp_path: Path, write: Callable[[Settings], Report], name: str, article_id: str
) -> None:
    settings = Settings(write_files(tmp_path / "kb", FLAT), tmp_path / "index")
    search.build(settings)
    before = ids(settings)
    (settings.articles / name).write_bytes(b"x" * 3_000_000)
    assert [notice.what for notice in write(settings).notices] == [
        f"article '{article_id}' is kept as of the last build"
    ]
    assert ids(settings) == before


@WRITE
@pytest.mark.parametrize("name", ["fees.md", "cards/lost.md"])
def test_an_article_of_a_folder_in_one_language_stays_too(
    tmp_path: Path, write: Callable[[Settings], Report], name: str
) -> None:
    files = {each: text for each, text in FLAT.items() if ".es." not in each}
    settings = Settings(write_files(tmp_path / "kb", files), tmp_path / "index", ContentSettings(language="sk"))
    search.build(settings)
    before = ids(settings)
    assert before == ["sk/cards--lost", "sk/fees", "sk/top"]
    (settings.articles / name).write_bytes(b"x" * 3_000_000)
    assert [notice.kind for notice in write(settings).notices] == ["kept-article"]
    assert ids(settings) == before


HIDES = [
    ("en", "en/a", True),
    ("en", "es/a", False),
    ("en/cards", "en/cards--lost", True),
    ("en/cards", "en/cards", True),
    ("en/cards", "en/cards-old--lost", False),
    ("cards", "es/cards--lost", True),
    ("cards", "en/fees", False),
    ("cards/lost.es.md", "es/cards--lost", True),
    ("cards/lost.es.md", "en/cards--lost", False),
    ("cards/lost.md", "es/cards--lost", False),
    ("en/index.md", "en/index", True),
    ("../elsewhere/en/a.md", "en/a", False),
    (".", "sk/anything", True),
]


@pytest.mark.parametrize(("place", "article_id", "is_hidden"), HIDES)
def test_a_place_hides_what_was_read_from_it(place: str, article_id: str, is_hidden: bool) -> None:
    root = Path("/kb")
    path = Path("/elsewhere/en/a.md") if place.startswith("..") else root / place
    assert last_build.hides(root, path.as_posix(), article_id) is is_hidden


@WRITE
def test_a_file_with_articles_a_line_keeps_those_it_lost_with_a_line_that_broke(
    tmp_path: Path, write: Callable[[Settings], Report]
) -> None:
    path = tmp_path / "articles.jsonl"
    lines = [json.dumps({"id": f"n{number}", "language": "en", "body": f"Answer {number}."}) for number in range(4)]
    path.write_text("\n".join(lines))
    settings = Settings(path, tmp_path / "index")
    search.build(settings)
    path.write_text("\n".join([lines[0], lines[1][:-9], *lines[2:]]))
    report = write(settings)
    assert (report.articles, report.removed) == (4, 0)
    assert [(notice.line, notice.kind) for notice in report.notices] == [(2, "kept-article")]
    path.write_text("\n".join([lines[0], *lines[2:]]))
    assert (write(settings).articles, ids(settings)) == (3, ["en/n0", "en/n2", "en/n3"])


@WRITE
def test_a_deleted_article_and_a_draft_go(built: Settings, write: Callable[[Settings], Report]) -> None:
    (built.articles / "en/vpn.md").unlink()
    write_files(built.articles, {"es/fees.md": markdown("¿Qué comisiones cobráis?", status="draft")})
    assert write(built).notices == ()
    assert ids(built) == ["en/fees", "en/phone", "es/phone", "es/vpn"]


def test_an_article_that_never_was_good_is_not_there(settings: Settings) -> None:
    write_files(settings.articles, {"en/new.md": ""})
    for write in (search.build, search.build, search.update):
        report = write(settings)
        assert (report.articles, report.notices) == (6, ())


def test_an_index_that_cannot_be_read_keeps_nothing(built: Settings) -> None:
    write_files(built.articles, {"en/vpn.md": ""})
    (built.index / "generation-0001/manifest-0001.json").write_text("{}")
    report = search.build(built)
    assert (report.articles, report.notices, report.refused) == (5, (), "")


def test_an_article_of_another_version_is_not_kept(built: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise TypeError("unexpected keyword argument")

    write_files(built.articles, {"en/vpn.md": ""})
    last = last_build.last_build(built.index)
    monkeypatch.setattr("search.engines.local.segment.article_from_json", refuse)
    assert last.article("en/vpn") is None


@WRITE
@pytest.mark.parametrize(
    ("new_name", "text", "remedy"),
    [
        ("en/tunnel.md", "", "Write 'aliases: [vpn]' in"),
        ("en/net/vpn.md", "", "Write 'aliases: [vpn]' in"),
        ("en/tunnel.md", markdown("How do I set up the VPN?", "Other words."), "Write 'aliases: [vpn]' in"),
        ("en/tunnel.md", markdown("How do I set up the VPN?", aliases="[remote]"), "Write 'aliases: [remote, vpn]' in"),
        ("en/tunnel.md", markdown("How do I set up the VPN?", aliases="[vpn]"), ""),
        ("en/tunnel.md", markdown("How do I set up the VPN?", slug="vpn"), ""),
        ("en/tunnel.md", markdown("Something else", "Entirely."), ""),
        ("es/tunnel.md", "", ""),
    ],
)
def test_a_renamed_article_is_offered_its_alias(
    built: Settings, write: Callable[[Settings], Report], new_name: str, text: str, remedy: str
) -> None:
    old = built.articles / "en/vpn.md"
    write_files(built.articles, {new_name: text or old.read_text("utf-8")})
    old.unlink()
    report = write(built)
    assert [notice.path for notice in report.notices] == ([f"{built.articles}/{new_name}"] if remedy else [])
    assert all(notice.remedy.startswith(remedy) for notice in report.notices)


def test_a_copy_is_no_new_name(built: Settings) -> None:
    write_files(built.articles, {"en/tunnel.md": (built.articles / "en/vpn.md").read_text("utf-8")})
    assert search.update(built).notices == ()


def test_of_two_that_had_the_content_none_is_named(built: Settings) -> None:
    text = markdown("Installation", "Run it.")
    write_files(built.articles, {"en/one.md": text, "en/two.md": text})
    search.update(built)
    for name in ("one", "two"):
        (built.articles / f"en/{name}.md").unlink()
    write_files(built.articles, {"en/three.md": text})
    assert search.update(built).notices == ()


def test_all_under_new_names_are_taken_in(built: Settings) -> None:
    for path in sorted(built.articles.rglob("*.md")):
        path.rename(path.with_name(f"new-{path.name}"))
    report = search.update(built)
    assert (report.articles, report.refused, len(report.notices)) == (6, "", 6)
