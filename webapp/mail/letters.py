"""What each kind of letter says, in its own language; nothing that a visitor wrote is in any."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from flask import Flask, render_template, url_for
from flask_babel import gettext

from webapp.config import Config, config
from webapp.database.kinds import LetterKind, Stage
from webapp.database.outbox_store import Outgoing
from webapp.http.letter_links import answer_ticket, rating_ticket
from webapp.i18n import answer_in, long_date
from webapp.mail.pages import LetterPage, Link, Reach
from webapp.site import site
from webapp.texts.email_addresses import ascii_address
from webapp.texts.stage_names import stage_name

REQUEST_PAGE = "support_requests.show"
"""Where a customer follows a request."""

HOME = "help_centre.home"

ANSWER_PAGE = "support_requests.answer_by_letter"
"""Where they answer, without signing in."""

RATING_PAGE = "support_requests.rate_by_letter"
"""Where they say how we did, without signing in."""

REFERENCES = 10
"""Earlier letters that one names, at most: the first and the newest.  RFC 5537, section 3.4.4."""

POLICY = SMTP.clone(cte_type="7bit")


def message_of(app: Flask, outgoing: Outgoing) -> EmailMessage:
    """Return the letter as it travels.

    It is written in an application context of its own: language, translations and time zone lie there, and that of the
    caller may hold those of another letter, or of a request.
    """
    settings: Config = app.extensions["config"]
    with app.app_context(), app.test_request_context(base_url=settings.address):
        answer_in(outgoing.language)
        page = with_foot(WRITERS[outgoing.kind](outgoing))
        message = EmailMessage(POLICY)
        set_headers(message, outgoing, page.subject)
        message.set_content(render_template("mail/letter.txt", page=page), cte="quoted-printable")
        message.add_alternative(render_template("mail/letter.html", page=page), "html", cte="quoted-printable")
        message["Content-Language"] = outgoing.language  # set before, it would move into the first part
    return message


def set_headers(message: EmailMessage, outgoing: Outgoing, subject: str) -> None:
    """Write the head of a letter; programs that answer letters by themselves are told to be silent.

    ValueError where the recipient is none that a form would have taken.
    """
    if ascii_address(outgoing.recipient) is None:
        raise ValueError(f"outbox: {outgoing.recipient!r} is no e-mail address. Correct it in the request.")
    sender = config().mail_from
    domain = sender.rpartition("@")[2]
    message["From"] = Address(site().name, addr_spec=sender)
    message["To"] = Address(addr_spec=outgoing.recipient)
    message["Subject"] = subject
    message["Date"] = outgoing.created_at
    message["Message-ID"] = f"<{outgoing.mail_id}@{domain}>"
    if outgoing.earlier:
        named = (*outgoing.earlier[:1], *outgoing.earlier[1:][1 - REFERENCES :])
        message["In-Reply-To"] = f"<{outgoing.earlier[-1]}@{domain}>"
        message["References"] = " ".join(f"<{each}@{domain}>" for each in named)
    message["Auto-Submitted"] = "auto-replied" if outgoing.kind is LetterKind.RECEIVED else "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"


def received(outgoing: Outgoing) -> LetterPage:
    """Return the letter that says that a request has arrived."""
    code = outgoing.values["code"]
    return LetterPage(
        language=outgoing.language,
        subject=gettext("We have your request %(code)s", code=code),
        paragraphs=(
            gettext("Thank you for writing to us. Your request is safely here, and a person will read it."),
            gettext("Its code is %(code)s.", code=code),
            *promise(outgoing),
        ),
        links=(request_link(outgoing, gettext("Follow your request")),),
        notes=(
            gettext(
                "Did you not write to us? Somebody entered your address by mistake, and you can ignore this e-mail."
            ),
            no_answers(),
        ),
    )


def replied(outgoing: Outgoing) -> LetterPage:
    """Return the letter that brings an answer."""
    return LetterPage(
        language=outgoing.language,
        subject=gettext("Our answer to your request %(code)s", code=outgoing.values["code"]),
        paragraphs=(who_writes(outgoing),),
        text=outgoing.values["text"],
        links=(
            answer_link(outgoing, gettext("Answer us")),
            request_link(outgoing, gettext("Read the whole conversation")),
        ),
        notes=(no_answers(),),
    )


def stage_changed(outgoing: Outgoing) -> LetterPage:
    """Return the letter that says how far a request is, and what that means for its customer."""
    code, stage = outgoing.values["code"], outgoing.values["stage"]
    follow = request_link(outgoing, gettext("Follow your request"))
    paragraphs: tuple[str, ...]
    match stage:
        case Stage.INVESTIGATING:
            subject = gettext("We are working on your request %(code)s", code=code)
            paragraphs = (gettext("Somebody of our team is now working on your request %(code)s.", code=code),)
        case Stage.WAITING:
            subject = gettext("We need your answer: request %(code)s", code=code)
            paragraphs = (gettext("Before we can go on with your request %(code)s, we need your answer.", code=code),)
        case Stage.CLOSED:
            subject = gettext("Your request %(code)s is closed", code=code)
            paragraphs = (
                gettext("We have closed your request %(code)s.", code=code),
                gettext("Is anything still open? Answer us, and we will take it up again."),
            )
        case _:
            subject = gettext("News of your request %(code)s", code=code)
            said = gettext(
                "Your request %(code)s has moved on. It is now: %(stage)s.", code=code, stage=stage_name(stage)
            )
            paragraphs = (said,)
    is_ours = stage not in (Stage.WAITING, Stage.CLOSED)
    return LetterPage(
        language=outgoing.language,
        subject=subject,
        paragraphs=(*paragraphs, *promise(outgoing)) if is_ours else paragraphs,
        links=(follow,) if is_ours else (answer_link(outgoing, gettext("Answer us")), follow),
        notes=(no_answers(),),
    )


def resolved(outgoing: Outgoing) -> LetterPage:
    """Return the letter that says that a request is resolved, asks how we did, and leads on where it is not."""
    code = outgoing.values["code"]
    ending = (
        gettext("We believe that your request %(code)s is resolved.", code=code),
        gettext("If it is not, answer us with the first link: that opens it again, and you need not sign in."),
    )
    text = outgoing.values.get("text", "")
    return LetterPage(
        language=outgoing.language,
        subject=gettext("Your request %(code)s is resolved", code=code),
        paragraphs=(who_writes(outgoing),) if text else ending,
        text=text,
        closing=ending if text else (),
        links=(
            answer_link(outgoing, gettext("It is not solved: answer us")),
            Link(gettext("Tell us how we did"), config().address + rating_path(outgoing)),
        ),
        notes=(no_answers(),),
    )


def sign_in(outgoing: Outgoing) -> LetterPage:
    """Return the letter that signs somebody in."""
    return LetterPage(
        language=outgoing.language,
        subject=gettext("Sign in to %(brand)s", brand=site().name),
        paragraphs=(
            gettext("Follow the link to sign in, or type this code on the page where you asked for it."),
            gettext("Either works once, within 15 minutes."),
        ),
        digits=outgoing.values["digits"],
        links=(Link(gettext("Sign in"), config().address + outgoing.values["path"]),),
        notes=(
            gettext("Did you not ask for this? You can ignore this e-mail; nobody can sign in without it."),
            gettext("We will never ask you for this code, by e-mail or on the phone."),
        ),
    )


def trial(outgoing: Outgoing) -> LetterPage:
    """Return the letter by which the operator sees that letters arrive."""
    path = url_for(HOME, language=outgoing.language)
    return LetterPage(
        language=outgoing.language,
        subject=gettext("A test e-mail from %(brand)s", brand=site().name),
        paragraphs=(
            gettext("You are reading this, so e-mails from %(brand)s reach you.", brand=site().name),
            gettext("There is nothing that you need to do."),
        ),
        links=(Link(gettext("Help centre"), config().address + path),),
    )


WRITERS: Mapping[LetterKind, Callable[[Outgoing], LetterPage]] = {
    LetterKind.RECEIVED: received,
    LetterKind.REPLIED: replied,
    LetterKind.STAGE_CHANGED: stage_changed,
    LetterKind.RESOLVED: resolved,
    LetterKind.SIGN_IN: sign_in,
    LetterKind.TEST: trial,
}


def who_writes(outgoing: Outgoing) -> str:
    """Return who wrote the text that follows, and about what; letters written by former versions name nobody."""
    code, agent = outgoing.values["code"], outgoing.values.get("agent", "")
    if not agent:
        return str(gettext("We have written to you about your request %(code)s:", code=code))
    writes = gettext(
        "%(agent)s of %(brand)s has written to you about your request %(code)s:",
        agent=agent,
        brand=site().name,
        code=code,
    )
    return str(writes)


def promise(outgoing: Outgoing) -> tuple[str, ...]:
    """Return until when an answer is promised; nothing where none is."""
    due_on = outgoing.values.get("due_on")
    if not due_on:
        return ()
    return (gettext("You will have our answer by %(date)s.", date=long_date(date.fromisoformat(due_on))),)


def with_foot(page: LetterPage) -> LetterPage:
    """Return ``page`` with the other ways to reach people, and when they are there."""
    channels = tuple(
        Reach(each.label, each.address, config().address + each.link if each.link.startswith("/") else each.link)
        for each in site().channels_in(page.language)
    )
    return replace(page, channels=channels, hours=site().hours_in(page.language))


def request_link(outgoing: Outgoing, label: str) -> Link:
    """Return a link to the page of the request."""
    path = url_for(REQUEST_PAGE, language=outgoing.language, code=outgoing.values["code"])
    return Link(label, config().address + path)


def answer_link(outgoing: Outgoing, label: str) -> Link:
    """Return a link to the page where the recipient answers without signing in."""
    code = outgoing.values["code"]
    ticket = answer_ticket(code, outgoing.recipient, outgoing.created_at.date())
    path = url_for(ANSWER_PAGE, language=outgoing.language, code=code, ticket=ticket)
    return Link(label, config().address + path)


def rating_path(outgoing: Outgoing) -> str:
    """Return where the recipient rates the answer without signing in."""
    code = outgoing.values["code"]
    ticket = rating_ticket(code, outgoing.recipient)
    return url_for(RATING_PAGE, language=outgoing.language, code=code, ticket=ticket)


def no_answers() -> str:
    """Return where to answer instead."""
    return str(
        gettext("This e-mail was sent automatically and nobody reads replies. Please reply on the page instead.")
    )
