"""The part of an article that is read in the middle of another page."""

from __future__ import annotations

import pytest

from search import Section
from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article, section
from webapp.articles.passages import Passage, passage, sections_at

SECTIONS = (
    section("", "<p>Intro</p>"),
    section("A", '<h2 id="s-a">A</h2><p>a</p>', "s-a"),
    section("A1", '<h3 id="s-a1">A1</h3>', "s-a1", level=3),
    section("A2", '<h4 id="s-a2">A2</h4>', "s-a2", level=4),
    section("B", '<h2 id="s-b">B</h2>', "s-b"),
    section("C", '<h1 id="s-c">C</h1>', "s-c", level=1),
)


@pytest.mark.parametrize(
    ("anchor", "headings"),
    [
        ("s-a", ["A", "A1", "A2"]),
        ("s-a1", ["A1", "A2"]),
        ("s-a2", ["A2"]),
        ("s-b", ["B"]),
        ("s-c", ["C"]),
        ("s-gone", []),
        ("", []),
    ],
)
def test_a_section_ends_where_one_of_its_level_begins(anchor: str, headings: list[str]) -> None:
    assert [each.heading for each in sections_at(SECTIONS, anchor)] == headings


def read(open_site: OpenSite, html: str, anchor: str = "") -> Passage:
    """Return what is shown of an article that consists of ``html``."""
    fees = article("en/fees", sections=(Section("s-x", "X", 2, "", html),))
    client = open_site(FakeSearcher((fees, article("en/limits"))))
    with client.application.test_request_context("/en/contact"):
        return passage(fees, anchor)


def test_a_section_has_its_heading_and_the_whole_article_none(open_site: OpenSite) -> None:
    assert read(open_site, "<p>x</p>", "s-x") == Passage("X", read(open_site, "<p>x</p>").body, is_whole=False)
    assert read(open_site, "<p>x</p>").is_whole


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ('<h2 id="s-x">X</h2>', "<h4>X</h4>"),
        ("<h1>1</h1><h5>5</h5><h6>6</h6><hr><br>", "<h4>1</h4><h6>5</h6><h6>6</h6><hr><br>"),
        ('<p><a href="#s-x">x</a></p>', '<p><a href="/en/articles/fees#s-x">x</a></p>'),
        ('<p><a href="article:limits#s-y">x</a></p>', '<p><a href="/en/articles/limits#s-y">x</a></p>'),
        ('<p><a href="article:gone">x</a></p>', "<p>x</p>"),
        ('<ol start="3"><li id="fn-1">x</li></ol>', '<ol start="3"><li>x</li></ol>'),
        ("<p>a &amp; b &lt;i&gt; &#8364;</p>", "<p>a &amp; b &lt;i&gt; &#8364;</p>"),
        ('<img src="/a.png" alt="a &quot;b&quot; <script>">',
         '<img src="/a.png" alt="a &quot;b&quot; &lt;script&gt;">'),
        ('<img src="/a.png" alt="x id=" id="s-x">', '<img src="/a.png" alt="x id=">'),
        ("<table><tr><td>1</td></tr></table>",
         '<div class="table" role="region" tabindex="0" aria-label="Table"><table><tr><td>1</td></tr></table></div>'),
    ],
)  # fmt: skip
def test_a_passage_fits_into_a_page(open_site: OpenSite, html: str, shown: str) -> None:
    assert str(read(open_site, html).body) == shown
