"""What writers of other systems write: lists, boxes, ids, tags that mean nothing here."""

from __future__ import annotations

import re
import time

import pytest

from search.content.articles import parse_source
from search.content.rendering import lay_out, render
from search.content.sources import Source
from search.model import Article
from search.settings import ContentSettings

HEAD = "---\ntitle: A\ncategory: b\nupdated: 2026-11-30\n---\n"


def html(text: str, language: str = "en") -> str:
    """Return what customers see of ``text``."""
    return "\n".join(section.html for section in lay_out(text, language).sections)


def plain(text: str) -> str:
    """Return the plain text of ``text``."""
    return "\n".join(section.text for section in render(text))


def bare(text: str) -> str:
    """Return the HTML of ``text`` without ends of lines."""
    return html(text).replace("\n", "")


def parse(text: str, article_id: str = "en/a") -> tuple[Article, list[str]]:
    """Return the article of the body ``text`` and its problems."""
    article, problems = parse_source(Source(article_id, "a.md", (HEAD + text).encode(), "hash"), ContentSettings())
    assert article
    return article, [str(problem) for problem in problems]


# --- Lists


def test_steps_go_on_after_a_picture_a_note_and_code() -> None:
    shown = bare(
        "1. Open\n\n   ![A](https://p.example/a.png)\n\n2. Press\n\n   ```bash\n   echo 1\n   ```\n\n"
        "   > [!NOTE]\n   > Keep\n\n3. Done\n"
    )
    assert shown.count("<ol") == 1
    assert [
        shown.count(tag) for tag in ("<li>", "<img", "<pre><code>echo 1</code></pre>", 'class="admonition note"')
    ] == [*(3, 1, 1, 1)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("You need:\n- a\n- b", "<p>You need:</p><ul><li>a</li><li>b</li></ul>"),
        ("Do:\n1. a\n2. b", "<p>Do:</p><ol><li>a</li><li>b</li></ol>"),
        ("- a\n  - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("1. a\n   - b\n2. c\n\n- d", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol><ul><li>d</li></ul>"),
        ("- a\n    - b\n        - c", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li></ul>"),
        ("10. a\n11. b", '<ol start="10"><li>a</li><li>b</li></ol>'),
        ("1) a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
        ("- a\n* b", "<ul><li>a</li></ul><ul><li>b</li></ul>"),
        ("- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        ("- a\n\n      b", "<ul><li><p>a</p><pre><code>b</code></pre></li></ul>"),
        ("In\n2026. no list", "<p>In2026. no list</p>"),
        ("- [ ] a\n- [x] b", '<ul><li class="task">a</li><li class="task-done">b</li></ul>'),
        (
            "a\n| b |\n|---|\n| c |",
            "<p>a</p><table><thead><tr><th>b</th></tr></thead><tbody><tr><td>c</td></tr></tbody></table>",
        ),
        ("~~a~~ b", "<p><del>a</del> b</p>"),
        ("a\\\nb  \nc", "<p>a<br>b<br>c</p>"),
        ("a\n===\nb\n---", '<h1 id="s-a">a</h1><h2 id="s-b">b</h2>'),
        ("~~~ js title=x {1}\na\n~~~", "<pre><code>a</code></pre>"),
        ('``` js title="a b" {1,3}\n<b>\n```', "<pre><code>&lt;b&gt;</code></pre>"),
        ("a <kbd>b</kbd>", "<p>a <kbd>b</kbd></p>"),
        (
            "<details><summary>a</summary>\n\n**b**\n\n</details>",
            "<details><summary>a</summary><p><strong>b</strong></p></details>",
        ),
    ],
)
def test_blocks_are_laid_out_as_commonmark_and_github_have_them(text: str, shown: str) -> None:
    assert bare(text) == shown


@pytest.mark.parametrize(
    ("text", "address", "words"),
    [
        ("see https://x.org/a_b_c?d=1&e=2.", "https://x.org/a_b_c?d=1&amp;e=2", "https://x.org/a_b_c?d=1&amp;e=2"),
        ("(www.x.org/y)", "http://www.x.org/y", "www.x.org/y"),
        ("**https://x.org/a**", "https://x.org/a", "https://x.org/a"),
        ("https://x.org/a(b)", "https://x.org/a(b)", "https://x.org/a(b)"),
    ],
)
def test_bare_addresses_are_links(text: str, address: str, words: str) -> None:
    assert f'<a href="{address}" rel="noopener noreferrer">{words}</a>' in html(text)


def test_addresses_in_code_and_links_are_left_alone() -> None:
    assert bare("`https://x.org`") == "<p><code>https://x.org</code></p>"
    assert html("[https://x.org](https://y.org)").count("<a ") == 1


# --- Boxes

BOXES = {
    "GitHub": "> [!WARNING]\n> Keep *it*.",
    "Docusaurus": ":::warning\nKeep *it*.\n:::",
    "Docusaurus with blank lines": ":::warning\n\nKeep *it*.\n\n:::",
    "MkDocs": "!!! warning\n    Keep *it*.",
    "MkDocs, folded": "??? warning\n\n    Keep *it*.",
    "MkDocs, unfolded": "???+ warning\n    Keep *it*.",
    "GitBook": '{% hint style="warning" %}\nKeep *it*.\n{% endhint %}',
    "Hugo": '{{< callout type="warning" >}}\nKeep *it*.\n{{< /callout >}}',
    "Hugo with Markdown": "{{% notice warning %}}\nKeep *it*.\n{{% /notice %}}",
}


@pytest.mark.parametrize("text", BOXES.values(), ids=BOXES)
@pytest.mark.parametrize(("language", "title"), [("en", "Warning"), ("es", "Advertencia"), ("sk", "Upozornenie")])
def test_boxes_of_four_families_look_the_same(text: str, language: str, title: str) -> None:
    rendering = lay_out(f"{text}\n\nAfter.", language)
    assert rendering.leftovers == ()
    assert rendering.sections[0].html.replace("\n", "") == (
        f'<div class="admonition warning"><p class="admonition-title">{title}</p>'
        "<p>Keep <em>it</em>.</p></div><p>After.</p>"
    )


@pytest.mark.parametrize(
    "text",
    [
        ":::tip My *title*\na\n:::",
        ":::tip[My *title*]\na\n:::",
        '!!! tip "My *title*"\n    a',
        '{{% notice tip "My *title*" %}}\na\n{{% /notice %}}',
        "> [!TIP] My *title*\n> a",
    ],
)
def test_writers_give_boxes_titles(text: str) -> None:
    assert '<p class="admonition-title">My <em>title</em></p>' in html(text)
    assert "<p>a</p>" in html(text)


def test_boxes_stand_in_boxes_and_in_items() -> None:
    shown = bare("::::tip\n:::danger\na\n:::\nb\n::::\n\n- c\n\n  :::note\n  d\n  :::\n- e")
    assert shown.startswith(
        '<div class="admonition tip"><p class="admonition-title">Tip</p><div class="admonition danger">'
    )
    assert "<p>a</p></div><p>b</p></div><ul>" in shown
    assert "<p>d</p></div></li><li><p>e</p></li></ul>" in shown


def test_a_box_that_is_not_ended_swallows_nothing() -> None:
    article, problems = parse(":::tip\n\na\n\n## b\n\nc")
    assert [section.heading for section in article.sections] == ["", "b"]
    assert len(problems) == 1


def test_a_box_of_an_unknown_kind_is_named() -> None:
    article, problems = parse(":::moon\na\n:::")
    assert article.sections[0].html == "<p>a</p>"
    assert problems == [
        "a.md:6: markup of another system: ':::moon', which is left out of what customers see. "
        "Write it in Markdown, or remove it."
    ]


def test_the_title_of_a_box_is_no_summary() -> None:
    assert parse("> [!NOTE]\n> Keep it.")[0].summary == "Keep it."


# --- Ids


@pytest.mark.parametrize(
    "heading", ["## Cost {#prices}", "Cost {#prices}\n---", "## Cost {: #prices .big }", "## Cost\n{: #prices}"]
)
def test_the_id_of_a_heading_is_its_anchor(heading: str) -> None:
    section = render(f"{heading}\n\na")[1]
    assert (section.anchor, section.heading, section.text) == ("s-prices", "Cost", "a")
    assert 'href="#s-prices"' in html(f"[b](#prices)\n\n{heading}")


def test_an_id_given_is_taken_before_one_that_is_made() -> None:
    sections = render("## Prices\n\n## Cost {#prices}\n\n## Cost {#Prices_2024}\n\n## Again {#prices}\n")
    assert [section.anchor for section in sections[1:]] == ["s-prices-1", "s-prices", "s-prices-2024", "s-again"]


@pytest.mark.parametrize("place", ['<a name="Our fees"></a>', '<a id="our-fees"/>', '<A NAME="our_fees">Fees</A>'])
def test_a_place_that_html_names_can_be_led_to(place: str) -> None:
    (only,) = render(f"{place}\n\nThey are low, see [above](#our-fees).")
    assert '<span id="s-our-fees">' in only.html
    assert 'href="#s-our-fees"' in only.html


def test_no_anchor_stands_twice() -> None:
    shown = html("#### A {#x}\n\n## X\n\n##### B {#x}\n\n> ## C {#y}\n\n## Y\n\n## D {#y}\n")
    anchors = re.findall(r'id="([^"]+)"', shown)
    assert anchors == ["s-x", "s-x-1", "s-b", "s-y", "s-y-1", "s-d"]


# --- What is left over

TAGS = {
    "Liquid": "{% include video.html id='x' %}",
    "Hugo": '{{< figure src="a.png" >}}',
    "Hugo over lines": '{{< figure\n  src="a.png"\n>}}',
    "a variable": "{{ site.data.alert }}",
    "MkDocs": "{! prices.md !}",
    "snippets": '--8<-- "prices.md"',
    "Microsoft": "[!INCLUDE [cc](../cc.md)]",
    "a video of Microsoft": "> [!VIDEO https://x.org/v]",
    "a component": '<Card title="a" />',
    "a component over lines": '<Card\n  title="a"\n/>',
    "a module": "import Card from '@site/card';",
    "an export": "export const a = 1;",
    "kramdown": "{: .note }",
    "colons": ":::",
    "a zone": '::: zone pivot="a"',
}


@pytest.mark.parametrize("tag", TAGS.values(), ids=TAGS)
def test_a_line_that_is_a_tag_is_left_out_and_named_once(tag: str) -> None:
    article, problems = parse(f"Before.\n\n{tag}\n\n{tag}\n\nAfter.\n\n```\n{tag}\n```\n")
    assert article.sections[0].text.startswith("Before.\nAfter.\n")
    assert article.sections[0].html.startswith("<p>Before.</p>\n<p>After.</p>\n<pre><code>")
    quoted = re.escape(" ".join(tag.removeprefix("> ").split()))
    assert len(problems) == 1
    assert re.match(
        rf"a\.md:8: markup of another system: '{quoted}', which is left out .* and 1 more such\. ", problems[0]
    )


def test_a_placeholder_within_a_line_stays_visible_but_is_no_text() -> None:
    article, problems = parse("Dear {{ name }}, hello.")
    assert article.sections[0].html == '<p>Dear <code class="leftover">{{ name }}</code>, hello.</p>'
    assert (article.sections[0].text, article.summary) == ("Dear , hello.", "Dear , hello.")
    assert "'{{ name }}', which customers will see." in problems[0]


@pytest.mark.parametrize(
    "tag", ["{% icon x %}", '{{< icon "x" >}}', "{{% icon %}}", "[!INCLUDE [a](b.md)]", "{:target=x}"]
)
def test_a_tag_within_a_line_is_left_out(tag: str) -> None:
    assert html(f"Press {tag}here.") == "<p>Press here.</p>"


def test_what_a_browser_would_take_for_a_tag_is_named() -> None:
    assert parse("Dear <Your name>, hello.")[1] == [
        "a.md:6: markup of another system: '<Your name>', which is left out of what customers see. "
        "Write it in Markdown, or remove it."
    ]


@pytest.mark.parametrize(
    "text",
    [
        "import your contacts from the 'phone' app",
        "export default settings before you begin",
        "export class lists",
        "A sign: {, a } and ::: here",
        "Is it so??? Yes!!!",
        "=== no tab",
        "The time is 10:30:45 {ok}",
    ],
)
def test_text_that_looks_like_markup_stays(text: str) -> None:
    article, problems = parse(text)
    assert (article.sections[0].text, problems) == (text, [])


def test_wiki_links_are_their_words() -> None:
    assert html("See [[Fees]], [[fees|the fees]] and [[1]](https://x.org).").startswith("<p>See Fees, the fees and <a ")


def test_code_is_never_touched() -> None:
    rendering = lay_out(
        "`{% a %}` `{{ b }}` `:tada:` `[[c]]`\n\n"
        "```\n:::tip\n{{< d >}}\n:warning:\n{% e %}\nimport 'f'\n```\n\n    {{ g }}\n"
    )
    assert rendering.leftovers == ()
    assert rendering.sections[0].text == (
        "{% a %} {{ b }} :tada: [[c]]\n:::tip {{< d >}} :warning: {% e %} import 'f'\n{{ g }}"
    )


def test_emoji_are_written_by_name() -> None:
    assert plain(":warning: :tada: at 10:30:45 :nothing:") == "\u26a0\ufe0f \U0001f389 at 10:30:45 :nothing:"


def test_elements_that_are_not_shown_are_named() -> None:
    article, problems = parse("a\n\n<iframe src='https://x.org'></iframe>\n\n<video src='x'></video> `<script>`\n")
    assert article.sections[0].text == "a\n<script>"
    assert problems == [
        "a.md:8: customers will not see what stands in <iframe>, <video>. Say it in words, or link to it."
    ]


def test_a_remark_is_left_out_without_a_word() -> None:
    article, problems = parse("a\n\n<!-- over\n\nlines -->\n\nb <!-- c --> d\n")
    assert (article.sections[0].text, problems) == ("a\nb d", [])


def test_a_remark_that_is_not_ended_hides_nothing() -> None:
    assert "b" in plain("a\n\n<!-- never ended\n\nb")


def test_a_footnote_may_hold_a_tab() -> None:
    assert not lay_out('a[^1]\n\n[^1]: b\n\n    === "c"\n').is_plain


SLOW = [
    "**a ",
    "==a ",
    "++a+",
    "<p>**",
    "<!--<p>",
    "<Note>\n",
    "]({{ a",
    ":::image ",
    "| - a<br>",
    "~",
    ":a: ",
    "www.a.b ",
    ":::tip\n",
    "{{< note >}}\n",
    "{% ",
    "[[",
    "<Tab\n",
    ": b\n",
    "a\n---\n",
    "> - ",
    "<div>\n\n",
]


@pytest.mark.parametrize("sign", SLOW)
def test_no_sign_repeated_takes_long(sign: str) -> None:
    started = time.process_time()
    assert lay_out(sign * (60_000 // len(sign))).sections
    assert time.process_time() - started < 8  # a quadratic cost would be minutes


# --- Within a line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("is ==new== here", "is <mark>new</mark> here"),
        ("a == b, c==d==e", "a == b, c==d==e"),
        ("++ctrl+alt+del++", "<span><kbd>Ctrl</kbd>+<kbd>Alt</kbd>+<kbd>Del</kbd></span>"),
        ("C++ and i++ or ++i", "C++ and i++ or ++i"),
        ("press ** Save ** now", "press <strong> Save </strong> now"),
        ("2 ** 3 ** 4", "2 ** 3 ** 4"),
        ("yes :material-check:, :no_such_sign:", "yes , :no_such_sign:"),
        (r":white\_check\_mark:", "\u2705"),
        ("a[^1] b", "a b"),
        ('x :::no-loc text="Word"::: y', "x Word y"),
        ('x :::image type="icon" source="a.png"::: y', 'x <img alt="" src="a.png"> y'),
        ("![a](b.png =10x20)", '<img alt="a" src="b.png">'),
        ("[!INCLUDEfooter] z", " z"),
    ],
)
def test_what_stands_within_a_line(text: str, shown: str) -> None:
    assert html(text) == f"<p>{shown}</p>"


@pytest.mark.parametrize(
    "address",
    [
        '{{< ref "fees.md" >}}',
        "{{% relref fees.md %}}",
        "{% link fees.md %}",
        "{{ site.baseurl }}{% link fees.md %}",
        "{{ 'fees.md' | relative_url }}",
    ],
)
def test_links_that_a_template_makes_are_links(address: str) -> None:
    assert '<a href="article:fees" ' in html(f"[Fees]({address})")


def test_signs_within_a_line_of_code_stay() -> None:
    assert plain("`==a==` `++b++` `** c **` `[^1]` `:material-x:`") == "==a== ++b++ ** c ** [^1] :material-x:"


# --- HTML


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<p>a **b** [c](d.md)</p>", "<p>a <strong>b</strong> "),
        ("<table><tr><td>`a`</td></tr></table>", "<td><code>a</code></td>"),
        ("<details>\n<summary>**a**</summary>\nb\n</details>", "<summary><strong>a</strong></summary>b"),
        ('<div markdown="1">\n- a\n</div>', "<ul><li>a</li></ul>"),
        ("<div class='x' markdown>\n\n**a**\n\n</div>", "<strong>a</strong>"),
        ("<pre>\n**a**\n</pre>", "<pre>**a**</pre>"),
        ("<p><code>**a**</code> **b**</p>", "<code>**a**</code> <strong>b</strong>"),
        ("<div>2 ** 3 ** 4</div>", "<div>2 ** 3 ** 4</div>"),
    ],
)
def test_markdown_within_html_is_laid_out(text: str, shown: str) -> None:
    assert shown in bare(text)


# --- MDX, Pandoc, MyST

BOXES_OF_OTHERS = {
    "MDX": "<Warning>\n  Keep *it*.\n</Warning>",
    "MDX, set in far": "<Warning>\n\n    Keep *it*.\n\n</Warning>",
    "MDX in one line": "<Warning>Keep *it*.</Warning>",
    "MDX with a kind": '<Callout type="warning">\nKeep *it*.\n</Callout>',
    "Pandoc": "::: {.warning}\nKeep *it*.\n:::",
    "Quarto": "::: {.callout-warning}\nKeep *it*.\n:::",
    "MyST": ":::{warning}\nKeep *it*.\n:::",
}


@pytest.mark.parametrize("text", BOXES_OF_OTHERS.values(), ids=BOXES_OF_OTHERS)
def test_boxes_of_still_others_look_the_same(text: str) -> None:
    rendering = lay_out(f"{text}\n\nAfter.")
    assert rendering.leftovers == ()
    assert rendering.sections[0].html.replace("\n", "") == (
        '<div class="admonition warning"><p class="admonition-title">Warning</p>'
        "<p>Keep <em>it</em>.</p></div><p>After.</p>"
    )


def test_what_unfolds_in_mdx_unfolds_here() -> None:
    shown = bare('<Accordion title="Why?">\n  - a\n  - b\n</Accordion>')
    assert shown == "<details><summary>Why?</summary><ul><li>a</li><li>b</li></ul></details>"


def test_blanks_make_no_code_within_mdx_but_keep_lists_in_lists() -> None:
    shown = bare("<Steps>\n    <Step>\n        1. a\n           - b\n        2. c\n    </Step>\n</Steps>\n\n    d")
    assert shown == "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol><pre><code>d</code></pre>"


TABS = {
    "MkDocs": '=== "A"\n\n    one\n\n=== "B"\n\n    two',
    "Docusaurus": '<Tabs>\n<TabItem value="a" label="A">\n\none\n\n</TabItem>\n<TabItem value="b" label="B">\n\ntwo\n\n'
    "</TabItem>\n</Tabs>",
    "Mintlify": '<Steps>\n  <Step title="A">\n    one\n  </Step>\n  <Step title="B">\n    two\n  </Step>\n</Steps>',
    "GitBook": '{% tabs %}\n{% tab title="A" %}\none\n{% endtab %}\n'
    '{% tab title="B" %}\ntwo\n{% endtab %}\n{% endtabs %}',
    "Hugo": '{{< tabs >}}\n{{% tab name="A" %}}\none\n{{% /tab %}}\n{{% tab "B" %}}\ntwo\n{{% /tab %}}\n{{< /tabs >}}',
}


@pytest.mark.parametrize("text", TABS.values(), ids=TABS)
def test_tabs_stand_below_one_another_with_their_titles(text: str) -> None:
    assert bare(text) == (
        '<div class="tab"><p class="tab-title">A</p><p>one</p></div>'
        '<div class="tab"><p class="tab-title">B</p><p>two</p></div>'
    )
    assert parse(text)[0].summary == "one"


# --- What is made by other systems, and means nothing


@pytest.mark.parametrize("tag", ["[TOC]", "[[toc]]", "[[_TOC_]]", "* TOC\n{:toc}", "*[API]: words", "::video{id=1}"])
def test_a_place_for_what_another_system_makes_is_left_out(tag: str) -> None:
    assert plain(f"Before.\n\n{tag}\n\nAfter.") == "Before.\nAfter."


def test_items_in_a_cell_get_bullets() -> None:
    cells = bare("| a | b |\n|---|---|\n| - c<br>- d | e:</br>- **f** |\n| - g | h - i<br>j |")
    assert "<td>\u2022 c<br>\u2022 d</td><td>e:<br>\u2022 <strong>f</strong></td>" in cells
    assert "<td>- g</td><td>h - i<br>j</td>" in cells


def test_a_title_in_the_head_is_shown_without_signs() -> None:
    source = Source("en/a", "a.md", b'---\ntitle: "The **-Force** switch, 2 ** 3 ** 4"\n---\nb', "hash")
    article, _ = parse_source(source, ContentSettings())
    assert article
    assert article.title == "The -Force switch, 2 ** 3 ** 4"
