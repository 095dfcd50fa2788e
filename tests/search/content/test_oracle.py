"""Articles in the styles of five families of systems are laid out as CommonMark says; so are any lists."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.structure import INLINE, articles, both

HERE = Path(__file__).parent
OWN_ARTICLES = HERE.parents[2] / "kb_articles"


def written(style: str) -> dict[str, str]:
    """Return name -> text of the articles written in ``style``."""
    parts = (HERE / "styles" / f"{style}.md").read_text().split("%%%% ")[1:]
    return {f"{style}/{name}": text for name, text in (part.split("\n", 1) for part in parts)}


STYLES = ("docusaurus", "material", "github", "hugo", "gitbook")
ARTICLES = {name: text for style in STYLES for name, text in written(style).items()}
UNLIKE: dict[str, str] = {}
"""Articles that are laid out otherwise -> why that is wanted."""


@pytest.mark.parametrize("name", ARTICLES)
def test_articles_of_other_systems_have_the_structure_of_commonmark(name: str) -> None:
    ours, theirs = both(ARTICLES[name])
    assert (ours == theirs) is (name not in UNLIKE)


def test_hardly_any_article_is_laid_out_otherwise() -> None:
    assert len(UNLIKE) <= 0.02 * len(ARTICLES)


def test_our_own_articles_are_laid_out_as_commonmark_says() -> None:
    unlike = [str(path) for path, text in articles(OWN_ARTICLES) if len({*both(text), *both(text, INLINE)}) > 2]
    assert unlike == []


MARKERS = ("- ", "* ", "1. ", "3) ", "10. ", "-   ")
LINES = (
    "a",
    "b c",
    "**d**",
    "`e`",
    "[ ] f",
    "[x] g",
    "> h",
    "# i",
    "```\n{}j\n{}```",
    "| k | l |\n{}|---|---|\n{}| m | n |",
    "***",
)


@st.composite
def nested_lists(draw: st.DrawFn) -> str:
    """Return a text with lists in lists, indented as far as the text of the item around."""
    lines, indents = [], [0]
    for _ in range(draw(st.integers(1, 12))):
        depth = draw(st.integers(0, min(len(indents) - 1, 4)))
        del indents[depth + 1 :]
        blanks = " " * indents[depth]
        if draw(st.booleans()):
            lines.append("")
        is_item = draw(st.booleans())
        marker = draw(st.sampled_from(MARKERS)) if is_item else ""
        inner = indents[depth] + len(marker)
        lines.append(blanks + marker + draw(st.sampled_from(LINES)).replace("{}", " " * inner))
        if is_item:
            indents.append(inner)
    return "\n".join(lines) + "\n"


@given(nested_lists())
@settings(max_examples=200, deadline=None)
def test_any_lists_in_lists_have_the_structure_of_commonmark(text: str) -> None:
    ours, theirs = both(text)
    assert ours == theirs


@given(
    st.lists(
        st.sampled_from(
            (
                "- a",
                "  b",
                "> c",
                "1. d",
                "    e",
                "```",
                "",
                "# f",
                "---",
                "~~~",
                "> - g",
                "  - h",
                "+",
                "<div>",
                "</div>",
                "| i | j |",
                "|---|---|",
                "===",
            )
        ),
        max_size=12,
    )
)
@settings(max_examples=200, deadline=None)
def test_any_blocks_have_the_structure_of_commonmark(lines: list[str]) -> None:
    text = "\n".join(lines)
    ours, theirs = both(text)
    assert ours == theirs, text
