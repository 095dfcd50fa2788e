"""Every place that an article or a page sends people to is on the site that ``make run`` serves, under that label.

1. Each place of the glossary is on its page in all three languages, and a place of the footer leads somewhere.
2. What stands in bold in an article is such a place, an entry of the app's menus, or an emphasis with its punctuation.
3. Every arrow belongs to a path of the app's menus in the language of the article.
4. Whoever mentions a place mentions one the glossary knows; topics and stages have the names the site gives them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from flask.testing import FlaskClient

import webapp
from tests.test_glossary import ARTICLES, GLOSSARY, LANGUAGES, ROOT, pattern, written
from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher
from tests.webapp.parsing import Node, parse
from tests.webapp.people import JANA, ask, browser, resolve
from webapp.config import Config
from webapp.site import read_site
from webapp.texts import stage_names as stages

KNOWN = tomllib.loads(GLOSSARY.read_text("utf-8"))
PLACES, MENUS = KNOWN["places"], KNOWN["menus"]
SITE = ROOT / "site.toml"
EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
EXAMPLE = re.compile(r"(https://|mailto:\w+@)?([\w-]+\.)*example\.(org|com)")
TOPIC = {"en": r"topic \"(.+?)\"", "es": r"tema «(.+?)»", "sk": r"tém(?:ou|u) „(.+?)“"}
EMPHASIS = (".", ",", ":")


def sources(language: str) -> Iterator[tuple[str, str]]:
    """Yield name and body of each article as it is written."""
    for path in sorted((ARTICLES / language).glob("*.md")):
        yield path.name, path.read_text("utf-8")


def typed_left_out(source: str) -> str:
    """Return title, summary and text of an article, without what customers type."""
    head, body = source.removeprefix("---\n").split("\n---\n", 1)
    return "\n".join([*re.findall(r"^(?:title|summary): (.*)", head, re.M), body])


@pytest.fixture
def site(open_site: OpenSite) -> FlaskClient:
    return open_site(FakeSearcher(), site=SITE, brand="")


@pytest.fixture
def jana(site: FlaskClient) -> FlaskClient:
    return browser(site, email=JANA)


def parts(site: FlaskClient, jana: FlaskClient, language: str) -> dict[str, Node]:
    """Return each page, or part of every page, by the name the glossary has for it."""
    code = ask(site)
    resolve(site, code)
    home = parse(site.get(f"/{language}/").text)
    return {
        "footer": home.one("footer"),
        "header": home.one("header"),
        "requests": parse(jana.get(f"/{language}/requests").text).one("main"),
        "resolved request": parse(jana.get(f"/{language}/requests/{code}").text).one("main"),
    }


def labels(part: Node) -> set[str]:
    """Return what stands alone in ``part``: on links and buttons, in headings (without their counts), by addresses."""
    tags = ("a", "button", "h1", "h2", "h3", "dt", "dd")
    return {re.sub(r" \d+$", "", each.text) for tag in tags for each in part.all(tag)}


@EACH_LANGUAGE
def test_every_place_is_where_the_glossary_says(site: FlaskClient, jana: FlaskClient, language: str) -> None:
    found = {name: labels(part) for name, part in parts(site, jana, language).items()}
    missing = [
        f"{place['on']}: {place['label'][language]!r}"
        for place in PLACES
        if place["on"] in found and place["label"][language] not in found[place["on"]]
    ]
    assert missing == []
    assert {place["on"] for place in PLACES} - found.keys() <= {"link from a letter"}


@EACH_LANGUAGE
def test_the_button_behind_the_link_of_a_letter_has_its_label(site: FlaskClient, language: str) -> None:
    (label,) = (place["label"][language] for place in PLACES if place["on"] == "link from a letter")
    source = (Path(webapp.__file__).parent / "templates" / "accounts" / "link.html").read_text("utf-8")
    assert '{{ _("Sign in") }}</button>' in source
    assert label in {text.words for text in written(language) if text.where == "messages.po"}


@EACH_LANGUAGE
def test_a_channel_of_the_demonstration_leads_to_an_example(language: str) -> None:
    channels = read_site(Config(site=SITE)).channels_in(language)
    assert len(channels) == 3
    for channel in channels:
        assert EXAMPLE.fullmatch(channel.address.partition("@")[2] or channel.address)
        assert EXAMPLE.fullmatch(channel.link)


def test_make_run_shows_the_demonstration_unless_the_operator_names_a_file() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert 'VENTANILLA_SITE="$${VENTANILLA_SITE:-site.toml}"' in makefile.partition("\nrun:")[2].partition("\ntest:")[0]


def entries(language: str) -> set[str]:
    """Return every path of the app's menus, every beginning of one and every single entry."""
    found = set()
    for menu in MENUS:
        steps = menu["path"][language].split(" → ")
        found |= {" → ".join(steps[:end]) for end in range(1, len(steps) + 1)} | set(steps)
    return found


@EACH_LANGUAGE
def test_what_stands_in_bold_is_a_place(language: str) -> None:
    known = entries(language) | {place["label"][language] for place in PLACES}
    unknown = [
        f"{name}: {bold}"
        for name, source in sources(language)
        for bold in re.findall(r"\*\*(.+?)\*\*", source)
        if bold not in known and not bold.endswith(EMPHASIS)
    ]
    assert unknown == []


@EACH_LANGUAGE
def test_every_arrow_belongs_to_a_menu_of_the_app(language: str) -> None:
    known = sorted((each for each in entries(language) if "→" in each), key=len, reverse=True)
    for name, source in sources(language):
        text = typed_left_out(source)
        for path in known:
            text = text.replace(path, "")
        assert re.findall(r".{0,20}→.{0,20}", text) == [], name


@EACH_LANGUAGE
def test_a_place_that_is_mentioned_is_on_the_site(site: FlaskClient, jana: FlaskClient, language: str) -> None:
    found = {name: labels(part) for name, part in parts(site, jana, language).items()}
    read = "\n".join(text.words for text in written(language))
    promised = [place for place in PLACES if place["mentions"][language] and place["on"] in found]
    for place in promised:
        assert pattern(place["mentions"][language]).search(read), f"nobody mentions {place['label'][language]!r}"
        assert place["label"][language] in found[place["on"]]


@EACH_LANGUAGE
def test_a_topic_that_an_article_names_is_one_of_the_form(language: str) -> None:
    categories = yaml.safe_load((ARTICLES / "categories.yml").read_text("utf-8"))
    topics = {category[language]["name"] for category in categories.values()}
    named = {topic for _, source in sources(language) for topic in re.findall(TOPIC[language], source)}
    assert named
    assert named <= topics


@EACH_LANGUAGE
def test_the_article_on_stages_has_the_names_of_the_site(site: FlaskClient, language: str) -> None:
    source = dict(sources(language))["after-you-send.md"]
    with site.application.test_request_context(f"/{language}/"):
        names = [stages.stage_name(stage) for stage in stages.NAMES]
    assert [name for name in names if name not in source] == []
