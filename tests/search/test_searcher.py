"""The searcher, end to end over a few articles in three languages:

1. A question is answered in the page's language.
2. Articles of another language are given only where the page's has no answer.
3. The translation in the page's language is shown in their place; ``found_in`` says where it was found.
4. Without a translation the article itself is shown.
5. Any text gets an answer, also one without a word; a limit below 1 is refused.
6. A searcher answers from its generation until it is refreshed.
7. Removed and replaced articles are gone after a refresh.
8. Threads get the same answers.
9. Synonyms of the writers and votes of the readers count.
10. Results tell which words no article holds, and what a misspelt query was read as.
11. An article that shares few words is found by its meaning, also in another language, and says which wording it is
    like; without a model it is not found.
12. An index of another model is outdated.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from shutil import rmtree

import pytest

from search import (
    Feedback,
    Hit,
    IndexOutdated,
    IndexUnavailable,
    LearnedWording,
    QueryError,
    Results,
    Searcher,
    Settings,
    build,
    open_searcher,
    update,
)
from search.deflection.decision import Cause, Reason, decide
from search.deflection.tuning import Thresholds, Tuning
from search.kinds import ProblemKind
from search.settings import NO_MODEL, WITH_MEANING, MeaningSettings, RankingSettings, RetrievalSettings
from tests.articles import markdown, write_files
from tests.conftest import WriteArticles
from tests.search.meaning.models import write_model

NO_MEANING = MeaningSettings(model=NO_MODEL)
FILES = {
    "en/password.md": markdown("How do I change my password?", "Open settings and choose a new password."),
    "en/withdraw.md": markdown("How do I withdraw money?", "A withdrawal takes two days.\n\n## Fees\n\nIt costs 1 €."),
    "en/card.md": markdown("My card is lost", "Block the card at once.", questions="[someone stole my card]"),
    "en/ledger.md": markdown("Wallets of hardware", "Connect a hardware wallet by cable."),
    "es/password.md": markdown("¿Cómo cambio mi contraseña?", "Abre los ajustes y elige otra contraseña."),
    "es/withdraw.md": markdown("¿Cómo retiro dinero?", "Una retirada tarda dos días."),
    "es/card.md": markdown("He perdido la tarjeta", "Bloquea la tarjeta cuanto antes."),
    "es/impuestos.md": markdown("Certificado para la declaración de la renta", "Descarga el certificado fiscal."),
    "sk/password.md": markdown("Ako si zmením heslo?", "Otvorte nastavenia a zvoľte nové heslo.", summary="O hesle."),
    "sk/withdraw.md": markdown("Ako si vyberiem peniaze?", "Výber trvá dva dni.", summary="O výbere."),
    "synonyms/en.txt": "authenticator, two-factor => password\n",
    "categories.yml": "general:\n  en: {name: General}\n  es: {name: General}\n  sk: {name: Všeobecné}\n",
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    yield from searcher_over(FILES, tmp_path_factory.mktemp("three_languages"), MeaningSettings())


@pytest.fixture(scope="module")
def by_words(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """Return a searcher over the same articles that knows nothing of meaning."""
    yield from searcher_over(FILES, tmp_path_factory.mktemp("by_words"), NO_MEANING)


def searcher_over(files: Mapping[str, str], folder: Path, meaning: MeaningSettings) -> Iterator[Searcher]:
    settings = Settings(write_files(folder / "kb_articles", files), folder / "index", meaning=meaning)
    assert {each.kind for each in build(settings).problems} <= {ProblemKind.MISSING_TRANSLATION}
    yield open_searcher(settings)
    shutil.rmtree(folder)


def ids(results: Results) -> list[str]:
    return [hit.article.article_id for hit in results.hits]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "change my password", "en/password"),
        ("en", "chnage pasword", "en/password"),
        ("en", "withdrawing money", "en/withdraw"),
        ("en", "someone stole my card", "en/card"),
        ("es", "cambiar contraseña", "es/password"),
        ("es", "cambiar contrasena", "es/password"),
        ("es", "mi retirada de dinero", "es/withdraw"),
        ("sk", "zmeniť heslo", "sk/password"),
        ("sk", "zmenit heslo", "sk/password"),
        ("sk", "koľko trvá výber peňazí", "sk/withdraw"),
    ],
)
def test_a_question_is_answered_in_the_pages_language(
    language: str, text: str, expected: str, searcher: Searcher
) -> None:
    results = searcher.search(text, language)
    assert ids(results)[0] == expected
    assert results.hits[0].found_in == language
    assert {hit.article.language for hit in results.hits} == {language}


def test_a_hit_names_section_passage_and_marks(searcher: Searcher) -> None:
    hit = searcher.search("fees for 1 €", "en").hits[0]
    assert (hit.article.article_id, hit.anchor, hit.snippet.text) == ("en/withdraw", "s-fees", "It costs 1 €.")
    assert [hit.snippet.text[start:end] for start, end in hit.snippet.marks] == ["1", "€"]


def test_scores_fall_and_confidence_is_a_share(searcher: Searcher) -> None:
    results = searcher.search("card or password or money", "en")
    scores = [hit.score for hit in results.hits]
    assert len(scores) > 1
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= hit.confidence <= 1 for hit in results.hits)
    assert results.total >= len(results.hits)


def test_another_language_is_not_asked_where_the_pages_has_an_answer(searcher: Searcher) -> None:
    results = searcher.search("password", "en", limit=20)
    assert results.language == "en"
    assert {hit.found_in for hit in results.hits} == {"en"}


def test_the_translation_is_shown_where_another_language_answers(by_words: Searcher) -> None:
    results = by_words.search("how do i change my password", "sk")
    hit = results.hits[0]
    assert (results.language, hit.found_in, hit.article.article_id) == ("en", "en", "sk/password")
    assert (hit.anchor, hit.snippet.text, hit.snippet.marks) == ("", "O hesle.", ())


def test_without_a_translation_the_article_itself_is_shown(searcher: Searcher) -> None:
    hit = searcher.search("certificado para la declaracion de la renta", "sk").hits[0]
    assert (hit.found_in, hit.article.article_id) == ("es", "es/impuestos")
    assert "certificado" in hit.snippet.text


def test_a_page_in_a_language_without_articles_is_answered_from_the_others(searcher: Searcher) -> None:
    hit = searcher.search("change my password", "de").hits[0]
    assert (hit.found_in, hit.article.article_id) == ("en", "en/password")


@pytest.mark.parametrize(
    "text",
    ["", " ", "?", "¿¡…", "🙂🙃", "\x00\x1b", "\u202e\u200f", "---", "_", "ﾞ", "\ud800", "*", '"', "()"],
)
@pytest.mark.parametrize("language", ["en", "sk", "de"])
def test_text_without_a_word_finds_nothing(text: str, language: str, searcher: Searcher) -> None:
    results = searcher.search(text, language)
    assert (results.text, results.hits, results.total) == (text, (), 0)


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "a",
        "0",
        "a' OR 1=1 --",
        "<script>alert(1)</script>",
        "title:password AND *",
        "\u202epassword",
        "密码",
        "סיסמה",
    ],
)
def test_any_other_text_gets_an_answer(text: str, searcher: Searcher) -> None:
    assert searcher.search(text, "en").text == text


def test_a_very_long_text_is_cut_and_answered(searcher: Searcher) -> None:
    text = "change my password please " * 400
    assert len(text) > 10_000
    assert ids(searcher.search(text, "en"))[0] == "en/password"
    assert searcher.search("x" * 10_000, "en").hits == ()


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_below_1_is_refused(limit: int, searcher: Searcher) -> None:
    with pytest.raises(QueryError) as caught:
        searcher.search("card", "en", limit)
    assert str(caught.value) == f"limit: {limit} hits cannot be given. Ask for 1 or more."


def test_at_most_the_limit_of_hits_is_given_and_the_first_are_the_same(searcher: Searcher) -> None:
    text = "card or password or money"
    assert ids(searcher.search(text, "en", limit=1)) == ids(searcher.search(text, "en", limit=1000))[:1]


def test_an_article_is_opened_by_its_id(searcher: Searcher) -> None:
    assert searcher.article("sk/password").title == "Ako si zmením heslo?"


@pytest.mark.parametrize("article_id", ["en/none", "de/password", "password", "", "/", "../en/card"])
def test_an_article_that_is_not_there_is_a_key_error(article_id: str, searcher: Searcher) -> None:
    with pytest.raises(KeyError):
        searcher.article(article_id)


def test_heads_are_those_of_the_language_by_article_id(searcher: Searcher) -> None:
    assert [head.article_id for head in searcher.heads("es")] == [
        *("es/card", "es/impuestos", "es/password", "es/withdraw")
    ]
    assert searcher.heads("de") == ()


def test_heads_without_questions_leave_out_what_is_written_and_drafted_not_what_was_learned(kb: WriteArticles) -> None:
    files = {
        "en/asked.md": markdown("Fees", "One euro.", questions="[what does it cost]"),
        "en/drafted.md": markdown("Cards", "Block it.", drafted_questions="[my card is gone]"),
        "en/none.md": markdown("Limits", "Ten a day."),
    }
    settings = kb(files)
    build(settings)
    searcher = open_searcher(settings, [LearnedWording("en/none", "how often may I")])
    assert [head.article_id for head in searcher.heads_without_questions("en")] == ["en/none"]
    assert searcher.heads_without_questions("de") == ()
    write_files(settings.articles, {"en/none.md": markdown("Limits", "Ten.", questions="[how many times]")})
    write_files(settings.articles, {"en/more.md": markdown("Hours", "At nine.")})
    update(settings)
    searcher.refresh()
    assert [head.article_id for head in searcher.heads_without_questions("en")] == ["en/more"]


def test_languages_and_categories_are_those_of_the_articles(searcher: Searcher) -> None:
    assert searcher.languages == ("en", "es", "sk")
    assert [category.key for category in searcher.categories] == ["general"]


def test_what_to_do_at_once_stays_in_the_index(kb: WriteArticles) -> None:
    settings = kb({"en/card.md": markdown("Lost card", urgent="Block it now"), "en/fee.md": markdown("Fees")})
    build(settings)
    assert [each.urgent for each in open_searcher(settings).heads("en")] == ["Block it now", None]


@pytest.mark.parametrize("text", ["authenticator", "two-factor", "two factor"])
def test_synonyms_of_the_writers_count(text: str, searcher: Searcher) -> None:
    assert ids(searcher.search(text, "en"))[0] == "en/password"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "chnage my pasword", "change my password"),
        ("en", "Witdraw MONEY?", "withdraw MONEY?"),
        ("es", "cambio mi contrasenha", "cambio mi contraseña"),
        ("es", "he perdido la tarjteta", "he perdido la tarjeta"),
        ("sk", "ako si zmenim hesslo", "ako si zmenim heslo"),
        ("sk", "zvolte nove nastaevnia", "zvolte nove nastavenia"),
        ("sk", "ako si vyberiem peniazee", "ako si vyberiem peniaze"),
        ("sk", "vyberr trva dlho", "výber trva dlho"),
    ],
)
def test_a_misspelt_query_is_respelled_as_its_articles_write(
    language: str, text: str, expected: str, searcher: Searcher
) -> None:
    assert searcher.search(text, language).did_you_mean == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "change my password"),
        ("en", "change my passw"),
        ("en", "authenticator"),
        ("en", "withdrawing money"),
        ("en", "hippopotamus"),
        ("es", "cambio mi contrasena"),
        ("sk", "zmenit heslo"),
        ("sk", ""),
        ("de", "change my password"),
    ],
)
def test_a_query_without_a_misspelling_is_not_respelled(language: str, text: str, searcher: Searcher) -> None:
    assert searcher.search(text, language).did_you_mean == ""


def test_what_was_meant_finds_at_least_as_much(searcher: Searcher) -> None:
    results = searcher.search("chnage my pasword", "en")
    again = searcher.search(results.did_you_mean, "en")
    assert ids(again)[0] == ids(results)[0]
    assert again.evidence >= results.evidence
    assert again.did_you_mean == ""


@pytest.mark.parametrize(
    ("text", "is_gibberish"),
    [
        ("qwrtzplkj xyzzyq", True),
        ("qwrtzplkj", True),
        ("withdrawal xyzzyq", False),
        ("withdr", False),
        ("withdrawl", False),
        ("how do I", False),
        ("", False),
    ],
)
def test_gibberish_is_what_no_article_holds_a_word_of(text: str, is_gibberish: bool, searcher: Searcher) -> None:
    assert searcher.search(text, "en").is_gibberish is is_gibberish


@pytest.mark.parametrize(
    ("text", "unknown", "asked", "matched"),
    [
        ("change my password ", (), 2, 2),
        ("password of my hippopotamus ", ("hippopotamus",), 2, 1),
        ("hippopotamus xylophone ", ("hippopotamus", "xylophone"), 2, 0),
        ("pasword ", (), 1, 1),
        ("password of my hippopo", (), 2, 1),
        ("password whose hippopotamus ", ("hippopotamus",), 2, 1),
        ("", (), 0, 0),
    ],
)
def test_results_tell_what_the_first_hit_holds_and_which_words_nobody_knows(
    text: str, unknown: tuple[str, ...], asked: int, matched: int, searcher: Searcher
) -> None:
    results = searcher.search(text, "en")
    assert (results.unknown, results.asked, results.matched) == (unknown, asked, matched)


def test_evidence_is_high_for_an_answer_and_low_without_one(searcher: Searcher) -> None:
    found, missing, nothing = (
        searcher.search(text, "en").evidence for text in ("how do i change my password", "is there a gym", "?")
    )
    assert (found > 0.6, missing < 0.2, nothing) == (True, True, 0.0)


def test_threads_get_the_same_answers(searcher: Searcher) -> None:
    queries = [("change my password", "en"), ("perdi tarjeta", "es"), ("zmena hesla", "sk"), ("how to withdraw", "sk")]
    expected = [searcher.search(*query) for query in queries]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: [searcher.search(*query) for query in queries], range(24)))
    assert answers == [expected] * 24


def test_votes_decide_between_articles_that_are_level(kb: WriteArticles) -> None:
    settings = kb({f"en/{key}.md": markdown("Lost card", "Block it.") for key in ("a", "b", "c")})
    build(settings)
    searcher = open_searcher(settings)
    assert ids(searcher.search("lost card", "en")) == ["en/a", "en/b", "en/c"]
    votes = Feedback({"en/a": 0.1, "en/c": 0.9})
    assert ids(searcher.search("lost card", "en", feedback=votes)) == ["en/c", "en/b", "en/a"]


def test_a_searcher_answers_from_its_generation_until_it_is_refreshed(kb: WriteArticles) -> None:
    settings = replace(kb({"en/card.md": markdown("Lost card"), "en/fees.md": markdown("Fees")}), meaning=NO_MEANING)
    build(settings)
    searcher = open_searcher(settings)
    before = searcher.content
    assert not searcher.refresh()

    kb({"en/card.md": markdown("Stolen wallet"), "en/tax.md": markdown("Taxes")})
    update(settings)
    assert ids(searcher.search("lost card", "en")) == ["en/card"]
    assert searcher.search("taxes", "en").hits == ()

    assert searcher.refresh()
    assert searcher.content != before
    assert not searcher.refresh()
    assert searcher.search("lost card", "en").hits == ()
    assert ids(searcher.search("stolen wallet", "en")) == ["en/card"]
    assert ids(searcher.search("taxes", "en")) == ["en/tax"]
    assert searcher.search("taxes", "en").generation == searcher.generation


def test_a_searcher_keeps_answering_while_everything_is_built_anew(kb: WriteArticles) -> None:
    settings = kb({"en/card.md": markdown("Lost card")})
    build(settings)
    searcher = open_searcher(settings)
    build(settings)
    assert ids(searcher.search("lost card", "en")) == ["en/card"]
    assert searcher.article("en/card").title == "Lost card"
    name = searcher.content
    assert searcher.refresh()
    assert searcher.content == name


def test_a_generation_is_named_by_what_is_answered_from(tmp_path: Path) -> None:
    names = []
    for place, updated in enumerate(("2026-11-01", "2026-11-01", "2026-11-02")):
        folder = tmp_path / str(place)
        text = f"---\ntitle: Lost card\ncategory: cards\nupdated: {updated}\n---\nCall us.\n"
        settings = Settings(write_files(folder / "articles", {"en/card.md": text}), folder / "index")
        build(settings)
        names.append(open_searcher(settings).content)
    assert names[0] == names[1] != names[2]


def test_an_index_deleted_and_built_from_other_articles_has_another_name(kb: WriteArticles) -> None:
    settings = kb({"en/card.md": markdown("Lost card")})
    build(settings)
    name = open_searcher(settings).content
    rmtree(settings.index)
    kb({"en/card.md": markdown("Stolen card")})
    build(settings)
    assert open_searcher(settings).content != name


def test_categories_and_synonyms_are_part_of_the_name(kb: WriteArticles) -> None:
    settings = kb({"en/card.md": markdown("Lost card")})
    names = [build_and_name(settings)]
    kb({"synonyms/en.txt": "card, plastic\n"})
    names.append(build_and_name(settings))
    kb({"categories.yml": "cards:\n  en: {name: Cards}\n"})
    names.append(build_and_name(settings))
    assert len(set(names)) == 3


def build_and_name(settings: Settings) -> str:
    build(settings)
    return open_searcher(settings).content


def test_a_language_whose_last_article_is_removed_is_gone(kb: WriteArticles) -> None:
    settings = kb({"en/card.md": markdown("Lost card"), "sk/card.md": markdown("Stratená karta")})
    build(settings)
    (settings.articles / "sk" / "card.md").unlink()
    update(settings, allow_fewer=True)
    searcher = open_searcher(settings)
    assert searcher.languages == ("en",)
    assert searcher.heads("sk") == ()
    assert ids(searcher.search("stratená karta lost card", "sk")) == ["en/card"]


def test_an_index_without_articles_finds_nothing(kb: WriteArticles) -> None:
    settings = kb({"en/.keep": ""})
    build(settings)
    searcher = open_searcher(settings)
    assert searcher.languages == ()
    assert searcher.search("lost card", "en").hits == ()


def test_without_an_index_there_is_no_searcher(kb: WriteArticles) -> None:
    settings = kb({"en/card.md": markdown("Lost card")})
    with pytest.raises(IndexUnavailable) as caught:
        open_searcher(settings)
    assert str(caught.value) == f"{settings.index}: there is no index. Run 'python indexer.py build'."


HELP = {
    "en/login.md": markdown("I cannot sign in", "Choose a new password by e-mail.", questions="[forgotten password]"),
    "en/fees.md": markdown("Which fees do you charge?", "A deposit is free."),
    "en/insurance.md": markdown(
        "Insurance of a parcel", "It covers what is lost on the way.", questions="[cover my parcel]"
    ),
    "es/refund.md": markdown("¿Cómo pido un reembolso?", "Devolvemos lo pagado en dos semanas."),
    "es/fees.md": markdown("¿Qué comisiones cobráis?", "Ingresar es gratis."),
    "es/invoice.md": markdown("Pedir una factura", "La factura llega por correo.", questions="[enviar recibo]"),
    "sk/fees.md": markdown("Aké poplatky účtujete?", "Vklad je zadarmo."),
    "sk/invoice.md": markdown("Účtovníctvo", "Napíšte nám.", summary="O dokladoch."),
}


@pytest.fixture(scope="module")
def helpful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """Return a searcher over articles some of which exist in one language only."""
    yield from searcher_over(HELP, tmp_path_factory.mktemp("helpful"), MeaningSettings())


@pytest.fixture(scope="module")
def literal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """Return a searcher over the same articles that knows nothing of meaning."""
    yield from searcher_over(HELP, tmp_path_factory.mktemp("literal"), NO_MEANING)


@pytest.mark.parametrize(
    ("language", "text", "expected", "alike"),
    [
        ("en", "credentials lost", "en/login", "forgotten password"),
        ("es", "devolución del dinero", "es/refund", "¿Cómo pido un reembolso?"),
        ("sk", "účtovanie platby", "sk/invoice", "Účtovníctvo"),
    ],
)
def test_an_article_that_shares_no_word_is_found_and_says_what_it_is_like(  # noqa: PLR0913 - four are of the case
    language: str, text: str, expected: str, alike: str, helpful: Searcher, literal: Searcher
) -> None:
    hit = helpful.search(text, language).hits[0]
    assert (hit.article.article_id, hit.found_in, hit.alike) == (expected, language, alike)
    assert expected not in ids(literal.search(text, language))


def test_the_reason_is_a_likeness_in_meaning(helpful: Searcher) -> None:
    results = helpful.search("devolución del dinero", "es")
    reason = decide(
        results, Tuning(0.95, {"es": Thresholds(unsure=results.attained, possible=results.attained)})
    ).reason
    assert reason == Reason(Cause.SIMILAR, title="¿Cómo pido un reembolso?")
    assert str(reason) == "similar in meaning to the question '¿Cómo pido un reembolso?'"


def test_what_is_alike_is_not_named_where_words_found_the_hit(helpful: Searcher) -> None:
    results = helpful.search("forgotten password", "en")
    assert ids(results)[0] == "en/login"
    assert {hit.alike for hit in results.hits} == {""}


def test_what_is_alike_is_only_named_for_the_first_hit(helpful: Searcher) -> None:
    results = helpful.search("devolución, factura o comisión de dinero y pago", "es")
    assert len(results.hits) > 1
    assert {hit.alike for hit in results.hits[1:]} == {""}


def test_what_is_alike_is_named_for_every_hit_where_explanations_are_asked_for(helpful: Searcher) -> None:
    results = helpful.search("forgotten password or fees", "en", explain=True)
    assert len(results.hits) > 1
    assert [hit.alike for hit in results.hits] == [
        {"en/login": "forgotten password", "en/fees": "Which fees do you charge?"}[each] for each in ids(results)
    ]


def test_an_explanation_lists_both_signals_of_meaning(helpful: Searcher, literal: Searcher) -> None:
    rows = {row.name: row for row in helpful.search("devolución del dinero", "es", explain=True).hits[0].signals}
    assert (rows["nearest"].weight, rows["centroid"].weight) == pytest.approx(
        (WITH_MEANING.nearest, WITH_MEANING.centroid)
    )
    assert rows["words"].value == 0 < rows["centroid"].value <= rows["nearest"].value <= 1
    rows = {row.name: row for row in literal.search("fees", "en", explain=True).hits[0].signals}
    assert [(rows[name].value, rows[name].weight) for name in ("nearest", "centroid")] == [(0, 0), (0, 0)]


def test_without_a_model_nothing_is_alike(literal: Searcher) -> None:
    results = literal.search("forgotten password or fees", "en", explain=True)
    assert {hit.alike for hit in results.hits} == {""}


@pytest.mark.parametrize("text", ["devolución del dinero", "vrátenie peňazí", "credentials lost", "zxqv"])
@pytest.mark.parametrize("language", ["en", "es", "sk"])
def test_without_a_model_words_that_no_article_holds_find_nothing(text: str, language: str, by_words: Searcher) -> None:
    found = by_words.search(text, language)
    assert all(hit.score > 0 and hit.alike == "" for hit in found.hits)
    assert found.matched > 0 or not found.hits or found.asked == 0


def test_weights_given_by_the_operator_are_kept_with_and_without_a_model() -> None:
    assert Settings().weights == WITH_MEANING
    assert Settings(meaning=NO_MEANING).weights == RankingSettings()
    for meaning in (NO_MEANING, MeaningSettings()):
        assert Settings(meaning=meaning, ranking=RankingSettings(words=9)).weights == RankingSettings(words=9)


def test_an_article_of_another_language_only_is_found_by_meaning_and_labelled(
    helpful: Searcher, literal: Searcher
) -> None:
    results = helpful.search("vrátenie peňazí", "sk")
    hit = results.hits[0]
    assert (results.language, hit.found_in, hit.article.article_id) == ("es", "es", "es/refund")
    assert hit.alike == "¿Cómo pido un reembolso?"
    assert literal.search("vrátenie peňazí", "sk").hits == ()


def test_the_translation_of_what_was_found_by_meaning_is_shown(helpful: Searcher) -> None:
    results = helpful.search("send me the receipt", "sk")
    hit = results.hits[0]
    assert (results.language, hit.found_in, hit.article.article_id) == ("es", "es", "sk/invoice")
    assert (hit.anchor, hit.snippet.text, hit.snippet.marks) == ("", "O dokladoch.", ())


def test_an_article_of_the_pages_language_is_found_from_a_question_in_another(searcher: Searcher) -> None:
    hit = searcher.search("how do i change my password", "sk").hits[0]
    assert (hit.found_in, hit.article.article_id) == ("sk", "sk/password")
    assert hit.alike == "Ako si zmením heslo?"


@pytest.mark.parametrize("text", ["recept na čokoládovú tortu", "pizza margherita", "zxqv qwrt"])
@pytest.mark.parametrize("language", ["en", "es", "sk"])
def test_what_nothing_answers_has_little_evidence_by_meaning_too(text: str, language: str, helpful: Searcher) -> None:
    assert helpful.search(text, language).evidence < 0.2


def test_a_misspelt_word_counts_in_meaning_as_the_word_it_was_read_as(helpful: Searcher) -> None:
    right, wrong = (helpful.search(text, "en", explain=True) for text in ("insurance ", "insuramce "))
    for name in ("nearest", "centroid"):
        assert signal(right.hits[0], name) == pytest.approx(signal(wrong.hits[0], name), abs=1e-5)


def test_a_word_that_the_model_knows_keeps_its_meaning_though_no_article_holds_it(helpful: Searcher) -> None:
    """``cost`` is one letter from ``lost``, which an article holds."""
    lost, cost = (helpful.search(text, "en", explain=True).hits[0] for text in ("lost ", "cost "))
    assert lost.article.article_id == "en/insurance"
    assert cost.article.article_id != "en/insurance" or signal(cost, "nearest") < signal(lost, "nearest") - 0.05


def signal(hit: Hit, name: str) -> float:
    return next(row.value for row in hit.signals if row.name == name)


def test_an_unfinished_word_counts_in_meaning_as_the_word_it_may_become(helpful: Searcher) -> None:
    whole, begun = (helpful.search(text, "en", explain=True) for text in ("insurance ", "insuran"))
    assert signal(whole.hits[0], "nearest") == pytest.approx(signal(begun.hits[0], "nearest"), abs=1e-5)


@pytest.mark.parametrize("text", ["parking", "packet"])
def test_a_word_that_is_spelt_well_is_not_respelled_though_no_article_holds_it(text: str, kb: WriteArticles) -> None:
    settings = kb({"en/a.md": markdown("Packing of a parcel", "The pocket of a coat.")})
    build(settings)
    assert open_searcher(settings).search(f"{text} ", "en").did_you_mean == ""


def test_a_correction_that_finds_little_is_not_offered(kb: WriteArticles) -> None:
    files = {f"en/{number}.md": markdown(f"Parcel {number}", "Where is the parcel now?") for number in range(9)}
    settings = kb({**files, "en/a.md": markdown("Password", "Choose another.")})
    build(settings)
    searcher = open_searcher(settings)
    assert searcher.search("pasword", "en").did_you_mean == "password"
    little = searcher.search("mortgage for a hotel with swimming pool and pasword", "en")
    assert (little.evidence < 0.3, little.did_you_mean) == (True, "")


def test_an_index_of_another_model_is_outdated(kb: WriteArticles, tmp_path: Path) -> None:
    settings = kb({"en/card.md": markdown("Lost card")})
    build(settings)
    other = MeaningSettings(model=str(write_model(tmp_path / "model")))
    for meaning in (NO_MEANING, other):
        with pytest.raises(IndexOutdated) as caught:
            open_searcher(replace(settings, meaning=meaning))
        assert str(caught.value) == (
            f"{settings.index}: it was built by another version or with other settings. Run 'python indexer.py build'."
        )
        build(replace(settings, meaning=meaning))
        assert ids(open_searcher(replace(settings, meaning=meaning)).search("lost card", "en")) == ["en/card"]
        build(settings)


def test_how_meaning_is_searched_needs_no_new_index(kb: WriteArticles) -> None:
    settings = kb({"en/card.md": markdown("Lost card")})
    build(settings)
    other = replace(settings, meaning=MeaningSettings(candidates=3, least_cosine=0.9))
    assert ids(open_searcher(other).search("lost card", "en")) == ["en/card"]


def test_what_an_update_adds_is_found_by_meaning(kb: WriteArticles) -> None:
    settings = kb({"en/fees.md": markdown("Which fees do you charge?"), "en/card.md": markdown("Lost card")})
    build(settings)
    searcher = open_searcher(settings)
    assert "en/refund" not in ids(searcher.search("give my money back", "en"))
    kb({"en/refund.md": markdown("How do I get a refund?", "Refunds take two weeks.")})
    update(settings)
    searcher.refresh()
    assert ids(searcher.search("give my money back", "en"))[0] == "en/refund"
    (settings.articles / "en" / "refund.md").unlink()
    update(settings)
    searcher.refresh()
    assert "en/refund" not in ids(searcher.search("give my money back", "en"))


def test_a_learned_wording_counts_in_meaning_but_is_never_shown(kb: WriteArticles) -> None:
    settings = kb({"en/refund.md": markdown("Returns", "Two weeks."), "en/card.md": markdown("Lost card")})
    build(settings)
    wording = LearnedWording("en/refund", "reimbursement of the purchase", customers=2)
    plain, taught = (open_searcher(settings, learned) for learned in ((), [wording]))
    before, after = (each.search("refund for what i bought", "en", explain=True) for each in (plain, taught))
    assert ids(after)[0] == "en/refund"
    assert after.hits[0].alike in ("", "Returns")
    assert after.evidence > before.evidence


@pytest.mark.parametrize(("words", "found"), [(1, []), (16, ["es/impuestos"])])
def test_other_languages_are_asked_with_the_first_words_alone(words: int, found: list[str], tmp_path: Path) -> None:
    retrieval = RetrievalSettings(foreign_terms=words, surprise=9.0)
    settings = Settings(write_files(tmp_path / "kb_articles", FILES), tmp_path / "index", retrieval=retrieval)
    build(settings)
    assert ids(open_searcher(settings).search("zzzz certificado declaración renta", "sk"))[:1] == found
