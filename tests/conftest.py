"""What tests of every folder share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import hypothesis
import pytest

from search import Searcher, Settings, build, open_searcher
from search.analysis.analyzer import Analyzer, open_analyzer
from search.analysis.languages import LANGUAGES
from tests.articles import write_files

hypothesis.settings.register_profile("fixed", derandomize=True, deadline=None, max_examples=60)
hypothesis.settings.load_profile("fixed")

WriteArticles = Callable[[Mapping[str, str]], Settings]


@pytest.fixture(scope="session")
def analyzers() -> dict[str, Analyzer]:
    """Return the analyzer of every language, opened once."""
    return {code: open_analyzer(code) for code in LANGUAGES}


@pytest.fixture(scope="session")
def english(analyzers: dict[str, Analyzer]) -> Analyzer:
    """Return the analyzer of English."""
    return analyzers["en"]


@pytest.fixture
def kb(tmp_path: Path) -> WriteArticles:
    """Return a function from path -> content to settings over these files; called again it adds to them."""

    def write(files: Mapping[str, str]) -> Settings:
        return Settings(articles=write_files(tmp_path / "kb_articles", files), index=tmp_path / "index")

    return write


@pytest.fixture(scope="session")
def own_index(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return settings of the project's own articles, indexed once."""
    articles = Path(__file__).parent.parent / "kb_articles"
    settings = Settings(articles=articles, index=tmp_path_factory.mktemp("own") / "index")
    build(settings)
    return settings


@pytest.fixture(scope="session")
def own_searcher(own_index: Settings) -> Searcher:
    """Return a searcher over the project's own articles."""
    return open_searcher(own_index)
