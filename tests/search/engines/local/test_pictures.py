"""Pictures beside the generations: copied once, named after their content, removed when nothing shows them."""

from __future__ import annotations

import os
from hashlib import blake2b
from pathlib import Path

from search.engines.local.pictures import drop_pictures, keep_pictures
from search.model import Article
from tests.factories import article, section

CONTENT = b"\x89PNG\r\n\x1a\n"


def showing(content: bytes, place: str) -> tuple[Article, str]:
    """Return an article that shows the picture ``content`` at ``place``, and the name of the picture."""
    name = f"{blake2b(content, digest_size=16).hexdigest()}.png"
    return article(text=(section(f'<img src="picture:{name}/{place}">'),)), name


def test_a_picture_is_copied_under_its_name(tmp_path: Path) -> None:
    (tmp_path / "kb" / "en").mkdir(parents=True)
    (tmp_path / "kb" / "en" / "a&b.png").write_bytes(CONTENT)
    shown, name = showing(CONTENT, "en/a&amp;b.png")
    (tmp_path / "index").mkdir()
    for _ in range(2):
        assert keep_pictures(tmp_path / "index", tmp_path / "kb", shown) == {name}
    assert [path.name for path in (tmp_path / "index" / "pictures").iterdir()] == [name]
    assert (tmp_path / "index" / "pictures" / name).read_bytes() == CONTENT


def test_a_picture_that_is_only_linked_to_is_copied_too(tmp_path: Path) -> None:
    (tmp_path / "kb").mkdir()
    (tmp_path / "kb" / "a.png").write_bytes(CONTENT)
    (tmp_path / "index").mkdir()
    _, name = showing(CONTENT, "a.png")
    linking = article(text=(section(f'<a href="picture:{name}/a.png">a</a>'),))
    assert keep_pictures(tmp_path / "index", tmp_path / "kb", linking) == {name}
    assert (tmp_path / "index" / "pictures" / name).exists()


def test_one_that_changed_or_went_meanwhile_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "kb").mkdir()
    (tmp_path / "kb" / "a.png").write_bytes(CONTENT + b"new")
    (tmp_path / "index").mkdir()
    for place in ("a.png", "gone.png"):
        keep_pictures(tmp_path / "index", tmp_path / "kb", showing(CONTENT, place)[0])
    assert list((tmp_path / "index").rglob("*.png")) == []


def test_what_nothing_shows_goes_after_a_day(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name, age_s in {"used.png": 200_000, "young.png": 10, "old.png": 200_000}.items():
        (folder / name).write_bytes(CONTENT)
        os.utime(folder / name, (1_000_000 - age_s, 1_000_000 - age_s))
    drop_pictures(tmp_path, {"used.png"}, now_s=1_000_000)
    assert sorted(path.name for path in folder.iterdir()) == ["used.png", "young.png"]
