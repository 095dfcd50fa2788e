"""The command that measures how often judged queries find their articles."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

import search
from search import Bin, Measures, Outcome, Settings, SettingsError
from search.commands.options import common_options
from search.commands.printing import as_record, counted, print_json, progress_bar

MEASURES = {
    "queries": "queries",
    "hit_1": "hit@1",
    "hit_3": "hit@3",
    "hit_5": "hit@5",
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


@click.command()
@click.option("--queries", type=click.Path(path_type=Path), required=True, help="JSON Lines of judged queries.")
@click.option("--by-kind", is_flag=True, help="Also measure each kind of query.")
@click.option("--plot", type=click.Path(path_type=Path, dir_okay=False), help="Draw the decision into this SVG file.")
@common_options
def evaluate(settings: Settings, queries: Path, by_kind: bool, plot: Path | None, as_json: bool) -> None:
    """Measure how often judged queries find their articles.

    A line of the file of queries is {"id", "language", "query", "answer": [article ids]}; an empty answer means that
    no article answers. Articles are indexed into a temporary folder; the index of the site is not touched.
    """
    judgements = search.read_judgements(queries)
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(settings, index=Path(folder) / "index")
        with progress_bar("Reading articles") as progress:
            search.build(settings, progress)
        search.tune(settings)
        tuning = search.read_tuning(settings.index)
        with progress_bar("Asking") as progress:
            outcomes = search.run(search.open_searcher(settings), judgements, progress, tuning)
    groups = {"overall": search.measure(outcomes), **search.by_language(outcomes)}
    if by_kind:
        groups |= search.by_kind(outcomes)
    bins = search.reliability([each.confidence for each in outcomes], [each.is_right for each in outcomes])
    if plot:
        write_plot(plot, outcomes)
    if as_json:
        record = {name: named(measures) for name, measures in groups.items()}
        print_json({**record, "reliability": [as_record(each) for each in bins]})
    else:
        print_measures(groups)
        print_reliability(bins)


def print_measures(groups: dict[str, Measures]) -> None:
    """Print a table of measures, a row a group."""
    table = Table("", *MEASURES.values(), box=None)
    for name, measures in groups.items():
        row = [getattr(measures, field) for field in MEASURES]
        table.add_row(name, *(str(value) if isinstance(value, int) else f"{value:.3f}" for value in row))
    Console(width=140).print(table)


def print_reliability(bins: Sequence[Bin]) -> None:
    """Print how often each tenth of confidence was right."""
    table = Table("confidence", "queries", "said", "right", box=None)
    for each in bins:
        row = (f"{each.low:.1f}-{each.high:.1f}", str(each.queries), f"{each.confidence:.3f}", f"{each.right:.3f}")
        table.add_row(*row)
    click.echo()
    Console(width=140).print(table)


def write_plot(path: Path, outcomes: Sequence[Outcome]) -> None:
    """Draw what became of judged queries; SettingsError where the file cannot be written."""
    title = f"The decision on {counted(len(outcomes), 'judged query')}"
    try:
        path.write_text(search.decision_plot(outcomes, title), "utf-8")
    except OSError as error:
        raise SettingsError(f"--plot: {path} cannot be written ({error.strerror}). Name another file.") from error


def named(measures: Measures) -> dict[str, float | None]:
    """Return measures under the names of the field; None where there is nothing to measure."""
    values = {name: getattr(measures, field) for field, name in MEASURES.items()}
    return {name: None if value != value else value for name, value in values.items()}
