"""Where links and pictures of an article lead, and what is said of those that lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from search.content.collection import check_folder
from search.content.links import link, link_candidates
from search.kinds import ProblemKind
from search.model import Article
from search.settings import ContentSettings

LANGUAGES = ("en", "es", "sk")
HEAD = "---\ntitle: T\ncategory: general\nupdated: 2026-11-30\n---\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x20"


def checked(root: Path, files: Mapping[str, str | bytes], language: str = "") -> tuple[dict[str, Article], list[str]]:
    """Return the articles of ``files`` by id, and the messages, which begin below ``root``."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(f"{HEAD}{content}".encode() if isinstance(content, str) else content)
    articles, problems = check_folder(root, ContentSettings(language=language), LANGUAGES)
    seen = [each for each in problems if each.kind is not ProblemKind.MISSING_TRANSLATION]
    return {each.article_id: each for each in articles}, [str(each).removeprefix(f"{root}/") for each in seen]


def html(article: Article) -> str:
    return "".join(section.html for section in article.sections)


WAYS = {
    "beside": "limits.md",
    "beside, with a point": "./limits.md",
    "without ending": "limits",
    "with a slash": "limits/",
    "the other ending": "limits.markdown",
    "as a page": "limits.html",
    "with a question": "limits.md?plain=1",
    "up and down": "../pay/limits.md",
    "from the language": "/pay/limits.md",
    "from the root": "/en/pay/limits.md",
    "as published": "/docs/pay/limits",
    "as published in a language": "/docs/en/pay/limits/",
    "encoded": "%6Cimits.md",
    "from Windows": "..\\pay\\limits.md",
    "by its key": "pay--limits.md",
    "through the root": "../../en/pay/limits.md",
    "with an anchor": "limits.md#how-much",
    "with an anchor of ours": "limits#s-how-much",
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("form", ["[a]({})", "[a][b]\n\n[b]: {}", '<a href="{}">a</a>', "[a](<{}>)"])
def test_every_way_to_a_file_leads_there(tmp_path: Path, form: str, way: str) -> None:
    files = {"en/pay/card.md": form.format(way), "en/pay/limits.md": "## How much?\n\nThat much.", "en/start.md": "x"}
    articles, messages = checked(tmp_path, files)
    assert messages == []
    assert "<a " in html(articles["en/pay--card"])


INDEXES = {"../pay/": "pay", ".": "pay", "./": "pay", "README.md": "pay", "../README": "index", "/pay/index": "pay"}


@pytest.mark.parametrize("way", INDEXES)
@pytest.mark.parametrize("index", ["README", "index", "_index"])
def test_a_folder_is_its_index(tmp_path: Path, index: str, way: str) -> None:
    files = {"en/pay/card.md": f"[a]({way})", f"en/pay/{index}.md": "Paying.", f"en/{index}.md": "All."}
    articles, messages = checked(tmp_path, files)
    assert sorted(articles) == ["en/index", "en/pay", "en/pay--card"]
    assert articles["en/pay"].is_index
    assert not articles["en/index"].is_index
    assert messages == []


def test_links_lead_to_other_languages_where_they_say_so(tmp_path: Path) -> None:
    files = {"en/pay/card.md": "[es](../../es/tarjeta.md) [gone](../../es/nada.md)", "es/tarjeta.md": "x"}
    articles, messages = checked(tmp_path, files)
    assert 'href="article:es/tarjeta"' in html(articles["en/pay--card"])
    assert messages == [
        "en/pay/card.md:6: link to article 'nada', which does not exist in language 'es'. "
        "Correct the key, or write the article."
    ]


def test_links_of_a_folder_that_was_made_flat_lead_on(tmp_path: Path) -> None:
    text = "[a](../pay/limits.md) [b](lost.md) [c](../../docs/cards/lost.md)"
    files = {"en/cards--card.md": text, "en/cards--lost.md": "x", "en/pay--limits.md": "x"}
    assert checked(tmp_path, files)[1] == [
        "en/cards--card.md:6: link '../../docs/cards/lost' leads out of the folder of articles. "
        "Write the way to a file within the folder of articles."
    ]


def test_links_between_files_that_name_their_language(tmp_path: Path) -> None:
    files = {
        "pay/card.md": "[a](limits.md) [b](limits.es.md)",
        "pay/limits.md": "x",
        "pay/limits.es.md": "[c](card.md)",
    }
    articles, messages = checked(tmp_path, files)
    assert sorted(articles) == ["en/pay--card", "en/pay--limits", "es/pay--limits"]
    assert messages == [
        "pay/limits.es.md:6: link to article 'pay--card', which does not exist in language 'es'. "
        "Correct the key, or write the article."
    ]


def test_a_dead_link_is_reported_where_it_stands_and_only_there(tmp_path: Path) -> None:
    text = "```\n[x](gone.md)\n```\n\ngone\n\n[a](gone.md)\n\n[b](card.md) and [c](gone.md)\n\n"
    text += "[d][e]\n\n[e]: sub/gone.md\n"
    messages = checked(tmp_path, {"en/pay/card.md": text})[1]
    assert [message.partition(": ")[0] for message in messages] == [
        *("en/pay/card.md:12", "en/pay/card.md:14", "en/pay/card.md:18"),
    ]


def test_a_dead_anchor_on_the_page_itself_becomes_text(tmp_path: Path) -> None:
    text = "[a](#how) [b](#no-such) [c](#t) [d](#)\n\n## How?\n\nSo."
    articles, messages = checked(tmp_path, {"en/a.md": text})
    assert messages == [
        "en/a.md:6: link to '#no-such', a section that this article does not have. "
        "Write the words of a heading, as in [text](#the-words)."
    ]
    assert '<a href="#s-how"' in html(articles["en/a"])
    assert " b " in html(articles["en/a"])


@pytest.mark.parametrize("anchor", ["whats-new", "what-s-new", "What%27s-new"])
def test_a_link_to_the_title_leads_to_the_page(tmp_path: Path, anchor: str) -> None:
    head = HEAD.replace("title: T", 'title: "What\'s new?"')
    here = f"{head}# What's new?\n\na [up](#{anchor})".encode()
    found, messages = checked(tmp_path, {"en/news.md": here, "en/b.md": f"[news](news.md#{anchor})"})
    assert messages == []
    assert '<a href="#"' in html(found["en/news"])


def test_headings_of_another_file_are_led_to_by_number(tmp_path: Path) -> None:
    text = "See [a](b.md#fees), [b](b.md#fees-1), [c](b.md#fees_2) and [d](b.md#fees-3)."
    _, messages = checked(tmp_path, {"en/a.md": text, "en/b.md": "x\n\n## Fees\n\n## Fees\n\n#### Fees"})
    assert [each.partition(". ")[0] for each in messages] == [
        "en/a.md:6: link to 'b.md#s-fees-3', a section that does not exist"
    ]


def test_telephones_are_kept() -> None:
    assert link("tel:+421900123456") == "tel:+421900123456"
    assert link("sms:+34600000000") == "sms:+34600000000"


def test_no_way_climbs_out_by_the_key() -> None:
    for target in ("/../../etc/passwd", "../../../x", "/%2e%2e/x"):
        href = link(target)
        assert href is None or all(".." not in key for _, key in link_candidates(href[8:].lstrip("./"), "en/a--b"))


def test_pictures_are_found_measured_and_named_after_their_content(tmp_path: Path) -> None:
    text = 'Look. ![map](img/map.png) ![m](../img/m.png "M") ![r](/img/map.png)\n\n<img src="img/map.png" alt="x > y">'
    files: dict[str, str | bytes] = {"en/pay/card.md": text, "en/pay/img/map.png": PNG, "en/img/m.png": PNG + b"m"}
    articles, messages = checked(tmp_path, {**files, "img/map.png": PNG})
    assert messages == []
    found = html(articles["en/pay--card"])
    assert found.count('width="16" height="32"') == 4
    assert 'title="M"' not in found
    assert found.count("/en/pay/img/map.png") == 2
    assert 'alt="x &gt; y"' in found


@pytest.mark.parametrize(
    "written",
    ["[a](img/a.png)", "[a](<img/a.png>)", '<a href="../cards/img/a.png">a</a>', "[a][b]\n\n[b]: /cards/img/a.png"],
)
def test_a_link_to_a_picture_leads_to_it(tmp_path: Path, written: str) -> None:
    found, messages = checked(tmp_path, {"en/cards/lost.md": f"a\n\n{written}", "en/cards/img/a.png": PNG})
    assert messages == []
    assert re.search(r'<a href="picture:[0-9a-f]{32}\.png/en/cards/img/a\.png"', html(found["en/cards--lost"]))


def test_a_small_picture_may_lead_to_a_large_one(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"en/small.png": PNG, "en/large.png": PNG + b"x"}
    found, messages = checked(tmp_path, {"en/lost.md": "[![The card](small.png)](large.png)", **files})
    assert messages == []
    assert re.findall(r' (href|src)="picture:\w+\.png/en/(\w+)', html(found["en/lost"])) == [
        ("href", "large"),
        ("src", "small"),
    ]


def test_a_link_to_a_picture_that_is_not_there_is_text_and_a_problem(tmp_path: Path) -> None:
    found, messages = checked(tmp_path, {"en/lost.md": "one\n\n[see](img/a.png)\n[that](../../a.png)"})
    assert html(found["en/lost"]) == "<p>one</p>\n<p>see\nthat</p>"
    assert [each.partition(". ")[0] for each in messages] == [
        "en/lost.md:8: image 'img/a.png' is not there",
        "en/lost.md:9: image '../../a.png' is not there",
    ]


REFUSED = {
    "missing": ("gone.png", "image 'gone.png' is not there"),
    "out of the folder": ("../../../secret.png", "image '../../../secret.png' is not there"),
    "a page": ("page.png", "image 'page.png' is no picture that browsers show"),
    "too large": ("large.png", "image 'large.png' has 5000012 bytes, at most 5000000 are shown"),
    "a link out": ("out.png", "image 'out.png' lies outside the folder of articles"),
    "a folder": ("folder.png", "image 'folder.png' is not there"),
}


@pytest.mark.parametrize(("way", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_shown_is_a_problem_and_its_description_stays(tmp_path: Path, way: str, message: str) -> None:
    (tmp_path / "secret.png").write_bytes(PNG)
    files: dict[str, str | bytes] = {
        "en/a.md": f"Look.\n\n![the map]({way})",
        "en/page.png": b"<html>",
        "en/large.png": PNG[:12] + b"\0" * 5_000_000,
        "en/folder.png/x.txt": b"",
    }
    root = tmp_path / "kb"
    root.joinpath("en").mkdir(parents=True)
    (root / "en" / "out.png").symlink_to(tmp_path / "secret.png")
    articles, messages = checked(root, files)
    shown = [each for each in messages if each.startswith("en/a.md")]
    assert len(shown) == 1
    assert shown[0].startswith(f"en/a.md:8: {message}. ")
    assert "the map" in html(articles["en/a"])
    assert "<img" not in html(articles["en/a"])
