"""Questions drafted by a colleague or an assistant: the file handed out, the file taken back, the heads they go to."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from search.analysis.languages import LANGUAGES
from search.analysis.tokens import folded_words
from search.content.fields import tidy
from search.content.head_edit import with_list
from search.content.sources import is_json_lines, list_sources
from search.errors import ArticleError, SettingsError
from search.kinds import ProblemKind
from search.model import Article, Problem, Severity
from search.programs import index_command
from search.settings import DraftingSettings, Settings

KEY = "drafted_questions"
BETWEEN = " || "
"""Parts of a line that is handed out; a line with it that comes back is no answer."""

RULE = """\
# Questions wanted. Each line below is one article: id || title || headings || first words.
#
# For each article write one line: its id, then {questions} questions that a customer would type into a search box:
#
#     {example} | first question | second question | third question
#
# - Write as customers do, in the language of the article, in their own words rather than those of the article.
# - {fewest} to {most} words each. One describes a problem, one is plain everyday speech, one is a few key words.
# - Only what this article answers, and no question twice: not under one article, not under two.
# - Every article gets some before any gets more.
#
# Lines that begin with # are not read. Take the answers in with: {command}
"""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many articles have questions."""

    articles: int
    without: tuple[str, ...]
    """Ids of those that have neither written nor drafted ones; what has some is found in their place."""

    drafted: int
    """Articles with drafted questions."""


@dataclass(frozen=True, slots=True)
class Drafts:
    """What a file of questions holds."""

    questions: Mapping[str, tuple[str, ...]]
    """article_id -> its questions."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of drafted questions."""

    articles: int
    """That have drafted questions now, of those named; for an undo, that had some."""

    questions: int
    changed: int
    """Files written."""

    problems: tuple[Problem, ...]


def coverage(articles: Iterable[Article]) -> Coverage:
    """Return how many of ``articles`` have questions."""
    articles = tuple(articles)
    without = tuple(article.article_id for article in articles if not article.all_questions)
    return Coverage(len(articles), without, sum(bool(article.drafted_questions) for article in articles))


def task(articles: Sequence[Article], settings: DraftingSettings) -> str:
    """Return the file to hand out: the rule, then a line for each of ``articles``."""
    rule = RULE.format(
        command=index_command("questions --read FILE"),
        questions=settings.questions,
        fewest=settings.fewest_words,
        most=settings.most_words,
        example=articles[0].article_id if articles else "en/article",
    )
    return rule + "".join(f"{task_line(article, settings)}\n" for article in articles)


def task_line(article: Article, settings: DraftingSettings) -> str:
    """Return what the writer of questions gets to know of ``article``."""
    headings = "; ".join(section.heading for section in article.sections if section.heading)
    words = " ".join(section.text for section in article.sections).split()
    parts = (article.article_id, article.title, headings, " ".join(words[: settings.first_words]))
    return BETWEEN.join(part.replace("|", "/") for part in parts).rstrip()


def read_drafts(path: Path, articles: Iterable[Article], settings: Settings) -> Drafts:
    """Return the questions in ``path`` that can be taken, and a problem for each that cannot.

    Raises SettingsError where the file cannot be read.
    """
    lines = lines_of(path, settings.drafting)
    answered = {line.partition("|")[0].strip() for line in lines}
    desk = Intake(path.as_posix(), {article.article_id: article for article in articles}, answered, settings)
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.lstrip().startswith(("#", "```")):
            desk.take(number, line)
    return Drafts({article_id: tuple(taken) for article_id, taken in desk.taken.items() if taken}, tuple(desk.problems))


def lines_of(path: Path, settings: DraftingSettings) -> list[str]:
    """Return the lines of ``path``; SettingsError where it is no text of a bearable size."""
    try:
        if path.stat().st_size > settings.file_bytes:
            what = f"the file has {path.stat().st_size} bytes, at most {settings.file_bytes} are read"
            raise SettingsError(f"{path}: {what}. Divide it.")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SettingsError(f"{path}: the file cannot be read ({error.strerror}). Name another.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: the file is not UTF-8. Save it as UTF-8.") from error
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


class Intake:
    """Takes the lines of one file, and notes what it refuses."""

    def __init__(
        self, path: str, articles: Mapping[str, Article], answered: Collection[str], settings: Settings
    ) -> None:
        self.taken: dict[str, list[str]] = {}
        self.problems: list[Problem] = []
        self._path = path
        self._articles = articles
        self._settings = settings
        self._owners: dict[tuple[str, str], str] = {}
        """(language, folded words) -> what has this question already, as messages name it."""
        for article in articles.values():
            drafted = () if article.article_id in answered else article.drafted_questions
            for question in (article.title, *article.questions, *drafted):
                self._owners.setdefault((article.language, folded(question)), article.article_id)

    def take(self, line: int, text: str) -> None:
        """Take in one line."""
        if BETWEEN.strip() in text:
            self.refuse(line, "this is a line that was handed out, not an answer", "Write 'id | question | question'")
            return
        name, bar, rest = text.partition("|")
        article = self._articles.get(name.strip())
        if not bar:
            self.refuse(line, "the line has no '|'", "Write 'id | question | question'")
        elif article is None:
            what = f"no article has the id '{tidy(name)[:80]}'"
            self.refuse(line, what, "Take the id from the file that 'questions --write' makes")
        else:
            for question in filter(None, map(tidy, rest.split("|"))):
                self.take_question(line, article, question.strip('"“”„« »'))

    def take_question(self, line: int, article: Article, question: str) -> None:
        """Take in one question of ``article``."""
        limits, words = self._settings.drafting, len(question.split())
        shown = f"'{question[:80]}'"
        place = article.language, folded(question)
        owner = self._owners.get(place)
        taken = self.taken.setdefault(article.article_id, [])
        if not limits.fewest_words <= words <= limits.most_words:
            what = f"question {shown} has {words} {'word' if words == 1 else 'words'}"
            self.refuse(line, what, f"Write {limits.fewest_words} to {limits.most_words}")
        elif len(question) > self._settings.content.item_letters or not place[1]:
            self.refuse(line, f"question {shown} is no question", "Write words, as a customer would")
        elif owner == article.article_id:
            self.refuse(line, f"question {shown} repeats one that '{owner}' has", "Write another")
        elif owner:
            self.refuse(line, f"question {shown} stands under '{owner}' too", "Keep it where it is answered best")
        elif len(taken) + len(article.questions) >= self._settings.content.list_items:
            self.refuse(line, f"'{article.article_id}' has questions enough", "Leave the line out")
        else:
            self._owners[place] = article.article_id
            taken.append(question)

    def refuse(self, line: int, what: str, remedy: str) -> None:
        """Note what is not taken."""
        self.problems.append(Problem(self._path, line, what, remedy, Severity.ERROR, ProblemKind.REFUSED_QUESTION))


def folded(question: str) -> str:
    """Return what makes ``question`` the same as another: its words without case, diacritics and signs."""
    return " ".join(folded_words(question))


def store_drafts(drafts: Drafts, settings: Settings) -> Stored:
    """Write the questions of ``drafts`` into the heads of their articles, in place of those drafted before.

    Raises SettingsError where articles are no files of their own.
    """
    problems = list(drafts.problems)
    changed = rewrite(settings, drafts.questions, problems)
    stored = {article_id for article_id in drafts.questions if article_id not in changed.failed}
    count = sum(len(drafts.questions[article_id]) for article_id in stored)
    return Stored(len(stored), count, changed.written, tuple(problems))


def undo_drafts(articles: Iterable[Article], settings: Settings, language: str | None = None) -> Stored:
    """Take all drafted questions out of the heads again, those of one ``language`` where it is given."""
    drafted = [each for each in articles if each.drafted_questions and language in (None, each.language)]
    problems: list[Problem] = []
    changed = rewrite(settings, {each.article_id: () for each in drafted}, problems)
    count = sum(len(each.drafted_questions) for each in drafted if each.article_id not in changed.failed)
    return Stored(len(drafted) - len(changed.failed), count, changed.written, tuple(problems))


@dataclass(frozen=True, slots=True)
class Changed:
    """What a round of edits came to."""

    written: int
    failed: Collection[str]


def rewrite(settings: Settings, questions: Mapping[str, tuple[str, ...]], problems: list[Problem]) -> Changed:
    """Edit the head of each article of ``questions``; what cannot be edited goes to ``problems``."""
    if is_json_lines(settings.articles.name):
        raise SettingsError(f"{settings.articles}: questions are drafted for Markdown files. Name a folder of them.")
    sources = {each.article_id: each for each in list_sources(settings.articles, settings.content, LANGUAGES)[0]}
    written, failed = 0, []
    for article_id in sorted(questions.keys() & sources.keys()):
        source = sources[article_id]
        try:
            edited = with_list(source.raw.decode(), KEY, questions[article_id]).encode()
            if edited != source.raw:
                replace_file(Path(source.path), edited)
                written += 1
        except (ArticleError, OSError) as error:
            what, _, remedy = str(error).partition(". ")
            if isinstance(error, OSError):
                what, remedy = f"the file cannot be written ({error.strerror})", "Check its permissions."
            remedy = remedy.rstrip(".")
            problems.append(Problem(source.path, 1, what, remedy, Severity.ERROR, ProblemKind.UNREADABLE))
            failed.append(article_id)
    return Changed(written, failed)


def replace_file(path: Path, content: bytes) -> None:
    """Put ``content`` in the place of ``path``, whole or not at all; a link stays one."""
    real = path.resolve()
    handle, name = tempfile.mkstemp(dir=real.parent, prefix=".", suffix=".new")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(real.stat().st_mode & 0o777)
        Path(name).replace(real)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise


def wanted(articles: Iterable[Article], language: str | None, only_missing: bool) -> Iterator[Article]:
    """Yield those of ``articles`` that questions are wanted for."""
    for article in articles:
        if language in (None, article.language) and not (only_missing and article.all_questions):
            yield article
