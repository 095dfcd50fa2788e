"""The library: build an index from Markdown articles and find the one that answers a question."""

from __future__ import annotations

from collections.abc import Iterable

from search.analysis.analyzer import content_keys
from search.analysis.languages import LANGUAGES
from search.analysis.tokens import folded_words
from search.authoring.drafted import Coverage, Stored, coverage, read_drafts, store_drafts, task, undo_drafts, wanted
from search.authoring.starting import write_first_site, write_skeleton
from search.checking import check_folder, ignored_kinds
from search.content.articles import DEFAULT_CATEGORY, shortened
from search.content.links import link_candidates, path_key
from search.deflection.answering import answer_to_show, opens_by_itself
from search.deflection.calibration import LanguageReport, Preview, preview, traffic_of, tune
from search.deflection.decision import Band, Cause, Decision, Reason, decide
from search.deflection.groups import Group
from search.deflection.learning import Lesson, SolvedQuestion, Standing, lessons, wordings_in_force
from search.deflection.old_requests import OldRequest, read_old_requests
from search.deflection.redaction import redact
from search.deflection.replay import BandCount, LanguageReplay, ReplayReport, Resolved, replay
from search.deflection.traffic import BINS, Histogram, bin_of, is_telling
from search.deflection.tuning import UNTUNED, Measure, Source, Thresholds, Tuning, read_tuning
from search.deflection.urgency import Alarm, Alarms
from search.errors import (
    ArticleError,
    ExportError,
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
from search.importing.bringing_over import KINDS, Imported, import_export
from search.indexing.updating import Report, build, update
from search.indexing.watching import watch
from search.judgements import Judgement, read_judgements, read_questions
from search.kinds import ProblemKind
from search.model import (
    Article,
    ArticleHead,
    Category,
    CitedAnswer,
    Feedback,
    Hit,
    LearnedWording,
    LineKind,
    Problem,
    Results,
    Section,
    Severity,
    SignalValue,
    Snippet,
    Term,
    folder_names,
    readable,
)
from search.problems import ROWS, Digest, Row, chosen, digest
from search.problems import by_kind as problems_by_kind
from search.programs import index_command, is_checkout, serve_command
from search.proving import Proof, prove
from search.searcher import Searcher
from search.settings import (
    AnswerSettings,
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
    "BINS",
    "DEFAULT_CATEGORY",
    "KINDS",
    "LANGUAGES",
    "ROWS",
    "UNTUNED",
    "Alarm",
    "Alarms",
    "AnswerSettings",
    "Article",
    "ArticleError",
    "ArticleHead",
    "Band",
    "BandCount",
    "Bin",
    "Category",
    "Cause",
    "CitedAnswer",
    "ContentSettings",
    "Coverage",
    "Decision",
    "Digest",
    "ExportError",
    "Feedback",
    "Group",
    "Histogram",
    "Hit",
    "Imported",
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
    "LineKind",
    "MeaningSettings",
    "Measure",
    "Measures",
    "OldRequest",
    "Outcome",
    "Preview",
    "Problem",
    "ProblemKind",
    "Proof",
    "QueryError",
    "RankingSettings",
    "Reason",
    "ReplayReport",
    "ReplaySettings",
    "Report",
    "Resolved",
    "Results",
    "RetrievalSettings",
    "Row",
    "SearchError",
    "Searcher",
    "Section",
    "Settings",
    "SettingsError",
    "Severity",
    "SignalValue",
    "Snippet",
    "SolvedQuestion",
    "Source",
    "Standing",
    "Statistics",
    "Stored",
    "Term",
    "Thresholds",
    "Tuning",
    "answer_to_show",
    "bin_of",
    "build",
    "by_kind",
    "by_language",
    "check_folder",
    "chosen",
    "content_keys",
    "coverage",
    "decide",
    "decision_plot",
    "digest",
    "folded_words",
    "folder_names",
    "ignored_kinds",
    "import_export",
    "index_command",
    "is_checkout",
    "is_telling",
    "lessons",
    "link_candidates",
    "measure",
    "open_searcher",
    "opens_by_itself",
    "path_key",
    "preview",
    "problems_by_kind",
    "prove",
    "read_drafts",
    "read_judgements",
    "read_old_requests",
    "read_questions",
    "read_statistics",
    "read_tuning",
    "readable",
    "redact",
    "reliability",
    "replay",
    "run",
    "serve_command",
    "shortened",
    "store_drafts",
    "task",
    "traffic_of",
    "tune",
    "undo_drafts",
    "update",
    "wanted",
    "watch",
    "wordings_in_force",
    "write_first_site",
    "write_skeleton",
]


def open_searcher(settings: Settings, learned: Iterable[LearnedWording] = ()) -> Searcher:
    """Return a searcher over the current generation that knows ``learned`` wordings, see ``wordings_in_force``.

    Raises IndexUnavailable where there is no index, IndexOutdated where it must be built anew.
    """
    return Searcher(settings, learned)
