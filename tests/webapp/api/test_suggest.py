"""``GET /api/v1/suggest``."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import webapp
from search import Results, Searcher, Settings, build
from tests.conftest import WriteArticles
from tests.webapp.articles.test_knowledge_base import Clock
from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher, article, hit
from tests.webapp.parsing import parse
from webapp.articles import knowledge_base
from webapp.config import Config

FEES = article("sk/fees", "Aké sú poplatky?", slug="poplatky", updated=date(2026, 10, 21))
FEES_EN = article("en/fees", "What are the fees?")
SEARCHER = FakeSearcher(
    (FEES, FEES_EN),
    {
        "kolko stoji": (hit(FEES, "Výber stojí 1 €.", ((0, 5),), anchor="s-výber"), hit(FEES_EN)),
        "raz": (hit(FEES),),
    },
)


def suggest(client: FlaskClient, q: str, language: str = "sk", **more: str) -> dict[str, object]:
    response = client.get("/api/v1/suggest", query_string={"q": q, "language": language, **more})
    assert response.status_code == 200
    assert response.content_type == "application/json"
    found = response.json
    assert isinstance(found, dict)
    return found


def test_an_answer_holds_all_that_a_page_shows(open_site: OpenSite) -> None:
    answer = suggest(open_site(SEARCHER), "kolko  stoji\n")
    assert str(answer.pop("generation")).startswith("1.0-")
    assert answer == {
        "q": "kolko stoji",
        "language": "sk",
        "band": "strong",
        "confidence": 0.999,
        "reason": {
            "cause": "matched",
            "text": "Článok „Aké sú poplatky?“ obsahuje 2 z 2 dôležitých slov vašej otázky.",
        },
        "heading": "Možno pomôže niektorý z týchto článkov",
        "has_enough_words": True,
        "is_urgent": False,
        "urgent": None,
        "opens": "",
        "opens_text": "",
        "did_you_mean": "",
        "hits": [
            {
                "id": "sk/fees",
                "title": "Aké sú poplatky?",
                "url": "/sk/articles/poplatky#s-v%C3%BDber",
                "content": "/api/v1/articles/sk/poplatky?anchor=s-v%C3%BDber",
                "language": "sk",
                "language_name": "",
                "updated": "2026-10-21",
                "updated_text": "21. októbra 2026",
                "category": "Výbery",
                "folders": [],
                "twins": [],
                "snippet": [{"text": "Výber", "is_marked": True}, {"text": " stojí 1 €.", "is_marked": False}],
            },
            {
                "id": "en/fees",
                "title": "What are the fees?",
                "url": "/en/articles/fees",
                "content": "/api/v1/articles/en/fees",
                "language": "en",
                "language_name": "angličtina",
                "updated": "",
                "updated_text": "",
                "category": "Výbery",
                "folders": [],
                "twins": [],
                "snippet": [],
            },
        ],
        "answer": None,
        "announcement": "Našli sme 2 články",
    }


@pytest.mark.parametrize("q", ["", "   ", "\n\t"])
def test_nothing_asked_finds_nothing(open_site: OpenSite, q: str) -> None:
    answer = suggest(open_site(SEARCHER), q)
    assert (answer["q"], answer["band"], answer["hits"]) == ("", "none", [])
    assert answer["reason"] == {"cause": "no words", "text": "Opíšte pár slovami, čo potrebujete."}


def test_nothing_found_is_said(open_site: OpenSite) -> None:
    answer = suggest(open_site(SEARCHER), "what ever", "en")
    assert (answer["band"], answer["hits"], answer["announcement"]) == ("none", [], "No article found")
    assert answer["reason"] == {"cause": "nothing found", "text": "No article mentions any of these words."}


def test_one_hit_is_counted_in_the_singular(open_site: OpenSite) -> None:
    assert suggest(open_site(SEARCHER), "raz", "en")["announcement"] == "1 article found"


def test_an_emergency_says_what_to_do_at_once(open_site: OpenSite) -> None:
    stolen = article("en/stolen", "My money was stolen", category="security", urgent="Block your account.")
    answer = suggest(open_site(FakeSearcher((stolen,), {"stolen": (hit(stolen),)})), "stolen", "en")
    assert (answer["is_urgent"], answer["opens"]) == (True, "urgent")
    assert answer["urgent"] == {
        "article": "stolen",
        "line": "Block your account.",
        "title": "My money was stolen",
        "url": "/en/articles/stolen",
        "language": "en",
        "category": "security",
        "contact": "/en/contact?q=stolen&form=1&about=stolen#request",
    }


@pytest.mark.parametrize(
    ("q", "evidence", "opens"),
    [
        ("raz", 0.9, ""),
        ("raz", 0.4, ""),
        ("raz", 0.3, ""),
        ("kolko stoji", 0.1, "none"),
        ("kolko stoji", 0.3, "unsure"),
        ("hola", 0.9, ""),
        ("what ever", 0.9, "none"),
        ("", 0.9, ""),
    ],
)
@pytest.mark.parametrize("language", ["es", "sk", "en"])
def test_what_opens_the_form_is_what_opens_it_on_the_page(
    open_site: OpenSite, q: str, evidence: float, opens: str, language: str
) -> None:
    client = open_site(FakeSearcher(SEARCHER.articles, SEARCHER.answers, evidence=evidence))
    answer = suggest(client, q, language)
    page = parse(client.get(f"/{language}/contact", query_string={"q": q}).text)
    assert answer["opens"] == opens
    assert ("hidden" not in page.one("section", id="request").attributes) == bool(opens)
    assert page.one("p", class_="why").text == answer["opens_text"]
    assert bool(answer["opens_text"]) == bool(opens)


def test_a_greeting_is_answered_by_a_question_and_no_article(open_site: OpenSite) -> None:
    answer = suggest(open_site(FakeSearcher((FEES,), {"ahoj": (hit(FEES),)})), "ahoj")
    said = "Radi vám pomôžeme. Čo sa stalo? Stačí jedna veta."
    assert (answer["band"], answer["hits"], answer["opens"]) == ("none", [], "")
    assert answer["reason"] == {"cause": "greeting", "text": said}
    assert answer["announcement"] == said


def test_where_nothing_is_known_of_the_question_nothing_is_near(open_site: OpenSite) -> None:
    answers = {"qwrtz zzyqx": (hit(FEES),), "raz zzyqx": (hit(FEES),)}
    client = open_site(FakeSearcher((FEES,), answers, evidence=0.1, unknown=("qwrtz", "zzyqx")))
    nothing, something = suggest(client, "qwrtz zzyqx"), suggest(client, "raz zzyqx")
    assert (nothing["band"], nothing["hits"], nothing["opens"]) == ("none", [], "none")
    assert isinstance(something["hits"], list)
    assert (len(something["hits"]), something["opens"]) == (1, "none")


def test_the_number_of_hits_can_be_chosen(open_site: OpenSite) -> None:
    hits = suggest(open_site(SEARCHER), "kolko stoji", limit="1")["hits"]
    assert isinstance(hits, list)
    assert len(hits) == 1


def test_a_long_question_is_cut_and_control_characters_are_blanks(open_site: OpenSite) -> None:
    searcher = FakeSearcher()
    suggest(open_site(searcher), "a\0b\x1b" + "ž" * 2000)
    ((asked, language),) = searcher.asked
    assert (asked[:4], len(asked), language) == ("a b ", 1000, "sk")


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        ("q=x", "bad_language", "language: '' is not one of es, sk, en. Use one of these."),
        ("q=x&language=xx", "bad_language", "language: 'xx' is not one of es, sk, en. Use one of these."),
        ("q=x&language=en&limit=0", "bad_limit", "limit: '0' is no number of hits. Use 1 to 20."),
        ("q=x&language=en&limit=21", "bad_limit", "limit: '21' is no number of hits. Use 1 to 20."),
        ("q=x&language=en&limit=5.0", "bad_limit", "limit: '5.0' is no number of hits. Use 1 to 20."),
        ("q=x&language=en&limit=-1", "bad_limit", "limit: '-1' is no number of hits. Use 1 to 20."),
        ("q=x&language=en&limit=٣", "bad_limit", "limit: '٣' is no number of hits. Use 1 to 20."),
    ],
)
def test_a_question_that_cannot_be_understood_is_refused(
    open_site: OpenSite, query: str, code: str, message: str
) -> None:
    response = open_site(SEARCHER).get(f"/api/v1/suggest?{query}")
    assert response.status_code == 400
    assert response.json == {"error": {"code": code, "message": message}}


def test_what_the_browser_has_is_not_searched_for_again(open_site: OpenSite) -> None:
    searcher = FakeSearcher(SEARCHER.articles, SEARCHER.answers)
    client = open_site(searcher)
    first = client.get("/api/v1/suggest?q=raz&language=sk", headers={"Accept-Encoding": "br"})
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get("/api/v1/suggest?q=raz&language=sk", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == "private, no-cache"
    assert len(searcher.asked) == 1


@pytest.mark.parametrize("query", ["q=dva&language=sk", "q=raz&language=en", "q=raz&language=sk&limit=4"])
def test_another_question_is_another_answer(open_site: OpenSite, query: str) -> None:
    client = open_site(SEARCHER)
    tag = client.get("/api/v1/suggest?q=raz&language=sk").headers["ETag"]
    assert client.get(f"/api/v1/suggest?{query}", headers={"If-None-Match": tag}).status_code == 200


def test_another_generation_is_another_answer_with_its_own_articles(open_site: OpenSite) -> None:
    searcher = FakeSearcher((FEES,), {"raz": (hit(FEES),)})
    client = open_site(searcher)
    first = client.get("/api/v1/suggest?q=raz&language=sk")
    searcher.generation = "2.0"
    searcher.answers = {"raz": (hit(article("sk/fees", "Nový názov")),)}
    again = client.get("/api/v1/suggest?q=raz&language=sk", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert again.json is not None
    assert (again.json["generation"][:4], again.json["hits"][0]["title"]) == ("2.0-", "Nový názov")


def files(title: str, updated: str) -> dict[str, str]:
    head = f"title: {title}\ncategory: general\nupdated: {updated}"
    return {"en/fees.md": f"---\n{head}\n---\n\nA withdrawal costs 1 EUR.\n"}


def test_an_index_that_was_deleted_and_built_again_is_known_by_what_it_holds(kb: WriteArticles, tmp_path: Path) -> None:
    settings = kb(files("Fees", "2026-10-21"))
    build(settings)
    client = webapp.create_app(Config(index=settings.index, instance=tmp_path / "site")).test_client()
    clock = knowledge_base_clock(client)
    addresses = (
        *(
            "/api/v1/suggest?q=withdrawal&language=en",
            "/api/v1/articles/en/fees",
            "/en/",
            "/en/articles/fees",
            "/en/search?q=withdrawal",
        ),
        *("/en/feed.xml", "/en/sitemap-1.xml", "/en/search?q=withdrawal"),
    )

    def asked(tags: Mapping[str, str]) -> dict[str, tuple[int, str]]:
        clock.now_s += 2
        answers = {each: client.get(each, headers={"If-None-Match": tags.get(each, "")}) for each in addresses}
        return {each: (answer.status_code, answer.headers["ETag"]) for each, answer in answers.items()}

    first = {each: tag for each, (_, tag) in asked({}).items()}
    shutil.rmtree(settings.index)
    build(settings)
    assert asked(first) == {each: (304, tag) for each, tag in first.items()}, "the same content is the same answer"
    shutil.rmtree(settings.index)
    kb(files("Charges", "2026-11-21"))
    build(settings)
    changed = asked(first)
    assert {status for status, _ in changed.values()} == {200}
    assert not {tag for _, tag in changed.values()}.intersection(first.values())
    hits = suggest(client, "withdrawal", "en")["hits"]
    assert isinstance(hits, list)
    assert hits[0]["updated"] == "2026-11-21"


def knowledge_base_clock(client: FlaskClient) -> Clock:
    """Return the clock of the site, which stands still from now on."""
    found = client.application.extensions[knowledge_base.EXTENSION]
    found._clock = clock = Clock()
    found._refreshed_at = clock.now_s
    return clock


def test_a_hit_without_a_page_is_left_out(open_site: OpenSite) -> None:
    foreign = article("de/fees")
    answer = suggest(open_site(FakeSearcher((foreign,), {"x": (hit(foreign),)})), "x")
    assert (answer["hits"], answer["announcement"]) == ([], "Nenašli sme žiadny článok")


def test_a_search_that_fails_says_so(open_site: OpenSite) -> None:
    class Broken(FakeSearcher):
        def search(self, text: str, language: str, limit: int = 5, feedback: object = None) -> Results:
            raise ZeroDivisionError

    response = open_site(Broken()).get("/api/v1/suggest?q=x&language=en")
    assert response.status_code == 503
    assert response.json == {
        "error": {
            "code": "service_unavailable",
            "message": "index: there is none to search. Try again in 30 seconds.",
        }
    }


def test_our_own_articles_answer(own_index: Settings, own_searcher: Searcher, tmp_path: Path) -> None:
    config = Config(index=own_index.index, instance=tmp_path)
    client = webapp.create_app(config, own_searcher).test_client()
    answer = suggest(client, "nejde mi vybrat peniaze")
    hits = answer["hits"]
    assert isinstance(hits, list)
    assert len(hits) == 5
    for each in hits:
        assert client.get(each["url"].partition("#")[0]).status_code == 200
        content = client.get(each["content"]).json
        assert content is not None
        assert content["title"] == each["title"]
