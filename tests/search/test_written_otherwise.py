"""What customers write otherwise than articles do finds the same, in three languages:

1. An amount, with or without separators, with a currency glued on.
2. Two words typed as one, and one typed as two.
3. A question with an address, an account, a link or an order number in it.
4. A code that no article has is answered by none; the right one is found first.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from search import Band, Results, Searcher, Settings, build, decide, open_searcher, read_tuning, tune
from tests.articles import markdown, write_files
from tests.relevance.measuring import ROOT

FILES = {
    "en/large.md": markdown("Transfers over 48,000 euros", "Over 48,000 euros a second signature is needed."),
    "es/large.md": markdown("Transferencias de más de 48.000 euros", "Hace falta una segunda firma."),
    "sk/large.md": markdown("Prevody nad 48 000 eur", "Treba druhý podpis."),
    "en/quick-link.md": markdown("Pay by Quick Link", "Open the link we send and confirm."),
    "es/quick-link.md": markdown("Pagar con Quick Link", "Abre el enlace y confirma."),
    "sk/quick-link.md": markdown("Platba cez Quick Link", "Otvorte odkaz a potvrďte."),
    "en/moneybox.md": markdown("The moneybox", "A moneybox takes the cents of each purchase."),
    "es/moneybox.md": markdown("La hucha moneybox", "La moneybox guarda los céntimos."),
    "sk/moneybox.md": markdown("Pokladnička moneybox", "Moneybox odkladá centy."),
    "en/rq-410.md": markdown("Error RQ-410", "The bank of the recipient is closed."),
    "es/rq-410.md": markdown("Error RQ-410", "El banco del destinatario está cerrado."),
    "sk/rq-410.md": markdown("Chyba RQ-410", "Banka príjemcu má zatvorené."),
    "en/rq-401.md": markdown("Error RQ-401", "The name is spelt otherwise."),
    "es/rq-401.md": markdown("Error RQ-401", "El nombre se escribe de otra forma."),
    "sk/rq-401.md": markdown("Chyba RQ-401", "Meno je napísané inak."),
}
LANGUAGES = ("en", "es", "sk")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return settings of the project's own articles and of these, indexed and tuned."""
    folder = tmp_path_factory.mktemp("written_otherwise")
    shutil.copytree(ROOT / "kb_articles", folder / "articles")
    settings = Settings(write_files(folder / "articles", FILES), folder / "index")
    build(settings)
    tune(settings)
    return settings


@pytest.fixture(scope="module")
def searcher(settings: Settings) -> Iterator[Searcher]:
    yield open_searcher(settings)


def first(results: Results) -> str:
    return results.hits[0].article.key if results.hits else ""


def band(results: Results, settings: Settings) -> Band:
    return decide(results, read_tuning(settings.index)).band


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "amount", ["48000", "48,000", "48.000", "48 000", "48k", "48 tis.", "€48000", "48000€", "48.000EUR", "48'000 eur"]
)
def test_an_amount_is_found_however_it_is_written(
    amount: str, language: str, searcher: Searcher, settings: Settings
) -> None:
    results = searcher.search(amount, language)
    assert first(results) == "large"
    assert band(results, settings) is not Band.NONE


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("amount", ["480.00", "4,8", "4800", "480k"])
def test_another_amount_is_not_that_one(amount: str, language: str, searcher: Searcher) -> None:
    assert "48000" not in {
        form for term in searcher.search(f"{amount} ", language, explain=True).terms for form, _ in term.alternatives
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("apart", "joined"), [("quick link", "quicklink"), ("Quick Link ", "QuickLink "), ("money box", "moneybox")]
)
def test_two_words_are_as_good_as_one(
    apart: str, joined: str, language: str, searcher: Searcher, settings: Settings
) -> None:
    one, two = searcher.search(joined, language), searcher.search(apart, language)
    assert first(one) == first(two) in ("quick-link", "moneybox")
    assert one.evidence == pytest.approx(two.evidence)
    assert band(one, settings) == band(two, settings) is not Band.NONE


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "I cannot sign in"),
        ("es", "no puedo entrar"),
        ("sk", "neviem sa prihlásiť"),
        ("en", "withdrawal not arrived"),
        ("es", "mi retiro no llega"),
        ("sk", "výber neprišiel"),
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        "{} peter.novak@mail.example.co.uk",
        "my e-mail is peter@example.org and {}",
        "mi correo es eva@ejemplo.es y {}",
        "môj e-mail je eva@priklad.sk a {}",
        "{}, DE89 3704 0044 0532 0130 00",
        "SK3112000000198742637541 is my iban, {}",
        "https://pay.example.net/t/9f8?id=7 {}",
        "{} (www.example.net/receipt)",
        "{}, +421 905 123 456",
        "{} 90-31177-2",
        "{} VT-8K3M9-QPX2A-B4CDE",
    ],
)
def test_an_identifier_changes_neither_the_article_nor_the_band(
    text: str, question: str, language: str, searcher: Searcher, settings: Settings
) -> None:
    bare, results = searcher.search(f"{question} ", language), searcher.search(text.format(question) + " ", language)
    assert first(results) == first(bare)
    assert band(results, settings) == band(bare, settings)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ["RQ-410", "rq410", "RQ 410", "rq-410"])
def test_a_code_finds_its_article_first(code: str, language: str, searcher: Searcher, settings: Settings) -> None:
    results = searcher.search(code, language)
    assert first(results) == "rq-410"
    assert band(results, settings) is not Band.NONE


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "text",
    [
        "RQ-977",
        "rq977",
        "error RQ-419",
        "chyba RQ-419",
        "código RQ-419",
        "RQ 977",
        "17.4.9",
        "version 17.4.9",
        "LM-20",
        "error 50317",
    ],
)
def test_a_code_that_no_article_has_is_answered_by_none(
    text: str, language: str, searcher: Searcher, settings: Settings
) -> None:
    results = searcher.search(text, language)
    assert (results.evidence, band(results, settings)) == (0.0, Band.NONE)
