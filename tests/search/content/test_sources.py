"""Which files and lines are articles."""

from __future__ import annotations

import json
import os
import pickle
import time
from pathlib import Path

import pytest

from search.content.sources import Source, list_sources
from search.errors import SettingsError
from search.settings import ContentSettings

LANGUAGES = ("en", "es", "sk")
SETTINGS = ContentSettings()


def kb(root: Path, files: dict[str, str | bytes]) -> Path:
    """Write ``files`` below ``root`` and return it."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def listed(root: Path, settings: ContentSettings = SETTINGS) -> tuple[list[str], list[str]]:
    """Return the ids found under ``root`` and the messages, which begin below ``root``."""
    sources, problems = list_sources(root, settings, LANGUAGES)
    return [source.article_id for source in sources], [str(each).replace(f"{root}", "kb") for each in problems]


def test_files_of_all_languages_are_listed_by_id(tmp_path: Path) -> None:
    root = kb(tmp_path, {"sk/b.md": "b", "en/z.md": "z", "en/guide/start.md": "s", "en/a.MD": "a", "en/logo.png": "x"})
    assert listed(root) == (["en/a", "en/guide--start", "en/z", "sk/b"], [])


def test_a_source_carries_bytes_path_and_hash(tmp_path: Path) -> None:
    source = list_sources(kb(tmp_path, {"en/a.md": "abc"}), SETTINGS, LANGUAGES)[0][0]
    assert source == Source("en/a", f"{tmp_path}/en/a.md", b"abc", "cf4ab791c62b8d2b2109c90275287816", place="en/a.md")
    assert pickle.loads(pickle.dumps(source)) == source


def test_what_is_no_article_is_passed_over(tmp_path: Path) -> None:
    names = ("README.md", "categories.yml", "synonyms/en.md", "_drafts/a.md", ".git/a.md", "en/_a.md", "en/.a.md")
    assert listed(kb(tmp_path, dict.fromkeys(names, "x"))) == ([], [])


def test_problems_of_a_folder_are_listed_together(tmp_path: Path) -> None:
    root = kb(tmp_path, {"enn/a.md": "x", "b.md": "x", "en/a--b.md": "x", "en/a/b.md": "x"})
    kb(tmp_path, {"en/big.md": b"x" * 5_000_000})
    ids, messages = listed(root)
    assert ids == ["en/a--b"]
    assert messages == [
        "kb/b.md:1: the file stands outside the folders of the languages. Move it into one of en, es, sk.",
        "kb/en/a--b.md:1: article 'en/a--b' is already read from kb/en/a/b.md:1. Rename one of the two.",
        "kb/en/big.md:1: the file has 5000000 bytes, at most 2000000 are read. Divide the article.",
        "kb/enn:1: unknown language 'enn'. Use one of en, es, sk, or begin the name with '_' if it holds no articles.",
    ]


def test_links_that_loop_lead_out_or_nowhere_are_problems(tmp_path: Path) -> None:
    root = kb(tmp_path / "kb", {"en/a.md": "a", "es/deep/b.md": "b"})
    kb(tmp_path, {"outside/secret.md": "s"})
    (root / "en" / "loop").symlink_to(root / "en")
    (root / "en" / "self.md").symlink_to(root / "en" / "self.md")
    (root / "en" / "gone.md").symlink_to("nowhere.md")
    (root / "en" / "out.md").symlink_to(tmp_path / "outside" / "secret.md")
    (root / "en" / "twice").symlink_to(root / "es" / "deep")
    (root / "en" / "same.md").symlink_to("a.md")
    (root / "sk").symlink_to(tmp_path / "outside")
    ids, messages = listed(root)
    assert ids == ["en/a", "en/same", "es/deep--b"]
    assert messages == [
        "kb/en/gone.md:1: the link leads nowhere. Remove or mend it.",
        "kb/en/loop:1: the link leads in a circle. Remove or mend it.",
        "kb/en/out.md:1: the link leads out of the folder of articles. Copy what it points to into the folder.",
        "kb/en/self.md:1: the link leads in a circle. Remove or mend it.",
        "kb/en/twice:1: the link leads to a folder that is read already. Remove the link.",
        "kb/sk:1: the link leads out of the folder of articles. Copy what it points to into the folder.",
    ]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    root = kb(tmp_path, {"en/a.md": "a"})
    os.mkfifo(root / "en" / "pipe.md")
    assert listed(root)[1] == ["kb/en/pipe.md:1: this is not a regular file. Move it out of the folder."]


def test_a_name_that_is_no_text_is_a_problem(tmp_path: Path) -> None:
    root = kb(tmp_path, {"en/a.md": "a"})
    (root / "en" / os.fsdecode(b"caf\xe9.md")).write_text("x")
    (root / "en" / "two\nlines.md").write_text("x")
    ids, messages = listed(root)
    assert ids == ["en/a"]
    assert len(messages) == 2
    assert all(message.isprintable() and "holds signs that cannot be shown" in message for message in messages)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_a_problem(tmp_path: Path) -> None:
    root = kb(tmp_path, {"en/a.md": "a"})
    (root / "en" / "a.md").chmod(0)
    assert listed(root) == ([], ["kb/en/a.md:1: the file cannot be read (Permission denied). Check its permissions."])


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nowhere", "nowhere: no such folder or file. Create it, or name another with --articles."),
        ("a.txt", "a.txt: not a folder of articles. Name a folder, or a file that ends in .jsonl."),
    ],
)
def test_a_root_that_is_none_stops(tmp_path: Path, name: str, message: str) -> None:
    kb(tmp_path, {"a.txt": "x"})
    with pytest.raises(SettingsError) as error:
        list_sources(tmp_path / name, SETTINGS, LANGUAGES)
    assert str(error.value) == f"{tmp_path}/{message}"


def test_every_line_of_a_json_lines_file_is_a_source(tmp_path: Path) -> None:
    lines = ['\ufeff{"id": "b", "language": "en"}', "", " \r", '{"id": "en/a", "language": "en"}', '{"id": "es/c/d"}']
    kb(tmp_path, {"kb.jsonl": "\n".join(lines)})
    sources, problems = list_sources(tmp_path / "kb.jsonl", SETTINGS, LANGUAGES)
    assert [(source.article_id, source.line) for source in sources] == [("en/a", 4), ("en/b", 1), ("es/c--d", 5)]
    assert {source.path for source in sources} == {f"{tmp_path}/kb.jsonl"}
    assert problems == []


def test_problems_of_a_json_lines_file_name_the_line(tmp_path: Path) -> None:
    lines = [
        '{"id": "a", "language": "en"}',
        "{",
        "[]",
        '{"id": "a", "language": "xx"}',
        '{"language": "en"}',
        '{"id": "a", "language": "en", "title": "again"}',
        "[" * 100_000,
        '{"id": "long", "language": "en", "body": "' + "x" * 2_000_000 + '"}',
    ]
    kb(tmp_path, {"kb.jsonl": "\n".join(lines).encode() + b"\n\xff"})
    ids, messages = listed(tmp_path / "kb.jsonl")
    assert ids == ["en/a"]
    assert messages == [
        "kb:2: the line is no JSON object in UTF-8. Write one object a line.",
        "kb:3: the line is no JSON object in UTF-8. Write one object a line.",
        "kb:4: unknown language 'xx'. Use one of en, es, sk.",
        "kb:5: 'id' is missing or holds signs that cannot be shown. Give the article an 'id'.",
        "kb:6: article 'en/a' is already read from kb:1. Rename one of the two.",
        "kb:7: the line is no JSON object in UTF-8. Write one object a line.",
        "kb:8: the line has 2000045 bytes, at most 2000000 are read. Divide the article.",
        "kb:9: the line is no JSON object in UTF-8. Write one object a line.",
    ]


def test_ten_times_as_many_lines_take_no_more_than_about_ten_times_as_long(tmp_path: Path) -> None:
    few, many = (listing_s(tmp_path, lines) for lines in (10_000, 100_000))
    assert many < 30 * few


def listing_s(folder: Path, count: int) -> float:
    """Return the seconds of processor time that ``count`` lines take."""
    record = {"language": "en", "title": "t", "questions": ["how"] * 5, "body": "words " * 50}
    lines = (json.dumps({"id": f"a{number}", **record}) for number in range(count))
    kb(folder, {"kb.jsonl": "\n".join(lines)})
    started = time.process_time()
    sources, _ = list_sources(folder / "kb.jsonl", SETTINGS, LANGUAGES)
    assert len(sources) == count
    return time.process_time() - started


def test_articles_may_name_their_language_before_the_ending(tmp_path: Path) -> None:
    root = kb(tmp_path, {"fees.md": "a", "fees.es.md": "b", "pay/card.sk.markdown": "c", "pay/card.md": "d"})
    assert listed(root) == (["en/fees", "en/pay--card", "es/fees", "sk/pay--card"], [])


def test_one_language_may_be_that_of_all(tmp_path: Path) -> None:
    root = kb(tmp_path, {"fees.md": "a", "pay/card.md": "b", "pay/README.md": "c", "fees.en.md": "d"})
    settings = ContentSettings(language="es")
    assert listed(root, settings) == (["en/fees", "es/fees", "es/pay", "es/pay--card"], [])
    with pytest.raises(SettingsError, match=r"unknown language 'xx'\. Use one of en, es, sk"):
        list_sources(root, ContentSettings(language="xx"), LANGUAGES)


def test_a_folder_without_languages_says_how_to_name_one(tmp_path: Path) -> None:
    assert listed(kb(tmp_path, {"fees.md": "a", "pay/card.md": "b"}))[1] == [
        "kb/fees.md:1: the file stands outside the folders of the languages. "
        "Move it into one of en, es, sk, or name the language of all files with --language.",
        "kb/pay:1: unknown language 'pay'. Use one of en, es, sk, or name the language of all files with --language, "
        "or begin the name with '_' if it holds no articles.",
    ]


def test_what_is_no_markdown_is_counted_and_named_once(tmp_path: Path) -> None:
    names = ("en/a.md", "en/b.mdx", "en/c.markdown", "en/d.html", "en/sub/e.HTML", "en/style.css", "en/_index.md")
    ids, messages = listed(kb(tmp_path, dict.fromkeys(names, "x")))
    assert ids == ["en/a", "en/c", "en/index"]
    assert messages == [
        "kb:1: 3 files are no Markdown for us (.mdx 1, .html 2). Save them as .md, or move them out of the folder."
    ]


def test_a_folder_of_pictures_is_no_language(tmp_path: Path) -> None:
    root = kb(tmp_path, {"en/a.md": "a", "img/a.png": b"x", "img/deep/b.png": b"x", "enn/a.md": "x"})
    assert [message.partition(". ")[0] for message in listed(root)[1]] == ["kb/enn:1: unknown language 'enn'"]


def test_a_picture_that_changes_changes_the_article(tmp_path: Path) -> None:
    def hashed() -> str:
        return list_sources(root, SETTINGS, LANGUAGES)[0][0].content_hash

    root = kb(tmp_path, {"en/a.md": "![a](img/a.png)"})
    without = hashed()
    kb(tmp_path, {"en/img/a.png": b"one"})
    first = hashed()
    assert hashed() == first != without
    kb(tmp_path, {"en/img/a.png": b"three"})
    assert hashed() not in (first, without)
