"""Questions asked in two programs have the outcome that they have in one."""

from __future__ import annotations

from dataclasses import replace

import pytest

import search
from search.deflection import trying
from search.deflection.trying import Helper, trials_by_language
from search.engines import open_engine
from search.settings import Settings
from tests.articles import markdown
from tests.conftest import WriteArticles

WORDS = ("card", "fee", "tunnel", "ledger", "refund")
FILES = {
    f"{language}/{word}.md": markdown(
        title=f"About the {word}",
        questions=[f"my {word} is lost", f"where is the {word}", f"{word} again"],
        body=f"Whoever asks for a {word} finds it here.",
    )
    for language in ("en", "sk")
    for word in WORDS
}


@pytest.fixture
def built(kb: WriteArticles) -> Settings:
    settings = kb(FILES)
    search.build(settings)
    return settings


@pytest.fixture
def in_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "FEWEST", 1)


@pytest.mark.usefixtures("in_two")
def test_two_programs_find_what_one_does(built: Settings) -> None:
    engine = open_engine(built)
    alone = trials_by_language(engine, replace(built, indexing=replace(built.indexing, processes=1)))
    assert trials_by_language(engine, built) == alone
    assert {language: len(trials) for language, trials in alone.items()} == {"en": 15, "sk": 15}


@pytest.mark.usefixtures("in_two")
def test_what_a_program_that_dies_was_to_ask_is_asked_all_the_same(
    built: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine(built)
    expected = trials_by_language(engine, built)
    take_part = Helper.result

    def die(helper: Helper) -> object:
        helper._process.kill()
        helper._process.wait()
        return take_part(helper)

    monkeypatch.setattr(Helper, "result", die)
    assert trials_by_language(engine, built) == expected


def test_a_program_that_finds_another_build_asks_nothing(built: Settings) -> None:
    with Helper(built, "another stamp", [("en", 0)]) as helper:
        assert helper.result() is None
    with Helper(built, open_engine(built).manifest.stamp, [("en", 0)]) as helper:
        found = helper.result()
    assert found is not None
    assert [trial.article_id for trial in found[0]] == [f"en/{word}" for word in sorted(WORDS)]
