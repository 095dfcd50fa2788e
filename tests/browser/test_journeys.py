"""One request from first word to rating and back, by customer, agent and admin, with letters through a real server.

The site is the real one: gunicorn, the worker of the outbox, and agents added at the command line. What people press
and read is looked up in the catalogues of their language.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from babel.support import Translations

from search import Settings, build, tune
from tests.browser.addresses import LANGUAGES, QUESTIONS
from tests.browser.conftest import Visitors
from tests.browser.contact import question, seen, wait_for_form, wait_until_sendable
from tests.browser.looking import Inspector
from tests.browser.post import Letter, Post, operate, worker
from tests.browser.serving import ROOT, Site, environment, served
from tests.webapp.mail.mailbox import serving
from webapp.site import PRODUCT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

TIMEOUT_MS = 25_000
"""Longest wait for one thing on a page, beside everything else that runs."""

PASSWORD = "nobody guesses this one"
STARS = 4
NOTE = "For us alone."
FILE = "promised.txt"
CONTENT = b"as promised\n"


SUBJECTS = (
    "We have your request %(code)s",
    "Sign in to %(brand)s",
    "Our answer to your request %(code)s",
    "Your request %(code)s is resolved",
)
"""Of all letters that the customer gets, each once."""


@dataclass(frozen=True, slots=True)
class Case:
    """Who asks what, in one language, and who answers."""

    language: str
    agent: str
    role: str
    customer: str
    asked: str
    """Nothing that an article answers: tests/relevance has them as such."""

    subject: str
    answer: str
    thanks: str
    solution: str
    why: str
    again: str

    @property
    def email(self) -> str:
        """The customer's address."""
        return f"customer-{self.language}@example.org"

    @property
    def agent_email(self) -> str:
        """What the agent signs in with."""
        return f"agent-{self.language}@example.org"

    def says(self, message: str, **values: object) -> str:
        """Return ``message`` in the language."""
        catalogue = Translations.load(ROOT / "webapp" / "translations", [self.language])
        text = str(catalogue.gettext(message))
        return text % values if values else text


CASES = {
    each.language: each
    for each in (
        Case(
            "es",
            "Ana",
            "agent",
            "Íñigo Peñalver",
            "crear una alerta de precio para Solana",
            "Campanilla para Solana",
            "Pruebe primero con esto:",
            "Adjunto una nota con mi teléfono.",
            "La campanilla ya está en la última versión.",
            "Rápido y con cariño.",
            "¡Hoy no ha sonado!",
        ),
        Case(
            "sk",
            "Jana",
            "agent",
            "Ľubomír Kôň",
            "voľné pracovné miesta vo vašej firme",
            "Hľadám zamestnanie",
            "Skúste najprv toto:",
            "Prikladám svoj životopis.",
            "Tešíme sa na pohovor.",
            "Rýchlo a milo.",
            "Kde sídlite?",
        ),
        Case(
            "en",
            "Grace",
            "admin",
            "Zoë Quillfeather",
            "create an API key for my trading bot",
            "Keyless robot",
            "Try this first:",
            "A note about my robot is with this.",
            "From today the key is in your settings.",
            "Quick and kind.",
            "The key vanished again today!",
        ),
    )
}
ADMIN = CASES["en"]


@dataclass(frozen=True, slots=True)
class Office:
    """A site whose letters arrive."""

    site: Site
    post: Post


@pytest.fixture(scope="module")
def office(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Return the site with its team, its worker and its mail server."""
    folder = tmp_path_factory.mktemp("office")
    settings = Settings(articles=ROOT / "kb_articles", index=folder / "index")
    build(settings)
    tune(settings)
    with serving() as mailbox:
        variables = {
            "VENTANILLA_SECRET_KEY": secrets.token_hex(32),
            "VENTANILLA_SMTP": mailbox.url(),
            "VENTANILLA_MAIL_FROM": "help@example.org",
        }
        with served(settings, folder / "instance", **variables) as site:
            told = environment(settings, site.folder, {**variables, "VENTANILLA_ADDRESS": site.url})
            for case in CASES.values():
                command = ["add-agent", case.agent_email, "--name", case.agent, "--role", case.role]
                operate(told, *command, "--language", case.language, "--password-stdin", typed=f"{PASSWORD}\n")
            with worker(told, site.folder / "worker.log"):
                yield Office(site, Post(mailbox))
        assert site.failures() == []


@pytest.fixture(scope="module")
def site(office: Office) -> Site:
    """Return the site that visitors of this file see."""
    return office.site


def arrive(visitors: Visitors, language: str, address: str) -> Page:
    """Return the page at ``address`` in a browser that speaks ``language`` and was never here before."""
    context = visitors.context(locale=language)
    context.set_default_timeout(TIMEOUT_MS)
    page = context.new_page()
    page.goto(address)
    return page


def press(page: Page, name: str) -> None:
    """Press the button called exactly ``name``."""
    page.get_by_role("button", name=name, exact=True).click()


def wait_for_status(page: Page, text: str) -> None:
    """Wait until the page says ``text``."""
    page.get_by_role("status").filter(has_text=text).wait_for()


def sign_in_at_desk(visitors: Visitors, case: Case) -> Page:
    """Return the queue as the agent of ``case`` sees it."""
    page = arrive(visitors, case.language, "/desk/")
    page.get_by_role("heading", name=case.says("Sign in at the desk")).wait_for()
    page.get_by_role("textbox", name=case.says("E-mail")).fill(case.agent_email)
    page.get_by_label(case.says("Password")).fill(PASSWORD)
    press(page, case.says("Sign in"))
    page.get_by_role("navigation", name=case.says("Views")).wait_for()
    return page


def in_queue(page: Page, code: str) -> Locator:
    """Return the line of the request with ``code`` in the queue."""
    return page.get_by_role("listitem").filter(has_text=code)


def open_from_queue(page: Page, case: Case, code: str) -> None:
    """Open the request with ``code`` from the queue."""
    page.goto("/desk/")
    in_queue(page, code).get_by_role("link", name=case.subject).click()
    page.get_by_role("heading", name=case.subject, level=1).wait_for()


def repeated(letter: Letter, case: Case) -> set[str]:
    """Return the words that the customer typed into the form and ``letter`` holds; short ones are anybody's."""
    typed = set(re.findall(r"\w{5,}", f"{case.customer} {case.asked} {case.subject}".casefold()))
    return typed.intersection(re.findall(r"\w+", letter.words().casefold()))


@dataclass(frozen=True, slots=True)
class Journey:
    """A request on its way."""

    case: Case
    visitors: Visitors
    post: Post
    inspector: Inspector

    def letter(self, subject: str, **values: object) -> Letter:
        """Return the letter with ``subject`` to the customer, which must be in their language."""
        letter = self.post.called(self.case.email, self.case.says(subject, **values))
        assert letter.language == self.case.language
        return letter

    def ask(self, page: Page) -> str:
        """Ask, find nothing, and send the form; return the code."""
        case = self.case
        question(page).fill(case.asked)
        wait_for_form(page)
        assert seen(page).opened_by in ("none", "unsure")
        form = page.get_by_role("region", name=case.says("Write to us"))
        form.get_by_role("textbox", name=case.says("Name")).fill(case.customer)
        form.get_by_role("textbox", name=case.says("E-mail")).fill(case.email)
        form.get_by_role("textbox", name=case.says("Subject")).fill(case.subject)
        assert seen(page).values["description"] == case.asked
        wait_until_sendable(page)
        press(page, case.says("Send the request"))
        page.get_by_role("heading", name=case.says("We have your request")).wait_for()
        assert self.inspector.faults(page) == []
        return page.get_by_label(case.says("Your follow-up code")).inner_text()

    def sign_in(self, page: Page, code: str) -> None:
        """Follow the first letter to the request, by way of the letter that signs in."""
        case = self.case
        received = self.letter("We have your request %(code)s", code=code)
        assert repeated(received, case) == set()
        page.goto(received.link)
        page.get_by_role("heading", name=case.says("Follow your requests")).wait_for()
        assert self.inspector.faults(page) == []
        page.get_by_role("textbox", name=case.says("E-mail")).fill(case.email)
        press(page, case.says("E-mail me a link"))
        page.get_by_role("heading", name=case.says("Check your inbox")).wait_for()
        assert self.inspector.faults(page) == []
        letter = self.post.wait(case.email, lambda each: "/sign-in/link/" in each.text)
        assert letter.language == case.language
        assert repeated(letter, case) == set()
        scanner = arrive(self.visitors, case.language, letter.link)  # a mail filter looks first, and uses nothing up
        scanner.get_by_role("heading", name=case.says("Welcome back")).wait_for()
        assert self.inspector.faults(scanner) == []
        page.goto(letter.link)
        press(page, case.says("Sign in"))
        page.get_by_role("heading", name=case.subject, level=1).wait_for()
        page.get_by_text(code, exact=True).wait_for()
        scanner.reload()
        scanner.get_by_role("heading", name=case.says("This link no longer works")).wait_for()

    def answer(self, desk: Page, code: str) -> str:
        """Take the request and answer it with an article; return the title of the article."""
        case = self.case
        open_from_queue(desk, case, code)
        desk.get_by_role("list").get_by_text(case.asked).first.wait_for()
        assert self.inspector.faults(desk) == []
        desk.get_by_role("button", name=case.says("Take it")).click()
        wait_for_status(desk, case.says("The request was assigned."))
        self.note(desk)
        reply = desk.get_by_role("textbox", name=case.says("Your reply"), exact=True)
        reply.fill(case.answer)
        desk.get_by_role("searchbox", name=case.says("Find an article to insert")).fill(QUESTIONS[case.language])
        press(desk, case.says("Find"))
        insert = desk.get_by_role("button", name=re.compile(f"^{case.says('Insert')} ")).first
        title = (insert.text_content() or "").removeprefix(f"{case.says('Insert')} ")
        insert.click()
        assert re.fullmatch(
            rf"{re.escape(case.answer)}\n\n{re.escape(title)}\n{self.visitors.url}/{case.language}/articles/\S+\n",
            reply.input_value(),
        )
        press(desk, case.says("Send and wait for the customer"))
        wait_for_status(desk, case.says("Your reply is on its way."))
        return title

    def note(self, desk: Page) -> None:
        """Keep a note for the team."""
        case = self.case
        desk.get_by_role("heading", name=case.says("Internal note")).click()
        desk.get_by_role("textbox", name=case.says("Your note")).fill(NOTE)
        press(desk, case.says("Save the note"))
        wait_for_status(desk, case.says("Your note is saved."))
        desk.get_by_role("listitem").get_by_text(NOTE).wait_for()

    def read_and_reply(self, page: Page, code: str, title: str) -> None:
        """Read the answer and its article, and write back with a file."""
        case = self.case
        replied = self.letter("Our answer to your request %(code)s", code=code)
        assert f"\n{case.answer}\n" in replied.text
        assert NOTE not in replied.words()
        page.goto(link_of_request(replied.text, code))
        page.get_by_text(case.answer).wait_for()
        page.get_by_role("link", name=f"{self.visitors.url}/{case.language}/articles/").click()
        page.get_by_role("heading", name=title, level=1).wait_for()
        page.go_back()
        assert NOTE not in page.content()
        page.get_by_role("textbox", name=case.says("Your message")).fill(case.thanks)
        page.get_by_label(case.says("Attachments")).set_input_files(
            {"name": FILE, "mimeType": "text/plain", "buffer": CONTENT}
        )
        press(page, case.says("Send"))
        wait_for_status(page, case.says("Your message is with us."))
        page.get_by_role("link", name=FILE).wait_for()
        assert self.inspector.faults(page) == []

    def resolve(self, desk: Page, code: str) -> None:
        """Read what the customer wrote, fetch the file, and resolve the request."""
        case = self.case
        open_from_queue(desk, case, code)
        desk.get_by_text(case.thanks).first.wait_for()
        with desk.expect_download() as download:
            desk.get_by_role("link", name=FILE).click()
        assert download.value.path().read_bytes() == CONTENT
        desk.get_by_role("textbox", name=case.says("Your reply"), exact=True).fill(case.solution)
        press(desk, case.says("Send and resolve"))
        wait_for_status(desk, case.says("Your reply is on its way."))

    def rate(self, page: Page, code: str) -> None:
        """Rate by the link of the last letter; the same form in another tab rates no second time."""
        case = self.case
        resolved = self.letter("Your request %(code)s is resolved", code=code)
        assert f"\n{case.solution}\n" in resolved.text
        address = link_of_request(resolved.text, code, r"/rate/\S+")
        page.goto(address)
        late = page.context.new_page()
        late.goto(address)
        assert self.inspector.faults(late) == []
        rate_with(page, case, STARS, case.why)
        wait_for_status(page, case.says("Thank you. The people who worked on it will read this."))
        page.get_by_text(f"{STARS}/5").wait_for()
        assert page.get_by_role("radio").count() == 0
        rate_with(late, case, 1, "")
        wait_for_status(late, case.says("You have already rated this request, and that rating stands."))
        late.get_by_text(f"{STARS}/5").wait_for()
        late.close()

    def reopen(self, page: Page) -> None:
        """Open the request again by writing."""
        case = self.case
        page.get_by_role("link", name=case.says("Not solved after all?")).click()
        page.get_by_role("textbox", name=case.says("Your message")).fill(case.again)
        press(page, case.says("Send and reopen"))
        wait_for_status(page, case.says("Your message is with us, and the request is open again."))
        page.get_by_text(case.says("Reopened"), exact=True).wait_for()
        for address in (f"/{case.language}/requests", f"/{case.language}/account"):
            page.goto(address)
            assert self.inspector.faults(page) == []


def link_of_request(text: str, code: str, then: str = "") -> str:
    """Return the address of the request in the text of a letter, or one below it; the agent's text may hold others."""
    (found,) = re.findall(rf"^https?://\S+/requests/{re.escape(code)}{then}$", text, re.MULTILINE)
    return str(found)


def rate_with(page: Page, case: Case, stars: int, why: str) -> None:
    """Choose ``stars`` and send them."""
    form = page.get_by_role("region", name=case.says("How did we do?"))
    form.get_by_role("radio", name=re.compile(f"^{stars} ")).check()
    form.get_by_role("textbox", name=case.says("Why, in a sentence")).fill(why)
    wait_until_sendable(page)
    press(page, case.says("Send the rating"))


def see_rating(desk: Page, case: Case) -> None:
    """Look up the rating of ``case`` as the admin."""
    desk.get_by_role("link", name=ADMIN.says("Ratings")).click()
    said = desk.get_by_role("region", name=ADMIN.says("What customers said")).get_by_role("listitem")
    mine = said.filter(has=desk.get_by_role("link", name=case.subject))
    mine.get_by_text(case.why).wait_for()
    mine.get_by_role("img", name=ADMIN.says("%(rating)s of 5 stars", rating=STARS)).wait_for()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_request_goes_from_its_first_word_to_a_rating_and_is_opened_again(
    visitors: Visitors, office: Office, axe: str, language: str
) -> None:
    case = CASES[language]
    journey = Journey(case, visitors, office.post, Inspector(axe))
    page = arrive(visitors, language, f"/{language}/contact")
    code = journey.ask(page)
    journey.sign_in(page, code)
    desk = sign_in_at_desk(visitors, case)
    title = journey.answer(desk, code)
    journey.read_and_reply(page, code, title)
    journey.resolve(desk, code)
    journey.rate(page, code)
    see_rating(desk if case is ADMIN else sign_in_at_desk(visitors, ADMIN), case)
    journey.reopen(page)
    open_from_queue(desk, case, code)
    desk.get_by_text(case.again).first.wait_for()
    assert {each.language for each in office.post.to(case.email)} == {language}
    assert sorted(each.subject for each in office.post.to(case.email)) == sorted(
        case.says(subject, code=code, brand=PRODUCT) for subject in SUBJECTS
    )


def test_the_pages_of_the_desk_are_whole_in_every_language(visitors: Visitors, office: Office, axe: str) -> None:
    desk = sign_in_at_desk(visitors, ADMIN)
    for language in LANGUAGES:
        desk.get_by_text(ADMIN.agent, exact=True).first.click()
        desk.locator(f"button[name=language][value={language}]").click()
        for address in ("/desk/?state=all", "/desk/held", "/desk/ratings", "/desk/team", "/desk/account"):
            desk.goto(address)
            assert desk.locator("html").get_attribute("lang") == language
            assert Inspector(axe).faults(desk) == []
