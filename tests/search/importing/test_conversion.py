"""HTML to Markdown: what each construction becomes, and that our own reader shows it again as it was."""

from __future__ import annotations

import re

import pytest

from search.content.rendering import render
from search.importing.conversion import markdown_of
from search.importing.export import Losses, Setting
from search.importing.tidying import anchors_of, soup_of


def converted(html: str, language: str = "en", losses: Losses | None = None) -> str:
    setting = Setting("a.json: article 1", language, lambda address: address or None, lambda address: address or None)
    return markdown_of(soup_of(html, "a.json", 150), setting, losses or Losses())


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<p>One<br>Two</p>", "One  \nTwo"),
        ("<div>One<br><br>Two</div>", "One\n\nTwo"),
        ("<p>&nbsp;</p><p>One&nbsp;two</p><p></p>", "One two"),
        ("<p><strong> Bold </strong>and<em>so</em></p>", "**Bold** and*so*"),
        ("<h1>A</h1><h2>B</h2>", "## A\n\n### B"),
        ("<h2>A</h2>", "## A"),
        ("<p>One<p>Two <b>b</b><p>Three", "One\n\nTwo **b**\n\nThree"),
        ("<ul><li>a<li><p>b<ul><li>c</ul><li>d</ul>", "- a\n- b\n    - c\n- d"),
        ("<table><tr><th>A<th>B<tr><td>1<td>2</table>", "| A | B |\n| --- | --- |\n| 1 | 2 |"),
        ("<ul><li>a</li><li>b<ul><li>c<ol><li>d</li></ol></li></ul></li></ul>", "- a\n- b\n    - c\n        1. d"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n    - b"),
        ("<ol start='3'><li>c</li><li>d</li></ol>", "3. c\n4. d"),
        ("<ol><li><p>a</p><p>more</p></li><li>b</li></ol>", "1. a\n\n    more\n2. b"),
        ("<pre>a &lt; b\n\n  c</pre>", "```\na < b\n\n  c\n```"),
        ("<pre><code class='language-sh'>ls *</code></pre>", "```sh\nls *\n```"),
        ("<pre>```\nx</pre>", "````\n```\nx\n````"),
        ("<p>Type <code>a`b</code></p>", "Type `` a`b ``"),
        ("<p>Press <kbd>Ctrl</kbd></p>", "Press <kbd>Ctrl</kbd>"),
        ("<blockquote><p>Said</p></blockquote>", "> Said"),
        ("<div class='alert alert-danger'>No!</div>", '!!! danger "Danger"\n    No!'),
        ("<div class='alert alert-info'><b>Mind:</b><p>That.</p></div>", '!!! note "Mind"\n    That.'),
        ("<section class='callout-green'><p>Do.</p></section>", '!!! tip "Tip"\n    Do.'),
        ("<p class='warning'>Hot</p>", '!!! warning "Warning"\n    Hot'),
        ("<p class='red'>Just red</p>", "Just red"),
        ("<details><summary>More</summary><p>Text</p></details>", '??? note "More"\n    Text'),
        ("<p># no heading</p>", "\\# no heading"),
        ("<p>1. no item</p>", "1\\. no item"),
        ("<p>- no item</p>", "\\- no item"),
        ("<p>a * b _ c [d] \\ `e`</p>", "a \\* b \\_ c \\[d\\] \\\\ \\`e\\`"),
        ("<p>snake_case_name</p>", "snake_case_name"),
        ("<p>&amp;lt; stays</p>", "&amp;lt; stays"),
        ("<p><a href='https://a.example/x (1)'>a</a></p>", "[a](https://a.example/x%20%281%29)"),
        ("<p><a>no address</a></p>", "no address"),
        ("<p><a href='x.png'><img src='x.png' alt='big'></a></p>", "![big](x.png)"),
        ("<p>Caf\u00e9\u200b \ud83d\ude00</p>".encode("utf-16", "surrogatepass").decode("utf-16"), "Café 😀"),
        ("<!-- no --><p>a</p><style>b</style><script>c</script>", "a"),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td>1|2</td><td>x<br>y</td></tr></table>",
         "| A | B |\n| --- | --- |\n| 1\\|2 | x y |"),
        ("<table><tr><td>A</td><td><ul><li>x</li><li>y</li></ul></td></tr></table>", "| A | • x • y |\n| --- | --- |"),
        ("<table><tr><td><p>Only a frame</p></td></tr></table>", "Only a frame"),
        ("<table class='callout'><tr><td><p>Box</p></td></tr></table>", '!!! note "Note"\n    Box'),
        ("<iframe src='https://v.example/1' title='How'></iframe>", "[How](https://v.example/1)"),
        ("<video><source src='https://v.example/1.mp4'></video>", "[Video](https://v.example/1.mp4)"),
    ],
)  # fmt: skip
def test_html_becomes_what_a_writer_would_have_written(html: str, markdown: str) -> None:
    assert converted(html) == markdown


@pytest.mark.parametrize("language", ["en", "es", "sk"])
def test_the_title_of_a_box_is_in_the_language_of_the_article(language: str) -> None:
    titles = {"en": "Warning", "es": "Atención", "sk": "Upozornenie"}
    assert converted("<div class='warning'>!</div>", language).startswith(f'!!! warning "{titles[language]}"')


@pytest.mark.parametrize(
    "text",
    [
        *("1. no list", "- none", "# none", "> none", "a * b * c", "_x_", "[a](b)", "<b>", "&lt;", "`x`", "\\*"),
        "!!! note",
        *("a | b", "+ x", "2) x", "~ x", "a_b_c", "***", "---", "===", "http://x.example/a_b_c", "![x](y)", "{#id}"),
        *("a {#id}", "{{ name }}", "x {% if %} y", "{{< note >}}", "~~x~~", ":smile: at 10:30:15", "::: tip", "[[x]]"),
    ],
)
def test_any_text_is_shown_as_it_was(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    shown = " ".join(section.text for section in render(converted(f"<p>{escaped}</p>")))
    assert " ".join(shown.split()) == text


def test_what_is_lost_is_named() -> None:
    losses = Losses()
    converted("<form>x</form><table><tr><td colspan=2>a</td></tr><tr><td>b</td><td>c</td></tr></table>", losses=losses)
    assert set(losses.places) == {"elements left out: form", "tables with joined cells"}


def test_anchors_are_those_of_the_headings() -> None:
    html = "<p id='top'>x</p><a name='before'></a><h2 id='own'>The fees</h2><p><span id='in'>y</span></p><h3>Z</h3>"
    assert anchors_of(soup_of(html, "", 150)) == {"top": "", "before": "the-fees", "own": "the-fees", "in": "the-fees"}


def test_nothing_of_html_is_left_in_a_long_article() -> None:
    html = "<div class='x'><span style='color:red'>Word</span> <font>two</font> <u>three</u></div>" * 20
    assert not re.search(r"<(?!kbd)", converted(html))
