"""The library: build an index from Markdown articles and find the one that answers a question."""

from __future__ import annotations

from search.content.collection import check_folder
from search.errors import (
    ArticleError,
    IndexLocked,
    IndexOutdated,
    IndexUnavailable,
    QueryError,
    SearchError,
    SettingsError,
)
from search.evaluation.judgements import Judgement, read_judgements
from search.evaluation.report import Measures, Outcome, by_kind, by_language, measure, run
from search.indexing.updating import Report, build, update
from search.indexing.watching import watch
from search.model import (
    Article,
    ArticleHead,
    Category,
    Feedback,
    Hit,
    Problem,
    Results,
    Section,
    Severity,
    SignalValue,
    Snippet,
    Term,
)
from search.searcher import Searcher
from search.settings import ContentSettings, IndexSettings, RankingSettings, RetrievalSettings, Settings
from search.statistics import Statistics, read_statistics

__all__ = [
    "Article",
    "ArticleError",
    "ArticleHead",
    "Category",
    "ContentSettings",
    "Feedback",
    "Hit",
    "IndexLocked",
    "IndexOutdated",
    "IndexSettings",
    "IndexUnavailable",
    "Judgement",
    "Measures",
    "Outcome",
    "Problem",
    "QueryError",
    "RankingSettings",
    "Report",
    "Results",
    "RetrievalSettings",
    "SearchError",
    "Searcher",
    "Section",
    "Settings",
    "SettingsError",
    "Severity",
    "SignalValue",
    "Snippet",
    "Statistics",
    "Term",
    "build",
    "by_kind",
    "by_language",
    "check_folder",
    "measure",
    "open_searcher",
    "read_judgements",
    "read_statistics",
    "run",
    "update",
    "watch",
]


def open_searcher(settings: Settings) -> Searcher:
    """Return a searcher over the current generation.

    Raises IndexUnavailable where there is no index, IndexOutdated where it must be built anew.
    """
    return Searcher(settings)
