"""The command line: build, check, query and measure an index of help articles."""

from __future__ import annotations

import json
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, is_dataclass, replace
from datetime import date
from functools import wraps
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

import search
from search import (
    Bin,
    Hit,
    LanguageReplay,
    LanguageReport,
    Measures,
    Outcome,
    Problem,
    ReplayReport,
    Report,
    Results,
    SearchError,
    Settings,
    SettingsError,
)

PLURALS = {"judged query": "judged queries"}
MARK_ON, MARK_OFF = "[", "]"
PREVIEWED = (0.8, 0.9, 0.95, 0.98)
"""Shares to keep that a preview shows."""

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
    "ece": "ece",
}

Command = Callable[..., None]


def common_options(command: Command) -> Command:
    """Add ``--articles``, ``--index`` and ``--json``, and hand the command Settings; errors end with exit code 2."""

    @click.option(
        "--articles",
        type=click.Path(path_type=Path),
        default=Settings().articles,
        show_default=True,
        help="Folder of <language>/<key>.md, or a JSON Lines file of articles.",
    )
    @click.option(
        "--index",
        type=click.Path(path_type=Path),
        default=Settings().index,
        show_default=True,
        help="Folder of the index.",
    )
    @click.option("--json", "as_json", is_flag=True, help="Print JSON.")
    @wraps(command)
    def with_settings(articles: Path, index: Path, **options: Any) -> None:
        try:
            command(Settings(articles=articles, index=index), **options)
        except SearchError as error:
            raise click.UsageError(str(error)) from error

    return with_settings


def own_version() -> str:
    """Return the version of the installed distribution; in a checkout, that of pyproject.toml."""
    try:
        return version("ventanilla")
    except PackageNotFoundError:
        project = Path(__file__).with_name("pyproject.toml").read_text("utf-8")
        return str(tomllib.loads(project)["project"]["version"])


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(own_version(), prog_name="ventanilla")
def main() -> None:
    """Turn Markdown help articles into an index and ask it questions.

    Exit codes: 0 done, 1 findings (check), 2 wrong usage or no index.
    """


@main.command()
@common_options
def build(settings: Settings, as_json: bool) -> None:
    """Build the whole index anew; readers keep the old one until it is complete."""
    with progress_bar("Reading articles") as progress:
        report = search.build(settings, progress)
    print_report(report, as_json)
    tune_if_untuned(settings)


@main.command()
@common_options
def update(settings: Settings, as_json: bool) -> None:
    """Take new, changed and deleted files into the index; builds where there is none."""
    with progress_bar("Reading articles") as progress:
        report = search.update(settings, progress)
    print_report(report, as_json)
    tune_if_untuned(settings)


@main.command()
@common_options
def watch(settings: Settings, as_json: bool) -> None:
    """Update whenever a file is saved, until interrupted."""
    with suppress(KeyboardInterrupt):
        for report in search.watch(settings):
            print_report(report, as_json)
            sys.stdout.flush()


@main.command()
@common_options
def check(settings: Settings, as_json: bool) -> None:
    """List all that is wrong in the articles; exit code 1 if anything is."""
    articles, problems = search.check_folder(settings)
    if as_json:
        print_json({"articles": len(articles), "problems": [as_record(problem) for problem in problems]})
    else:
        for problem in problems:
            click.echo(problem)
        click.echo(f"{counted(len(articles), 'article')}, {counted(len(problems), 'problem')}", err=True)
    sys.exit(1 if problems else 0)


@main.command()
@click.argument("text")
@click.option("--language", default="en", show_default=True, help="Language of the page the question is asked on.")
@click.option("--limit", type=click.IntRange(1, 100), default=5, show_default=True, help="Most hits.")
@click.option("--explain", is_flag=True, help="Show what became of each word, and every signal of every hit.")
@common_options
def query(settings: Settings, text: str, language: str, limit: int, explain: bool, as_json: bool) -> None:  # noqa: PLR0913 - an argument an option
    """Ask the index TEXT and print the hits, best first."""
    results = search.open_searcher(settings).search(text, language, limit, explain=explain)
    if as_json:
        print_json(as_record(results))
        return
    if explain:
        print_terms(results)
    for rank, hit in enumerate(results.hits, 1):
        print_hit(rank, hit, language, explain)
    if not results.hits:
        click.echo("Nothing found.", err=True)


@main.command()
@common_options
def stats(settings: Settings, as_json: bool) -> None:
    """Print what the index holds."""
    statistics = search.read_statistics(settings)
    if as_json:
        print_json(as_record(statistics))
        return
    click.echo(f"generation {statistics.generation}, {counted(statistics.articles, 'article')}, ", nl=False)
    click.echo(f"{statistics.bytes / 1e6:.1f} MB")
    for code, shelf in statistics.languages.items():
        click.echo(f"{code}: {counted(shelf.articles, 'article')}, {counted(shelf.wordings, 'wording')}, ", nl=False)
        click.echo(f"{counted(shelf.forms, 'word form')}, {counted(shelf.keys, 'key')}")


@main.command()
@click.option("--keep", type=float, default=None, help="Share of answerable questions to keep.  [default: 0.95]")
@click.option(
    "--queries",
    type=click.Path(path_type=Path),
    multiple=True,
    help="JSON Lines of judged queries or logged outcomes to set thresholds from as well; may be given again.",
)
@click.option(
    "--preview",
    type=click.Path(path_type=Path),
    help="JSON Lines of judged queries: change nothing, show what other values of --keep would do to them.",
)
@common_options
def tune(
    settings: Settings, keep: float | None, queries: tuple[Path, ...], preview: Path | None, as_json: bool
) -> None:
    """Set the thresholds of the decision from the articles' own questions.

    Each question is asked with itself removed (its article should answer) and with its article removed (the form
    should open). --keep is the one knob: more keeps more right suggestions and opens the form less often by itself.

    Queries that people judged say more than that: a line of --queries is {"language", "query", "answer": [article
    ids]}, a logged outcome has the article that solved it as its answer, or none where the request was sent anyway.
    """
    if preview:
        print_previews(settings, preview, keep, as_json)
        return
    judged = [judgement for path in queries for judgement in search.read_judgements(path)]
    reports = search.tune(settings, keep, judged)
    if as_json:
        print_json([as_record(report) for report in reports])
        return
    for report in reports:
        print_tuning(report)


@main.command()
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


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--language", default="", help="Language of requests that name none.")
@click.option("--format", "file_format", type=click.Choice(["csv", "jsonl", "mbox"]), help="Unless the suffix says it.")
@click.option("--groups", type=click.IntRange(0, 100), default=10, show_default=True, help="Most groups to list.")
@common_options
def replay(settings: Settings, file: Path, language: str, file_format: str | None, groups: int, as_json: bool) -> None:  # noqa: PLR0913 - an argument an option
    """Tell what this help centre would have done with the old requests in FILE.

    FILE is a table (.csv, .tsv) with the columns subject, body, language and perhaps resolved_by (the article that
    answered), JSON Lines (.jsonl) of the same names, or a mailbox (.mbox). Personal data is taken out of what is
    printed.
    """
    searcher = search.open_searcher(settings)
    with progress_bar("Reading requests") as progress:
        requests = search.read_old_requests(file, settings.replay, file_format, language, progress)
        report = search.replay(searcher, search.read_tuning(settings.index), requests, settings.replay, groups)
    if as_json:
        print_json(as_record(report))
    else:
        print_replay(report)


def tune_if_untuned(settings: Settings) -> None:
    """Set thresholds where nobody has yet, and where nobody can read them any more."""
    try:
        tuning = search.read_tuning(settings.index)
    except SettingsError as error:
        click.echo(f"{error} They are set anew, from the articles alone.", err=True)
        tuning = search.UNTUNED
    if not tuning.languages:
        search.tune(settings, tuning.keep)


def print_tuning(report: LanguageReport) -> None:
    """Print what is expected of the thresholds of one language, and what is missing."""
    for warning in report.warnings:
        click.echo(warning, err=True)
    found = report.thresholds
    if found.is_tuned:
        judged = f" and {counted(found.judged, 'judged query')}" if found.judged else ""
        click.echo(
            f"{report.language}: keeps {found.keeps:.0%} of answerable, opens the form for {found.reveals:.0%} of the "
            f"rest, from {counted(found.questions, 'question')}{judged} "
            f"(possible from {found.possible:.2f}, strong from {found.strong:.2f})"
        )
    else:
        click.echo(f"{report.language}: the defaults stay")


def print_previews(settings: Settings, path: Path, keep: float | None, as_json: bool) -> None:
    """Print how many of the queries in ``path`` would get suggestions at several shares to keep."""
    queries = [(each.query, each.language) for each in search.read_judgements(path)]
    keeps = sorted({*PREVIEWED, *([] if keep is None else [keep])})
    rows = search.preview(settings, queries, keeps)
    if as_json:
        print_json([as_record(row) for row in rows])
        return
    for row in rows:
        click.echo(
            f"{row.language}: --keep {row.keep:g} (possible from {row.possible:.2f}) suggests for {row.shown} of "
            f"{row.questions} queries, opens the form for {row.questions - row.shown}"
        )


def print_replay(report: ReplayReport) -> None:
    """Print a table of bands, what is to be expected, and the groups; what could not be read goes to stderr."""
    for problem in report.problems:
        click.echo(problem, err=True)
    rows = report.bad_rows, report.replaced_rows
    if any(rows):
        click.echo(f"{counted(rows[0], 'row')} left out, {counted(rows[1], 'row')} with replaced characters", err=True)
    print_bands([*report.languages, report.overall])
    click.echo(f"\n{expectation(report)}")
    if report.groups:
        click.echo("\nThe biggest groups of unanswered questions:")
    for group in report.groups:
        click.echo(f"\n{counted(group.requests, 'request')} ({group.language}): {', '.join(group.words)}")
        for example in group.examples:
            click.echo(f"  - {example}")


def print_bands(languages: Sequence[LanguageReplay]) -> None:
    """Print what became of the requests of each language; the article known to answer only where there is one."""
    table = Table("", "requests", "opened in place", "suggested", "form", "known answer shown", box=None)
    for each in languages:
        shares = [f"{band.requests} ({band.share:.0%})" for band in each.bands]
        known = each.resolved
        shown = f"{known.found} of {known.requests} ({known.found / known.requests:.0%})" if known.requests else "-"
        table.add_row(each.language, str(each.requests), *shares, shown)
    Console(width=140).print(table)


def expectation(report: ReplayReport) -> str:
    """Return in sentences what the report expects of all requests."""
    overall, known = report.overall, report.overall.resolved
    text = (
        f"Of {counted(overall.requests, 'request')}, {overall.coverage:.0%} would have seen suggestions."
        f" These are expected to answer about {overall.expected_deflection:.0f};"
        f" about {overall.expected_wrongly_shut:.0f} would have had an article opened that does not answer."
    )
    if known.requests:
        wrong = known.wrongly_strong + known.wrongly_possible
        text += (
            f" Of {known.requests} whose answer is known, {wrong} would have seen suggestions without it"
            f" ({known.wrongly_strong} with another article opened)."
        )
    if known.unknown_articles:
        text += f" {counted(known.unknown_articles, 'request')} name an article that the index does not have."
    return text


def print_report(report: Report, as_json: bool) -> None:
    """Print what a build or update did: problems to stderr, the sum to stdout."""
    if as_json:
        print_json(as_record(report))
        return
    for problem in report.problems:
        click.echo(problem, err=True)
    if report.rebuilt_because:
        click.echo(f"Everything was built anew. {report.rebuilt_because}", err=True)
    done = (
        counted(report.articles, "article") if report.is_full else f"{report.changed} changed, {report.removed} removed"
    )
    click.echo(
        f"{done}, {counted(len(report.problems), 'problem')}; generation {report.generation} in {report.seconds:.1f} s"
    )


def print_terms(results: Results) -> None:
    """Print what became of each word of the query."""
    for term in results.terms:
        others = ", ".join(f"{form} {share:.2f}" for form, share in term.alternatives if form != term.text)
        known = "known" if term.is_known else "unknown"
        click.echo(f"  {term.text}: {known}, weight {term.weight:g}{'; also ' + others if others else ''}")


def print_hit(rank: int, hit: Hit, language: str, explain: bool) -> None:
    """Print one hit, with its signals where they are asked for."""
    anchor = f"#{hit.anchor}" if hit.anchor else ""
    foreign = f"  (found in {hit.found_in})" if hit.found_in != language else ""
    click.echo(f"{rank}. {hit.article.title}{foreign}")
    click.echo(f"   {hit.article.article_id}{anchor}  score {hit.score:.3f}, confidence {hit.confidence:.2f}")
    click.echo(f"   {marked(hit)}")
    if explain:
        if hit.alike:
            click.echo(f"     similar in meaning to the question '{hit.alike}'")
        for signal in hit.signals:
            product = signal.value * signal.weight
            click.echo(f"     {signal.name:<10} {signal.value:.3f} x {signal.weight:.2f} = {product:.3f}")


def marked(hit: Hit) -> str:
    """Return the snippet with its marks in brackets."""
    pieces, place = [], 0
    for start, end in hit.snippet.marks:
        pieces += [hit.snippet.text[place:start], MARK_ON, hit.snippet.text[start:end], MARK_OFF]
        place = end
    return "".join([*pieces, hit.snippet.text[place:]])


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


def counted(number: int, noun: str) -> str:
    """Return ``1 article`` or ``2 articles``."""
    return f"{number} {noun}" if number == 1 else f"{number} {PLURALS.get(noun, f'{noun}s')}"


def as_record(value: Any) -> Any:
    """Return a dataclass as JSON knows it."""
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def print_json(record: Any) -> None:
    """Print ``record`` for programs."""
    click.echo(json.dumps(record, ensure_ascii=False, default=plain))


def plain(value: Any) -> Any:
    """Return what JSON has no form for."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Problem):
        return asdict(value)
    raise TypeError(f"{value!r} has no JSON form")


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on a terminal, nothing elsewhere; yields a function of done and all."""
    console = Console(stderr=True)
    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


if __name__ == "__main__":
    main()
