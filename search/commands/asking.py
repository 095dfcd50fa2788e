"""Commands that read the index: query and stats."""

from __future__ import annotations

import click

import search
from search import Hit, Results, Settings, SettingsError
from search.commands.options import common_options
from search.commands.printing import as_record, counted, print_json

MARK_ON, MARK_OFF = "[", "]"


@click.command()
@click.argument("text")
@click.option("--language", default="en", show_default=True, help="Language of the page the question is asked on.")
@click.option("--limit", type=click.IntRange(1, 100), default=5, show_default=True, help="Most hits.")
@click.option("--explain", is_flag=True, help="Show what became of each word, and every signal of every hit.")
@common_options
def query(settings: Settings, text: str, language: str, limit: int, explain: bool, as_json: bool) -> None:  # noqa: PLR0913 - an argument an option
    """Ask the index TEXT and print the hits, best first."""
    searcher = search.open_searcher(settings)
    if language not in searcher.languages:
        known = ", ".join(searcher.languages) or "none yet"
        raise SettingsError(f"--language: the index has no articles in '{language}'. Use one of those it has: {known}.")
    results = searcher.search(text, language, limit, explain=explain)
    if as_json:
        print_json(as_record(results))
        return
    if explain:
        print_terms(results)
    for rank, hit in enumerate(results.hits, 1):
        print_hit(rank, hit, language, explain)
    if not results.hits:
        click.echo("Nothing found.", err=True)


@click.command()
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
