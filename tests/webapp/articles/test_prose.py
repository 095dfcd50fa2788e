"""Articles' HTML made ready for the page: what is not touched stays word for word."""

from __future__ import annotations

import pytest

from webapp.articles.prose import article_body


@pytest.mark.parametrize(
    "html",
    [
        "<p>a &amp; b &lt;i&gt; &nbsp;&#8364;</p>",
        '<img src="https://example.org/a.png" alt="A &quot;b&quot;">',
        "<ul>\n<li>one<br>two</li>\n</ul>",
        '<a href="#s-top">up</a> <a id="x">here</a>',
        "<p><code>if a &lt; b:\n    pass</code></p>",
        '<h2 id="s-a">A</h2><dl><dt>t</dt><dd>d</dd></dl>',
    ],
)
def test_html_is_copied_word_for_word(html: str) -> None:
    assert article_body([html], lambda key: None, "Table") == html


def test_code_can_be_scrolled_with_the_keyboard() -> None:
    html = '<pre id="s-a"><code>a &lt; b</code></pre>'
    assert article_body([html], lambda key: None, "Table") == f'<pre tabindex="0"{html.removeprefix("<pre")}'


def test_sections_follow_one_another() -> None:
    assert article_body(["<p>1</p>", "<h2>2</h2>"], lambda key: None, "Table") == "<p>1</p><h2>2</h2>"


def test_links_kept_and_links_dropped_may_stand_side_by_side() -> None:
    html = '<a href="article:a">A</a><a href="article:b">B</a><a href="/c">C</a>'
    urls = {"b": "/en/articles/b"}
    assert article_body([html], urls.get, "Table") == 'A<a href="/en/articles/b">B</a><a href="/c">C</a>'


def test_a_heading_of_a_table_that_says_nothing_is_a_plain_cell() -> None:
    html = '<tr><th scope="col"> </th><th></th><th><img src="a.png" alt="A"></th><th>B</th></tr>'
    mended = '<tr><td scope="col"> </td><td></td><th><img src="a.png" alt="A"></th><th>B</th></tr>'
    assert article_body([html], lambda key: None, "Table") == mended


def test_a_heading_with_an_anchor_is_followed_by_a_named_link() -> None:
    html = '<h1 id="s-a&amp;b">A <code>&lt;b&gt;</code> &#8364;</h1><p>text</p><h3>none</h3><h4 id="s-c">C</h4>'
    assert article_body([html], lambda key: None, "Table", lambda heading: f'to "{heading}"') == (
        '<div class="heading"><h2 id="s-a&amp;b">A <code>&lt;b&gt;</code> &#8364;</h2>'
        '<a class="permalink" href="#s-a&amp;b" aria-label="to &quot;A &lt;b&gt; €&quot;">#</a></div>'
        "<p>text</p><h3>none</h3>"
        '<div class="heading"><h4 id="s-c">C</h4>'
        '<a class="permalink" href="#s-c" aria-label="to &quot;C&quot;">#</a></div>'
    )


def test_an_end_without_a_link_is_dropped() -> None:
    assert article_body(["x</a>"], lambda key: None, "Table") == "x"
