"""Setting thresholds of a knowledge base:

1. Every language with enough questions gets thresholds on the evidence of its own, written beside the index.
2. A language with too few is decided by the attained score: by traffic where that is known, else as other help centres.
3. Articles with fewer than ``FEWEST`` questions are named in any case.
4. Keeping more never raises ``unsure``; a share out of range is refused.
5. Traffic counts from 50 telling questions on, of all languages together where one has fewer; it is remembered.
6. Judged queries count, and move thresholds towards what they say, whatever these were set from.
7. A preview tells what the thresholds would do and writes nothing.
8. An answer in another language than the page's counts where it is found, shown as it is or as its translation.
9. What is reported says what thresholds were set from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import search
from search import Band, IndexUnavailable, Judgement, Measure, Settings, SettingsError, Source, traffic_of
from search.deflection.calibration import (
    FEWEST,
    LanguageReport,
    language_trials,
    listed,
    own_questions,
    preview,
    sources_of,
    tune,
)
from search.deflection.tuning import DEFAULT, Thresholds, Tuning, read_tuning, write_tuning
from search.engines import open_engine
from search.settings import DecisionSettings
from tests.articles import markdown
from tests.conftest import WriteArticles

ENGLISH = ("card", "password", "phone", "tax", "transfer", "fee")
SPANISH = ("tarjeta", "contraseña", "teléfono", "impuesto", "transferencia", "comisión")
WORDS = {
    "en": ("lost my {}", "change my {}", "block a {} now", "why is my {} late", "get a second {}", "{} does not work"),
    "es": ("perdí {}", "cambiar {}", "bloquear {} ahora", "por qué tarda {}", "otra {} más", "{} no funciona"),
}


def questions(language: str, topic: str, number: int = 6) -> str:
    """Return front matter with the first ``number`` questions about ``topic``."""
    return "[" + ", ".join(each.format(topic) for each in WORDS[language][:number]) + "]"


def files(language: str, topics: Sequence[str], number: int = 6) -> dict[str, str]:
    """Return an article with as many questions for each topic."""
    return {
        f"{language}/{key}.md": markdown(
            f"About {topic}", f"All of {topic}.", questions=questions(language, topic, number)
        )
        for key, topic in zip(ENGLISH, topics, strict=False)
    }


@pytest.fixture
def settings(kb: WriteArticles) -> Settings:
    """Return settings of six articles with six questions each in two languages, indexed."""
    settings = kb({**files("en", ENGLISH), **files("es", SPANISH)})
    search.build(settings)
    return settings


def judged(query: str, *answers: str, language: str = "en") -> Judgement:
    return Judgement("1", language, query, frozenset(answers))


def english(reports: Sequence[LanguageReport]) -> Thresholds:
    return next(report.thresholds for report in reports if report.language == "en")


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_language_gets_thresholds_of_its_own(settings: Settings) -> None:
    reports = tune(settings)
    assert [(each.language, each.warnings) for each in reports] == [("en", ()), ("es", ())]
    for report in reports:
        found = report.thresholds
        assert (found.measure, found.source) == (Measure.EVIDENCE, Source.QUESTIONS)
        assert (found.questions, found.traffic, found.judged) == (36, 0, 0)
        assert 0 < found.unsure < found.possible <= found.strong <= 1
        assert found.slope > 0
        assert found.keeps >= 0.9
        assert 0 <= found.reveals <= 1
    assert reports[0].thresholds != reports[1].thresholds


def test_thresholds_are_written_beside_the_index(settings: Settings) -> None:
    assert read_tuning(settings.index).languages == {}
    reports = tune(settings, keep=0.9)
    tuning = read_tuning(settings.index)
    assert tuning.keep == 0.9
    assert set(tuning.languages) == {"en", "es"}
    for report in reports:
        assert tuning.of(report.language).unsure == pytest.approx(report.thresholds.unsure, abs=1e-4)
    assert (settings.index / "decision.toml").read_text().startswith("# Thresholds of the decision")


def test_the_same_articles_give_the_same_thresholds(settings: Settings) -> None:
    assert tune(settings) == tune(settings)


def test_a_question_of_a_customer_is_decided_by_them(settings: Settings) -> None:
    tune(settings)
    searcher, tuning = search.open_searcher(settings), read_tuning(settings.index)
    bands = [
        search.decide(searcher.search(text, "en"), tuning).band for text in ("block a card", "is there a swimming pool")
    ]
    assert bands == [Band.STRONG, Band.NONE]


COLD = pytest.approx((DEFAULT.unsure, DEFAULT.possible, DEFAULT.strong))


def levels(found: Thresholds) -> tuple[float, float, float]:
    return found.unsure, found.possible, found.strong


def test_too_few_questions_are_decided_by_the_attained_score_and_name_articles(kb: WriteArticles) -> None:
    settings = kb({**files("en", ENGLISH), **files("es", SPANISH, number=2)})
    search.build(settings)
    write_tuning(settings.index, Tuning(0.9, {"es": Thresholds(questions=99)}))
    english, spanish = tune(settings)
    assert english.warnings == ()
    assert english.thresholds.measure is Measure.EVIDENCE
    assert (spanish.thresholds.measure, spanish.thresholds.source) == (Measure.ATTAINED, Source.NOTHING)
    assert levels(spanish.thresholds) == COLD
    assert spanish.warnings == (
        "es: 12 questions are too few to set thresholds from. "
        "Add some to es/card, es/fee, es/password, es/phone, es/tax and 1 more.",
    )
    assert set(read_tuning(settings.index).languages) == {"en", "es"}


def test_a_language_gets_thresholds_from_thirty_questions_on(kb: WriteArticles) -> None:
    settings = kb(files("en", ENGLISH[:5]))
    search.build(settings)
    few = replace(settings, decision=DecisionSettings(fewest_questions=31))
    enough, too_few = english(tune(settings)), english(tune(few))
    assert (enough.questions, enough.measure) == (30, Measure.EVIDENCE)
    assert (too_few.questions, too_few.measure, levels(too_few)) == (0, Measure.ATTAINED, COLD)


def test_too_few_questions_name_articles_even_where_none_is_poor(kb: WriteArticles) -> None:
    settings = kb(files("en", ENGLISH[:2]))
    search.build(settings)
    ((warning,),) = [report.warnings for report in tune(settings)]
    assert warning == "en: 12 questions are too few to set thresholds from. Add some to any article."


def test_articles_with_few_questions_are_named(kb: WriteArticles) -> None:
    poor = markdown("About the pool", questions=questions("en", "pool", FEWEST - 1))
    enough = markdown("About the gym", questions=questions("en", "gym", FEWEST))
    settings = kb({**files("en", ENGLISH), "en/pool.md": poor, "en/gym.md": enough, "en/bare.md": markdown("Bare")})
    search.build(settings)
    (report,) = tune(settings)
    assert report.warnings == ("en: fewer than 5 questions. Add some to en/bare, en/pool.",)
    assert report.thresholds.questions == 36 + FEWEST - 1 + FEWEST


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "en/0"), (5, "en/0, en/1, en/2, en/3, en/4"), (7, "en/0, en/1, en/2, en/3, en/4 and 2 more")],
)
def test_at_most_five_articles_are_named(number: int, text: str) -> None:
    assert listed([f"en/{place}" for place in range(number)]) == text


@pytest.mark.parametrize("keep", [0.499, 1.0, 0.0, -1.0, 95.0, float("nan")])
def test_a_share_out_of_range_is_refused_and_nothing_written(keep: float, settings: Settings) -> None:
    with pytest.raises(SettingsError) as caught:
        tune(settings, keep)
    assert str(caught.value) == f"keep: {keep} is no share to keep. Give a number from 0.5 to 0.999."
    assert not (settings.index / "decision.toml").exists()


def test_the_setting_is_kept_where_no_share_is_given(settings: Settings) -> None:
    tune(replace(settings, decision=DecisionSettings(keep=0.8)))
    assert read_tuning(settings.index).keep == 0.8


def test_keeping_more_never_raises_the_threshold_and_reveals_no_more(settings: Settings) -> None:
    found = [english(tune(settings, keep)) for keep in (0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.999)]
    assert [each.unsure for each in found] == sorted((each.unsure for each in found), reverse=True)
    assert [each.keeps for each in found] == sorted(each.keeps for each in found)
    assert [each.reveals for each in found] == sorted((each.reveals for each in found), reverse=True)
    assert found[0].unsure > found[-1].unsure


def test_where_nothing_is_known_keeping_more_lowers_the_thresholds_too(plain: Settings) -> None:
    found = [english(tune(plain, keep)) for keep in (0.5, 0.9, 0.95, 0.98, 0.999)]
    assert [each.unsure for each in found] == sorted({each.unsure for each in found}, reverse=True)
    assert [each.possible - each.unsure for each in found] == pytest.approx([0.1] * 5)


def test_the_neighbours_of_a_question_say_less_the_more_its_article_holds(kb: WriteArticles) -> None:
    settings = kb({**files("en", ENGLISH, 4), "en/bare.md": markdown("Bare", "It has a text of seven words.")})
    search.build(settings)
    engine = open_engine(settings)
    own = own_questions(engine, "en", language_trials(engine, "en", settings))
    assert (own.per_article, len(own.trials)) == (4, 24)
    assert 2 <= own.text_words <= 4


CUSTOMERS = [
    (text.format(topic), "en")
    for topic in ENGLISH
    for text in (
        *("lost {} again", "about the {}", "all of {} please", "where is a {}", "{} and phone", "tax or {}"),
        *("password of {}", "what {} costs", "my {} account", "new {} today", "{} number is wrong", "{} settings page"),
    )
]


@pytest.fixture
def plain(kb: WriteArticles) -> Settings:
    """Return settings of six articles without questions, indexed."""
    settings = kb(files("en", ENGLISH, 0))
    search.build(settings)
    return settings


def test_traffic_sets_thresholds_where_articles_have_no_questions(plain: Settings) -> None:
    histograms = traffic_of(plain, CUSTOMERS)
    number = sum(histograms["en"].attained)
    assert 50 <= number <= len(CUSTOMERS)
    (report,) = tune(plain, traffic=histograms)
    found = report.thresholds
    assert (found.measure, found.source) == (Measure.ATTAINED, Source.TRAFFIC)
    assert (found.questions, found.traffic, found.judged) == (0, number, 0)
    assert 0.2 <= found.unsure <= 0.42
    assert found.unsure != pytest.approx(DEFAULT.unsure, abs=1e-3)
    assert (found.possible, found.strong) == pytest.approx(
        (found.unsure + 0.1, max(found.unsure + 0.25, DEFAULT.strong))
    )


def test_traffic_of_fewer_than_fifty_questions_says_nothing(plain: Settings) -> None:
    found = english(tune(plain, traffic=traffic_of(plain, CUSTOMERS[:49])))
    assert (found.source, levels(found)) == (Source.NOTHING, COLD)
    assert read_tuning(plain.index).traffic == {}


def test_half_a_word_and_rows_of_letters_are_no_traffic(plain: Settings) -> None:
    assert traffic_of(plain, [("car", "en"), ("qwerty asdfgh ", "en"), ("", "en"), ("about the card", "en")] * 50) == {}


def test_few_questions_of_each_language_are_taken_together(kb: WriteArticles) -> None:
    settings = kb({**files("en", ENGLISH, 0), **files("es", SPANISH, 0)})
    search.build(settings)
    spanish = [(f"{one} y {other}", "es") for one in SPANISH for other in SPANISH if one != other]
    histograms = traffic_of(settings, [*CUSTOMERS[:30], *spanish])
    numbers = {language: sum(each.attained) for language, each in histograms.items()}
    assert numbers.keys() == {"en", "es"}
    assert max(numbers.values()) < 50 <= sum(numbers.values())
    found = [report.thresholds for report in tune(settings, traffic=histograms)]
    assert [each.traffic for each in found] == [sum(numbers.values())] * 2
    assert found[0].unsure == found[1].unsure


def test_with_questions_and_traffic_each_sets_half(settings: Settings) -> None:
    alone = english(tune(settings))
    histograms = traffic_of(settings, CUSTOMERS)
    both = english(tune(settings, traffic=histograms))
    quartile = read_tuning(settings.index).traffic["en"].evidence
    assert (both.measure, both.source) == (Measure.EVIDENCE, Source.BOTH)
    assert (both.questions, both.traffic) == (36, sum(histograms["en"].evidence))
    assert both.unsure == pytest.approx((alone.unsure + 0.07 - 0.045 + 0.7 * quartile) / 2, abs=1e-4)


def test_traffic_is_remembered_until_enough_other_traffic_is_given(plain: Settings) -> None:
    (first,) = tune(plain, traffic=traffic_of(plain, CUSTOMERS))
    assert tune(plain)[0].thresholds.unsure == pytest.approx(first.thresholds.unsure, abs=1e-4)
    assert english(tune(plain, keep=0.9)).source is Source.TRAFFIC
    assert english(tune(plain, traffic={})).traffic == first.thresholds.traffic
    assert english(tune(plain, traffic=traffic_of(plain, CUSTOMERS[:20]))).traffic == first.thresholds.traffic
    other = traffic_of(plain, [("lost card", "en")] * 50)
    assert english(tune(plain, traffic=other)).traffic == 50


def test_traffic_is_remembered_when_the_index_is_built_anew(plain: Settings) -> None:
    tune(plain, traffic=traffic_of(plain, CUSTOMERS))
    known = read_tuning(plain.index)
    assert known.traffic["en"].questions >= 50
    search.build(plain)
    assert read_tuning(plain.index) == known
    (report,) = tune(plain)
    assert (report.thresholds.source, read_tuning(plain.index).traffic) == (Source.TRAFFIC, known.traffic)


def test_of_traffic_only_two_numbers_a_language_are_written(plain: Settings) -> None:
    tune(plain, traffic=traffic_of(plain, [("the secret of my card", "en")] * 60))
    text = (plain.index / "decision.toml").read_text("utf-8")
    assert "secret" not in text
    assert "[traffic.en]\nquestions = 60\n" in text


def test_traffic_that_nobody_can_read_is_nothing_known(plain: Settings) -> None:
    (plain.index / "decision.toml").write_text("keep = [")
    assert english(tune(plain)).source is Source.NOTHING


def test_judged_queries_refine_what_traffic_said(plain: Settings) -> None:
    before = english(tune(plain, traffic=traffic_of(plain, CUSTOMERS)))
    found = english(tune(plain, judged=[judged("about card", "en/card")] * 60))
    assert (found.source, found.traffic, found.judged) == (Source.JUDGED, before.traffic, 60)
    assert found.unsure > before.unsure


SET_FROM = {
    "nothing": (Thresholds(), []),
    "questions": (Thresholds(questions=1), ["1 question"]),
    "traffic": (Thresholds(traffic=2140), ["2,140 questions of customers"]),
    "all": (
        Thresholds(questions=36, traffic=1, judged=1),
        ["36 questions", "1 question of customers", "1 judged query"],
    ),
    "judged": (Thresholds(judged=60), ["60 judged queries"]),
}


@pytest.mark.parametrize(("found", "expected"), SET_FROM.values(), ids=SET_FROM.keys())
def test_what_thresholds_were_set_from_is_counted(found: Thresholds, expected: list[str]) -> None:
    assert sources_of(found) == expected


def test_a_report_says_which_of_the_three_is_in_force() -> None:
    traffic = Thresholds(source=Source.TRAFFIC, traffic=60)
    assert [str(LanguageReport("sk", each, ())) for each in (Thresholds(), traffic)] == [
        "sk: nothing is known of these articles yet; the thresholds are those of other help centres "
        "(unsure from 0.24, possible from 0.34, strong from 0.60)",
        "sk: set from 60 questions of customers (unsure from 0.24, possible from 0.34, strong from 0.60)",
    ]
    own = Thresholds(source=Source.BOTH, questions=40, traffic=60, keeps=0.951, reveals=0.62)
    assert str(LanguageReport("sk", own, ())) == (
        "sk: keeps 95% of answerable, opens the form for 62% of the rest, "
        "from 40 questions and 60 questions of customers (unsure from 0.24, possible from 0.34, strong from 0.60)"
    )


def test_without_an_index_there_is_nothing_to_tune(kb: WriteArticles) -> None:
    with pytest.raises(IndexUnavailable):
        tune(kb(files("en", ENGLISH)))


def test_judged_queries_are_counted_in_the_language_they_were_understood_in(settings: Settings) -> None:
    reports = tune(
        settings,
        judged=[
            judged("lost my card", "en/card"),
            judged("is there a swimming pool"),
            judged("perdí la tarjeta", "es/card", language="es"),
        ],
    )
    assert [(each.language, each.thresholds.questions, each.thresholds.judged) for each in reports] == [
        ("en", 36, 2),
        ("es", 36, 1),
    ]
    assert read_tuning(settings.index).of("en").judged == 2


def test_a_judged_query_counts_where_it_was_understood_and_its_answer_in_translation(settings: Settings) -> None:
    queries = [judged("bloquear transferencia ahora mismo", "en/transfer")] * 60
    english, found = tune(settings, judged=queries)
    _, lost = tune(settings, judged=[replace(each, answers=frozenset({"en/nowhere"})) for each in queries])
    assert (english.thresholds.judged, found.thresholds.judged) == (0, 60)
    assert found.thresholds.probability(0.6) > lost.thresholds.probability(0.6)


STRONG = judged("why is my password late", "en/password")
WEAK = judged("where may i ever see whichever tax thing applies here", "en/tax")


def test_answered_queries_with_little_evidence_lower_what_is_suggested(settings: Settings) -> None:
    own, with_weak = (english(tune(settings, judged=queries)) for queries in ((), [WEAK] * 40))
    assert with_weak.unsure < own.unsure


def test_answered_queries_with_much_evidence_raise_what_is_suggested(settings: Settings) -> None:
    own, with_strong = (english(tune(settings, judged=queries)) for queries in ((), [STRONG] * 400))
    assert with_strong.unsure > own.unsure


def test_queries_that_were_not_found_do_not_change_what_is_suggested(settings: Settings) -> None:
    lost = replace(WEAK, answers=frozenset({"en/card"}))
    unanswerable = replace(WEAK, answers=frozenset())
    own, with_lost, with_unanswerable = (
        english(tune(settings, judged=queries)) for queries in ((), [lost] * 40, [unanswerable] * 40)
    )
    assert with_lost.unsure == with_unanswerable.unsure == own.unsure


def test_wrong_first_hits_with_much_evidence_raise_what_is_opened(settings: Settings) -> None:
    wrong = replace(STRONG, answers=frozenset())
    own, with_wrong = (english(tune(settings, judged=queries)) for queries in ((), [wrong] * 40))
    assert with_wrong.strong > own.strong
    assert with_wrong.probability(0.5) < own.probability(0.5)


def test_an_article_that_solved_a_request_counts_where_it_was_among_the_first_three(settings: Settings) -> None:
    found = judged("lost my card", "en/card")
    not_shown = judged("lost my card", "en/nowhere")
    right, wrong = (english(tune(settings, judged=[query] * 60)) for query in (found, not_shown))
    assert right.probability(0.6) > wrong.probability(0.6)


def test_judged_queries_make_up_for_missing_questions(kb: WriteArticles) -> None:
    settings = kb(files("en", ENGLISH, number=4))
    search.build(settings)
    assert levels(english(tune(settings))) == COLD
    found = english(tune(settings, judged=[judged("lost my card", "en/card"), judged("a pool")] * 3))
    assert (found.measure, found.source, found.questions, found.judged) == (Measure.ATTAINED, Source.JUDGED, 0, 6)
    assert found.unsure > DEFAULT.unsure
    assert read_tuning(settings.index).of("en").judged == 6


def test_too_few_judged_queries_change_nothing(plain: Settings) -> None:
    few, enough = (english(tune(plain, judged=[judged("about my card", "en/card")] * number)) for number in (29, 30))
    assert (levels(few), few.source, few.judged) == (COLD, Source.NOTHING, 0)
    assert (enough.source, enough.judged) == (Source.JUDGED, 30)


def test_what_is_reported_is_what_is_written_even_from_judged_queries_alone(kb: WriteArticles) -> None:
    settings = kb({"en/card.md": markdown("Lost card"), "en/pin.md": markdown("Forgotten PIN")})
    search.build(settings)
    reported = english(tune(settings, judged=[judged("lost card", "en/card"), judged("pin", "en/pin")] * 20))
    assert read_tuning(settings.index).of("en").unsure == pytest.approx(reported.unsure, abs=1e-4)


def test_judged_queries_that_nothing_answers_are_no_failure(kb: WriteArticles) -> None:
    settings = kb({"en/card.md": markdown("Lost card"), "en/pin.md": markdown("Forgotten PIN")})
    search.build(settings)
    assert tune(settings, judged=[judged("is there a swimming pool")] * 30)


QUERIES = [
    ("why is my password late", "en"),
    ("is there a swimming pool", "en"),
    ("get second phone", "en"),
    ("otra tarjeta", "es"),
    ("", "en"),
]
KEEPS = (0.5, 0.95)


def test_a_preview_tells_how_many_queries_would_be_suggested_articles(settings: Settings) -> None:
    searcher = search.open_searcher(settings)
    rows = preview(settings, QUERIES, KEEPS)
    assert [(row.language, row.keep, row.questions) for row in rows] == [
        ("en", 0.5, 4),
        ("en", 0.95, 4),
        ("es", 0.5, 1),
        ("es", 0.95, 1),
    ]
    for row in rows:
        tune(settings, row.keep)
        tuning = read_tuning(settings.index)
        assert row.unsure == pytest.approx(tuning.of(row.language).unsure, abs=1e-4)
        bands = [
            search.decide(searcher.search(text, language), tuning).band
            for text, language in QUERIES
            if language == row.language
        ]
        assert row.shown == sum(band is not Band.NONE for band in bands)


def test_a_preview_of_more_to_keep_shows_no_less(settings: Settings) -> None:
    queries = [
        (text, "en")
        for text in ("get second phone", "where is a tax office", "late transfer of a phone", "is there a late bus")
    ]
    rows = preview(settings, queries, (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.999))
    assert [row.shown for row in rows] == sorted(row.shown for row in rows)
    assert rows[0].shown < rows[-1].shown < len(queries)


def test_a_preview_writes_nothing(settings: Settings) -> None:
    tune(settings)
    before = contents(settings.index)
    preview(settings, QUERIES, KEEPS)
    assert contents(settings.index) == before


def test_a_preview_of_a_language_with_too_few_questions_counts_by_the_attained_score(kb: WriteArticles) -> None:
    settings = kb(files("en", ENGLISH, number=1))
    search.build(settings)
    (row,) = preview(settings, [("lost my card", "en")], (0.95,))
    assert (row.unsure, row.questions, row.shown) == (pytest.approx(DEFAULT.unsure), 1, 1)


def test_a_preview_goes_by_the_traffic_that_is_remembered(plain: Settings) -> None:
    tune(plain, traffic=traffic_of(plain, CUSTOMERS))
    (row,) = preview(plain, [("about my card", "en")], (0.95,))
    assert row.unsure == pytest.approx(read_tuning(plain.index).of("en").unsure, abs=1e-4)
    assert row.unsure != pytest.approx(DEFAULT.unsure, abs=1e-3)


def test_a_preview_of_no_queries_is_empty(settings: Settings) -> None:
    assert preview(settings, [], KEEPS) == []


def test_a_preview_over_an_index_without_articles_shows_nothing(kb: WriteArticles) -> None:
    settings = kb({"en/.keep": ""})
    search.build(settings)
    assert preview(settings, [("lost my card", "en")], (0.8,)) == []


@pytest.mark.parametrize("page", ["es", "sk"])
def test_an_answer_in_another_language_is_an_answer(kb: WriteArticles, page: str) -> None:
    translation = {f"es/{ENGLISH[0]}.md": markdown("La tarjeta", "Todo.")}
    settings = kb({**files("en", ENGLISH), **translation})
    search.build(settings)
    own = english(tune(settings))
    queries = [judged(f"why is my {key} late", f"en/{key}", language=page) for key in ENGLISH]
    abroad = english(tune(settings, judged=queries))
    assert abroad == english(tune(settings, judged=[replace(each, language="en") for each in queries]))
    assert abroad.judged == len(queries)
    assert abroad.keeps == pytest.approx(own.keeps, abs=0.05)
    found = search.run(search.open_searcher(settings), queries, tuning=read_tuning(settings.index))
    assert [each.rank for each in found] == [1] * len(queries)
    assert search.measure(found).kept == 1.0
