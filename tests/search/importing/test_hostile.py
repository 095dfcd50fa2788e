"""Exports that nobody should trust are refused by name and change nothing."""

from __future__ import annotations

import json
import os
import stat
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import search
from search import ExportError, Settings, SettingsError
from search.settings import ImportSettings

SMALL = ImportSettings(files=20, file_bytes=200_000, all_bytes=400_000, articles=50, article_letters=5_000)
ARTICLE = {"id": 1, "locale": "en", "title": "Fees", "body": "<p>Free.</p>", "draft": False}


def page(*articles: object) -> str:
    return json.dumps({"articles": list(articles) or [ARTICLE]})


MANY = page(*({**ARTICLE, "id": number} for number in range(51)))


def article(body: str, **fields: object) -> str:
    return page({**ARTICLE, "body": body, **fields})


def refusal(source: Path, kind: str = "zendesk") -> str:
    """Return why ``source`` is refused; fails where anything was written."""
    target = source.parent / "kb"
    target.mkdir()
    (target / "mine.md").write_text("mine", "utf-8")
    before = sorted(path.name for path in source.parent.rglob("*"))
    settings = replace(Settings(), importing=SMALL)
    with pytest.raises((ExportError, SettingsError)) as caught:
        search.import_export(kind, source, target, "en", settings)
    assert sorted(path.name for path in source.parent.rglob("*")) == before
    message = str(caught.value)
    assert message.count(". ") >= 1
    assert message.endswith(".")
    return message.replace(f"{source.parent}/", "")


def archive(path: Path, fill: Callable[[zipfile.ZipFile], None]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        fill(file)
    return path


@pytest.mark.parametrize("name", ["../out.json", "/etc/out.json", "a/../../out.json", "C:/out.json", "a\\..\\out.json"])
def test_a_name_that_leads_out(tmp_path: Path, name: str) -> None:
    path = archive(tmp_path / "export.zip", lambda file: file.writestr(zipfile.ZipInfo(name), page()))
    assert "leads out of the archive. Take the export anew." in refusal(path)


def test_a_link_in_an_archive(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("articles.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = archive(tmp_path / "export.zip", lambda file: file.writestr(link, "/etc/passwd"))
    message = "export.zip/articles.json: this is a symbolic link, which is not followed. Take the export anew."
    assert refusal(path) == message


def test_a_link_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    (tmp_path / "export/articles.json").symlink_to("/etc/passwd")
    assert refusal(tmp_path / "export").startswith("export/articles.json: this is a symbolic link")


def test_a_linked_folder(tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    (tmp_path / "export/more").symlink_to("/etc")
    assert refusal(tmp_path / "export").startswith("export/more: this is a symbolic link")


def test_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    os.mkfifo(tmp_path / "export/articles.json")
    assert refusal(tmp_path / "export").startswith("export/articles.json: this is not a regular file.")


def test_a_bomb(tmp_path: Path) -> None:
    path = archive(tmp_path / "export.zip", lambda file: file.writestr("a.json", b" " * 500_000))
    assert "a.json: the file has 500000 bytes, at most 200000 are read." in refusal(path)


def test_a_bomb_below_the_limit_of_a_file(tmp_path: Path) -> None:
    path = archive(tmp_path / "export.zip", lambda file: file.writestr("a.json", b" " * 2_000_000))
    with pytest.raises(ExportError, match=r"2000000 when unpacked\. Unpack it yourself"):
        search.import_export("zendesk", path, tmp_path / "kb", "en", Settings())


def test_many_bytes_together(tmp_path: Path) -> None:
    def fill(file: zipfile.ZipFile) -> None:
        for number in range(3):
            file.writestr(f"{number}.json", os.urandom(150_000))

    path = archive(tmp_path / "export.zip", fill)
    assert "the export has 450000 bytes unpacked, at most 400000 are read. Divide it." in refusal(path)


def test_an_archive_that_lies_about_sizes(tmp_path: Path) -> None:
    path = archive(tmp_path / "export.zip", lambda file: file.writestr("a.json", page() + " " * 50_000))
    raw = path.read_bytes()
    size = (len(page()) + 50_000).to_bytes(4, "little")
    path.write_bytes(raw.replace(size, (100).to_bytes(4, "little")))
    assert "a.json: " in refusal(path)


def test_many_files(tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    for number in range(21):
        (tmp_path / f"export/{number}.json").write_text(page(), "utf-8")
    assert "the export has 21 files, at most 20 are read. Divide it." in refusal(tmp_path / "export")


def test_an_archive_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "export.zip").write_bytes(b"PK\3\4 and so on")
    assert refusal(tmp_path / "export.zip").startswith("export.zip: this is no zip archive that can be read")


def test_an_encrypted_archive(tmp_path: Path) -> None:
    path = archive(tmp_path / "export.zip", lambda file: file.writestr("a.json", page()))
    raw = bytearray(path.read_bytes())
    raw[6] |= 1
    raw[raw.index(b"PK\1\2") + 8] |= 1
    path.write_bytes(bytes(raw))
    assert "a.json: the file is encrypted. Pack it without a password." in refusal(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"articles": [', "a.json:1: this is not JSON ("),
        (b"[" * 100_000, "a.json: the JSON is nested too deeply. Take the export anew."),
        (b'{"a":' * 30_000, "a.json: the JSON is nested too deeply. Take the export anew."),
        (b'{"articles": [{"id": ' + b"9" * 5000 + b"}]}", "a.json: the JSON holds a number that is too long."),
        (b'\n{"title": "Caf\xe9"}', "a.json:2: the file is not UTF-8: byte 0xE9. Save it as UTF-8."),
        (b'{"a": "\0"}', "a.json:1: the file holds a NUL, so it is no text."),
        (article("a\0b").encode(), "a.json: article 1: 'body' holds a NUL. Take the export anew."),
        (b"17", "a.json: this is no page of the Help Center API."),
        (b"{}", "a.json: there is no article in it. Name the export of this kind of help desk."),
        (
            page(*[{**ARTICLE, "id": n} for n in range(51)]).encode(),
            "article 50: the export has more than 50 articles, and no more are read.",
        ),
        (article("x" * 5001).encode(), "a.json: article 1: the article has 5001 characters, at most 5000 are read."),
        (
            article("<div>" * 400 + "deep").encode(),
            "article 1: the HTML has more than 150 elements within one another.",
        ),
    ],
)
def test_json(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "a.json").write_bytes(content)
    assert message in refusal(tmp_path / "a.json")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"id,subject\n1,x\n", "a.csv:1: the table has no column 'description'."),
        (b"title,description\n" + b"t,b\n" * 51, "the export has more than 50 articles"),
        (b'title,description\na,"' + b"b" * 6000 + b'"\n', "a.csv:2: the row cannot be read (field larger than"),
        (b'title,description\na,"b\n', "a.csv:2: the row cannot be read (unexpected end of data)"),
        (b"title,description\na,Caf\xe9\n", "a.csv:2: the file is not UTF-8: byte 0xE9."),
        (b"", "a.csv:1: the table has no column 'title'."),
    ],
)
def test_tables(tmp_path: Path, content: bytes, message: str) -> None:
    numbered = content
    if content.count(b"\n") > 40:
        numbered = b"title,description\n" + b"".join(b"t%d,b\n" % number for number in range(51))
    (tmp_path / "a.csv").write_bytes(numbered)
    assert message in refusal(tmp_path / "a.csv", "freshdesk")


def test_a_target_within_the_export(tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    with pytest.raises(SettingsError, match=r"it lies in the export\. Name a folder outside of it\."):
        search.import_export("folder", tmp_path / "export", tmp_path / "export/kb", "en", Settings())


def test_a_target_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(page(), "utf-8")
    (tmp_path / "kb").write_text("mine", "utf-8")
    with pytest.raises(SettingsError, match=r"this is a file\. Name a folder\."):
        search.import_export("zendesk", tmp_path / "a.json", tmp_path / "kb", "en", Settings())


def test_a_failure_on_the_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.json").write_text(page(), "utf-8")

    def full(self: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(SettingsError, match=r"it cannot be written \(No space left on device\)"):
        search.import_export("zendesk", tmp_path / "a.json", tmp_path / "kb", "en", Settings())
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>Words",
        '<a href="javascript:alert(1)">Words</a>',
        '<img src=x onerror="alert(1)">Words',
        '<a href="JaVa\tscript:alert(1)">Words</a>',
        '<iframe src="data:text/html,<script>alert(1)</script>"></iframe>Words',
        "Words &lt;script&gt;alert(1)&lt;/script&gt;",
        '<svg onload="alert(1)"></svg>Words',
        "<p>Words](javascript:alert(1)) [</p>",
        '<img alt="](javascript:alert(1))" src="https://example.org/a.png">Words',
        '<a href="https://example.org/&quot; onclick=&quot;alert(1)">Words</a>',
    ],
)
def test_what_runs_is_never_shown(tmp_path: Path, html: str) -> None:
    (tmp_path / "a.json").write_text(article(html), "utf-8")
    search.import_export("zendesk", tmp_path / "a.json", tmp_path / "kb", "en", Settings())
    articles, _ = search.check_folder(Settings(tmp_path / "kb"))
    shown = "".join(section.html for section in articles[0].sections).lower()
    assert "words" in shown
    assert "<script" not in shown
    assert '="javascript:' not in shown
    assert " onerror" not in shown
    assert " onload" not in shown


def test_a_title_cannot_write_a_head(tmp_path: Path) -> None:
    title = 'Fees"\n---\nstatus: draft\n# \u2028: {a: *b} \x07'
    (tmp_path / "a.json").write_text(article("<p>Free.</p>", title=title), "utf-8")
    search.import_export("zendesk", tmp_path / "a.json", tmp_path / "kb", "en", Settings())
    articles, _ = search.check_folder(Settings(tmp_path / "kb"))
    assert articles[0].title.startswith('Fees" --- status: draft #')


@pytest.mark.parametrize(
    "inner", ["<script>1</script>", "<a href='JavaScript:x'/>", "<g\nonclick = 'x'/>", "<foreignObject/>"]
)
def test_a_drawing_that_does_something_is_not_copied(tmp_path: Path, inner: str) -> None:
    (tmp_path / "export").mkdir()
    (tmp_path / "export/a.json").write_text(article('<img src="a.svg" alt="Sign">Words'), "utf-8")
    (tmp_path / "export/a.svg").write_text(f"<svg>{inner}</svg>", "utf-8")
    assert search.import_export("zendesk", tmp_path / "export", tmp_path / "kb", "en", Settings()).pictures == 0


def test_a_picture_that_is_none_is_not_copied(tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    (tmp_path / "export/a.json").write_text(article('<img src="a.png" alt="Sign">Words'), "utf-8")
    (tmp_path / "export/a.png").write_bytes(b"<svg onload=alert(1)>")
    imported = search.import_export("zendesk", tmp_path / "export", tmp_path / "kb", "en", Settings())
    assert imported.pictures == 0
    assert (tmp_path / "kb/en/fees.md").read_text("utf-8").endswith("\nSignWords\n")


def test_an_export_may_come_in_utf_16(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("title,description\nFees,Café\n".encode("utf-16"))
    search.import_export("freshdesk", tmp_path / "a.csv", tmp_path / "kb", "en", Settings())
    assert "Café" in (tmp_path / "kb/en/fees.md").read_text("utf-8")


def test_records_that_are_no_objects_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(page(1, None, [], ARTICLE, {"id": 2}), "utf-8")
    imported = search.import_export("zendesk", tmp_path / "a.json", tmp_path / "kb", "en", Settings())
    assert imported.articles == {"en": 1}
    assert [loss.kind for loss in imported.losses] == ["articles without a title"]


def test_an_export_of_which_nothing_can_be_carried(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(article("<p>Gratis.</p>", locale="de"), "utf-8")
    assert refusal(tmp_path / "a.json") == (
        "a.json: none of its articles can be carried: articles in languages that are not known here: de."
        " Name another export."
    )


@pytest.mark.parametrize(
    "html",
    [
        "<ol>" + "<li>a</li>" * 20_000 + "</ol>",
        "<p>" + "[a](b " * 20_000,
        "<div>" * 149 + "deep",
        "<ul><li>" * 74 + "deep",
        "<b>" * 140 + "x" + "</b>" * 140,
        "<table><tr><td>x" * 40,
        "<p>" + "*" * 50_000 + "</p>",
        "`" * 50_000,
    ],
    ids=["items", "brackets", "deep", "lists", "bold", "tables", "stars", "backticks"],
)
def test_a_text_made_to_take_long_does_not(tmp_path: Path, html: str) -> None:
    (tmp_path / "a.json").write_text(article(html), "utf-8")
    started = time.process_time()
    search.import_export("zendesk", tmp_path / "a.json", tmp_path / "kb", "en", Settings())
    assert time.process_time() - started < 10


def test_fences_that_never_close_do_not_take_long(tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    (tmp_path / "export/a.md").write_text("# A\n\n" + "```a\n" * 50_000, "utf-8")
    started = time.process_time()
    search.import_export("folder", tmp_path / "export", tmp_path / "kb", "en", Settings())
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    "html", ["https://example.org/a", "a.html", "<?xml version='1.0'?><p>x</p>", "<![if x]>y", "<![CDATA["]
)
def test_odd_html_is_read_or_refused_but_never_fails(tmp_path: Path, html: str) -> None:
    (tmp_path / "a.json").write_text(page({**ARTICLE, "body": html}, {**ARTICLE, "id": 2}), "utf-8")
    try:
        search.import_export("zendesk", tmp_path / "a.json", tmp_path / "kb", "en", Settings())
    except ExportError as error:
        assert "the HTML cannot be read" in str(error)


def test_groups_in_a_circle(tmp_path: Path) -> None:
    sections = [{"id": n, "name": f"S{n}", "locale": "en", "parent_section_id": 3 - n} for n in (1, 2)]
    record = {"articles": [{**ARTICLE, "section_id": 1}], "sections": sections}
    (tmp_path / "a.json").write_text(json.dumps(record), "utf-8")
    assert search.import_export("zendesk", tmp_path / "a.json", tmp_path / "kb", "en", Settings()).categories == 1
