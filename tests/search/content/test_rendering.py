"""Sections, anchors, plain text and what Markdown can do."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.content.rendering import lay_out, render
from search.model import Section


def test_an_article_is_cut_at_the_first_three_levels() -> None:
    sections = render("Intro.\n\n## How *long*?\n\nDays.\n\n### Žiadosť č. 1\n\nText.\n\n#### Detail\n\nMore.\n")
    assert sections == (
        Section("", "", 0, "Intro.", "<p>Intro.</p>"),
        Section("s-how-long", "How long?", 2, "Days.", '<h2 id="s-how-long">How <em>long</em>?</h2>\n<p>Days.</p>'),
        Section(
            "s-ziadost-c-1",
            "Žiadosť č. 1",
            3,
            "Text.\nDetail\nMore.",
            '<h3 id="s-ziadost-c-1">Žiadosť č. 1</h3>\n<p>Text.</p>\n<h4 id="s-detail">Detail</h4>\n<p>More.</p>',
        ),
    )


def test_the_first_section_is_there_even_if_nothing_is_in_it() -> None:
    assert render("## A\n\nx")[0] == Section("", "", 0, "", "")


def test_equal_headings_get_numbered_anchors() -> None:
    anchors = [section.anchor for section in render("## A\n\n## A 2\n\n## A\n\n## A\n\n## ¿?\n")]
    assert anchors == ["", "s-a", "s-a-2", "s-a-1", "s-a-3", "s-section"]


def test_equal_headings_are_numbered_on_every_level() -> None:
    html = "".join(section.html for section in render("## Fees\n\n#### Fees\n\n> # Fees\n\n###### Fees\n"))
    assert re.findall(r'id="([^"]+)"', html) == ["s-fees", "s-fees-1", "s-fees-2", "s-fees-3"]


GITHUB = {
    "What's new?": "whats-new",
    "Fees (3.5 %)": "fees-35-",
    "Q&A": "qa",
    "Účet / poplatky": "účet--poplatky",
    "ÚČET": "účet",
    "snake_case": "snake_case",
    "🎉 Done": "-done",
    "¿Cuánto cuesta?": "cuánto-cuesta",
}
"""Heading -> what GitHub writes behind # to lead to it."""


@pytest.mark.parametrize(("heading", "anchor"), GITHUB.items())
def test_a_heading_is_led_to_by_what_github_makes_of_it(heading: str, anchor: str) -> None:
    html = "".join(
        section.html for section in render(f"[a](#{anchor}) [b](#{anchor}-1)\n\n## {heading}\n\n## {heading}")
    )
    hrefs = re.findall(r'href="#([^"]+)"', html)
    assert len(hrefs) == 2
    assert all(html.count(f'id="{href}"') == 1 for href in hrefs)


@given(st.lists(st.sampled_from(["A", "A 1", "A'1", "A-1-1", "a", "?", "A {#a}", "B {#a-1}", "*A*"]), max_size=9))
def test_no_two_anchors_are_equal(headings: list[str]) -> None:
    html = "".join(section.html for section in render("\n\n".join(f"## {each}" for each in headings)))
    anchors = re.findall(r'id="([^"]+)"', html)
    assert len(set(anchors)) == len(anchors) >= len(headings)


def test_headings_within_something_do_not_cut() -> None:
    sections = render("> ## Quoted\n\n* a\n\n    ## Listed\n\n<h2 id='evil'>Written as HTML</h2>\n")
    assert [section.anchor for section in sections] == ["", "s-written-as-html"]
    assert '<h2 id="s-quoted">Quoted</h2>' in sections[0].html


def test_plain_text_has_one_line_a_block() -> None:
    text = render(
        "Line\nbroken **here** &amp; `<there>`.\n\n1. one\n2. two\n\n| a | b |\n|---|---|\n| c | d |\n\n"
        'Term\n: Meaning\n\n```\ncode\nlines\n```\n\n!!! tip "Mind"\n    the gap\n\n> quoted\n'
    )[0].text
    assert text.split("\n") == [
        *("Line broken here & <there>.", "one", "two", "a · b", "c · d"),
        *("Term", "Meaning", "code lines", "Mind", "the gap", "quoted"),
    ]


def test_footnotes_stand_at_the_end_and_their_signs_are_no_text() -> None:
    section = render("Fees[^1] apply.\n\n[^1]: From May.\n")[0]
    assert section.text == "Fees apply.\nFrom May."
    assert 'id="fnref:1"' in section.html
    assert 'href="#fn:1"' in section.html
    assert 'id="fn:1"' in section.html


def test_footnotes_of_one_text_do_not_reach_the_next() -> None:
    render("a[^1]\n\n[^1]: note\n")
    assert render("b[^1]\n")[0].text == "b"


def test_links_to_articles_wait_for_the_site_to_resolve_them() -> None:
    html = render("[a](fees.md) [b](fees.md#How-long) [c](./a/b.md#s-x) [d](#more) [e](https://x.org)")[0].html
    for href in ("article:fees", "article:fees#s-how-long", "article:a--b#s-x", "#s-more", "https://x.org"):
        assert f'<a href="{href}" rel="noopener noreferrer">' in html


def test_a_refused_link_is_its_text() -> None:
    rendering = lay_out("[c](file:/etc/passwd) [d](x.pdf) [f](//x.org) [g](/%5Cx.org)")
    assert rendering.sections[0].html == "<p>c d f g</p>"
    assert {address: what for address, (what, _, _) in rendering.refused.items()} == {
        "file:/etc/passwd": "link 'file:/etc/passwd' begins with 'file:', which is not allowed",
        "x.pdf": "link 'x.pdf' leads to no article",
        "//x.org": "link '//x.org' leads to another site without naming https",
        "/%5Cx.org": "link '/%5Cx.org' leads to another site without naming https",
    }


def test_a_refused_image_is_its_description() -> None:
    rendering = lay_out("![a > b](http://x.org/a.png) ![c](https://x.org/c.png) ![d](media/d.png) ![](//x.org/e.png)")
    assert rendering.sections[0].html == (
        '<p>a &gt; b <img alt="c" src="https://x.org/c.png"> <img alt="d" src="media/d.png"> </p>'
    )
    assert set(rendering.refused) == {"http://x.org/a.png", "//x.org/e.png"}


def test_brackets_in_code_are_no_reason_to_give_up() -> None:
    rendering = lay_out("```\n" + "[[<x\n" * 20_000 + "```\n")
    assert not rendering.is_plain


def test_after_giving_up_the_next_text_is_laid_out() -> None:
    assert lay_out("> " * 100_000).is_plain
    assert render("*a*")[0].html == "<p><em>a</em></p>"


def test_threads_do_not_mix_their_texts() -> None:
    texts = [f"[^1] {number}\n\n[^1]: note {number}\n\n## A\n" for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(render, texts)) == [render(text) for text in texts]
