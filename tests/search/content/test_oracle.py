"""Articles in the styles of five families of systems are laid out as CommonMark says; so are any lists."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
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
