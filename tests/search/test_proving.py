"""Articles are asked what their writers say they answer.

1. A question of ``finds`` whose article is not among the first three is a problem at its line, and so is one of
   ``not_for`` whose article is.
2. The article that came instead is named, with the place of its own and the signals that moved it.
3. The live index is asked where it holds just these articles; else one is built and removed again.
"""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

import search
from search import Problem, Proof, Settings
from search.content.sources import Source
from search.proving import line_of
from tests.articles import markdown, write_files

CARDS = {
    f"en/{key}.md": markdown(f"Card {word}", f"A card can be {word} in the app.", questions=f"[my card is {word}]")
    for key, word in (("lost", "lost"), ("stolen", "stolen"), ("worn", "worn"), ("limits", "limited"))
}


def prove(settings: Settings) -> Proof:
    return search.prove(settings, search.check_folder(settings)[0])


def only_problem(tmp_path: Path, files: dict[str, str]) -> Problem:
    settings = Settings(write_files(tmp_path / "articles", {**CARDS, **files}), tmp_path / "index")
    (problem,) = prove(settings).problems
    return problem


def test_what_is_found_is_no_problem(tmp_path: Path) -> None:
    text = markdown("Fees", "None for a card.", finds="[which fees]", not_for="[my card is stolen]")
    settings = Settings(write_files(tmp_path / "articles", {**CARDS, "en/fees.md": text}), tmp_path / "index")
    assert prove(settings) == Proof(2, "", ())


def test_a_question_that_finds_others_names_the_first_with_the_signals(tmp_path: Path) -> None:
    files = {"en/fees.md": markdown("Fees", "None for a card.", finds="\n  - what costs\n  - my card is stolen")}
    found = only_problem(tmp_path, files)
    assert (Path(found.path).name, found.line, found.kind) == ("fees.md", 7, "not-found")
    assert re.fullmatch(
        r"finds: 'my card is stolen' finds 'en/stolen' first, and this article in place 5, "
        r"behind by [a-z_]+ \+\d\.\d{3}(, [a-z_]+ \+\d\.\d{3}){1,2}",
        found.what,
    )


def test_an_article_that_is_not_found_at_all_says_what_spoke_for_the_other(tmp_path: Path) -> None:
    files = {"en/fees.md": markdown("Fees", "None.", finds="[stolen stolen stolen]")}
    found = only_problem(tmp_path, files)
    assert re.fullmatch(
        r"finds: 'stolen stolen stolen' finds 'en/stolen' first \(([a-z_]+ \d\.\d{3}(, )?)+\), "
        r"and this article not at all",
        found.what,
    )


def test_a_question_that_finds_nothing_says_so(tmp_path: Path) -> None:
    settings = Settings(
        write_files(tmp_path / "articles", {"en/a.md": markdown("A", finds="[zebra]")}), tmp_path / "index"
    )
    assert [problem.what for problem in prove(settings).problems] == ["finds: 'zebra' finds nothing"]


def test_a_question_an_article_is_not_for_names_its_place_and_the_best_of_the_others(tmp_path: Path) -> None:
    files = {"en/stolen.md": markdown("Card stolen", "Call the police.", not_for="\n- who finds a stolen card")}
    found = only_problem(tmp_path, files)
    assert (found.line, found.kind) == (6, "wrongly-found")
    assert re.fullmatch(
        r"not_for: 'who finds a stolen card', which is not for this article, finds it in place 1 because of "
        r"([a-z_]+ \d\.\d{3}(, )?)+; the best of the others is 'en/[a-z]+'",
        found.what,
    )


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        ("finds: ['zebra crossing']", 5),
        ("finds:\n- other card\n- 'zebra crossing'", 7),
        ("questions: [zebra crossing]\nfinds:\n  - zebra crossing  # so they say", 7),
        ("questions:\n  - zebra crossing\nfinds: zebra crossing", 7),
        ("finds:\n  - zebra\n    crossing", 5),
        ("", 1),
    ],
)
def test_the_line_is_that_of_the_entry(entry: str, line: int) -> None:
    raw = markdown("Zebra crossing", "Zebra crossing.").replace("\n---\n\n", f"\n{entry}\n---\n\n").encode()
    assert line_of(Source("en/a", "en/a.md", raw, ""), "finds", "zebra crossing") == line


def test_a_line_of_json_lines_is_named_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    records = [{"id": "a", "language": "en", "body": "A."}, {"id": "b", "language": "en", "body": "B.", "finds": ["q"]}]
    path.write_text("\n".join(map(json.dumps, records)))
    (found,) = prove(Settings(path, tmp_path / "index")).problems
    assert (found.path, found.line) == (path.as_posix(), 2)


def test_a_current_index_is_asked_and_another_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    files = {**CARDS, "en/lost.md": markdown("Card lost", "Block it.", finds="[lost card]")}
    settings = Settings(write_files(tmp_path / "articles", files), tmp_path / "index")
    assert prove(settings).generation == ""
    assert not settings.index.exists()
    search.build(settings)
    assert prove(settings).generation == "1.1"
    assert prove(replace(settings, retrieval=replace(settings.retrieval, k1=0.9))).generation == ""
    write_files(settings.articles, {"synonyms/en.txt": "card, plastic\n"})
    assert prove(settings).generation == ""
    search.update(settings)
    assert prove(settings).generation == "1.2"
    write_files(settings.articles, {"en/worn.md": markdown("Card old")})
    assert prove(settings).generation == ""
    assert list((tmp_path / "temporary").iterdir()) == []


def test_where_nothing_is_to_be_asked_nothing_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.proving.FullBuild", None)
    assert prove(Settings(write_files(tmp_path / "articles", CARDS), tmp_path / "index")) == Proof(0, "", ())
