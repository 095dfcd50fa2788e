"""The library: build an index from Markdown articles and find the one that answers a question."""

from __future__ import annotations

from collections.abc import Iterable

from search.analysis.analyzer import content_keys
from search.analysis.tokens import folded_words
from search.checking import check_folder
from search.content.articles import shortened
from search.deflection.calibration import LanguageReport, Preview, preview, tune
from search.deflection.decision import Band, Cause, Decision, Reason, decide
from search.deflection.groups import Group
from search.deflection.learning import Lesson, SolvedQuestion, Standing, lessons, wordings_in_force
from search.deflection.old_requests import OldRequest, read_old_requests
from search.deflection.redaction import redact
from search.deflection.replay import BandCount, LanguageReplay, ReplayReport, Resolved, replay
from search.deflection.tuning import UNTUNED, Thresholds, Tuning, read_tuning
from search.errors import (
    ArticleError,
    IndexLocked,
    IndexOutdated,
    IndexUnavailable,
    QueryError,
    SearchError,
    SettingsError,
)
from search.evaluation.metrics import Bin, reliability
from search.evaluation.plot import decision_plot
from search.evaluation.report import Measures, Outcome, by_kind, by_language, measure, run
from search.indexing.updating import Report, build, update
from search.indexing.watching import watch
from search.judgements import Judgement, read_judgements
from search.model import (
    Article,
    ArticleHead,
    Category,
    Feedback,
    Hit,
    LearnedWording,
    Problem,
    Results,
    Section,
    Severity,
    SignalValue,
    Snippet,
    Term,
)
from search.searcher import Searcher
from search.settings import (
    ContentSettings,
    IndexSettings,
    LearningSettings,
    MeaningSettings,
    RankingSettings,
    ReplaySettings,
    RetrievalSettings,
    Settings,
)
from search.statistics import Statistics, read_statistics

__all__ = [
    "UNTUNED",
    "Article",
    "ArticleError",
    "ArticleHead",
    "Band",
    "BandCount",
    "Bin",
    "Category",
    "Cause",
    "ContentSettings",
    "Decision",
    "Feedback",
    "Group",
    "Hit",
    "IndexLocked",
    "IndexOutdated",
    "IndexSettings",
    "IndexUnavailable",
    "Judgement",
    "LanguageReplay",
    "LanguageReport",
    "LearnedWording",
    "LearningSettings",
    "Lesson",
    "MeaningSettings",
    "Measures",
    "OldRequest",
    "Outcome",
    "Preview",
    "Problem",
    "QueryError",
    "RankingSettings",
    "Reason",
    "ReplayReport",
    "ReplaySettings",
    "Report",
    "Resolved",
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
    "SolvedQuestion",
    "Standing",
    "Statistics",
    "Term",
    "Thresholds",
    "Tuning",
    "build",
    "by_kind",
    "by_language",
    "check_folder",
    "content_keys",
    "decide",
    "decision_plot",
    "folded_words",
    "lessons",
    "measure",
    "open_searcher",
    "preview",
    "read_judgements",
    "read_old_requests",
    "read_statistics",
    "read_tuning",
    "redact",
    "reliability",
    "replay",
    "run",
    "shortened",
    "tune",
    "update",
    "watch",
    "wordings_in_force",
]


def open_searcher(settings: Settings, learned: Iterable[LearnedWording] = ()) -> Searcher:
    """Return a searcher over the current generation that knows ``learned`` wordings, see ``wordings_in_force``.

    Raises IndexUnavailable where there is no index, IndexOutdated where it must be built anew.
    """
    return Searcher(settings, learned)
