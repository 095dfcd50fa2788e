"""What each kind of letter says, in its own language; nothing that a visitor wrote is in any."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from flask import Flask, render_template, url_for
from flask_babel import gettext

from webapp.config import Config, config
from webapp.database.kinds import LetterKind, Stage
from webapp.database.outbox_store import Outgoing
from webapp.http.letter_links import rating_ticket
from webapp.i18n import answer_in, long_date
from webapp.mail.pages import LetterPage, Link
from webapp.site import site
from webapp.texts.email_addresses import ascii_address
from webapp.texts.stage_names import stage_name

REQUEST_PAGE = "support_requests.show"
"""Where a customer follows a request."""

RATING_PAGE = "support_requests.rate_by_letter"
"""Where they say how we did, without signing in."""

REFERENCES = 10
"""Earlier letters that one names, at most: the first and the newest.  RFC 5537, section 3.4.4."""

POLICY = SMTP.clone(cte_type="7bit")


def message_of(app: Flask, outgoing: Outgoing) -> EmailMessage:
    """Return the letter as it travels."""
    settings: Config = app.extensions["config"]
    with app.test_request_context(base_url=settings.address):
        answer_in(outgoing.language)
        page = WRITERS[outgoing.kind](outgoing)
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
        link=request_link(outgoing, gettext("Follow your request")),
        notes=(
            gettext(
                "Did you not write to us? Somebody entered your address by mistake, and you can ignore this e-mail."
            ),
            no_answers(),
        ),
    )


def replied(outgoing: Outgoing) -> LetterPage:
    """Return the letter that brings an answer."""
    code = outgoing.values["code"]
    return LetterPage(
        language=outgoing.language,
        subject=gettext("Our answer to your request %(code)s", code=code),
        paragraphs=(gettext("We have written to you about your request %(code)s:", code=code),),
        quote=outgoing.values["text"],
        link=request_link(outgoing, gettext("Read it in full and reply")),
        notes=(no_answers(),),
    )


def stage_changed(outgoing: Outgoing) -> LetterPage:
    """Return the letter that says how far a request is."""
    code, stage = outgoing.values["code"], outgoing.values["stage"]
    is_waiting = stage == Stage.WAITING
    return LetterPage(
        language=outgoing.language,
        subject=gettext("An update on your request %(code)s", code=code),
        paragraphs=(
            gettext("Your request %(code)s has moved on. It is now: %(stage)s.", code=code, stage=stage_name(stage)),
            *((gettext("We need your reply before we can go on."),) if is_waiting else promise(outgoing)),
        ),
        link=request_link(outgoing, gettext("Reply") if is_waiting else gettext("Follow your request")),
        notes=(no_answers(),),
    )


def resolved(outgoing: Outgoing) -> LetterPage:
    """Return the letter that says that a request is resolved and asks how we did."""
    code = outgoing.values["code"]
    return LetterPage(
        language=outgoing.language,
        subject=gettext("Your request %(code)s is resolved", code=code),
        paragraphs=(
            gettext("We believe that your request %(code)s is resolved.", code=code),
            gettext("If it is not, reopen it by writing on its page; everything is still there."),
        ),
        quote=outgoing.values.get("text", ""),
        link=Link(gettext("Tell us how we did"), config().address + rating_path(outgoing)),
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
        link=Link(gettext("Sign in"), config().address + outgoing.values["path"]),
        notes=(
            gettext("Did you not ask for this? You can ignore this e-mail; nobody can sign in without it."),
            gettext("We will never ask you for this code, by e-mail or on the phone."),
        ),
    )


WRITERS: Mapping[LetterKind, Callable[[Outgoing], LetterPage]] = {
    LetterKind.RECEIVED: received,
    LetterKind.REPLIED: replied,
    LetterKind.STAGE_CHANGED: stage_changed,
    LetterKind.RESOLVED: resolved,
    LetterKind.SIGN_IN: sign_in,
}


def promise(outgoing: Outgoing) -> tuple[str, ...]:
    """Return until when an answer is promised; nothing where none is."""
    due_on = outgoing.values.get("due_on")
    if not due_on:
        return ()
    return (gettext("You will have our answer by %(date)s.", date=long_date(date.fromisoformat(due_on))),)


def request_link(outgoing: Outgoing, label: str) -> Link:
    """Return a link to the page of the request."""
    path = url_for(REQUEST_PAGE, language=outgoing.language, code=outgoing.values["code"])
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
