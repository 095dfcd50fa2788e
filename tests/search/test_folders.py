"""The folders that articles of one title stand in tell them apart."""

from __future__ import annotations

import pytest

from search import build, folder_names, open_searcher
from tests.articles import markdown
from tests.conftest import WriteArticles

PRODUCTS = ("camera-pro", "door_bell", "smart-plug")


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("fees", ()),
        ("android--fees", ("Android",)),
        ("door_bell--first-steps--fees", ("Door bell", "First steps")),
        ("žiadosti--účet--poplatky", ("Žiadosti", "Účet")),
        ("-_--fees", ()),
    ],
)
def test_folders_are_read_from_the_outermost(key: str, names: tuple[str, ...]) -> None:
    assert folder_names(key) == names


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("asked", ["{} installation", "how do I install the {}", "installation of my {}"])
def test_of_articles_with_one_title_the_one_in_the_folder_named_is_first(
    kb: WriteArticles, product: str, asked: str
) -> None:
    settings = kb(
        {f"en/{each}/installation.md": markdown("Installation", "Unpack it and follow the steps.") for each in PRODUCTS}
    )
    build(settings)
    hits = open_searcher(settings).search(asked.format(product.replace("-", " ").replace("_", " ")), "en").hits
    assert hits[0].article.key == f"{product}--installation"
