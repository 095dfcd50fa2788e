"""Articles' HTML made ready for the page: what is not touched stays word for word."""

from __future__ import annotations

import pytest

from webapp.prose import article_body


@pytest.mark.parametrize(
    "html",
    [
        "<p>a &amp; b &lt;i&gt; &nbsp;&#8364;</p>",
        '<img src="https://example.org/a.png" alt="A &quot;b&quot;">',
        "<ul>\n<li>one<br>two</li>\n</ul>",
        '<a href="#s-top">up</a> <a id="x">here</a>',
        "<pre><code>if a &lt; b:\n    pass</code></pre>",
        '<h2 id="s-a">A</h2><dl><dt>t</dt><dd>d</dd></dl>',
    ],
)
def test_html_is_copied_word_for_word(html: str) -> None:
    assert article_body([html], lambda key: None, "Table") == html


def test_sections_follow_one_another() -> None:
    assert article_body(["<p>1</p>", "<h2>2</h2>"], lambda key: None, "Table") == "<p>1</p><h2>2</h2>"


def test_links_kept_and_links_dropped_may_stand_side_by_side() -> None:
    html = '<a href="article:a">A</a><a href="article:b">B</a><a href="/c">C</a>'
    urls = {"b": "/en/articles/b"}
    assert article_body([html], urls.get, "Table") == 'A<a href="/en/articles/b">B</a><a href="/c">C</a>'


def test_an_end_without_a_link_is_dropped() -> None:
    assert article_body(["x</a>"], lambda key: None, "Table") == "x"
