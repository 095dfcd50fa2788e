"""Build a temporary index, ask judged queries and return what became of them: the path of ``indexer.py evaluate``."""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from random import Random

import search
from search import Judgement, MeaningSettings, Outcome, Settings, SettingsError, Severity
from tests.relevance.public_sets import KNOWLEDGE_BASES, SEED, SETS, Corpus, PublicSet

ROOT = Path(__file__).parent.parent.parent
QUERIES = Path(__file__).parent
LANGUAGES = ("es", "sk", "en")

Outcomes = dict[str, list[Outcome]]
BUILT_IN = MeaningSettings()
WORDS_ONLY = MeaningSettings(model="none")


def own_judgements() -> list[Judgement]:
    """Return the project's own judged queries, language by language."""
    return [each for language in LANGUAGES for each in search.read_judgements(QUERIES / f"{language}.jsonl")]


def run_own(is_judged: bool = False, meaning: MeaningSettings = BUILT_IN) -> list[Outcome]:
    """Return what becomes of the project's own judged queries over its own articles.

    Where ``is_judged``, the thresholds for each half of the queries are also set from the other half.
    """
    queries = own_judgements()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(articles=ROOT / "kb_articles", index=Path(folder) / "index", meaning=meaning)
        search.build(settings)
        searcher = search.open_searcher(settings)
        if not is_judged:
            return run_tuned(searcher, settings, queries)
        halves = queries[::2], queries[1::2]
        return [
            outcome
            for asked, known in (halves, halves[::-1])
            for outcome in run_tuned(searcher, settings, asked, known)
        ]


def run_tuned(
    searcher: search.Searcher, settings: Settings, queries: Sequence[Judgement], judged: Sequence[Judgement] = ()
) -> list[Outcome]:
    """Return what becomes of ``queries`` at the thresholds that the articles and ``judged`` queries give."""
    search.tune(settings, judged=judged)
    return search.run(searcher, queries, tuning=search.read_tuning(settings.index))


@dataclass(frozen=True, slots=True)
class How:
    """How public sets are asked."""

    folder: Path
    """``shared/eval``."""

    is_validation: bool = False
    """With rows that may be used to tune."""

    is_judged: bool = False
    """The thresholds are also set from the validation rows of sets that have some."""

    meaning: MeaningSettings = BUILT_IN


def run_public(sets: Sequence[PublicSet], how: How, workers: int) -> Outcomes:
    """Return what becomes of the queries of each set; sets of one knowledge base share an index."""
    groups: dict[str, list[str]] = defaultdict(list)
    for each in sets:
        groups[each.knowledge_base].append(each.name)
    if workers == 1:
        done = [run_knowledge_base(name, names, how) for name, names in groups.items()]
    else:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            jobs = [pool.submit(run_knowledge_base, *group, how) for group in groups.items()]
            done = [job.result() for job in jobs]
    by_name = {name: outcomes for group in done for name, outcomes in group.items()}
    return {each.name: by_name[each.name] for each in sets}


def run_knowledge_base(name: str, names: Sequence[str], how: How) -> Outcomes:
    """Return what becomes of the queries of the sets ``names`` over the knowledge base ``name``."""
    source = KNOWLEDGE_BASES[name]
    corpus = source.validation(how.folder) if how.is_validation and source.validation else source.test(how.folder)
    with tempfile.TemporaryDirectory() as place:
        settings = build(corpus, Path(place), how.meaning)
        searcher = search.open_searcher(settings)
        asked = [each for each in SETS if each.name in names]
        judged: Sequence[Judgement] = ()
        if how.is_judged and source.validation:
            judged = judgements(source.validation(how.folder), asked[0], Path(place))
        return {
            each.name: run_tuned(searcher, settings, judgements(corpus, each, Path(place)), judged) for each in asked
        }


def build(corpus: Corpus, folder: Path, meaning: MeaningSettings = BUILT_IN) -> Settings:
    """Write the articles of ``corpus`` and index them; SettingsError where one is refused."""
    settings = Settings(articles=folder / "articles.jsonl", index=folder / "index", meaning=meaning)
    write_lines(settings.articles, corpus.articles)
    report = search.build(settings)
    if report.articles != len(corpus.articles):
        errors = [problem for problem in report.problems if problem.severity is Severity.ERROR]
        raise SettingsError(
            f"{settings.articles.name}: {report.articles} of {len(corpus.articles)} articles were indexed. "
            f"The first that was refused: {errors[0]}"
        )
    return settings


def judgements(corpus: Corpus, public_set: PublicSet, folder: Path) -> list[Judgement]:
    """Write the queries of ``public_set`` as judged queries and read them."""
    path = folder / f"{public_set.name}.jsonl"
    write_lines(path, records(corpus, public_set))
    return search.read_judgements(path)


def records(corpus: Corpus, public_set: PublicSet) -> Iterator[Mapping[str, str | Sequence[str]]]:
    """Yield the queries of ``public_set`` in the form of judged queries, the same at every run."""
    random = Random(SEED)
    for number, query in enumerate(corpus.queries, 1):
        text = public_set.change(query.text, random) if public_set.change else query.text
        answer = [] if query.answer is None else [query.answer]
        yield {"id": str(number), "language": corpus.language, "query": text, "answer": answer}


def write_lines(path: Path, lines: Iterable[Mapping[str, str | Sequence[str]]]) -> None:
    """Write one JSON object a line."""
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
