"""The decision on knowledge bases as strangers bring them: ``python -m tests.relevance.decision``.

Each knowledge base is asked on its first day, when nothing is known of its customers; after traffic, which is every
other question without its answer; and after 200 judged queries. What is measured is the rest of the questions. Own
articles are asked as they are, and with their questions and keywords taken out, as an export has none.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

import click
import frontmatter

import search
from search import Judgement, Measures, Settings
from tests.relevance.measuring import ROOT, build, judgements, own_judgements
from tests.relevance.public_sets import SEED, Corpus, PublicSet, Query, banking77, clinc150, m365_help, xquad

LEFT_OUT = ("questions", "drafted_questions", "keywords", "finds", "not_for")
JUDGED = 200
EVERY = 3
"""One article in so many is taken out of XQuAD, so that its questions have no answer."""

Asked = Callable[[Path, Path], tuple[Settings, list[Judgement]]]
"""``shared/eval`` and an empty folder -> an index, and its judged queries."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    name: str
    stage: str
    thresholds: search.Thresholds
    measures: Measures


def public(corpus: Callable[[Path], Corpus], shared: Path, folder: Path) -> tuple[Settings, list[Judgement]]:
    """Build a public knowledge base and read its queries."""
    made = corpus(shared)
    return build(made, folder), judgements(made, PublicSet("asked", ""), folder)


def dropped(shared: Path, language: str) -> Corpus:
    """Return XQuAD without every third article, whose questions stay."""
    whole = xquad(shared, language)
    missing = {str(article["id"]) for article in whole.articles[EVERY - 1 :: EVERY]}
    return Corpus(
        tuple(each for each in whole.articles if each["id"] not in missing),
        tuple(Query(each.text, None if each.answer in missing else each.answer) for each in whole.queries),
        language,
    )


def own(language: str, with_questions: bool, _: Path, folder: Path) -> tuple[Settings, list[Judgement]]:
    """Build our own articles of one language, with or without what only writers of ours would have added."""
    articles = folder / "articles"
    others = [each.name for each in (ROOT / "kb_articles").iterdir() if each.is_dir() and each.name != language]
    shutil.copytree(ROOT / "kb_articles", articles, ignore=shutil.ignore_patterns(*others))
    for path in [] if with_questions else sorted(articles.rglob("*.md")):
        post = frontmatter.load(str(path))
        post.metadata = {key: value for key, value in post.metadata.items() if key not in LEFT_OUT}
        path.write_text(frontmatter.dumps(post), "utf-8")
    settings = Settings(articles=articles, index=folder / "index")
    search.build(settings)
    asked = [each for each in own_judgements() if each.language == language and each.kind != "cross-language"]
    return settings, asked


KNOWLEDGE_BASES: Mapping[str, Asked] = {
    **{f"xquad-{each}": partial(public, partial(dropped, language=each)) for each in ("en", "es")},
    **{f"m365-{each}": partial(public, partial(m365_help, language=each, is_near=True)) for each in ("es", "sk")},
    **{f"own-{each}-bare": partial(own, each, False) for each in ("en", "es", "sk")},
    **{f"own-{each}": partial(own, each, True) for each in ("en", "es", "sk")},
    **{
        f"banking77-near-k{k}": partial(public, partial(banking77, k=k, is_near=True, is_validation=False))
        for k in (3, 5, 10)
    },
    **{f"clinc150-k{k}": partial(public, partial(clinc150, k=k)) for k in (3, 5, 10)},
}


def rows_of(name: str, asked: Asked, shared: Path) -> Iterator[Row]:
    """Yield what the decision does to one knowledge base, stage by stage."""
    with tempfile.TemporaryDirectory() as folder:
        settings, queries = asked(shared, Path(folder))
        odd, even = queries[::2], queries[1::2]
        yield measured(name, "first day", settings, queries)
        yield measured(name, "traffic", settings, even, traffic=odd)
        judged = Random(SEED).sample(queries, min(JUDGED, len(queries) // 2))
        known = {each.judgement_id for each in judged}
        rest = [each for each in queries if each.judgement_id not in known]
        yield measured(name, f"{len(judged)} judged", settings, rest, judged=judged)


def measured(  # noqa: PLR0913 - all that may be known
    name: str,
    stage: str,
    settings: Settings,
    queries: Sequence[Judgement],
    traffic: Sequence[Judgement] = (),
    judged: Sequence[Judgement] = (),
) -> Row:
    """Set thresholds from what is known at a stage, and measure ``queries``."""
    (settings.index / "decision.toml").unlink(missing_ok=True)  # what an earlier stage knew is not known here
    histograms = search.traffic_of(settings, [(each.query, each.language) for each in traffic])
    search.tune(settings, judged=judged, traffic=histograms)
    tuning = search.read_tuning(settings.index)
    outcomes = search.run(search.open_searcher(settings), queries, tuning=tuning)
    return Row(name, stage, tuning.of(queries[0].language), search.measure(outcomes))


COLUMNS = ("hit_3", "auroc", "oos_95", "kept", "revealed", "reached", "under", "ece")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--shared", type=click.Path(path_type=Path), default=ROOT.parent / "shared", show_default="../shared")
@click.option("--sets", help=f"Some of {', '.join(KNOWLEDGE_BASES)}, with commas between. Default: all.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines.")
def main(shared: Path, sets: str | None, as_json: bool) -> None:
    """Measure the decision on its first day, after traffic, and after judged queries."""
    names = sets.split(",") if sets else list(KNOWLEDGE_BASES)
    if not as_json:
        click.echo(f"{'':20} {'':10} {'measure':9}{'unsure':>7}" + "".join(f"{each:>9}" for each in COLUMNS))
    for name in names:
        for row in rows_of(name, KNOWLEDGE_BASES[name], shared / "eval"):
            values = {each: round(getattr(row.measures, each), 3) for each in COLUMNS}
            if as_json:
                click.echo(json.dumps({"set": name, "stage": row.stage, **values}))
            else:
                at = f"{row.thresholds.measure:9}{row.thresholds.unsure:7.3f}"
                click.echo(f"{name:20} {row.stage:10} {at}" + "".join(f"{each:9.3f}" for each in values.values()))


if __name__ == "__main__":
    main()
