"""``python -m tests.relevance``: measure the search on judged queries, the project's own and public ones."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

import search
from search import Measures, Outcome, SearchError
from tests.relevance.floors import Missed, missed_floors, present_values, raised, read_floors, write_floors
from tests.relevance.learning import START, Figure, simulate
from tests.relevance.measuring import BUILT_IN, ROOT, WORDS_ONLY, How, Outcomes, run_own, run_public
from tests.relevance.public_sets import KNOWLEDGE_BASES, SETS, PublicSet, Target

OWN = "own"
COLUMNS = {
    "queries": "queries",
    "hit_1": "hit@1",
    "hit_3": "hit@3",
    "mrr": "mrr",
    "ndcg_10": "ndcg@10",
    "unanswerable": "unanswerable",
    "auroc": "auroc",
    "oos_95": "oos@95",
    "in_95": "in@95",
    "kept": "kept",
    "revealed": "revealed",
    "reached": "reached",
    "under": "under",
    "ece": "ece",
}
MISSED = "✗"
WIDTH = 160


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that is measured; ``own`` is empty where it was not asked for."""

    own: Sequence[Outcome]
    public: Outcomes
    missed: Sequence[Missed]

    @property
    def own_groups(self) -> dict[str, Measures]:
        """Return the figures of the own queries, overall, by language and by kind."""
        if not self.own:
            return {}
        return {"overall": search.measure(self.own), **search.by_language(self.own), **search.by_kind(self.own)}

    @property
    def public_sets(self) -> dict[str, Measures]:
        """Return the figures of each public set."""
        return {name: search.measure(outcomes) for name, outcomes in self.public.items()}


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--sets", help=f"Sets to run, with commas between: '{OWN}' or names of public sets. Default: all.")
@click.option(
    "--shared",
    type=click.Path(path_type=Path),
    default=ROOT.parent / "shared",
    show_default="../shared",
    help="Folder that holds eval/ with the public sets.",
)
@click.option("--validation", "is_validation", is_flag=True, help="Only public rows that may be used to tune.")
@click.option("--judged", "is_judged", is_flag=True, help="Set thresholds also from judged queries kept apart.")
@click.option("--words-only", is_flag=True, help="Without the model of meaning.")
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes for public sets.")
@click.option("--learning", "is_learning", is_flag=True, help="Only the simulation of learning from solved questions.")
@click.option("--misses", "with_misses", is_flag=True, help="List queries without an answer in the first three.")
@click.option("--raise-floors", is_flag=True, help="Write better values into floors.toml; none is lowered.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def main(  # noqa: PLR0913, one argument an option
    sets: str | None,
    shared: Path,
    is_validation: bool,
    is_judged: bool,
    words_only: bool,
    workers: int,
    is_learning: bool,
    with_misses: bool,
    raise_floors: bool,
    as_json: bool,
) -> None:
    """Measure relevance on judged queries.

    Exit codes: 0 done, 1 a floor of the own queries is missed, 2 wrong usage. Targets of public sets are only marked.
    """
    if is_learning:
        print_learning(simulate(shared / "eval", is_validation), as_json)
        return
    is_own_asked, public = chosen(sets, is_validation)
    how = How(shared / "eval", is_validation, is_judged, WORDS_ONLY if words_only else BUILT_IN)
    try:
        evaluation = evaluate(is_own_asked, public, how, workers)
    except SearchError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        print_json(evaluation, with_misses)
    else:
        print_tables(evaluation, with_misses)
    if raise_floors and evaluation.own:
        write_floors(raised(read_floors(), present_values(evaluation.own)))
    sys.exit(1 if evaluation.missed else 0)


def chosen(names: str | None, is_validation: bool) -> tuple[bool, list[PublicSet]]:
    """Return whether the own queries are asked for, and the public sets with those their targets refer to."""
    possible = {
        each.name: each for each in SETS if not is_validation or KNOWLEDGE_BASES[each.knowledge_base].validation
    }
    known = list(possible) if is_validation else [OWN, *possible]
    asked = [name.strip() for name in names.split(",")] if names else known
    unknown = [name for name in asked if name not in known]
    if unknown:
        raise click.UsageError(f"--sets: unknown set '{unknown[0]}'. Use some of {', '.join(known)}.")
    needed = {target.against for name in asked if name != OWN for target in possible[name].targets}
    return OWN in asked, [each for name, each in possible.items() if name in needed or name in asked]


def evaluate(is_own_asked: bool, sets: Sequence[PublicSet], how: How, workers: int) -> Evaluation:
    """Run what is asked for; public sets are skipped, with a message, where their folder is missing."""
    if sets and not how.folder.is_dir():
        click.echo(f"{how.folder}: not there, the public sets are skipped. Name another with --shared.", err=True)
        sets = ()
    own = run_own(how.is_judged, how.meaning) if is_own_asked else []
    missed = missed_floors(read_floors(), present_values(own)) if own else []
    return Evaluation(own, run_public(sets, how, workers), missed)


def print_tables(evaluation: Evaluation, with_misses: bool) -> None:
    """Print the figures, then floors that are missed, then misses."""
    console = Console(width=WIDTH, highlight=False, markup=False)
    if evaluation.own:
        console.print(table("own queries", evaluation.own_groups))
    if evaluation.public:
        console.print(table("public sets", evaluation.public_sets, with_targets=True))
    for missed in evaluation.missed:
        console.print(f"{MISSED} {missed}", soft_wrap=True)
    if with_misses:
        for name, outcomes in {OWN: evaluation.own, **evaluation.public}.items():
            for outcome in misses(outcomes):
                console.print(described(name, outcome), soft_wrap=True)


def print_learning(figures: Sequence[Figure], as_json: bool) -> None:
    """Print what learning is worth, run by run, with targets in points above the start."""
    if as_json:
        click.echo(json.dumps([{**asdict(each), "is_met": each.is_met} for each in figures]))
        return
    rows = Table("run", "per article", "learned", "hit@1", "hit@3", "points", "target", box=None)
    for each in figures:
        least = "" if each.least is None else f"{100 * each.least:+.0f}{'' if each.is_met else f' {MISSED}'}"
        points = "" if each.per_article == START else f"{100 * each.gain:+.1f}"
        values = (shown(each.hit_1), shown(each.hit_3), points, least)
        rows.add_row(each.run, str(each.per_article), str(each.learned), *values)
    Console(width=WIDTH, highlight=False, markup=False).print(rows)


def table(title: str, groups: dict[str, Measures], with_targets: bool = False) -> Table:
    """Return a table of ``groups``, a row each."""
    rows = Table(title, *COLUMNS.values(), *(["target"] if with_targets else []), box=None)
    for name, measures in groups.items():
        values = [shown(getattr(measures, field)) for field in COLUMNS]
        rows.add_row(name, *values, *([targets_of(name, groups)] if with_targets else []))
    return rows


def shown(value: float) -> str:
    """Return ``value`` for a table; nothing where there is nothing to measure."""
    if isinstance(value, int):
        return str(value)
    return "" if math.isnan(value) else f"{value:.3f}"


def targets_of(name: str, groups: dict[str, Measures]) -> str:
    """Return the targets of the set ``name``, with a mark at those that are missed."""
    public_set = next(each for each in SETS if each.name == name)
    return ", ".join(
        f"{COLUMNS[each.measure]} {least(each, groups):.3f}{'' if is_met(each, name, groups) else f' {MISSED}'}"
        for each in public_set.targets
    )


def least(target: Target, groups: dict[str, Measures]) -> float:
    """Return the value that ``target`` asks for."""
    base: float = getattr(groups[target.against], target.measure) if target.against else 0.0
    return base + target.least


def is_met(target: Target, name: str, groups: dict[str, Measures]) -> bool:
    """Return whether the set ``name`` reaches ``target``."""
    value: float = getattr(groups[name], target.measure)
    return value >= least(target, groups) - 1e-9


def misses(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Return the outcomes whose answer is not among the first three hits."""
    return [each for each in outcomes if each.judgement.answers and (each.rank is None or each.rank > 3)]


def described(name: str, outcome: Outcome) -> str:
    """Return one line: what was asked, what answers it and where that stood, what came first."""
    judgement = outcome.judgement
    place = f"rank {outcome.rank}" if outcome.rank else "not found"
    kind = f" {judgement.kind}" if judgement.kind else ""
    first = ", ".join(outcome.hits[:3]) or "nothing"
    answers = ", ".join(sorted(judgement.answers))
    return (
        f"{name} {judgement.judgement_id}{kind}: {judgement.query!r} is answered by {answers} ({place}); found {first}"
    )


def print_json(evaluation: Evaluation, with_misses: bool) -> None:
    """Print everything for programs."""
    public = evaluation.public_sets
    record: dict[str, object] = {
        OWN: {name: named(measures) for name, measures in evaluation.own_groups.items()},
        "missed_floors": [str(each) for each in evaluation.missed],
        "sets": {
            name: {**named(measures), "targets": target_records(name, public)} for name, measures in public.items()
        },
    }
    if with_misses:
        runs = {OWN: evaluation.own, **evaluation.public}
        record["misses"] = {name: [miss_record(each) for each in misses(outcomes)] for name, outcomes in runs.items()}
    click.echo(json.dumps(record, ensure_ascii=False))


def named(measures: Measures) -> dict[str, float | None]:
    """Return measures under their names in the table; None where there is nothing to measure."""
    values: dict[str, float] = {name: getattr(measures, field) for field, name in COLUMNS.items()}
    return {name: None if math.isnan(value) else value for name, value in values.items()}


def target_records(name: str, groups: dict[str, Measures]) -> list[dict[str, object]]:
    """Return the targets of the set ``name``."""
    public_set = next(each for each in SETS if each.name == name)
    return [
        {"measure": COLUMNS[each.measure], "least": least(each, groups), "is_met": is_met(each, name, groups)}
        for each in public_set.targets
    ]


def miss_record(outcome: Outcome) -> dict[str, object]:
    """Return a miss as JSON knows it."""
    judgement = outcome.judgement
    return {
        "id": judgement.judgement_id,
        "kind": judgement.kind,
        "query": judgement.query,
        "answer": sorted(judgement.answers),
        "rank": outcome.rank,
        "hits": outcome.hits[:3],
    }


if __name__ == "__main__":
    main()
