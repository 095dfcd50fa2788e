"""Derive the constants of the decision from public sets: ``python -m tests.relevance.constants``.

They stand in ``search/deflection/fitting.py`` and ``tuning.DEFAULT`` and are compared with what the ranking attains, so
they hold for one ranking only. ``constants.toml`` beside this file says for which one they were derived, and what came
out; a test fails where the ranking, or a constant, is another one. Only rows that may be used to tune are asked:
validation rows of BANKING77 and CLINC150, every other query of the rest.
"""

from __future__ import annotations

import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from random import Random

import click
import numpy as np
from numpy.typing import NDArray

import search
from search import Judgement, Settings
from search.deflection import fitting, tuning
from search.deflection.calibration import language_trials
from search.deflection.fitting import logistic_curve
from search.engines import open_engine
from search.ranking import confidence
from search.ranking.signals import signals
from search.settings import WITH_MEANING, RankingSettings
from tests.relevance.decision import Asked, dropped, own, public
from tests.relevance.measuring import ROOT
from tests.relevance.public_sets import SEED, Corpus, banking77, clinc150, m365_help

KEPT = Path(__file__).with_name("constants.toml")
HEAD = """\
# For which ranking the constants of the decision were derived, what came out, and what is in force.
# `python -m tests.relevance.constants --write` writes this file; a test compares it with the code.
"""
MOST = 1_200
"""Queries of a set that are asked."""

UNANSWERABLE = 0.3
"""Share of traffic that no article answers."""

FIRST = 3
QUARTER = 0.25
MIDDLE = 0.95
"""The share to keep that the others are derived beside."""


def pasted(corpus: Callable[[Path], Corpus], shared: Path) -> Corpus:
    """Return a corpus whose articles have their questions as text."""
    whole = corpus(shared)
    articles = ({**each, "questions": (), "body": ".\n\n".join(each["questions"])} for each in whole.articles)
    return replace(whole, articles=tuple(articles))


NEAR = partial(banking77, is_near=True, is_validation=True)
SCOPE = partial(clinc150, is_validation=True)
TEXTS: Mapping[str, Asked] = {
    **{f"xquad-{each}": partial(public, partial(dropped, language=each)) for each in ("en", "es")},
    **{f"m365-{each}": partial(public, partial(m365_help, language=each, is_near=True)) for each in ("es", "sk")},
    **{f"own-{each}": partial(own, each, False) for each in ("en", "es", "sk")},
    "banking77-pasted": partial(public, partial(pasted, partial(NEAR, k=10))),
    "clinc150-pasted": partial(public, partial(pasted, partial(SCOPE, k=10))),
}
"""Knowledge bases without questions; the first part of a name is the family, and families weigh alike."""

LISTS: Mapping[str, Asked] = {
    f"{name}-k{k}": partial(public, partial(corpus, k=k))
    for name, corpus in (("banking77", NEAR), ("clinc150", SCOPE))
    for k in (3, 5, 10)
}
"""Knowledge bases that are questions and nothing else."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What the queries of one knowledge base attain; arrays (queries,)."""

    family: str
    attained: NDArray[np.float64]
    evidence: NDArray[np.float64]
    is_right: NDArray[np.bool_]
    is_answerable: NDArray[np.bool_]
    without: float
    """What a quarter of the articles' own questions have as evidence without their article; 0 where there are none."""

    def traffic(self, values: NDArray[np.float64]) -> float:
        """Return the lower quartile of ``values`` in traffic, a share of which nothing answers."""
        answerable, others = values[self.is_answerable], values[~self.is_answerable]
        number = min(len(others), round(len(answerable) * UNANSWERABLE / (1 - UNANSWERABLE)))
        return float(np.quantile(np.concatenate((answerable, others[:number])), QUARTER))


def measured(name: str, asked: Asked, shared: Path) -> Measured:
    """Build a knowledge base and ask its queries, at most about ``MOST`` of them."""
    with tempfile.TemporaryDirectory() as folder:
        settings, queries = asked(shared, Path(folder))
        may_be_used = queries if name.startswith(("banking77", "clinc150")) else queries[::2]
        some = Random(SEED).sample(may_be_used, min(MOST, len(may_be_used)))
        return attained_by(name, settings, some)


def attained_by(name: str, settings: Settings, queries: Sequence[Judgement]) -> Measured:
    """Return what ``queries`` attain."""
    searcher = search.open_searcher(settings)
    rows = []
    for each in queries:
        results = searcher.search(each.query, each.language, limit=FIRST)
        is_right = any(each.id_of(hit) in each.answers for hit in results.hits)
        rows.append((results.attained, results.evidence, is_right, bool(each.answers)))
    attained, evidence, is_right, is_answerable = (np.array(column) for column in zip(*rows, strict=True))
    trials = language_trials(open_engine(settings), queries[0].language, settings)
    without = float(np.quantile([each.evidence_without for each in trials], QUARTER)) if trials else 0.0
    return Measured(name.partition("-")[0], attained, evidence, is_right, is_answerable, without)


def kept_on_average(sets: Sequence[Measured], thresholds: Sequence[float], measure: str) -> float:
    """Return the share of right queries at or above the threshold of each set, families weighing alike."""
    families: dict[str, list[float]] = defaultdict(list)
    for each, threshold in zip(sets, thresholds, strict=True):
        families[each.family].append(float((getattr(each, measure)[each.is_right] >= threshold).mean()))
    return float(np.mean([np.mean(shares) for shares in families.values()]))


def highest(keep: float, kept: Callable[[float], float]) -> float:
    """Return the highest number, to a thousandth, at which ``kept`` is at least ``keep``; it falls as that grows."""
    numbers = np.round(np.arange(-0.5, 1.0, 0.001), 3).tolist()
    return float(max((each for each in numbers if kept(each) >= keep), default=numbers[0]))


def derived(texts: Sequence[Measured], lists: Sequence[Measured]) -> dict[str, float | list[float]]:
    """Return the constants."""
    quartiles = [each.traffic(each.attained) for each in texts]
    of_evidence = [each.traffic(each.evidence) for each in lists]
    part = fitting.OF_QUARTILE

    def beside(keep: float) -> float:
        return highest(keep, lambda a: kept_on_average(texts, [a + part * each for each in quartiles], "attained"))

    def of_lists(a: float) -> float:
        return kept_on_average(lists, [a + part * each for each in of_evidence], "evidence")

    unsure = highest(MIDDLE, lambda t: kept_on_average(texts, [t] * len(texts), "attained"))
    slope, intercept = curve(texts, [beside(MIDDLE) + part * each for each in quartiles])
    return {
        "unsure": unsure,
        "slope": slope,
        "at_unsure": intercept,
        "beside_traffic": [beside(keep) for keep in fitting.KEEPS],
        "evidence_beside": round(beside(MIDDLE) - highest(MIDDLE, of_lists), 3),
        "times_neighbours": [times(lists, keep) for keep in fitting.KEEPS],
    }


def curve(sets: Sequence[Measured], thresholds: Sequence[float]) -> tuple[float, float]:
    """Return slope, and logarithm of the odds at the threshold, of one curve over all ``sets``, each weighing alike."""
    above = np.concatenate([each.attained - t for each, t in zip(sets, thresholds, strict=True)])
    is_right = np.concatenate([each.is_right for each in sets]).astype(float)
    weights = np.concatenate([np.full(len(each.attained), 1 / len(each.attained)) for each in sets])
    slope, intercept = logistic_curve(above, is_right, weights)
    return round(slope, 1), round(intercept, 2)


def times(lists: Sequence[Measured], keep: float) -> float:
    """Return the threshold that keeps ``keep``, as a multiple of what questions have without their article."""
    multiples = [float(np.quantile(each.evidence[each.is_right], 1 - keep)) / each.without for each in lists]
    return round(float(np.mean(multiples)), 2)


def in_force() -> dict[str, float | list[float]]:
    """Return the constants of the code, by the names of ``derived``."""
    default = tuning.DEFAULT
    return {
        "unsure": default.unsure,
        "slope": default.slope,
        "at_unsure": round(default.slope * default.unsure + default.intercept, 2),
        "beside_traffic": list(fitting.BESIDE_TRAFFIC),
        "evidence_beside": fitting.EVIDENCE_BESIDE,
        "times_neighbours": list(fitting.TIMES_NEIGHBOURS),
    }


def fingerprint() -> dict[str, float | list[str]]:
    """Return all that the constants depend on: signals, their weights, and how scores become shares."""
    weights = {
        f"{name}_{weight}": value
        for name, settings in (("words", RankingSettings()), ("meaning", WITH_MEANING))
        for weight, value in asdict(settings).items()
    }
    shares = {name.lower(): getattr(confidence, name) for name in ("LEAD", "UNRELATED", "EVIDENCE_DEPTH", "LOOKED_AT")}
    return {"signals": [each.name for each in signals(WITH_MEANING)], **weights, **shares}


def kept() -> dict[str, dict[str, float | list[float] | list[str]]]:
    """Return what ``constants.toml`` says."""
    return tomllib.loads(KEPT.read_text("utf-8"))


def write(found: Mapping[str, float | list[float]]) -> None:
    """Write what was derived, what is in force and for which ranking."""
    tables = {"ranking": fingerprint(), "derived": found, "in_force": in_force()}
    lines = [HEAD.rstrip("\n")]
    for name, values in tables.items():
        lines += [f"\n[{name}]", *(f"{key} = {shown(value)}" for key, value in values.items())]
    KEPT.write_text("\n".join(lines) + "\n", "utf-8")


def shown(value: float | Sequence[float] | Sequence[str]) -> str:
    """Return ``value`` as TOML writes it."""
    return str(value).replace("'", '"')


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--shared", type=click.Path(path_type=Path), default=ROOT.parent / "shared", show_default="../shared")
@click.option(
    "--write", "is_written", is_flag=True, help=f"Write {KEPT.name}: these are the constants of this ranking."
)
def main(shared: Path, is_written: bool) -> None:
    """Derive the constants of the decision, and print them beside those in force."""
    groups: list[list[Measured]] = []
    for sets in (TEXTS, LISTS):
        groups.append([])
        for name, asked in sets.items():
            groups[-1].append(measured(name, asked, shared / "eval"))
            click.echo(f"{name}: asked", err=True)
    found = derived(*groups)
    for name, value in in_force().items():
        click.echo(f"{name:18} in force {value}\n{'':18} derived  {found[name]}")
    if is_written:
        write(found)


if __name__ == "__main__":
    main()
