"""What tests of every folder share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import hypothesis
import pytest

from search import Searcher, Settings, build, open_searcher
from search.analysis.analyzer import Analyzer, open_analyzer
from search.analysis.languages import LANGUAGES
from tests.articles import write_files

hypothesis.settings.register_profile("fixed", derandomize=True, deadline=None, max_examples=60)
hypothesis.settings.register_profile("quick", hypothesis.settings.get_profile("fixed"), max_examples=20)
hypothesis.settings.load_profile("fixed")

SLOW = {
    "tests/relevance": ["test_constants", "test_relevance", "test_urgency"],
    "tests/search": ["test_written_otherwise"],
    "tests/search/content": ["test_markup", "test_oracle", "test_sources"],
    "tests/search/deflection": ["test_calibration", "test_fitting", "test_learning", "test_trying"],
    "tests/search/engines/local": ["test_postings"],
    "tests/search/evaluation": ["test_plot"],
    "tests/search/indexing": [
        *("test_damage", "test_kill", "test_last_build", "test_programs", "test_readers"),
        *("test_two_writers", "test_updating", "test_watching"),
    ],
    "tests/search/importing": ["test_bringing_over", "test_hostile"],
    "tests/search/ranking": ["test_ranker"],
    "tests": ["test_indexer", "test_library"],
    "tests/webapp": [
        *("test_abuse_cases", "test_commands", "test_every_page", "test_language_switch", "test_operations"),
        *("test_category", "test_own_folder", "test_settings_file"),
        "test_promised_places",
        *("test_permissions", "test_privacy", "test_program", "test_sessions", "test_strangers"),
        *("test_translations", "test_votes"),
    ],
    "tests/webapp/accounts": ["test_sign_in"],
    "tests/webapp/api": ["test_suggest"],
    "tests/webapp/before_you_submit": ["test_send"],
    "tests/webapp/database": [
        *("test_accounts_store", "test_agents_store", "test_bounds", "test_check_events", "test_customer_store"),
        *("test_desk_store", "test_earlier_schemas", "test_event_chain", "test_locks", "test_outbox_store"),
        *(
            "test_attachment_quota",
            "test_deflection_store",
            "test_engine",
            "test_joined_requests",
            "test_outcomes_store",
        ),
        "test_votes_store",
        *("test_queue_store", "test_request_words", "test_requests_store", "test_retention_store", "test_sealing"),
    ],
    "tests/webapp/desk": ["test_account", "test_articles", "test_entrance", "test_queue", "test_request", "test_words"],
    "tests/webapp/mail": ["test_languages", "test_letters"],
    "tests/webapp/server": ["test_envelope", "test_worker"],
    "tests/webapp/support_requests": ["test_answer_by_letter", "test_rating_by_letter", "test_requests"],
}
"""The modules that take three quarters of the time of all, by folder."""

WriteArticles = Callable[[Mapping[str, str]], Settings]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what `make quick` leaves out."""
    root = Path(__file__).parent.parent
    slow = {root / folder / f"{name}.py" for folder, names in SLOW.items() for name in names}
    for item in items:
        if item.path in slow:
            item.add_marker("slow")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once why tests were left out, and how many."""
    reasons = Counter(str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", []))
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"{count} tests: {reason}")


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
