"""The project's own judged queries meet their floors; public sets are read by their protocols."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

import search
from search import Judgement, Outcome
from tests.relevance.__main__ import chosen, is_met, main, misses
from tests.relevance.floors import missed_floors, present_values, raised, read_floors, write_floors
from tests.relevance.measuring import LANGUAGES, QUERIES, ROOT, How, judgements, own_judgements, run_own, run_public
from tests.relevance.public_sets import (
    KNOWLEDGE_BASES,
    SETS,
    Corpus,
    PublicSet,
    Query,
    Target,
    banking77,
    clinc150,
    half_typed,
    is_question,
    m365_help,
    text_below_heading,
    unique_keys,
    with_typo,
    without_diacritics,
    xquad,
)

KINDS = {
    "plain",
    "no-diacritics",
    "inflected",
    "mistyped",
    "half-typed",
    "long",
    "colloquial",
    "other-words",
    "cross-language",
    "none",
    "unanswered-near",
    "unanswered-far",
}
UNANSWERED = {"none", "unanswered-near", "unanswered-far"}
"""Kinds of queries that no article answers: the oldest, then those in the words of an article and those on a subject
that no article has. The last two are what a customer might well ask."""

FEWEST_UNANSWERED = 60
"""Of the last two kinds together, in each language."""

WITHOUT_DIACRITICS = ("en",)
"""Languages in which a query without diacritics is none of its own kind."""

FEWEST = 60


def outcome(answers: Sequence[str], hits: Sequence[str], kind: str = "plain", confidence: float = 1.0) -> Outcome:
    judgement = Judgement("1", "en", "where is it", frozenset(answers), kind)
    return Outcome(judgement, tuple(hits), confidence, confidence, search.Band.POSSIBLE)


@pytest.fixture(scope="module")
def own() -> list[Outcome]:
    return run_own()


def test_the_own_queries_meet_their_floors(own: list[Outcome]) -> None:
    assert [str(each) for each in missed_floors(read_floors(), present_values(own))] == []


def test_everything_that_is_measured_has_a_floor(own: list[Outcome]) -> None:
    present, floors = present_values(own), read_floors()
    assert raised(floors, present).keys() == floors.keys()
    assert {group: set(members) for group, members in present.items()} == {
        group: set(members) for group, members in floors.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_of_queries_is_of_one_language_and_holds_every_kind(language: str) -> None:
    found = search.read_judgements(QUERIES / f"{language}.jsonl")
    assert len(found) >= FEWEST
    assert {each.language for each in found} == {language}
    impossible = {"no-diacritics"} if language in WITHOUT_DIACRITICS else set()
    assert {each.kind for each in found} == KINDS - impossible


def test_only_queries_of_the_unanswered_kinds_have_no_answer() -> None:
    assert [each.judgement_id for each in own_judgements() if (each.kind in UNANSWERED) != (not each.answers)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_enough_plausible_queries_have_no_answer(language: str) -> None:
    kinds = Counter(each.kind for each in own_judgements() if each.language == language)
    assert kinds["unanswered-near"] + kinds["unanswered-far"] >= FEWEST_UNANSWERED
    assert kinds["unanswered-near"] > kinds["unanswered-far"]


def test_an_id_stands_for_one_query() -> None:
    assert [each for each, uses in Counter(each.judgement_id for each in own_judgements()).items() if uses > 1] == []


def test_no_query_is_asked_twice_in_one_language() -> None:
    asked = Counter((each.language, each.query.casefold()) for each in own_judgements())
    assert [each for each, uses in asked.items() if uses > 1] == []


def test_every_answer_is_an_article() -> None:
    named = {answer for each in own_judgements() for answer in each.answers}
    assert sorted(each for each in named if not (ROOT / "kb_articles" / f"{each}.md").is_file()) == []


def test_a_value_below_its_floor_is_missed_and_one_level_with_it_is_not() -> None:
    floors = {"language": {"en": {"hit_1": 0.5, "hit_3": 0.9}}}
    assert [str(each) for each in missed_floors(floors, {"language": {"en": {"hit_1": 0.5, "hit_3": 0.8999}}})] == [
        "language en: hit_3 is 0.8999, the floor is 0.90"
    ]


def test_a_group_that_has_gone_misses_its_floors() -> None:
    assert len(missed_floors({"kind": {"long": {"hit_3": 0.9}}}, {"kind": {}})) == 1


@pytest.mark.parametrize(("value", "floor"), [(0.799, 0.8), (0.8, 0.8), (0.8199, 0.81), (0.82, 0.82), (0.29, 0.8)])
def test_a_floor_rises_to_the_hundredth_below_and_never_falls(value: float, floor: float) -> None:
    assert raised({"kind": {"long": {"hit_3": 0.8}}}, {"kind": {"long": {"hit_3": value}}}) == {
        "kind": {"long": {"hit_3": floor}}
    }


def test_floors_are_read_as_they_were_written(tmp_path: Path) -> None:
    floors = {"language": {"en": {"hit_1": 0.5, "auroc": 0.75}}, "kind": {"half-typed": {"hit_3": 1.0}}}
    write_floors(floors, tmp_path / "floors.toml")
    assert read_floors(tmp_path / "floors.toml") == floors


def test_a_kind_without_answers_has_no_values() -> None:
    present = present_values([outcome(["en/a"], ["en/a"]), outcome([], ["en/a"], kind="none", confidence=0.5)])
    assert present == {
        "language": {"en": {"hit_1": 1.0, "hit_3": 1.0, "ndcg_10": 1.0, "auroc": 1.0}},
        "harder": {"en": {"auroc": 1.0}},
        "kind": {"plain": {"hit_3": 1.0}},
    }


def test_kinds_that_came_later_have_floors_of_their_own() -> None:
    nearer = outcome([], ["en/a"], kind="unanswered-near", confidence=1.0)
    asked = [outcome(["en/a"], ["en/a"]), outcome([], ["en/a"], kind="none", confidence=0.5)]
    without, present = present_values(asked), present_values([*asked, nearer])
    assert present["language"] == without["language"]
    assert present["harder"]["en"]["auroc"] < without["harder"]["en"]["auroc"]


def test_a_miss_is_an_answer_behind_the_third_hit() -> None:
    third = outcome(["en/c"], ["en/a", "en/b", "en/c"])
    fourth = outcome(["en/d"], ["en/a", "en/b", "en/c", "en/d"])
    nowhere, unanswerable = outcome(["en/d"], []), outcome([], ["en/a"])
    assert misses([third, fourth, nowhere, unanswerable]) == [fourth, nowhere]


def test_a_target_may_lean_on_another_set() -> None:
    found, lost = outcome(["en/a"], ["en/a"]), outcome(["en/a"], [])
    groups = {"clean": search.measure([found, found]), "typo": search.measure([found, lost])}
    assert is_met(Target("hit_3", -0.5, "clean"), "typo", groups)
    assert not is_met(Target("hit_3", -0.4, "clean"), "typo", groups)


@pytest.mark.parametrize(
    ("query", "is_asked"),
    [
        ("1385-Office-365-alert-policies", False),
        ("how-to-import-nk2-files", False),
        ("Calendario 398- Booking", True),
        ("AntiSpam 5.4.1 DBEB catch-all", True),
        (None, False),
    ],
)
def test_a_query_that_looks_like_the_name_of_a_file_is_dropped(query: str | None, is_asked: bool) -> None:
    assert is_question(query) is is_asked


@pytest.mark.parametrize(
    "markdown",
    [
        '---\ntitle: secret\n---\n# <a name="x"></a>Heading\n\nText\n',
        "\ufeff---\r\ntitle: secret\r\n---\r\n# Heading\r\nText",
        "# Heading\nText",
    ],
)
def test_neither_front_matter_nor_first_heading_is_in_the_text(markdown: str) -> None:
    assert text_below_heading(markdown) == "Text"


def test_a_line_within_the_text_is_no_front_matter() -> None:
    assert text_below_heading("# One\n\n---\n\n# Two\n---\n") == "---\n\n# Two\n---"


def test_an_id_that_comes_again_gets_a_number() -> None:
    assert unique_keys(["a", "b", "a", "a/b", "a"]) == ["a", "b", "a--2", "a--b", "a--3"]


def test_half_of_the_characters_are_typed() -> None:
    assert half_typed("where is my card", Random(1)) == "where is"


def test_a_keyboard_without_accents_leaves_plain_letters() -> None:
    assert without_diacritics("Zmeniť heslo, ¿dónde está el año?", Random(1)) == "Zmenit heslo, ¿donde esta el ano?"


def test_a_typo_is_one_edit_in_one_long_word() -> None:
    random = Random(1)
    for _ in range(500):
        short, long = with_typo("is my letter", random).rsplit(" ", 1)
        assert short == "is my"
        assert long != "letter"
        assert abs(len(long) - len("letter")) <= 1
        assert sum((Counter("letter") - Counter(long)).values()) <= 1


def test_a_query_of_short_words_stays_as_it_is() -> None:
    assert with_typo("is it 12345 now", Random(1)) == "is it 12345 now"


def test_changed_queries_are_the_same_at_every_run(tmp_path: Path) -> None:
    corpus = Corpus((), tuple(Query(f"question {number} please", None) for number in range(9)), "en")
    public_set = PublicSet("typos", "none", change=with_typo)
    assert judgements(corpus, public_set, tmp_path) == judgements(corpus, public_set, tmp_path)


def test_every_set_has_a_knowledge_base_and_known_targets() -> None:
    names = [each.name for each in SETS]
    assert len(set(names)) == len(names)
    assert {each.knowledge_base for each in SETS} == set(KNOWLEDGE_BASES)
    assert {target.against for each in SETS for target in each.targets} <= {"", *names}


def test_a_set_brings_along_the_set_its_target_leans_on() -> None:
    is_own_asked, sets = chosen("m365-sk-typo", is_validation=False)
    assert not is_own_asked
    assert [each.name for each in sets] == ["m365-sk", "m365-sk-typo"]


def test_only_sets_with_rows_to_tune_on_are_validated() -> None:
    is_own_asked, sets = chosen(None, is_validation=True)
    assert not is_own_asked
    assert {each.name.partition("-")[0] for each in sets} == {"banking77", "clinc150"}


def test_an_unknown_set_is_named() -> None:
    result = CliRunner().invoke(main, ["--sets", "banking78"])
    assert result.exit_code == 2
    assert "--sets: unknown set 'banking78'. Use some of own, banking77-k10" in " ".join(result.stderr.split())


def test_missing_public_sets_are_skipped_with_a_message(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--sets", "xquad-en", "--shared", str(tmp_path), "--json"])
    assert result.exit_code == 0
    assert "the public sets are skipped" in result.stderr
    assert json.loads(result.stdout)["sets"] == {}


def test_a_missed_floor_ends_with_exit_code_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.relevance.__main__.run_own", lambda *_: [outcome(["en/a"], ["en/b"])])
    monkeypatch.setattr("tests.relevance.__main__.read_floors", lambda: {"kind": {"plain": {"hit_3": 0.9}}})
    result = CliRunner().invoke(main, ["--sets", "own", "--misses"])
    assert result.exit_code == 1
    assert "✗ kind plain: hit_3 is 0.0000, the floor is 0.90\n" in result.stdout
    assert "own 1 plain: 'where is it' is answered by en/a (not found); found en/b\n" in result.stdout


def write_banking77(folder: Path) -> None:
    """Write 3 categories of 1 + 2,499 training rows in all, and a test row each."""
    (folder / "banking77").mkdir()
    first = ["i lost my card,lost_card", "when does the top up arrive,top_up_pending", "change my pin,Change_pin"]
    more = [f"card lost number {number},lost_card" for number in range(2_500)]
    (folder / "banking77" / "train.csv").write_text("\n".join(["text,category", *first, *more]), "utf-8")
    test = ["my card is lost,lost_card", "pending top up,top_up_pending", "a new pin,Change_pin"]
    (folder / "banking77" / "test.csv").write_text("\n".join(["text,category", *test]), "utf-8")
    names = json.dumps(["top_up_pending", "lost_card", "Change_pin"])
    (folder / "banking77" / "categories.json").write_text(names, "utf-8")


def test_banking77_has_an_article_a_category(tmp_path: Path) -> None:
    write_banking77(tmp_path)
    corpus = banking77(tmp_path, k=1)
    assert [each["title"] for each in corpus.articles] == ["top up pending", "lost card", "change pin"]
    assert corpus.articles[1]["questions"] == ["i lost my card"]
    assert corpus.queries[0] == Query("my card is lost", "lost_card")


def test_near_the_domain_every_third_category_has_no_article(tmp_path: Path) -> None:
    write_banking77(tmp_path)
    corpus = banking77(tmp_path, k=1, is_near=True)
    assert [each["id"] for each in corpus.articles] == ["lost_card", "Change_pin"]
    assert [each.answer for each in corpus.queries] == ["lost_card", None, "Change_pin"]


def test_validation_asks_training_rows_that_are_in_no_article(tmp_path: Path) -> None:
    write_banking77(tmp_path)
    asked = {each.text for each in banking77(tmp_path, k=1, is_validation=True).queries}
    assert asked == {f"card lost number {number}" for number in range(2_500)}


def test_clinc150_keeps_validation_and_test_apart(tmp_path: Path) -> None:
    data = {
        "train": [["what is my balance", "balance"], ["show balance", "balance"]],
        "val": [["balance please", "balance"]],
        "test": [["my balance", "balance"]],
        "oos_train": [["why", "oos"]],
        "oos_val": [["who", "oos"]],
        "oos_test": [["sing a song", "oos"]],
    }
    (tmp_path / "clinc150").mkdir()
    (tmp_path / "clinc150" / "data_full.json").write_text(json.dumps(data), "utf-8")
    assert clinc150(tmp_path, k=1).queries == (Query("my balance", "balance"), Query("sing a song", None))
    tuning = clinc150(tmp_path, k=1, is_validation=True)
    assert tuning.queries == (Query("balance please", "balance"), Query("who", None), Query("why", None))
    assert tuning.articles[0]["questions"] == ["what is my balance"]


def test_xquad_asks_for_the_paragraph_of_a_question(tmp_path: Path) -> None:
    paragraphs = [
        {"context": "The river is long.", "qas": [{"question": "What is long?"}]},
        {"context": "The hill is high.", "qas": [{"question": "What is high?"}]},
    ]
    (tmp_path / "xquad").mkdir()
    (tmp_path / "xquad" / "xquad.en.json").write_text(json.dumps({"data": [{"paragraphs": paragraphs}]}), "utf-8")
    corpus = xquad(tmp_path, "en")
    assert corpus.articles[1] == {"id": "p001", "language": "en", "body": "The hill is high."}
    assert corpus.queries[1] == Query("What is high?", "p001")


def write_m365_help(folder: Path) -> None:
    (folder / "m365_help").mkdir()
    lines = [
        json.dumps(
            {"id": each, "h1": each, "query": query, "markdown": f"---\ntitle: {query}\n---\n# {each}\nText {each}"}
        )
        for each, query in [
            ("Add", "Append one"),
            ("Copy", None),
            ("Find", "Look for"),
            ("Move", "9-a"),
            ("Send", "Mail it"),
        ]
    ]
    (folder / "m365_help" / "sk.jsonl").write_text("\n".join(lines), "utf-8")


def test_help_articles_are_indexed_without_their_front_matter(tmp_path: Path) -> None:
    write_m365_help(tmp_path)
    corpus = m365_help(tmp_path, "sk")
    assert corpus.articles[0] == {"id": "Add", "language": "sk", "title": "Add", "body": "Text Add"}
    assert [each.text for each in corpus.queries] == ["Append one", "Look for", "Mail it"]


def test_near_the_domain_every_third_query_loses_its_help_article(tmp_path: Path) -> None:
    write_m365_help(tmp_path)
    corpus = m365_help(tmp_path, "sk", is_near=True)
    assert [each["id"] for each in corpus.articles] == ["Add", "Copy", "Find", "Move"]
    assert corpus.queries[2] == Query("Mail it", None)


def test_a_public_set_runs_from_its_files_to_its_outcomes(tmp_path: Path) -> None:
    write_banking77(tmp_path)
    sets = [each for each in SETS if each.name in ("banking77-k10-near", "banking77-k10", "banking77-k10-half")]
    outcomes = run_public(sets, How(tmp_path), workers=1)
    assert list(outcomes) == ["banking77-k10", "banking77-k10-half", "banking77-k10-near"]
    assert [each.rank for each in outcomes["banking77-k10"]] == [1, 1, 1]
    assert outcomes["banking77-k10-half"][0].judgement.query == "my card"
    assert search.measure(outcomes["banking77-k10-near"]).unanswerable == 1


SHARED = ROOT.parent / "shared" / "eval"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the public sets are not beside the project")
@pytest.mark.parametrize(("language", "queries"), [("es", 322), ("sk", 399)])
def test_as_many_help_queries_remain_as_the_protocol_says(language: str, queries: int) -> None:
    corpus = m365_help(SHARED, language)
    assert (len(corpus.articles), len(corpus.queries)) == (3_006, queries)
